"""One table of settings: name, default, parser, help.

Values come from ``FEEDSERVER_<NAME>`` environment variables, else from ``feedserver.toml`` (or the file that
``FEEDSERVER_CONFIG`` names), else the default. A wrong value stops the start with a sentence that names it.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from feedserver.errors import SettingsError
from feedserver.languages import normalise_tag
from feedserver.model import Site

PREFIX = "FEEDSERVER_"
CONFIG_FILE = "feedserver.toml"


def _text(value: str) -> str:
    if not value.strip() or re.search(r"[\x00-\x1f\x7f]", value):
        raise ValueError("some text in one line")
    return value.strip()


def _path(value: str) -> Path:
    if not value.strip():
        raise ValueError("a path")
    return Path(value).expanduser()


def _packages_dir(value: str) -> Path:
    """The folder of Argos packages; by default the one Argos Translate and its ``argospm`` use themselves."""
    if value:
        return Path(value).expanduser()
    if argos := os.environ.get("ARGOS_PACKAGES_DIR"):
        return Path(argos)
    data_home = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(data_home) / "argos-translate" / "packages"


def _number(least: int, most: int) -> Callable[[str], int]:
    def parse(value: str) -> int:
        if not re.fullmatch(r"\d{1,9}", value) or not least <= int(value) <= most:
            raise ValueError(f"a whole number from {least} to {most}")
        return int(value)

    return parse


_BEAMS = {"fast": "2", "fastest": "1"}


def _beam(value: str) -> int:
    try:
        return _number(1, 16)(_BEAMS.get(value, value))
    except ValueError:
        raise ValueError("a whole number from 1 to 16, or fast or fastest") from None


def _choice(*allowed: str) -> Callable[[str], str]:
    def parse(value: str) -> str:
        if value not in allowed:
            raise ValueError(f"one of {', '.join(allowed)}")
        return value

    return parse


def _languages(value: str) -> tuple[str, ...]:
    try:
        tags = tuple(normalise_tag(tag.strip()) for tag in value.split(","))
    except ValueError as error:
        raise ValueError("language tags separated by commas, such as en,ru,kk") from error
    if len(set(tags)) != len(tags):
        raise ValueError("language tags separated by commas, each once")
    return tags


def _base_url(value: str) -> str:
    if not value:
        return ""
    try:
        parts = urlsplit(value)
        fits = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        fits = False
    if not fits or re.search(r"[\s?#<>\"]", value):
        raise ValueError("an address such as https://news.example.org")
    return value.rstrip("/")


def _authority(value: str) -> str:
    # RFC 4151 §2.1: a domain name or an e-mail address, in lower case.
    if value and not re.fullmatch(r"([a-z0-9._-]+@)?[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9-]+)*", value):
        raise ValueError("a domain name or e-mail address of yours, in lower case")
    return value


def _date(value: str) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise ValueError("a date such as 2026-01-01") from None


def _zone(value: str) -> ZoneInfo:
    try:
        return ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        raise ValueError("a time zone such as UTC or Asia/Almaty") from None


def _database(value: str) -> str:
    if value and not value.startswith("sqlite:///"):
        raise ValueError("sqlite:///PATH")
    return value


def _setting(default: str, parse: Callable[[str], Any], help_text: str) -> Any:
    return field(metadata={"default": default, "parse": parse, "help": help_text})


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, parsed. Build it with :func:`load_settings`."""

    articles: Path = _setting("seeds", _path, "Folder of articles to read and to watch")
    translations: Path = _setting("translations", _path, "Folder of catalogues: <language>/<article>.po")
    languages: tuple[str, ...] = _setting("en,ru,kk", _languages, "The site's languages, the default one first")
    title: str = _setting("News", _text, "The site's title, shown in every feed")
    base_url: str = _setting("", _base_url, "Public address of the site, as readers see it; default http://HOST:PORT")
    host: str = _setting("127.0.0.1", _text, "Address that `serve` listens on")
    port: int = _setting("8000", _number(1, 65535), "Port that `serve` listens on")
    data_dir: Path = _setting("data", _path, "Folder for the database; made when missing")
    database: str = _setting("", _database, "Database; default sqlite:///DATA_DIR/feedserver.db")
    packages_dir: Path = _setting(
        "", _packages_dir, "Folder of Argos packages; default: where Argos Translate keeps them"
    )
    time_zone: ZoneInfo = _setting("UTC", _zone, "Zone of dates that do not name one")
    authority: str = _setting(
        "", _authority, "Domain in every id, kept from the first start on; default: the base URL's host"
    )
    authority_date: str = _setting(
        "2026-01-01", _date, "Day on which the authority was yours, kept from the first start on"
    )
    hold_untranslated_s: int = _setting(
        "3600",
        _number(0, 30 * 86400),
        "How long an untranslated article is held back before it is shown in the original, in seconds",
    )
    feed_entries: int = _setting("50", _number(1, 500), "Entries in a feed without ?limit=")
    max_age_s: int = _setting("300", _number(0, 86400), "Cache-Control: max-age of feeds, in seconds")
    scan_interval_s: int = _setting(
        "2", _number(1, 60), "Pause between two looks at articles and catalogues, in seconds"
    )
    index_url: str = _setting(
        "https://raw.githubusercontent.com/argosopentech/argospm-index/main/index.json",
        _base_url,
        "Index of Argos packages that `models install` looks in; empty: none",
    )
    beam_size: int = _setting(
        "4", _beam, "Beam of the translation, 1–16: 4 as Argos Translate, `fast` is 2, `fastest` 1"
    )
    threads: int = _setting("0", _number(0, 256), "Threads of the translation; 0: as many as cores and memory allow")
    device: str = _setting("cpu", _choice("cpu", "cuda", "auto"), "What translates: cpu, cuda (a GPU) or auto")
    unload_after_s: int = _setting(
        "600", _number(0, 86400), "Translation models that are not used for so many seconds give their memory back"
    )

    @property
    def database_url(self) -> str:
        return self.database or f"sqlite:///{self.data_dir / 'feedserver.db'}"

    @property
    def public_url(self) -> str:
        """The base URL, without a slash at the end."""
        if self.base_url:
            return self.base_url
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    @property
    def site(self) -> Site:
        host = urlsplit(self.public_url).hostname or "localhost"
        # An IPv6 address cannot stand in a tag URI (RFC 4151 §2.1).
        authority = self.authority or ("localhost" if ":" in host else host)
        return Site(self.title, self.public_url, self.languages, authority, self.authority_date)


def table() -> list[tuple[str, str, str]]:
    """The table of settings: (name, default as text, help), in the order of the documentation."""
    return [(f.name, f.metadata["default"], f.metadata["help"]) for f in fields(Settings)]


def load_settings(environ: Mapping[str, str] | None = None, folder: Path | None = None) -> Settings:
    """Load the settings out of *environ* (default: the process's) and the settings file in *folder*.

    Raises SettingsError that names the variable or the file, the value, and what is allowed.
    """
    environ = os.environ if environ is None else environ
    config = Path(environ.get(PREFIX + "CONFIG") or (folder or Path()) / CONFIG_FILE)
    written = _read_file(config, required=PREFIX + "CONFIG" in environ)
    known = {f.name: f for f in fields(Settings)}
    for name in written:
        if name not in known:
            raise SettingsError(f"{config}: there is no setting “{name}”; there are: {', '.join(known)}")
    for name in environ:
        if name.startswith(PREFIX) and name != PREFIX + "CONFIG" and name[len(PREFIX) :].lower() not in known:
            raise SettingsError(f"{name}: there is no such setting; there are: {_variables(known)}")
    values = {name: _parse(item, environ, config, written) for name, item in known.items()}
    return Settings(**values)


def _variables(known: Mapping[str, Field[Any]]) -> str:
    return ", ".join(PREFIX + name.upper() for name in known)


def _read_file(config: Path, *, required: bool) -> dict[str, str]:
    if not config.exists():
        if required:
            raise SettingsError(f"{PREFIX}CONFIG: {config} does not exist; it names the settings file")
        return {}
    try:
        content = tomllib.loads(config.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise SettingsError(f"{config}: not a settings file (TOML): {error}") from error
    return {
        name: ",".join(map(str, value)) if isinstance(value, list) else str(value) for name, value in content.items()
    }


def _parse(item: Field[Any], environ: Mapping[str, str], config: Path, written: Mapping[str, str]) -> Any:
    variable = PREFIX + item.name.upper()
    if variable in environ:
        where, value = variable, environ[variable]
    elif item.name in written:
        where, value = f"{config}: {item.name}", written[item.name]
    else:
        where, value = item.name, item.metadata["default"]
    try:
        return item.metadata["parse"](value)
    except ValueError as error:
        raise SettingsError(f"{where} is “{value}”; allowed is {error}") from error

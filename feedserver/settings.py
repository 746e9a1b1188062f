"""One table of settings: name, default, parser, help.

Values come from ``FEEDSERVER_<NAME>`` environment variables, else from ``feedserver.toml`` (or the file that
``FEEDSERVER_CONFIG`` names), else the default. A wrong value stops the start with a sentence that names it. Sources of
articles stand in the file as tables, ``[[sources]]``.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import Field, dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

from feedserver import __version__
from feedserver.declarations import WrongDeclarationError, declare_source, folder_source, is_web_address
from feedserver.errors import SettingsError
from feedserver.languages import normalise_tag
from feedserver.model import Site, Source
from feedserver.transliteration import SCRIPTS, base_of

PREFIX = "FEEDSERVER_"
CONFIG_FILE = "feedserver.toml"


def _text(value: str) -> str:
    if not value.strip() or re.search(r"[\x00-\x1f\x7f]", value):
        raise ValueError("some text in one line")
    return value.strip()


def _path_or_none(value: str) -> Path | None:
    return _path(value) if value else None


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


def _flag(value: str) -> bool:
    if value.lower() not in ("yes", "no", "true", "false"):
        raise ValueError("yes or no")
    return value.lower() in ("yes", "true")


def _hosts(value: str) -> tuple[str, ...]:
    hosts = tuple(host.strip().lower() for host in value.split(",") if host.strip())
    if not all(re.fullmatch(r"(\*\.)?[\w.-]+(:\d{1,5})?|\[[0-9a-f:.]+\](:\d{1,5})?", host) for host in hosts):
        raise ValueError("host names separated by commas, such as intranet.example.org,*.corp.example.org")
    return hosts


def _addresses(value: str) -> tuple[str, ...]:
    addresses = tuple(address.strip() for address in value.split(",") if address.strip())
    if not all(map(is_web_address, addresses)):
        raise ValueError("web addresses separated by commas, such as https://hub.example.org/")
    return addresses


def _fallbacks(value: str) -> tuple[tuple[str, str], ...]:
    try:
        pairs = [pair.split(":") for pair in value.split(",") if pair.strip()]
        return tuple((normalise_tag(asked), normalise_tag(given)) for asked, given in pairs)
    except ValueError:
        raise ValueError("pairs of language tags separated by commas, such as be:ru,uk:ru,ky:kk") from None


def _contact(value: str) -> str:
    value = value.removeprefix("mailto:")
    if value and not re.fullmatch(r"[^\s@<>()]+@[^\s@<>()]+", value) and not is_web_address(value):
        raise ValueError("an e-mail address or a web address")
    return value


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
    for tag in tags:
        if base_of(tag) not in tags:
            raise ValueError(f"{tag} together with {base_of(tag)}, from whose edition it is written")
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

    articles: Path | None = _setting(
        "seeds", _path_or_none, "Folder of articles to read and to watch, beside other sources; empty: none"
    )
    translations: Path = _setting("translations", _path, "Folder of catalogues: <language>/<article>.po")
    languages: tuple[str, ...] = _setting(
        "en,ru,kk",
        _languages,
        "The site's languages, the default one first; `kk-Latn` and `kk-Arab`: the edition in `kk` in other letters",
    )
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

    contact: str = _setting(
        "", _contact, "E-mail or web address that other sites find in our requests; default: the base URL"
    )
    poll_min_s: int = _setting("300", _number(60, 86400), "Least pause between two looks at a feed, in seconds")
    poll_max_s: int = _setting(
        "21600", _number(60, 30 * 86400), "Longest pause between two looks at a feed, in seconds"
    )
    fetch_max_bytes: int = _setting(
        "10000000", _number(10_000, 500_000_000), "Largest document that is fetched, unpacked, in bytes"
    )
    fetch_timeout_s: int = _setting("30", _number(1, 600), "Longest time that one document may take, in seconds")
    private_hosts: tuple[str, ...] = _setting(
        "",
        _hosts,
        "Hosts that may stand at private addresses: `intranet.example.org,*.corp.example.org,127.0.0.1:8080`",
    )
    merge_stories: bool = _setting("yes", _flag, "The same story from two sources is one article: yes or no")
    hubs: tuple[str, ...] = _setting(
        "", _addresses, "WebSub hubs that our feeds name and that hear of news; needs a public `base_url`"
    )
    language_fallbacks: tuple[tuple[str, str], ...] = _setting(
        "", _fallbacks, "Which language readers of another get at `/` and `/feed`: `be:ru,uk:ru,ky:kk`"
    )
    websub: bool = _setting("no", _flag, "Let feeds that offer it push (WebSub): yes or no; needs a public `base_url`")
    sources: tuple[Source, ...] = field(default=(), metadata={"table": True})

    @property
    def all_sources(self) -> tuple[Source, ...]:
        """The folder of articles, if there is one, then the declared sources."""
        return ((folder_source(self.articles),) if self.articles else ()) + self.sources

    @property
    def translated_languages(self) -> tuple[str, ...]:
        """The languages that editions are made and kept in: all but those written from another one's edition."""
        return tuple(language for language in self.languages if language not in SCRIPTS)

    @property
    def user_agent(self) -> str:
        """What we call ourselves when we fetch: who, which version, and whom to complain to."""
        contact = quote(self.contact or self.public_url, safe=":/?#[]@!$&'*+,;=%~")  # a header is ASCII
        return f"feedserver/{__version__} (+{contact})"

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
        hubs = self.hubs if self.base_url else ()  # they could not read the feeds
        return Site(self.title, self.public_url, self.languages, authority, self.authority_date, hubs)


def table() -> list[tuple[str, str, str]]:
    """The table of settings: (name, default as text, help), in the order of the documentation."""
    return [(f.name, f.metadata["default"], f.metadata["help"]) for f in _scalars()]


def _scalars() -> list[Field[Any]]:
    return [item for item in fields(Settings) if "default" in item.metadata]


def load_settings(environ: Mapping[str, str] | None = None, folder: Path | None = None) -> Settings:
    """Load the settings out of *environ* (default: the process's) and the settings file in *folder*.

    Raises SettingsError that names the variable or the file, the value, and what is allowed.
    """
    environ = os.environ if environ is None else environ
    config = Path(environ.get(PREFIX + "CONFIG") or (folder or Path()) / CONFIG_FILE)
    written = _read_file(config, required=PREFIX + "CONFIG" in environ)
    known = {item.name: item for item in _scalars()}
    declared = written.pop("sources", [])
    for name in written:
        if name not in known:
            raise SettingsError(f"{config}: there is no setting “{name}”; there are: {', '.join(known)}, sources")
    for name in environ:
        if name.startswith(PREFIX) and name != PREFIX + "CONFIG" and name[len(PREFIX) :].lower() not in known:
            raise SettingsError(f"{name}: there is no such setting; there are: {_variables(known)}")
    values = {name: _parse(item, environ, config, written) for name, item in known.items()}
    settings = Settings(**values, sources=_declared(declared, config))
    slugs = [source.slug for source in settings.all_sources]
    for slug in slugs:
        if slugs.count(slug) > 1:
            raise SettingsError(f'{config}: two sources have the slug “{slug}”; give one another: slug = "…"')
    return settings


def _declared(tables: object, config: Path) -> tuple[Source, ...]:
    if not isinstance(tables, Sequence) or not all(isinstance(table, dict) for table in tables):
        raise SettingsError(f'{config}: sources are tables: [[sources]], then a line feed = "https://…"')
    sources = []
    for number, table in enumerate(tables, start=1):
        try:
            sources.append(declare_source(table))
        except WrongDeclarationError as error:
            raise SettingsError(f"{config}: [[sources]] number {number}: {error}") from error
    return tuple(sources)


def _variables(known: Mapping[str, Field[Any]]) -> str:
    return ", ".join(PREFIX + name.upper() for name in known)


def _read_file(config: Path, *, required: bool) -> dict[str, Any]:
    if not config.exists():
        if required:
            raise SettingsError(f"{PREFIX}CONFIG: {config} does not exist; it names the settings file")
        return {}
    try:
        content = tomllib.loads(config.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise SettingsError(f"{config}: not a settings file (TOML): {error}") from error
    return {name: value if name == "sources" else _written(value) for name, value in content.items()}


def _written(value: object) -> str:
    """A value of the file as it would stand in the environment."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)


def _parse(item: Field[Any], environ: Mapping[str, str], config: Path, written: Mapping[str, Any]) -> Any:
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

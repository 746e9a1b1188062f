"""What the links, images and players of a piece of HTML lead to, as absolute addresses."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from urllib.parse import parse_qs, urljoin, urlsplit

from feedserver.inline_html import SCHEMES
from feedserver.sources.text.plain_text import clean_line

_WEB = ("http", "https")
_MAX_URL_CHARS = 2_000  # some links hold whole pictures or pages
_NOT_IN_URL = re.compile(r"[\s<>\"\\^`{|}\x00-\x1f\x7f]")

# Where an image waits for the page's script: what stands in src meanwhile is a placeholder.
_LAZY = ("data-src", "data-lazy-src", "data-original", "data-lazyload", "data-full-url")
_MAX_ICON_PX = 64  # as declared; what is larger is a picture, not a part of a sentence
_DIGITS = re.compile(r"\s*([0-9]{1,5})(?:\.[0-9]+)?(?:px)?\s*")
_STYLE_SIZE = re.compile(r"(?:^|;)\s*(width|height)\s*:\s*([0-9]{1,5})px", re.IGNORECASE)
_EMOJI_CLASSES = frozenset({"emoji", "wp-smiley"})

# Frames also hold advertisements and counters; these hosts show films and sounds.
_PLAYER_ROWS = (
    "youtube.com youtube-nocookie.com youtu.be vimeo.com dailymotion.com rutube.ru vk.com vkvideo.ru ok.ru dzen.ru",
    "soundcloud.com spotify.com mave.digital podcasts.apple.com twitch.tv archive.org",
)
_PLAYERS = frozenset(host for row in _PLAYER_ROWS for host in row.split())
_YOUTUBE_ID = re.compile(r"/(?:embed|v|shorts|live)/([\w-]{11})")


def absolute(url: str, base_url: str | None) -> str | None:
    """*url* as an absolute address of a scheme that a link may have; None if it cannot be one.

    base_url: where *url* stands; None: not known, and a relative one is none.
    """
    bare = "".join(url.split("\n")).replace("\r", "").replace("\t", "").strip()
    if not bare or len(bare) > _MAX_URL_CHARS:
        return None
    try:
        joined = urljoin(base_url or "", bare)
        if joined.startswith("//"):
            joined = f"https:{joined}"
        parts = urlsplit(joined)
        known = parts.scheme in SCHEMES and (parts.scheme not in _WEB or bool(parts.hostname))
    except ValueError:  # "http://[": no address
        return None
    return _NOT_IN_URL.sub(_escaped, joined) if known else None


def web_address(url: str | None, base_url: str | None = None) -> str | None:
    """*url* as an absolute http or https address; None if it cannot be one."""
    found = absolute(url, base_url) if url else None
    return found if found and found.startswith(("http://", "https://")) else None


def image_address(attributes: Mapping[str, str], base_url: str | None) -> str | None:
    """The address of the image that an ``img`` shows; None for one that shows nothing: a tracking pixel, data."""
    if _is_pixel(attributes):
        return None
    candidates = [attributes.get(name, "") for name in (*_LAZY, "src")]
    candidates += [attributes.get(name, "").split(",")[0].split(" ")[0] for name in ("data-srcset", "srcset")]
    return next(filter(None, (web_address(candidate, base_url) for candidate in candidates)), None)


def image_tag(attributes: Mapping[str, str], address: str) -> str:
    """The ``img`` with *address*, its description and its size."""
    sizes = ((name, _DIGITS.fullmatch(attributes.get(name, ""))) for name in ("width", "height"))
    size = "".join(f' {name}="{digits[1]}"' for name, digits in sizes if digits)
    alt = html.escape(clean_line(attributes.get("alt", "")))
    return f'<img src="{html.escape(address)}" alt="{alt}"{size}>'


def is_icon(attributes: Mapping[str, str]) -> bool:
    """Whether an ``img`` is so small that it belongs into its line."""
    return any(0 < size <= _MAX_ICON_PX for size in _sizes(attributes))


def emoji_of(attributes: Mapping[str, str]) -> str | None:
    """The character that an ``img`` stands for, as blogs show emoji; None if it is none."""
    if _EMOJI_CLASSES.isdisjoint(attributes.get("class", "").split()):
        return None
    return attributes.get("alt") or None


def player_address(name: str, address: str | None) -> str | None:
    """Where a person can see or hear what an element with that *address* plays; None if it is no player.

    name: the element's. A frame must be one of a site for films or sounds; a video or an audio file plays itself.
    """
    if address is None or name in ("video", "audio"):
        return address
    parts = urlsplit(address)
    host = (parts.hostname or "").removeprefix("www.")
    if not any(host == player or host.endswith(f".{player}") for player in _PLAYERS):
        return None
    film = _YOUTUBE_ID.match(parts.path) if "youtube" in host else None
    if film and film[1] != "videoseries":
        return f"https://www.youtube.com/watch?v={film[1]}"
    playlist = parse_qs(parts.query).get("list") if film else None
    return f"https://www.youtube.com/playlist?list={playlist[0]}" if playlist else address


def shown_address(address: str) -> str:
    """*address* as people write it, to stand for a link's text: ``youtube.com/watch?v=…``."""
    return address.partition("://")[2].removeprefix("www.").rstrip("/")


def _escaped(found: re.Match[str]) -> str:
    return f"%{ord(found[0]):02X}" if found[0].isascii() else ""


def _is_pixel(attributes: Mapping[str, str]) -> bool:
    return any(size <= 1 for size in _sizes(attributes))


def _sizes(attributes: Mapping[str, str]) -> list[int]:
    declared = (_DIGITS.fullmatch(attributes.get(name, "")) for name in ("width", "height"))
    sizes = [int(digits[1]) for digits in declared if digits]
    return sizes + [int(px) for _, px in _STYLE_SIZE.findall(attributes.get("style", ""))]

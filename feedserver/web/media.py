"""What an article's page shows beside its text: the picture above it, what can be played, and the other files."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import nh3

from feedserver.feeds.cleaning import fit_enclosures, web_address
from feedserver.inline_html import ATTRIBUTES, SCHEMES, TAGS, sanitise
from feedserver.model import Block, Edition, Enclosure

_SOURCE = re.compile(r'<img [^<>]*?src="([^"]*)"')
_PICTURE = re.compile(r"([^/]+?)(-\d+x\d+|-scaled)?(\.(?:avif|gif|jpe?g|png|svg|webp))", re.IGNORECASE)
# Whoever keeps the pictures need not know which page shows them, and they are loaded when the reader gets there.
_LOADING = {"referrerpolicy": "no-referrer", "loading": "lazy"}
_ATTRIBUTES = ATTRIBUTES | {"img": ATTRIBUTES["img"] | _LOADING.keys()}


@dataclass(frozen=True, slots=True)
class Media:
    """The picture, sounds, videos and files of an article, their addresses fit for the page.

    image: None if there is none, or the text shows it. playable: sounds and videos. files: all other enclosures
    but the pictures that the page shows.
    """

    image: str | None
    playable: tuple[Enclosure, ...]
    files: tuple[Enclosure, ...]


def media_of(edition: Edition) -> Media:
    """What the page of *edition* shows beside its text, in the source's order."""
    image = web_address(edition.image) if edition.image else None
    shown = {_picture(url) for url in _pictures(edition.blocks)}
    if image is not None and _picture(image) in shown:
        image = None
    elif image is not None:
        shown.add(_picture(image))
    enclosures = fit_enclosures(edition.enclosures)
    playable = tuple(each for each in enclosures if kind_of(each) in ("audio", "video"))
    files = (each for each in enclosures if each not in playable)
    return Media(
        image=image,
        playable=playable,
        files=tuple(each for each in files if kind_of(each) != "image" or _picture(each.url) not in shown),
    )


def kind_of(enclosure: Enclosure) -> str:
    """The first half of its media type, such as ``audio``."""
    return enclosure.type.partition("/")[0]


def shown_html(block: Block) -> str:
    """The HTML of *block*, sanitised once more where it meets the page; its pictures are loaded as above."""
    clean = sanitise(block.html)
    if "<img" not in clean:
        return clean
    # One by one: nh3 sets several in an order that differs from call to call, and the page's ETag with it.
    for name, value in _LOADING.items():
        clean = nh3.clean(
            clean,
            tags=set(TAGS),
            attributes=_ATTRIBUTES,
            url_schemes=set(SCHEMES),
            link_rel=None,
            set_tag_attribute_values={"img": {name: value}},
        )
    return clean


def clock(seconds: int) -> str:
    """A duration as players write it: ``48:05``, ``1:02:30``."""
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def _pictures(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        for source in _SOURCE.findall(sanitise(block.html)) if "<img" in block.html else ():
            if url := web_address(html.unescape(source)):
                yield url


def _picture(url: str) -> str:
    """What tells pictures apart: the file's name without the size, of which a site keeps several; else the address."""
    name = urlsplit(url).path.rpartition("/")[2]
    found = _PICTURE.fullmatch(name)
    return (found[1] + found[3]).lower() if found else url

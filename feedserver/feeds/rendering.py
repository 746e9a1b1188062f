"""From a feed to its bytes, and from bytes to a rendering that is kept."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime

from feedserver.codings import Coding, encode
from feedserver.feeds.addresses import FeedAddress, Format
from feedserver.feeds.atom_rss import render_atom, render_rss
from feedserver.feeds.json_feed import render_json
from feedserver.feeds.model import Feed, Link
from feedserver.model import Encoded, Rendering

_RENDERERS = {Format.ATOM: render_atom, Format.RSS: render_rss, Format.JSON: render_json}


def render(feed: Feed, address: FeedAddress) -> bytes:
    """The bytes of *feed* in the format of *address*; equal feeds give equal bytes."""
    return _RENDERERS[address.format](feed)


def keep(
    body: bytes,
    content_type: str,
    links: str,
    last_modified: datetime,
    expires_at: datetime | None = None,
    *,
    codings: Iterable[Coding] = Coding,
) -> Rendering:
    """A rendering of *body* in *codings*, with its validators: equal bodies give equal ETags.

    content_type, links: the whole header values. last_modified: aware; cut to whole seconds, for HTTP knows no finer.
    expires_at: when an edition held back is due, if one is. ETags are strong and differ by coding
    (RFC 9110 §8.8.3.3).
    """
    return Rendering(
        content_type=content_type,
        links=links,
        bodies={coding: encoded(body, coding) for coding in codings},
        last_modified=last_modified.replace(microsecond=0),
        expires_at=expires_at,
    )


def encoded(body: bytes, coding: Coding) -> Encoded:
    """*body* in *coding*, with its ETag."""
    content = encode(body, coding)
    return Encoded(f'"{hashlib.sha256(content).hexdigest()[:32]}"', content)


def link_header(feed: Feed) -> str:
    """The links of *feed* to itself, its other languages, its hubs and its past as the header Link (RFC 8288 §3).

    Not those to its other formats: clients that look at headers chose a format already.
    """
    own = next(link.type for link in feed.links if link.rel == "self")
    told = [link for link in feed.links if link.rel != "alternate" or (link.hreflang and link.type == own)]
    return ", ".join(_link_value(link) for link in told if link.rel != "alternate" or link.hreflang != feed.language)


def _link_value(link: Link) -> str:
    """RFC 8288 §3.4: a relation has but one type; hreflang only where it is another language."""
    value = f'<{link.href}>; rel="{link.rel}"'
    if link.rel == "alternate":
        value += f'; hreflang="{link.hreflang}"; type="{link.type}"'
    return value

"""From a feed to its bytes, and from bytes to a rendering that is kept."""

from __future__ import annotations

import gzip
import hashlib
from datetime import datetime

from feedserver.feeds.addresses import FeedAddress, Format
from feedserver.feeds.atom_rss import render_atom, render_rss
from feedserver.feeds.json_feed import render_json
from feedserver.feeds.model import Feed
from feedserver.model import Rendering

_RENDERERS = {Format.ATOM: render_atom, Format.RSS: render_rss, Format.JSON: render_json}


def render(feed: Feed, address: FeedAddress) -> bytes:
    """The bytes of *feed* in the format of *address*; equal feeds give equal bytes."""
    return _RENDERERS[address.format](feed)


def keep(body: bytes, content_type: str, last_modified: datetime, expires_at: datetime | None = None) -> Rendering:
    """A rendering of *body*, compressed, with its validators: equal bodies give equal ETags.

    content_type: the whole header value. last_modified: aware; cut to whole seconds, for HTTP knows no finer.
    expires_at: when an edition held back is due, if one is. ETags are strong and differ by encoding
    (RFC 9110 §8.8.3.3).
    """
    body_gzip = gzip.compress(body, mtime=0)
    return Rendering(
        content_type=content_type,
        body=body,
        body_gzip=body_gzip,
        etag=_etag(body),
        etag_gzip=_etag(body_gzip),
        last_modified=last_modified.replace(microsecond=0),
        expires_at=expires_at,
    )


def _etag(body: bytes) -> str:
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'

"""The index of packages that Argos publishes: one JSON file, a list of packages with links."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from feedserver.translation.packages.downloading import PATIENCE, DownloadError, Patience, fetch_bytes
from feedserver.translation.packages.installed import file_name_of, is_code, is_version, version_key

MAX_INDEX_BYTES = 5_000_000  # the published one has 60 kB
_MOST_LINKS = 10


@dataclass(frozen=True, slots=True)
class Offer:
    """A package of the index. links: where it can be had, the first first."""

    source: str
    target: str
    version: str
    links: tuple[str, ...]

    @property
    def file_name(self) -> str:
        """The name of its file, as the published ones are named: ``translate-en_ru-1_9``."""
        return file_name_of(self.source, self.target, self.version)


def fetch_index(url: str, patience: Patience = PATIENCE) -> list[Offer]:
    """What the index at *url* offers. Raises DownloadError that names it if it cannot be had or read."""
    try:
        offers = read_index(fetch_bytes(url, MAX_INDEX_BYTES, patience))
    except ValueError as error:
        raise DownloadError(f"{url} is no index of packages: {error}") from error
    if urlsplit(url).scheme == "https":  # what was fetched safely shall not lead to what can be tampered with
        offers = [_without_http(offer) for offer in offers]
    return [offer for offer in offers if offer.links]


def read_index(data: bytes) -> list[Offer]:
    """The translation packages in the index *data*; an entry that is malformed is passed over.

    Raises ValueError if it is no JSON list.
    """
    try:
        entries = json.loads(data)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    if not isinstance(entries, list):
        raise ValueError("it is not a list")
    return [offer for entry in entries if (offer := _read_entry(entry))]


def find_newest(offers: Iterable[Offer], source: str, target: str) -> Offer | None:
    """The offer for the pair with the highest version; None if there is none."""
    fitting = [offer for offer in offers if (offer.source, offer.target) == (source, target)]
    return max(fitting, key=lambda offer: version_key(offer.version), default=None)


def _read_entry(entry: Any) -> Offer | None:
    if not isinstance(entry, dict) or entry.get("type", "translate") != "translate":
        return None
    source, target, version = entry.get("from_code"), entry.get("to_code"), entry.get("package_version")
    links = entry.get("links")
    if not (is_code(source) and is_code(target) and is_version(version) and isinstance(links, list)):
        return None
    usable = tuple(link for link in links[:_MOST_LINKS] if _is_web_address(link))
    return Offer(str(source), str(target), str(version), usable) if usable else None


def _is_web_address(link: object) -> bool:
    """Whether *link* is http or https; the index has had ipfs links as well."""
    if not isinstance(link, str) or re.search(r"[\x00-\x20\x7f\\]", link):
        return False
    try:
        parts = urlsplit(link)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0 and not parts.username
    except ValueError:
        return False


def _without_http(offer: Offer) -> Offer:
    links = tuple(link for link in offer.links if urlsplit(link).scheme == "https")
    return Offer(offer.source, offer.target, offer.version, links)

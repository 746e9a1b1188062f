"""The index: what it offers, whatever somebody wrote into it."""

from __future__ import annotations

import json
import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedserver.translation.packages.downloading import DownloadError, Patience
from feedserver.translation.packages.index import Offer, fetch_index, find_newest, read_index
from tests.translation.packages.shelf import Shelf, index_entry, shelf, with_file

__all__ = ["shelf"]

LINK = "https://argos.example.org/v1/translate-en_ru-1_9.argosmodel"


def read(*entries: object) -> list[Offer]:
    return read_index(json.dumps(entries).encode())


def test_an_entry_of_the_index_becomes_an_offer() -> None:
    (offer,) = read(index_entry("en", "ru", "1.9", LINK))

    assert offer == Offer("en", "ru", "1.9", (LINK,))
    assert offer.file_name == "translate-en_ru-1_9"


def test_the_newest_version_wins_wherever_it_stands() -> None:
    offers = read(*(index_entry("en", "ru", version, LINK) for version in ("1.9", "1.10", "1.0", "1.9.3")))

    newest = find_newest(offers, "en", "ru")
    assert newest
    assert newest.version == "1.10"
    assert find_newest(offers, "ru", "en") is None


def test_links_that_are_not_of_the_web_are_passed_over() -> None:
    links = ["ipfs://bafybei", LINK, "file:///etc/passwd", "ftp://x/y", "//x/y", "https://", "http://u:p@x/", 5, "a b"]
    (offer,) = read(index_entry("en", "ru", "1.9") | {"links": links})

    assert offer.links == (LINK,)


HOSTILE = {
    "no object": "translate-en_ru",
    "nothing": {},
    "another kind of package": index_entry("en", "ru", "1", LINK) | {"type": "sbd"},
    "a path for a language": index_entry("../../en", "ru", "1", LINK),
    "a number for a language": index_entry("en", "ru", "1", LINK) | {"to_code": 7},
    "a path for a version": index_entry("en", "ru", "../..", LINK),
    "a slash in the version": index_entry("en", "ru", "1/2", LINK),
    "a number for a version": index_entry("en", "ru", "1", LINK) | {"package_version": 1.9},
    "no links": index_entry("en", "ru", "1"),
    "only files for links": index_entry("en", "ru", "1", "file:///tmp/evil.argosmodel"),
    "a text for links": index_entry("en", "ru", "1") | {"links": LINK},
    "a line feed in a link": index_entry("en", "ru", "1", "http://x/\r\nHost: y"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_entry_is_passed_over_and_the_others_are_not(what: str) -> None:
    assert read(HOSTILE[what], index_entry("en", "kk", "1.0", LINK)) == [Offer("en", "kk", "1.0", (LINK,))]


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda children: st.lists(children, max_size=3) | st.dictionaries(st.text(max_size=5), children, max_size=3),
    max_leaves=8,
)
_FIELDS = ("from_code", "to_code", "package_version", "type", "links")


@given(st.lists(st.fixed_dictionaries({}, optional={name: _JSON | st.just("en") for name in _FIELDS}) | _JSON))
def test_whatever_the_entries_are_what_is_offered_makes_a_harmless_file_name(entries: list[object]) -> None:
    for offer in read(*entries):
        assert re.fullmatch(r"[\w+-]+", offer.file_name, re.ASCII)
        assert all(link.startswith(("http://", "https://")) for link in offer.links)


@given(st.binary())
def test_whatever_the_bytes_are_there_is_a_list_or_a_value_error(data: bytes) -> None:
    with suppress(ValueError):
        assert isinstance(read_index(data), list)


def test_the_index_is_fetched_from_its_address(shelf: Shelf) -> None:
    url = shelf.put("/index.json", json.dumps([index_entry("en", "ru", "1.9", LINK)]).encode())

    assert fetch_index(url) == [Offer("en", "ru", "1.9", (LINK,))]


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b"{}", b"\xff\xfe", b"[" * 100_000, b'["'],
    ids=["empty", "HTML", "an object", "no text", "nested", "half"],
)
def test_what_is_no_index_is_a_sentence_with_its_address(shelf: Shelf, body: bytes) -> None:
    url = shelf.put("/index.json", body)

    with pytest.raises(DownloadError, match=f"^{re.escape(url)} is no index of packages: "):
        fetch_index(url)


def test_an_index_that_is_not_there_or_breaks_off_is_a_sentence(shelf: Shelf) -> None:
    with pytest.raises(DownloadError, match="404"):
        fetch_index(shelf.url("/index.json"))
    with pytest.raises(DownloadError, match="broke off"):
        fetch_index(shelf.put("/index.json", with_file(b"[]" * 9, cuts=[3])), Patience(timeout_s=5))

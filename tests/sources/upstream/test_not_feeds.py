"""What is no feed is said in words that help."""

from __future__ import annotations

import gzip

import pytest

from feedserver.errors import SourceError
from feedserver.sources.upstream import find_feeds
from tests.sources.upstream.feeds import URL, read

PAGE = """<!DOCTYPE html><html><head><base href="https://www.news.example/">
<link rel="alternate" type="application/rss+xml" title="All" href="/rss.xml">
<link rel='ALTERNATE home' type='application/atom+xml; charset=utf-8' href='kk/atom.xml'>
<link rel="alternate" type="application/rss+xml" href="/rss.xml"><link rel="alternate" hreflang="kk" href="/kk/">
<link rel="alternate" type="application/feed+json" href="javascript:alert(1)"><link rel="stylesheet" href="/s.css">
</head><body>Text about &lt;rss&gt;</body></html>"""


def test_the_feeds_of_a_page_are_found() -> None:
    assert find_feeds(PAGE, "https://news.example/") == [
        "https://www.news.example/rss.xml",
        "https://www.news.example/kk/atom.xml",
    ]


@pytest.mark.parametrize("html", ["", " ", "<", "plain", "<html></html>", "\x00", "<link rel=alternate>"])
def test_a_page_without_feeds_has_none(html: str) -> None:
    assert find_feeds(html, None) == []


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "is empty"),
        (b" \n\t", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (PAGE.encode(), "is a web page, no feed; it links to https://www.news.example/rss.xml, https://www"),
        (b"<html><form><input type='password'></form></html>", "is a web page that asks for a password, no feed"),
        (b"<div>404</div>", "is a web page, no feed, and links to none"),
        (b"<?xml version='1.0'?><opml version='2.0'><body/></opml>", "is a list of feeds (OPML), no feed: import it"),
        (b"<urlset xmlns='x'><url/></urlset>", "is a sitemap, no feed"),
        (b"<svg xmlns='x'/>", "is XML, but no feed: its first element is <svg>"),
        (b"<rss/>", "is no feed: it has neither a title nor entries"),
        (b"[1]", "is JSON, but no JSON Feed"),
        (b"Service Unavailable", "is no feed but other text"),
        (gzip.compress(b"<rss/>", mtime=0), "is no feed but compressed (gzip)"),
        (b"%PDF-1.7", "is no feed but a PDF file"),
        (bytes(range(256)) * 10, "is no feed but binary"),
    ],
)
def test_a_refusal_names_the_address_and_says_what_it_is_instead(body: bytes, reason: str) -> None:
    with pytest.raises(SourceError) as refusal:
        read(body)
    assert str(refusal.value).startswith(f"{URL}: {reason}")

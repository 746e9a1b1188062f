"""The validator finds what the feeds of others get wrong."""

from __future__ import annotations

import pytest

from feedserver.feeds.addresses import FeedAddress, Format
from feedserver.feeds.assemble import assemble
from feedserver.feeds.rendering import render
from tests.feeds.handmade import REPORT, SITE, STEPPE_PENDING, at
from tests.feeds.validator import complaints


def complaints_after(format_: Format, old: str, new: str) -> list[str]:
    """What the validator says of the Russian feed with *old* replaced by *new* everywhere."""
    address = FeedAddress("ru", format_)
    body = render(assemble((REPORT, STEPPE_PENDING), address, SITE), address).decode()
    assert old in body
    url = SITE.base_url + address.path
    broken = body.replace(old, new).encode()
    return complaints(broken, format_, url=url, content_type=format_.content_type, now=at(2026, 1, 1))


FAULTS = [
    (Format.ATOM, "</entry>", "", "not well-formed"),
    (Format.ATOM, '<entry xml:lang="ru">', '<entry xml:lang="xy">', "no language"),
    (Format.ATOM, "5c0ffee5c0ffee50/ru", "0a1b2c3d4e5f6071/ru", "have the same id"),
    (Format.ATOM, "2025-04-08T11:00:00", "2025-03-21T00:00:00.000007", "have the same updated"),
    (Format.ATOM, "2025-04-08T08:27:00+00:00", "2025-04-08 08:27", "no RFC 3339 date"),
    (Format.ATOM, "2025-04-08T11:00:00", "2031-04-08T09:00:00", "implausible"),
    (Format.ATOM, ' rel="self"', "", "0 self links"),
    (Format.ATOM, "/ru/feed.atom", "/ru/other.atom", "the self link is"),
    (Format.ATOM, "feed.json", "/feed.json\u2028", "no absolute URI"),
    (Format.ATOM, ' hreflang="kk"', ' hreflang="en"', "alternate links of type and language"),
    (Format.ATOM, "Далада көктем", "Далада &amp;amp; көктем", "a reference in title"),
    (Format.ATOM, "Далада көктем", "Далада\x85көктем", "characters no one means"),
    (Format.ATOM, "&lt;/ul&gt;", "", "unclosed"),
    (Format.ATOM, "https://news.example/feeds/kk/articles/0a1b2c3d4e5f6071\"&gt;", "/a\"&gt;", "relative link"),
    (Format.ATOM, "<author>", "<author><x/>", "}x in"),
    (Format.ATOM, "<feed ", '<feed xmlns:own="https://own.example/" ', "unknown namespace"),
    (Format.ATOM, "<name>Aigul Sarsen", "<name>Aigul &lt;a@news.example&gt;", "an e-mail address"),
    (Format.RSS, "5c0ffee5c0ffee50/ru", "0a1b2c3d4e5f6071/ru", "have the same guid"),
    (Format.RSS, "Tue, 08 Apr 2025 11:00:00 +0000", "2025-04-08T11:00:00+00:00", "no RFC 822 date"),
    (Format.RSS, "Tue, 08 Apr 2025 11:00:00", "Wed, 08 Apr 2025 11:00:00", "another day of the week"),
    (Format.RSS, "isPermaLink", "isPermalink", "must say so"),
    (Format.RSS, "content:encoded>", "encoded>", "encoded in item"),
    (Format.RSS, "Далада көктем", "<![CDATA[<i>Далада</i>]]>", "HTML in item title"),
    (Format.RSS, "<description>", "<about>", "not well-formed"),
    (Format.JSON, "version/1.1", "version/1", "version https"),
    (Format.ATOM, 'length="1204224"', 'length="1,2 MB"', "length of a link"),
    (Format.ATOM, 'type="application/pdf" length', 'type="pdf" length', "link of type pdf"),
    (Format.ATOM, 'title="Launch', 'title="&lt;b&gt;&lt;/b&gt;', "HTML in the title of link"),
    (Format.ATOM, "<media:thumbnail url", "<media:thumbnail href", "attribute href"),
    (Format.RSS, 'length="12345678"', 'length="-1"', "length of an enclosure is -1"),
    (Format.RSS, ' length="12345678"', "", "length of an enclosure is "),
    (Format.RSS, 'type="audio/mpeg"', 'type="*"', "enclosure of type *"),
    (Format.RSS, "<media:thumbnail", "<enclosure/><media:thumbnail", "2 times enclosure"),
    (Format.RSS, "https://cdn.example", "ftp://cdn.example", "not on the web"),
    (Format.RSS, "https://cdn.example", "https://cdn", "not on the web"),
    (Format.RSS, 'fileSize="12345678"', 'fileSize="0"', "fileSize is 0"),
    (Format.RSS, 'duration="2885"', 'duration="48:05"', "duration is 48:05"),
    (Format.RSS, 'medium="audio"', 'medium="sound"', "medium sound"),
    (Format.RSS, 'url="https://space.example/report.pdf"', 'url="/report.pdf"', "media content is no absolute URI"),
    (Format.RSS, "Launch &#x26; landing", " ", "an empty title"),
    (Format.RSS, "xmlns:media", "xmlns:m", "not well-formed"),
    (Format.JSON, "1204224", '"1204224"', "size_in_bytes is a str"),
    (Format.JSON, '"mime_type"', '"type"', "no mime_type"),
    (Format.JSON, '"https://cdn.example/e/42.mp4"', '"42.mp4"', "url of an attachment"),
    (Format.JSON, '"content_html"', '"content"', "unknown member content"),
    (Format.JSON, "/ru/feed.json", "/ru/other.json", "feed_url is"),
]  # fmt: skip


@pytest.mark.parametrize(("format_", "old", "new", "complaint"), FAULTS)
def test_a_fault_is_found(format_: Format, old: str, new: str, complaint: str) -> None:
    found = complaints_after(format_, old, new)
    assert any(complaint in each for each in found), found


def test_a_wrong_content_type_is_found() -> None:
    address = FeedAddress("kk", Format.ATOM)
    body = render(assemble((), address, SITE), address)
    url = SITE.base_url + address.path
    found = complaints(body, "atom", url=url, content_type="text/html", now=at(2026, 1, 1))
    assert found == ["content type text/html"]

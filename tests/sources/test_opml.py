"""Lists of feeds as feed readers export them, and what is no list."""

from __future__ import annotations

import pytest

from feedserver.errors import SourceError
from feedserver.sources.opml import MAX_BYTES, Subscription, read_opml

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


def opml(body: str, declaration: str = DECLARATION) -> str:
    return f'{declaration}<opml version="2.0"><head><title>My feeds</title></head><body>{body}</body></opml>'


def read(body: str) -> list[Subscription]:
    return read_opml(opml(body).encode(), "feeds.opml")


NEWSBLUR = """
  <outline text="Новости" title="Новости">
    <outline text="Қазақстан">
      <outline type="rss" text="Ғарыш &amp; R" title="Space" version="RSS"
        htmlUrl="https://a.example/" xmlUrl="https://a.example/feed?x=1&amp;y=2"/>
    </outline>
    <outline type="rss" title="Б" xmlUrl="https://b.example/rss" htmlUrl="https://b.example"/>
  </outline>
  <outline type="rss" xmlUrl="https://c.example/atom.xml"></outline>
"""


def test_feeds_come_in_order_with_their_titles_and_the_folders_they_stand_in() -> None:
    assert read(NEWSBLUR) == [
        Subscription("https://a.example/feed?x=1&y=2", "Ғарыш & R", ("Новости", "Қазақстан")),
        Subscription("https://b.example/rss", "Б", ("Новости",)),
        Subscription("https://c.example/atom.xml", "", ()),
    ]


@pytest.mark.parametrize(
    "data",
    [
        opml(NEWSBLUR, "").encode(),
        b"\xef\xbb\xbf" + opml(NEWSBLUR).encode(),
        opml(NEWSBLUR, '<?xml version="1.0" encoding="UTF-16"?>').encode("utf-16"),
        opml(NEWSBLUR, "<?xml version='1.0'?>").replace("\n", "\r\n").encode(),
    ],
    ids=["no declaration", "byte order mark", "UTF-16", "Windows"],
)
def test_letters_are_read_in_every_encoding(data: bytes) -> None:
    assert read_opml(data, "feeds.opml") == read(NEWSBLUR)


def test_cyrillic_of_windows_is_read_too() -> None:
    body = "".join(f'<outline text="Новости дня, мира и области" xmlUrl="https://{n}.example/"/>' for n in range(9))
    data = opml(body, '<?xml version="1.0" encoding="windows-1251"?>').encode("cp1251")

    assert {each.title for each in read_opml(data, "feeds.opml")} == {"Новости дня, мира и области"}


def test_an_address_comes_once_where_it_stands_first() -> None:
    feed = '<outline text="{}" xmlUrl="https://a.example/"/>'
    found = read(feed.format("One") + f'<outline text="Folder">{feed.format("Two")}</outline>')

    assert [(each.url, each.title) for each in found] == [("https://a.example/", "One")]


def test_outlines_without_a_feed_are_left_out() -> None:
    assert read(
        '<outline text="Empty folder"/><outline type="rss" text="No address" htmlUrl="https://a.example/"/>'
        '<outline type="rss" text="Empty address" xmlUrl=" "/>'
        '<outline type="include" text="Another list" url="https://b.example/list.opml"/>'
        '<outline text="Feed" xmlUrl="https://c.example/"/>'
    ) == [Subscription("https://c.example/", "Feed", ())]


def test_a_title_is_one_line_and_an_address_has_no_spaces_around_it() -> None:
    assert read('<outline text="Two&#10;  lines" xmlUrl=" https://a.example/ "/>') == [
        Subscription("https://a.example/", "Two lines", ())
    ]


def test_categories_may_stand_in_an_attribute() -> None:
    (found,) = read('<outline category="/Science/Space,/Science" text="A" xmlUrl="https://a.example/"/>')

    assert found.categories == ("Science", "Space")


def test_an_empty_list_is_a_list() -> None:
    assert read("") == []


def test_a_list_that_was_cut_off_is_read_as_far_as_it_goes() -> None:
    data = opml(NEWSBLUR).encode()

    assert read_opml(data[: data.index(b"https://c.example")], "feeds.opml") == read(NEWSBLUR)[:2]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is empty"),
        (b"<html><body><p>Not found</p></body></html>", "is no list of feeds"),
        (b'{"feeds": ["https://a.example/"]}', "is no list of feeds"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "is binary"),
        (b" " * (MAX_BYTES + 1), "is too large"),
    ],
    ids=["empty", "page", "json", "picture", "large"],
)
def test_what_is_no_list_is_refused_by_name(data: bytes, reason: str) -> None:
    with pytest.raises(SourceError, match=f"^feeds.opml: {reason}"):
        read_opml(data, "feeds.opml")


BOMB = '<!DOCTYPE x [<!ENTITY a "AAAAAAAA"><!ENTITY b "&a;&a;&a;&a;">]>'
FILE = '<!doctype opml SYSTEM "file:///etc/passwd">'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("declared", [BOMB, FILE], ids=["entities", "a file"])
def test_declarations_in_xml_are_refused(declared: str, encoding: str) -> None:
    data = opml(NEWSBLUR, f"<?xml version='1.0'?>{declared}").encode(encoding)

    with pytest.raises(SourceError, match=r"^feeds.opml: is refused: it has declarations in XML"):
        read_opml(data, "feeds.opml")


def test_folders_in_folders_without_end_do_no_harm() -> None:
    assert len(read('<outline text="f">' * 5000 + '<outline xmlUrl="https://a.example/"/>')) <= 1


def test_thousands_of_feeds_are_read() -> None:
    feed = '<outline type="rss" text="Лента {0}" xmlUrl="https://{0}.example/feed"/>'
    found = read("".join(feed.format(number) for number in range(5000)))

    assert len(found) == 5000
    assert found[4999] == Subscription("https://4999.example/feed", "Лента 4999", ())

"""XML with people's mistakes is read as far as it goes."""

from __future__ import annotations

import pytest

from tests.sources.upstream.feeds import read, rss


@pytest.mark.parametrize(
    ("broken", "title"),
    [
        ("<title>Q & A</title>", "Q & A"),
        ("<title>Q &nbsp;&laquo;A&raquo; &mdash; end</title>", "Q «A» — end"),
        ("<title>a < b and 3<4</title>", "a < b and 3<4"),
        ("<title>A\x0b title\x00</title>", "A title"),
        ("<title>&#99999999; and &#0;</title>", "� and �"),
        ("<title>A title</title><description><p>one<br>two</p></description>", "A title"),
        ("<title>A title</title><unknown:thing>x</unknown:thing>", "A title"),
        ("<title>A title</title><enclosure url=http://x.example/1.mp3 length=5>", "A title"),
        ("<title><![CDATA[A title & more]]> & yet more</title>", "A title & more & yet more"),
    ],
)
def test_a_mistake_in_one_entry_costs_no_entry(broken: str, title: str) -> None:
    document = read(rss(f"<guid>1</guid>{broken}", "<guid>2</guid><title>Two</title>"))
    assert [(article.external_id, article.title) for article in document.articles] == [("1", title), ("2", "Two")]


def test_an_ampersand_in_an_address_stays_one() -> None:
    link = "https://x.example/?a=1&b=2&copy=3"
    document = read(rss(f'<title>T</title><link>{link}</link><enclosure url="{link}" type="audio/mpeg"/>'))
    (article,) = document.articles
    assert (article.url, article.enclosures[0].url) == (link, link)


def test_warnings_before_the_feed_and_rubbish_behind_it_do_no_harm() -> None:
    document = read("<br />\n<b>Warning</b>: mysql_connect()<br />\n" + rss("<title>T</title>") + "<p>bye")
    assert [article.title for article in document.articles] == ["T"]


def test_of_a_feed_that_was_cut_off_the_whole_entries_are_read() -> None:
    whole = rss("<guid>1</guid><title>One</title>", "<guid>2</guid><title>Two</title><description>abc")
    document = read(whole[: whole.index("abc")])
    assert document.articles[0].title == "One"


def test_what_is_deleted_is_also_said_by_a_broken_feed() -> None:
    broken = '<title>A & B < C</title><at:deleted-entry ref="urn:1" when="2024-05-01T10:00:00Z"/>'
    feed = f'<feed xmlns="http://www.w3.org/2005/Atom">{broken}<entry><id>2</id><title>T</title></entry></feed>'
    document = read(feed)
    assert (document.title, document.deleted, len(document.articles)) == ("A & B < C", ("urn:1",), 1)

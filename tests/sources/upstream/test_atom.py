"""Atom 0.3 and 1.0."""

from __future__ import annotations

from datetime import UTC, datetime

from feedserver.model import Block, BlockKind, Enclosure
from tests.sources.upstream.feeds import atom, read, read_one

YOUTUBE = """<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns:yt="http://www.youtube.com/xml/schemas/2015" xmlns:media="http://search.yahoo.com/mrss/"
  xmlns="http://www.w3.org/2005/Atom">
 <link rel="self" href="http://www.youtube.com/feeds/videos.xml?channel_id=UC1"/>
 <id>yt:channel:1</id><yt:channelId>1</yt:channelId><title>Space Channel</title>
 <link rel="alternate" href="https://www.youtube.com/channel/UC1"/>
 <author><name>Space Channel</name><uri>https://www.youtube.com/channel/UC1</uri></author>
 <published>2010-01-01T00:00:00+00:00</published>
 <entry><id>yt:video:abc</id><yt:videoId>abc</yt:videoId><title>Launch</title>
  <link rel="alternate" href="https://www.youtube.com/watch?v=abc"/>
  <author><name>Space Channel</name></author>
  <published>2024-05-01T10:00:00+00:00</published><updated>2024-05-02T10:00:00+00:00</updated>
  <media:group><media:title>Launch, the film</media:title>
   <media:content url="https://www.youtube.com/v/abc?version=3" type="application/x-shockwave-flash" width="640"/>
   <media:thumbnail url="https://i.ytimg.com/vi/abc/hqdefault.jpg" width="480" height="360"/>
   <media:description>The rocket rises.

It comes back.</media:description></media:group></entry></feed>"""


def test_youtubes_media_group_gives_text_and_picture() -> None:
    document = read(YOUTUBE)
    (article,) = document.articles
    assert (document.format, document.home_url) == ("Atom 1.0", "https://www.youtube.com/channel/UC1")
    assert (article.external_id, article.title, article.author) == ("yt:video:abc", "Launch", "Space Channel")
    assert (article.summary, [block.html for block in article.blocks]) == ("The rocket rises.", ["It comes back."])
    assert (article.image, article.enclosures) == ("https://i.ytimg.com/vi/abc/hqdefault.jpg", ())
    assert article.published_at == datetime(2024, 5, 1, 10, tzinfo=UTC)
    assert article.updated_at == datetime(2024, 5, 2, 10, tzinfo=UTC)


def test_xhtml_content_keeps_its_markup_and_its_links() -> None:
    article = read_one(
        atom(
            "<id>1</id><title type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>A <em>title</em></div></title>"
            "<content type='xhtml' xml:base='https://other.example/dir/'><div xmlns='http://www.w3.org/1999/xhtml'>"
            "<p>See <a href='page'>this</a> &amp; that.</p><ul><li>One</li></ul></div></content>"
        )
    )
    assert article.title == "A title"
    assert article.blocks == (
        Block(BlockKind.PARAGRAPH, 'See <a href="https://other.example/dir/page">this</a> &amp; that.'),
        Block(BlockKind.ITEM, "One"),
    )


def test_xml_base_counts_for_links_and_files() -> None:
    article = read_one(
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="/base/"><title>News</title>'
        '<entry xml:base="deep/"><id>urn:1</id><title>Title</title><link href="page"/>'
        '<link rel="enclosure" href="1.mp3" title="Part one" length="5"/>'
        '<link rel="enclosure" href="https://cdn.example/2.ogg" type="audio/ogg; codecs=opus"/>'
        '<content type="html">&lt;p&gt;Text &lt;img src="i.png" alt=""&gt; more&lt;/p&gt;</content></entry></feed>'
    )
    assert article.url == "https://news.example/base/deep/page"
    assert article.enclosures == (
        Enclosure("https://news.example/base/deep/1.mp3", "audio/mpeg", 5, title="Part one"),
        Enclosure("https://cdn.example/2.ogg", "audio/ogg"),
    )
    assert 'src="https://news.example/base/deep/i.png"' in "".join(block.html for block in article.blocks)


def test_text_content_is_no_markup() -> None:
    article = read_one(atom('<id>1</id><title>a &lt;b&gt; c</title><content type="text">x &lt;i&gt; y</content>'))
    assert (article.title, article.summary) == ("a <b> c", "x <i> y")


def test_summary_and_content_are_lead_and_text() -> None:
    article = read_one(
        atom(
            "<id>1</id><title>Title</title><summary>What it says in short.</summary>"
            "<content type='html'>&lt;p&gt;The long text of it.&lt;/p&gt;</content>"
        )
    )
    assert (article.summary, [block.html for block in article.blocks]) == (
        "What it says in short.",
        ["The long text of it."],
    )


def test_content_that_is_no_text_is_not_read() -> None:
    article = read_one(atom('<id>1</id><title>Title</title><content type="image/png">iVBORw0KGgoAAAANS</content>'))
    assert (article.summary, article.blocks) == ("", ())


def test_an_entry_without_author_has_the_feeds() -> None:
    feed = "<author><name>Айгүл</name><email>a@news.example</email></author><author><name>Иван</name></author>"
    assert read_one(atom("<id>1</id><title>Title</title>", feed=feed)).author == "Айгүл, Иван"


def test_the_label_of_a_category_goes_before_its_term() -> None:
    categories = '<category term="sci" label="Ғылым" scheme="https://x.example/"/><category term="space"/>'
    kind = '<category scheme="http://schemas.google.com/g/2005#kind" term="http://schemas.google.com/blogger#post"/>'
    assert read_one(atom(f"<id>1</id><title>T</title>{categories}{kind}")).categories == ("Ғылым", "space")


def test_the_first_web_page_is_the_entrys_address() -> None:
    links = (
        '<link rel="alternate" type="application/json" href="https://x.example/1.json"/><link rel="related" href="/r"/>'
        '<link rel="alternate" type="text/html" href="https://x.example/1"/>'
        '<link rel="alternate" type="text/html" hreflang="de" href="https://x.example/de/1"/>'
    )
    assert read_one(atom(f"<id>1</id><title>T</title>{links}")).url == "https://x.example/1"


def test_the_language_of_an_entry_is_the_nearest_that_is_declared() -> None:
    feed = (
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ru"><title>News</title>'
        '<entry xml:lang="kk"><id>1</id><title>OK</title></entry><entry><id>2</id><title>No</title></entry></feed>'
    )
    document = read(feed)
    assert (document.language, [article.language for article in document.articles]) == ("ru", ["kk", "ru"])


def test_an_entry_that_was_only_updated_was_published_then() -> None:
    article = read_one(atom("<id>1</id><title>T</title><updated>2024-05-02T10:00:00Z</updated>"))
    assert (article.published_at, article.updated_at) == (datetime(2024, 5, 2, 10, tzinfo=UTC), None)


def test_atom_0_3_is_read() -> None:
    document = read(
        '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>News</title>'
        '<link rel="alternate" type="text/html" href="https://news.example/"/>'
        '<entry><title>Title</title><id>tag:1</id><link rel="alternate" type="text/html" href="/1"/>'
        "<issued>2004-01-15T10:00:00</issued><modified>2004-05-02T10:00:00Z</modified>"
        '<content type="text/html" mode="escaped">&lt;p&gt;Some &lt;i&gt;text&lt;/i&gt;.&lt;/p&gt;</content>'
        "</entry></feed>"
    )
    (article,) = document.articles
    assert (document.format, document.home_url) == ("Atom 0.3", "https://news.example/")
    assert article.published_at == datetime(2004, 1, 15, 4, tzinfo=UTC)
    assert article.updated_at == datetime(2004, 5, 2, 10, tzinfo=UTC)
    assert article.blocks == (Block(BlockKind.PARAGRAPH, "Some <i>text</i>."),)


def test_what_is_deleted_is_said() -> None:
    tombs = (
        '<at:deleted-entry xmlns:at="http://purl.org/atompub/tombstones/1.0" ref="{}" when="2024-05-01T10:00:00Z">'
        "<at:comment>Gone</at:comment></at:deleted-entry>"
    )
    document = read(
        atom("<id>urn:3</id><title>T</title>", feed="".join(tombs.format(f"urn:{number}") for number in (1, 2, 3, 1)))
    )
    assert document.deleted == ("urn:1", "urn:2")  # what is still there is not deleted
    assert [article.external_id for article in document.articles] == ["urn:3"]


def test_several_hubs_are_found() -> None:
    hubs = '<link rel="hub" href="https://a.example/"/><link rel="hub" href="https://b.example/"/>'
    assert read(atom(feed=hubs)).hub_urls == ("https://a.example/", "https://b.example/")

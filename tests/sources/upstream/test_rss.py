"""RSS, from 0.90 to 2.0, with what publishers add to it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from feedserver.model import Block, BlockKind, Enclosure
from tests.sources.upstream.feeds import read, read_one, rss

WORDPRESS = rss(
    "<title>Recycling grows &#8211; slowly</title><link>https://blog.example/recycling/</link>"
    "<dc:creator><![CDATA[Aida Nur]]></dc:creator><pubDate>Mon, 08 Apr 2024 09:30:00 +0000</pubDate>"
    "<category><![CDATA[Environment]]></category><category><![CDATA[R&amp;D]]></category>"
    '<guid isPermaLink="false">https://blog.example/?p=123</guid>'
    "<description><![CDATA[<p>The city sorts more of its waste. A new plant opened [&#8230;]</p>"
    '<p>The post <a href="https://blog.example/recycling/">Recycling grows</a> appeared first on '
    '<a href="https://blog.example">Blog</a>.</p>]]></description>'
    "<content:encoded><![CDATA[<p>The city sorts more of its waste. A new plant opened in <b>May</b>.</p>"
    '<p><img src="/pictures/plant.jpg" alt="The plant" /></p><script>alert(1)</script>'
    "<p>It takes glass, too.</p>]]></content:encoded>",
    channel='<atom:link href="https://blog.example/feed/" rel="self" type="application/rss+xml"/>'
    "<language>en-US</language><sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>",
)

PODCAST = rss(
    '<title>Выпуск 1. Орбита</title><guid isPermaLink="false">episode-1</guid><link>https://pod.example/1</link>'
    "<author>ivan@pod.example (Иван Иванов)</author><itunes:author>Иван Иванов</itunes:author>"
    "<pubDate>Fri, 05 Apr 2019 10:00:00 +0300</pubDate><description>Коротко об орбите.</description>"
    "<itunes:summary>Космонавты рассказали о своей работе. Выпуск записан на станции.</itunes:summary>"
    '<enclosure url="https://cdn.example/1.mp3?from=rss" length="12345678" type="audio/mpeg"/>'
    '<itunes:duration>1:02:03</itunes:duration><itunes:image href="https://pod.example/1.jpg"/>'
    "<itunes:keywords>космос, МКС</itunes:keywords>",
    channel='<language>ru</language><ttl>60</ttl><itunes:image href="https://pod.example/cover.jpg"/>'
    "<itunes:author>Студия</itunes:author>",
)

RDF = """<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
  xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">
 <channel rdf:about="https://news.example/rdf"><title>Жаңалықтар</title><link>https://news.example/</link>
  <description>Күн жаңалықтары</description><dc:language>kk</dc:language><sy:updatePeriod>daily</sy:updatePeriod>
  <items><rdf:Seq><rdf:li rdf:resource="https://news.example/1"/></rdf:Seq></items></channel>
 <item rdf:about="https://news.example/1"><title>Ғарышкерлер жерге оралды</title><link>https://news.example/1</link>
  <description>Экипаж бүгін таңертең қонды. Бәрі аман-есен.</description><dc:creator>Айгүл Сәрсен</dc:creator>
  <dc:date>2019-04-05T10:00:00+06:00</dc:date><dc:subject>Ғарыш</dc:subject></item>
</rdf:RDF>"""


def test_a_wordpress_feed_gives_the_whole_text_and_no_teaser() -> None:
    document = read(WORDPRESS)
    (article,) = document.articles

    assert (document.title, document.home_url, document.language) == ("News", "https://news.example/", "en-US")
    assert (document.self_url, document.ttl_s, document.format) == ("https://blog.example/feed/", 1800, "RSS 2.0")
    assert article.external_id == "https://blog.example/?p=123"
    assert article.title == "Recycling grows – slowly"
    assert (article.author, article.categories) == ("Aida Nur", ("Environment", "R&D"))
    assert article.published_at == datetime(2024, 4, 8, 9, 30, tzinfo=UTC)
    assert article.url == "https://blog.example/recycling/"
    assert article.summary == ""  # the text's own first paragraph has markup and stays where it is
    assert article.blocks == (
        Block(BlockKind.PARAGRAPH, "The city sorts more of its waste. A new plant opened in <b>May</b>."),
        Block(BlockKind.FIGURE, '<img src="https://blog.example/pictures/plant.jpg" alt="The plant">'),
        Block(BlockKind.PARAGRAPH, "It takes glass, too."),
    )


def test_a_podcast_keeps_its_file_its_length_and_its_picture() -> None:
    document = read(PODCAST)
    (article,) = document.articles

    assert (document.language, document.ttl_s) == ("ru", 3600)
    assert article.enclosures == (Enclosure("https://cdn.example/1.mp3?from=rss", "audio/mpeg", 12345678, 3723),)
    assert article.image == "https://pod.example/1.jpg"
    assert (article.author, article.categories) == ("Иван Иванов", ("космос", "МКС"))
    assert article.summary == "Коротко об орбите."
    assert [block.html for block in article.blocks] == [
        "Космонавты рассказали о своей работе. Выпуск записан на станции."
    ]


def test_rdf_gives_date_author_language_and_subject_by_dublin_core() -> None:
    document = read(RDF)
    (article,) = document.articles

    assert (document.format, document.title, document.language) == ("RSS 1.0", "Жаңалықтар", "kk")
    assert document.ttl_s == 86_400
    assert article.external_id == article.url == "https://news.example/1"
    assert article.published_at == datetime(2019, 4, 5, 4, tzinfo=UTC)
    assert article.updated_at is None
    assert (article.author, article.categories, article.language) == ("Айгүл Сәрсен", ("Ғарыш",), "kk")
    assert article.summary == "Экипаж бүгін таңертең қонды. Бәрі аман-есен."


@pytest.mark.parametrize(
    ("start", "end", "name"),
    [
        (
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
            'xmlns="http://my.netscape.com/rdf/simple/0.9/"><channel><title>News</title></channel>',
            "</rdf:RDF>",
            "RSS 0.90",
        ),
        ('<rss version="0.91"><channel><title>News</title>', "</channel></rss>", "RSS 0.91"),
        ('<rss version="0.92"><channel><title>News</title>', "</channel></rss>", "RSS 0.92"),
        ('<rss version="2.0"><channel><title>News</title>', "</channel></rss>", "RSS 2.0"),
        ('<rss version="3"><channel><title>News</title>', "</channel></rss>", "RSS"),
    ],
)
def test_every_version_is_read_and_named(start: str, end: str, name: str) -> None:
    document = read(f"{start}<item><title>Title</title><link>https://news.example/1</link></item>{end}")
    assert (document.format, document.title) == (name, "News")
    assert [(article.title, article.url) for article in document.articles] == [("Title", "https://news.example/1")]


def test_a_doctype_that_only_names_netscapes_dtd_does_no_harm() -> None:
    doctype = (
        '<?xml version="1.0"?>\n<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" '
        '"http://my.netscape.com/publish/formats/rss-0.91.dtd">\n'
    )
    document = read(f'{doctype}<rss version="0.91"><channel><title>News</title></channel></rss>')
    assert (document.title, document.format, document.articles) == ("News", "RSS 0.91", ())


@pytest.mark.parametrize("encoding", ["windows-1251", "koi8-r", "utf-16", "utf-8-sig", "kz1048"])
@pytest.mark.parametrize("content_type", [None, "text/xml", "application/rss+xml; charset=ISO-8859-1"])
def test_the_encoding_is_the_one_the_document_declares(encoding: str, content_type: str | None) -> None:
    declared = encoding.removesuffix("-sig")
    feed = rss("<title>Экипаж вернулся на Землю</title>").replace('encoding="UTF-8"', f'encoding="{declared}"')
    (article,) = read(feed.encode(encoding), content_type).articles
    assert article.title == "Экипаж вернулся на Землю"


def test_the_servers_charset_goes_before_the_documents() -> None:
    feed = rss("<title>Экипаж вернулся на Землю</title>").encode("windows-1251")
    (article,) = read(feed, "application/rss+xml; charset=windows-1251").articles
    assert article.title == "Экипаж вернулся на Землю"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Экипаж вернулся на Землю", "windows-1251"),
        ("Экипаж вернулся на Землю", "koi8-r"),
        ("Ғарышкерлер Жерге оралды", "kz1048"),
        ("«Café», a naïve résumé", "windows-1252"),
    ],
)
def test_an_encoding_that_nobody_names_is_guessed(text: str, encoding: str) -> None:
    feed = f'<rss version="2.0"><channel><title>News</title><item><title>{text}</title></item></channel></rss>'
    assert read(feed.encode(encoding)).articles[0].title == text


@pytest.mark.parametrize(
    ("item", "external_id"),
    [
        ('<guid isPermaLink="false">42</guid><link>https://news.example/1</link>', "42"),
        ("<guid> tag:x,1 </guid>", "tag:x,1"),
        ("<link>https://news.example/1</link>", "https://news.example/1"),
        ("<guid></guid><link>/1</link>", "https://news.example/1"),
    ],
)
def test_the_id_is_the_guid_else_the_address(item: str, external_id: str) -> None:
    assert read_one(rss(f"<title>Title</title>{item}")).external_id == external_id


def test_without_guid_and_address_the_id_comes_from_title_and_date() -> None:
    one = "<title>Title</title><pubDate>Mon, 08 Apr 2024 09:30:00 GMT</pubDate><description>{}</description>"
    first, corrected = read_one(rss(one.format("Text."))), read_one(rss(one.format("Text, corrected.")))
    other = read_one(rss(one.format("Text.").replace("08 Apr", "09 Apr")))
    assert first.external_id == corrected.external_id != other.external_id


def test_of_two_entries_with_the_same_guid_the_first_counts() -> None:
    document = read(rss("<guid>1</guid><title>One</title>", "<guid>1</guid><title>Two</title>"))
    assert [article.title for article in document.articles] == ["One"]


def test_a_guid_that_is_no_address_is_not_taken_for_one() -> None:
    article = read_one(rss("<title>Title</title><guid>12345</guid>"))
    assert (article.external_id, article.url) == ("12345", None)
    article = read_one(rss("<title>Title</title><guid>https://news.example/1</guid>"))
    assert article.url == "https://news.example/1"


def test_feedburner_tells_where_the_original_is() -> None:
    links = (
        "<link>http://feedproxy.example/~r/1</link><feedburner:origLink>https://news.example/1</feedburner:origLink>"
    )
    assert read_one(rss(f"<title>Title</title>{links}")).url == "https://news.example/1"


def test_an_address_of_another_scheme_is_none() -> None:
    assert read_one(rss("<title>Title</title><guid>1</guid><link>javascript:alert(1)</link>")).url is None


@pytest.mark.parametrize(
    ("element", "author"),
    [
        ("<author>ivan@news.example (Иван Иванов)</author>", "Иван Иванов"),
        ("<author>Иван Иванов &lt;ivan@news.example&gt;</author>", "Иван Иванов"),
        ("<author>ivan@news.example</author>", None),
        ("<dc:creator>Айгүл Сәрсен</dc:creator><dc:creator>Иван Иванов</dc:creator>", "Айгүл Сәрсен, Иван Иванов"),
        ("<dc:creator>Reuters &amp;amp; AP</dc:creator>", "Reuters & AP"),
        ("", None),
    ],
)
def test_an_author_is_a_name_and_no_email_address(element: str, author: str | None) -> None:
    editor = "<managingEditor>editor@news.example (The Editor)</managingEditor>"
    assert read_one(rss(f"<title>Title</title>{element}", channel=editor)).author == author


@pytest.mark.parametrize(
    ("element", "title"),
    [
        ("<title>Tom &amp;amp; &lt;b&gt;Jerry&lt;/b&gt;</title>", "Tom & Jerry"),
        ("<title><![CDATA[AT&T grows]]></title>", "AT&T grows"),
        ("<title>5 &lt; 6</title>", "5 < 6"),
        ("<description>The crew landed. All are well.</description>", "The crew landed."),
    ],
)
def test_a_title_is_plain_text(element: str, title: str) -> None:
    assert read_one(rss(element)).title == title


def test_a_description_without_markup_gets_paragraphs_where_it_has_empty_lines() -> None:
    article = read_one(rss("<title>Title</title><description>One goes\non.\n\nTwo &amp;lt; three.</description>"))
    assert article.summary == "One goes on."
    assert article.blocks == (Block(BlockKind.PARAGRAPH, "Two &lt; three."),)


@pytest.mark.parametrize(
    ("date", "moment"),
    [
        ("Fri, 05 Apr 2019 10:00:00 +0300", datetime(2019, 4, 5, 7, tzinfo=UTC)),
        ("Fri, 05 Apr 2019 10:00:00 MSK", datetime(2019, 4, 5, 7, tzinfo=UTC)),
        ("Fri, 05 Apr 2019 10:00:00 GMT+3", datetime(2019, 4, 5, 7, tzinfo=UTC)),
        ("Fri, 05 Apr 2019 10:00:00 EST", datetime(2019, 4, 5, 15, tzinfo=UTC)),
        ("Fri, 5 Apr 19 10:00:00 Z", datetime(2019, 4, 5, 10, tzinfo=UTC)),
        ("Fri Apr  5 10:00:00 2019", datetime(2019, 4, 5, 4, tzinfo=UTC)),
        ("Пт, 05 апр 2019 10:00:00 +0300", datetime(2019, 4, 5, 7, tzinfo=UTC)),
        ("5 апреля 2019 г., 10:00", datetime(2019, 4, 5, 4, tzinfo=UTC)),
        ("2019 жылғы 5 сәуір", datetime(2019, 4, 4, 18, tzinfo=UTC)),
        ("2019-04-05 10:00:00 +0300", datetime(2019, 4, 5, 7, tzinfo=UTC)),
        ("2019-04-05 10:00", datetime(2019, 4, 5, 4, tzinfo=UTC)),
        ("Fri, 31 Apr 2019 10:00:00 GMT", None),
        ("Fri, 05 Apr 2030 10:00:00 GMT", None),
        ("0001-01-01T00:00:00Z", None),
        ("2019", None),
        ("soon", None),
    ],
)
def test_a_date_is_read_as_people_write_it_in_the_sources_zone(date: str, moment: datetime | None) -> None:
    assert read_one(rss(f"<title>Title</title><pubDate>{date}</pubDate>")).published_at == moment


def test_a_file_without_type_is_known_by_its_name_or_dropped() -> None:
    article = read_one(
        rss(
            "<title>Title</title>"
            '<enclosure url="/1.m4a?x=1" length="" type=""/><enclosure url="/2.pdf" length="many"/>'
            '<enclosure url="/3" length="5"/><enclosure url="" type="audio/mpeg"/>'
            '<enclosure url="/4.mp3" type="application/octet-stream" length="-1"/>'
        )
    )
    assert article.enclosures == (
        Enclosure("https://news.example/1.m4a?x=1", "audio/mp4"),
        Enclosure("https://news.example/2.pdf", "application/pdf"),
        Enclosure("https://news.example/4.mp3", "audio/mpeg"),
    )


def test_a_picture_stands_for_the_article_and_is_no_enclosure() -> None:
    article = read_one(rss('<title>Title</title><enclosure url="/1.jpg" type="image/jpeg" length="10"/>'))
    assert (article.image, article.enclosures) == ("https://news.example/1.jpg", ())


def test_the_widest_of_the_pictures_is_taken_and_no_portrait() -> None:
    article = read_one(
        rss(
            '<title>Title</title><media:thumbnail url="/thumb.jpg" width="150"/>'
            '<media:content url="https://1.gravatar.com/avatar/1" medium="image" width="2000"/>'
            '<media:group><media:content url="/small.jpg" medium="image" width="300"/>'
            '<media:content url="/large.jpg" type="image/jpeg" width="1200"/>'
            '<media:content url="/film.mp4" type="video/mp4" fileSize="77" duration="12"/></media:group>'
        )
    )
    assert article.image == "https://news.example/large.jpg"
    assert article.enclosures == (Enclosure("https://news.example/film.mp4", "video/mp4", 77, 12),)


def test_no_more_than_twenty_files_and_none_twice() -> None:
    files = "".join(f'<enclosure url="/{number}.mp3"/>' * 2 for number in range(30))
    article = read_one(rss(f"<title>Title</title>{files}"))
    assert [file.url for file in article.enclosures] == [f"https://news.example/{number}.mp3" for number in range(20)]


def test_an_entrys_own_language_goes_before_the_feeds() -> None:
    text = "<title>OK</title><dc:language>{}</dc:language>"
    document = read(rss(text.format("kk"), "<title>No</title>", channel="<language>ru</language>"))
    assert [article.language for article in document.articles] == ["kk", "ru"]


def test_an_empty_entry_is_refused_and_the_others_are_read() -> None:
    document = read(rss("<guid>1</guid>", "<guid>2</guid><title>Title</title>"))
    assert [article.external_id for article in document.articles] == ["2"]
    assert [str(error) for error in document.refused] == ["entry 1: 1: has no article: no title, no text and no file"]


def test_the_hub_and_the_feeds_own_address_are_found() -> None:
    links = '<atom:link rel="hub" href="https://hub.example/"/><atom:link rel="self" href="/feed"/>'
    document = read(rss(channel=links))
    assert (document.hub_urls, document.self_url) == (("https://hub.example/",), "https://news.example/feed")


def test_a_feed_without_news_is_a_feed() -> None:
    assert read(rss()).articles == ()

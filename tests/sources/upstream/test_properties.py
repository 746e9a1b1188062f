"""Whatever comes in: a feed or a reason why not, nothing else."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from feedserver.errors import SourceError
from feedserver.sources.upstream import FeedDocument
from feedserver.sources.upstream.json_feed import read_item
from tests.sources.upstream.feeds import CONTEXT, atom, read, rss
from tests.sources.upstream.test_atom import YOUTUBE
from tests.sources.upstream.test_json_feed import ITEM, feed
from tests.sources.upstream.test_rss import PODCAST, RDF, WORDPRESS

FEEDS = [text.encode() for text in (WORDPRESS, PODCAST, RDF, YOUTUBE, feed(ITEM), atom("<title>x</title>"))]
PIECES = """< > & &amp; &#x1F600; &#xD800; &#99999999999; &lt; <!-- --> <![CDATA[ ]]> <? <! ' é 2019 \x00 \ud800
<item> </item> <entry> </channel> <title> </title> <link> <link/> <guid> <description> <image> <textinput>
<author> <name> </author> <category/> <media:thumbnail/> <media:content/> <media:credit> </media:credit>
</media:thumbnail> <source> </source> <svg> <div> </div> <content> </content> <body> </body> <itunes:image/>
<dc:date> <updated> <pubDate> </pubDate> <language> <ttl>-1</ttl> <dcterms:valid>=; </dcterms:valid> <cloud/>
<georss:point>1 </georss:point> <gml:pos> <psc:chapters> <psc:chapter/> <enclosure|url='http://['/>
<x|xml:base='http://['> <content|type='xhtml'> <link|href=' <link|rel='self'/>""".replace("\n", " ").split(" ")
PIECES = [piece.replace("|", " ") for piece in PIECES]
FAST = replace(CONTEXT, language="en")  # what language it is in is another's work


def is_fine(body: bytes, content_type: str | None = None) -> bool:
    try:
        return isinstance(read(body, content_type, FAST), FeedDocument)
    except SourceError:
        return True


@settings(max_examples=100)
@given(st.binary(max_size=200), st.one_of(st.none(), st.text(max_size=30)))
@example(b"\xff\xfe<\0", None)
@example(b"<rss>", "text/xml; charset=unicode_escape")
def test_any_bytes_are_a_feed_or_refused(body: bytes, content_type: str | None) -> None:
    assert is_fine(body, content_type)


@settings(max_examples=100)
@given(st.lists(st.sampled_from(PIECES), max_size=25), st.booleans())
def test_any_markup_inside_a_feed_is_read_or_refused(pieces: list[str], is_rss: bool) -> None:
    inside = "".join(pieces)
    assert is_fine((rss(inside, inside) if is_rss else atom(inside, inside)).encode("utf-8", "surrogatepass"))


@settings(max_examples=50)
@given(st.sampled_from(FEEDS), st.data())
def test_a_feed_with_some_bytes_changed_is_read_or_refused(body: bytes, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(body)))
    end = data.draw(st.integers(start, min(len(body), start + 40)))
    assert is_fine(body[:start] + data.draw(st.binary(max_size=10)) + body[end:])


VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=10), st.sampled_from(PIECES)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from([*ITEM, "items", "version", "name", "url", "mime_type", "hubs"]), inner, max_size=6
        ),
    ),
    max_leaves=12,
)


@settings(max_examples=50)
@given(VALUES)
def test_any_json_is_a_feed_or_refused(value: object) -> None:
    assert is_fine(json.dumps(value).encode())
    assert is_fine(
        json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [value], "hubs": value}).encode()
    )


@settings(max_examples=50)
@given(st.dictionaries(st.sampled_from(sorted(ITEM)), VALUES))
def test_any_item_is_an_article_or_refused(item: dict[str, object]) -> None:
    try:
        article = read_item(item, FAST, base_url="https://x.example/")
    except SourceError:
        return
    assert article.title
    parts = [article.external_id, article.summary, article.author, article.url, article.image, article.categories]
    json.dumps([*parts, [block.html for block in article.blocks]], ensure_ascii=False).encode()


@pytest.mark.parametrize("body", FEEDS)
def test_every_beginning_of_a_feed_is_read_or_refused(body: bytes) -> None:
    assert all(is_fine(body[:end]) for end in range(0, len(body), 97))

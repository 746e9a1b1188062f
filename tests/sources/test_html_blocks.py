"""HTML of every kind becomes the blocks of an article, and nothing else gets through."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedserver.inline_html import sanitise
from feedserver.model import Block, BlockKind
from feedserver.sources.html.blocks import plain_text_of, read_blocks, text_of_block

PAGE = "https://news.example/2025/orbit.html"


def read(html: str, base_url: str | None = PAGE) -> list[tuple[str, str]]:
    return [(block.kind.value, block.html) for block in read_blocks(html, base_url=base_url)]


@pytest.mark.parametrize(
    ("html", "blocks"),
    [
        ("The crew is <b>well</b>.", [("p", "The crew is <b>well</b>.")]),
        ("<p>One</p>between<p>Two", [("p", "One"), ("p", "between"), ("p", "Two")]),
        ("<div>One<div>Two</div>Three</div>", [("p", "One"), ("p", "Two"), ("p", "Three")]),
        ("<h1>A</h1><h4>B<br>C</h4>", [("h2", "A"), ("h2", "B C")]),
        ("One<br><br>Two<br> <br><br>Three<br>", [("p", "One"), ("p", "Two"), ("p", "Three")]),
        ("12 Orbit St.<br>Baikonur", [("p", "12 Orbit St.<br>Baikonur")]),
        ("<blockquote><p>One</p><p>Two</p></blockquote>", [("blockquote", "One"), ("blockquote", "Two")]),
        ("<dl><dt>Apogee<dd>The highest point</dl>", [("p", "Apogee"), ("p", "The highest point")]),
        ("", []),
        (" \n&nbsp;<p> &nbsp; </p><b></b><p>\u200b</p><hr>", []),
        ("<html><head><title>T</title></head><body>One</body></html>", [("p", "One")]),
        ("a < b &amp; c <!-- no --> d", [("p", "a &lt; b &amp; c d")]),
    ],
)
def test_what_stands_on_its_own_is_a_block(html: str, blocks: list[tuple[str, str]]) -> None:
    assert read(html) == blocks


def test_nested_lists_are_flattened_in_order() -> None:
    html = "<ol><li>One<ul><li>One a<li><i>One b</i></ul></li><li><p>Two</p><p>More on two</p></li></ol>"
    assert read(html) == [("li", "One"), ("li", "One a"), ("li", "<i>One b</i>"), ("li", "Two"), ("p", "More on two")]


def test_an_item_with_a_heading_is_a_section() -> None:
    assert read("<ul><li><h3>14:05</h3><p>The hatch is open.</p></li></ul>") == [
        ("h2", "14:05"),
        ("p", "The hatch is open."),
    ]


def test_code_stays_as_it_is() -> None:
    html = "<pre><code>if a &lt; b:\n\n    <span>go</span>(1)\n</code></pre>"
    assert read(html) == [("pre", "if a &lt; b:\n\n    go(1)")]


def test_white_space_is_collapsed_but_typography_stays() -> None:
    assert read("<p>\n 2\u00a0km  <b> of\n</b> road </p>") == [("p", "2\u00a0km <b>of</b> road")]


def test_characters_that_cannot_be_seen_go_also_as_references() -> None:
    assert read("<p>cr&shy;ew&#x7;&#xFFFE; и&#x306;</p>") == [("p", "crew й")]


def test_a_row_of_a_table_is_an_item() -> None:
    html = (
        "<table><caption>Flights</caption><thead><tr><th></th><th>2019<th>2020</tr></thead>"
        "<tr><td><b>Crewed</b><td>4<td></tr><tr><td>Cargo</td><td></td><td><p>3</p></td></tr></table>"
    )
    assert read(html) == [("p", "Flights"), ("li", "2019 · 2020"), ("li", "<b>Crewed</b> · 4"), ("li", "Cargo · – · 3")]


def test_a_table_that_lays_out_a_page_is_no_list() -> None:
    html = "<table><tr><td><p>One</p><p>Two</p></td></tr></table><table><tr><td>Menu<td><table></table>Text</table>"
    assert read(html) == [("p", "One"), ("p", "Two"), ("p", "Menu"), ("p", "Text")]


def test_links_and_images_become_absolute() -> None:
    html = '<p><a href="../a?x=1&amp;y=2">one</a> <a href="//cdn.example/b">two</a></p><img src=/c.png alt="A &quot;c">'
    assert read(html) == [
        (
            "p",
            '<a href="https://news.example/a?x=1&amp;y=2">one</a> <a href="https://cdn.example/b">two</a>',
        ),
        ("figure", '<img src="https://news.example/c.png" alt="A &quot;c">'),
    ]


def test_without_an_address_relative_links_leave_their_text_and_images_go() -> None:
    assert read('<p><a href="/a">one</a> and <a href="https://x.example/">two</a> <img src="b.png"></p>', None) == [
        ("p", 'one and <a href="https://x.example/">two</a>'),
    ]


@pytest.mark.parametrize(
    "href", ["javascript:alert(1)", " java\nscript:alert(1)", "data:text/html,x", "http://[", "ftp://a/b"]
)
def test_a_link_elsewhere_than_into_the_web_leaves_its_text(href: str) -> None:
    assert read(f'<a href="{href}">text</a>') == [("p", "text")]


def test_a_figure_has_its_caption() -> None:
    html = (
        '<figure><a href="/big"><picture><source srcset="b.webp"><img src="a.jpg" width="600" height="400px"></picture>'
        "</a><figcaption><p>The <em>pad</em></p><p>at night</p></figcaption></figure>"
    )
    image = '<img src="https://news.example/2025/a.jpg" alt="" width="600" height="400">'
    assert read(html) == [("figure", f"{image}<figcaption>The <em>pad</em> at night</figcaption>")]


def test_a_gallery_is_a_figure_for_each_image() -> None:
    kinds = read("<figure><figure><img src=a.jpg></figure><figure><img src=b.jpg></figure><figcaption>Both</figure>")
    assert [kind for kind, _ in kinds] == ["figure", "figure", "p"]


def test_an_image_beside_a_paragraph_is_a_figure_and_one_inside_a_sentence_is_not() -> None:
    html = "<p><img src=a.jpg>Text with <img src=b.gif width=16> an icon<img src=c.jpg></p>"
    first, text, last = read(html)
    assert (first[0], last[0]) == ("figure", "figure")
    assert text == ("p", 'Text with <img src="https://news.example/2025/b.gif" alt="" width="16"> an icon')


def test_an_image_that_waits_for_a_script_is_found_once() -> None:
    html = "<img src='data:image/gif;base64,R0' data-src='a.jpg'><noscript>Please<img src='a.jpg'></noscript>"
    assert read(html) == [("figure", '<img src="https://news.example/2025/a.jpg" alt="">')]


@pytest.mark.parametrize(
    "image",
    [
        "<img src=a.gif width=1 height=1>",
        "<img src=a.gif height=0>",
        "<img src=a.gif style='width:1px'>",
        "<img src='data:image/png;base64,AAAA'>",
        "<img alt=x>",
        "<img src=a.gif style='position:absolute; left:-9999px'>",
    ],
)
def test_an_image_that_shows_nothing_is_dropped(image: str) -> None:
    assert read(f"<p>Text{image}</p>") == [("p", "Text")]


def test_an_emoji_drawn_as_an_image_is_a_character() -> None:
    assert read('<p>Go <img class="emoji" src="https://s.w.org/1.svg" alt="🚀"></p>') == [("p", "Go 🚀")]


@pytest.mark.parametrize(
    ("player", "link"),
    [
        (
            '<iframe src="https://www.youtube.com/embed/dQw4w9WgXcQ?rel=0"></iframe>',
            "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
        ),
        ('<iframe data-src="//player.vimeo.com/video/1"></iframe>', "https://player.vimeo.com/video/1"),
        ("<video><source src=/a.mp4>Your browser is old</video>", "https://news.example/a.mp4"),
        ('<embed src="https://youtube.com/v/dQw4w9WgXcQ">', "https://www.youtube.com/watch?v=dQw4w9WgXcQ"),
        ("<audio src='a.mp3'></audio>", "https://news.example/2025/a.mp3"),
    ],
)
def test_a_player_becomes_a_link(player: str, link: str) -> None:
    (kind, html), after = read(f"{player}<p>After</p>")
    assert kind == "p"
    assert html.startswith(f'<a href="{link}">')
    assert after == ("p", "After")


@pytest.mark.parametrize(
    "markup",
    [
        "<script>alert(1)</script>",
        "<style>p {}</style>",
        "<iframe src='https://ads.example/'></iframe>",
        "<iframe hidden src='https://www.youtube.com/embed/dQw4w9WgXcQ'></iframe>",
        "<form>Name <input value=x> <button>Send</button></form>",
        "<div hidden>x</div>",
        "<div style='display: none'>x</div>",
        "<span aria-hidden=true>x</span>",
        "<template>x</template>",
        "<nav>Home</nav>",
        "<svg><text>x</text></svg>",
        "<object data=x>x</object>",
        "<noscript>Enable JavaScript</noscript>",
        "<title>x</title>",
    ],
)
def test_what_is_not_for_readers_goes(markup: str) -> None:
    texts = [html for _, html in read(f"<div>Before {markup} after</div>")]
    assert " ".join(texts) == "Before after"


def test_a_blocks_language_is_what_its_element_declares() -> None:
    html = '<p>One</p><div lang="kk_KZ"><p>Екі</p><p lang=ru>Три</p></div><p lang="???">Four</p>'
    assert [block.language for block in read_blocks(html, base_url=None)] == [None, "kk-KZ", "ru", None]


def test_the_language_of_a_whole_page_is_no_blocks() -> None:
    assert read_blocks("<html lang=en><body lang=en><p>Один</p>", base_url=None)[0].language is None


def test_markup_around_several_blocks_is_in_each() -> None:
    assert read('<a href="/x"><h2>One</h2><p>Two</p></a>') == [
        ("h2", '<a href="https://news.example/x">One</a>'),
        ("p", '<a href="https://news.example/x">Two</a>'),
    ]


def test_plain_text_is_on_one_line() -> None:
    html = "<h1>A &amp;amp; B</h1><p>x<br>y <i>z</i>&lt;b&gt;</p><script>no</script><img src=http://x/a.png alt=no>"
    assert plain_text_of(html) == "A &amp; B x y z<b>"


def test_a_figures_text_is_its_caption() -> None:
    assert (
        text_of_block(Block(BlockKind.FIGURE, '<img src="a" alt="b &gt; c"><figcaption>d &amp; e</figcaption>'))
        == "d & e"
    )


TAGS = [
    "div",
    "b",
    "table",
    "tr",
    "td",
    "ul><li",
    "blockquote",
    "pre",
    "figure",
    "figcaption",
    "h1",
    "a href=x",
    "svg",
    "x",
]


@pytest.mark.parametrize("tag", TAGS)
def test_ten_thousand_levels_are_no_trouble(tag: str) -> None:
    blocks = read_blocks("Before" + f"<{tag}>" * 10_000 + "inside", base_url=PAGE)
    assert "Before" in blocks[0].html


def test_a_hundred_thousand_attributes_are_no_trouble() -> None:
    attributes = " ".join(f"a{number}=1" for number in range(100_000))
    assert read(f"<p {attributes}>Inside</p>After") == [("p", "InsideAfter")]


PIECES = """<p> </p> <b> </b> <a_href=/x> </a> <br> <li> <ul> </ul> <table> <tr> <td> </td> </table> <figure>
<figcaption> </figure> <img_src=a.png> <pre> </pre> <h2> </h2> <div_hidden> <div> </div>
<blockquote_lang=ru> </blockquote> <script> text &lt;i&gt; < _ &nbsp; \x00 \ud800"""
MARKUP = st.lists(
    st.sampled_from([piece.replace("_", " ") for piece in PIECES.split()]) | st.text(max_size=5), max_size=30
).map("".join)


@given(MARKUP)
@settings(max_examples=80)
def test_any_html_becomes_sanitised_blocks_that_are_not_empty(html: str) -> None:
    for block in read_blocks(html, base_url=PAGE):
        assert block.html.strip()
        assert block.html == sanitise(block.html).replace("&nbsp;", "\u00a0")
        again = read_blocks(f"<pre>{block.html}</pre>" if block.kind is BlockKind.CODE else block.html, base_url=PAGE)
        assert "".join(text_of_block(part) for part in again).split() == text_of_block(block).split()


def test_a_text_beside_a_paragraph_does_not_take_its_language() -> None:
    blocks = read_blocks("<div>Hello there<p lang=kk>Сәлем</p>Goodbye</div>", base_url=None)
    assert [block.language for block in blocks] == [None, "kk", None]

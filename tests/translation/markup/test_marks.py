"""Inline HTML as tagged text and back: nothing lost, nothing new, nothing dangerous."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedserver.inline_html import ATTRIBUTES, SCHEMES, TAGS, sanitise
from feedserver.translation.markup.html import Element, read_html, write_html
from feedserver.translation.markup.marks import (
    Mark,
    Marked,
    MarkupError,
    find_fault_of_tags,
    opaque_ranges,
    parse_tagged,
    write_tagged,
)
from feedserver.translation.markup.pieces import Piece, cut, enclose, join, squeeze
from tests.translation.markup.marks import marked_texts

PARAGRAPH = (
    'Read <a href="https://x.org/?a=1&amp;b=2">the report</a> <em>now</em>.<br>More <img src="p.png" alt="A rocket">.'
)


def tagged(html: str) -> str:
    return write_tagged(read_html(html)[0])


# ---------------------------------------------------------------- tagged text


def test_a_paragraph_is_text_with_simple_tags() -> None:
    marked, elements = read_html(PARAGRAPH)

    assert write_tagged(marked) == "Read <a1>the report</a1> <em1>now</em1>. <br1/>More <img1/>."
    assert marked.text == "Read the report now. More ."
    assert elements["a1"] == Element("a", (("href", "https://x.org/?a=1&b=2"),))
    assert elements["img1"].get("alt") == "A rocket"


@pytest.mark.parametrize("text", ["AT&T", "5 < 6 > 4", "a <b> c", "&amp;", "&lt", "x <", "", "<a1", "R&D &copy;"])
def test_a_text_without_markup_is_itself(text: str) -> None:
    assert write_tagged(Marked(text)) == text
    assert parse_tagged(text) == Marked(text)


@pytest.mark.parametrize(
    ("text", "written"),
    [("<b1>", "&lt;b1>"), ("</a12>", "&lt;/a12>"), ("&lt;", "&amp;lt;"), ("&amp;lt;b1>", "&amp;amp;lt;b1>")],
)
def test_text_that_looks_like_a_tag_is_escaped(text: str, written: str) -> None:
    assert write_tagged(Marked(text)) == written
    assert parse_tagged(written) == Marked(text)


@given(st.text(st.sampled_from("<>/&;ampltb1 x"), max_size=30))
def test_any_text_comes_back(text: str) -> None:
    assert parse_tagged(write_tagged(Marked(text))) == Marked(text)


@given(marked_texts())
def test_any_marked_text_comes_back(marked: Marked) -> None:
    assert parse_tagged(write_tagged(marked)) == marked


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("<a1>x", "<a1> is never closed"),
        ("x</a1>", "</a1> closes nothing"),
        ("<a1>x<b1>y</a1>z</b1>", "</a1> closes nothing"),
        ("<img1>", "write it <img1/>"),
        ("</br1>", "write it <br1/>"),
    ],
)
def test_tags_that_do_not_fit_together_are_named(text: str, tag: str) -> None:
    with pytest.raises(MarkupError, match=tag):
        parse_tagged(text)


def test_a_picture_at_the_end_of_a_link_is_inside_it() -> None:
    inside, beside = parse_tagged("<a1>x<img1/></a1>"), parse_tagged("<a1>x</a1><img1/>")

    assert inside.marks == (Mark("a1", 0, 1, 0), Mark("img1", 1, 1, 1))
    assert beside.marks == (Mark("a1", 0, 1, 0), Mark("img1", 1, 1, 0))


# ---------------------------------------------------------------- HTML


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("one<br>two", "one <br1/>two"),  # two words, not one
        ("one\n  <b> two </b>\nthree ", "one <b1>two</b1> three"),
        ("one<i> </i>two <b></b>", "one two"),
        ("<a href='/x'><img src='y'></a> text", "<a1><img1/></a1> text"),
        ("<code>a  b</code>  c", "<code1>a  b</code1> c"),
        ("5&nbsp;km &amp; more", "5\u00a0km & more"),
        ("<a href='/x'>1</a><a href='/y'>2</a>", "<a1>1</a1><a2>2</a2>"),
        ("<p>left <marquee>kept</marquee></p>", "left kept"),
        (
            "<b>" * 20 + "deep",
            "<b1>" + "".join(f"<b{n}>" for n in range(2, 17)) + "deep" + "".join(f"</b{n}>" for n in range(16, 0, -1)),
        ),
    ],
)
def test_html_is_read_as_a_browser_shows_it(html: str, text: str) -> None:
    assert tagged(html) == text


def test_what_is_read_is_written_as_it_was() -> None:
    html = PARAGRAPH.replace("<br>", " <br>")

    assert write_html(*read_html(html)) == html


def test_a_translation_is_written_around_its_own_words() -> None:
    _, elements = read_html(PARAGRAPH)
    elements["img1"] = elements["img1"].replace("alt", 'Ракета "Союз" <3>')
    translation = parse_tagged("<em1>Сейчас</em1> же прочитайте <a1>отчёт</a1> <script1>&</script1>. <img1/>")

    assert write_html(translation, elements) == (
        '<em>Сейчас</em> же прочитайте <a href="https://x.org/?a=1&amp;b=2">отчёт</a> &amp;. '
        '<img src="p.png" alt="Ракета &quot;Союз&quot; &lt;3&gt;">'
    )


def test_rel_is_neither_added_nor_changed() -> None:
    assert sanitise('<a href="/x">a</a><a href="/y" rel="nofollow">b</a>') == (
        '<a href="/x">a</a><a href="/y" rel="nofollow">b</a>'
    )


def test_deep_nesting_is_no_danger() -> None:
    marked, _ = read_html("<b>x" * 2000 + "<a href=x>" * 2000 + "y")

    assert len(marked.marks) == 16


class Tags(HTMLParser):
    """What a browser would find in a text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


FRAGMENTS = [
    "<script>alert(1)</script>",
    "<script",
    "<a href='javascript:alert(1)'>",
    "<a href=' JaVa\tScript:x'>",
    "</a>",
    "<b>",
    "</b>",
    "<i onclick=alert(1)>",
    "</i>",
    "<img src=x onerror=alert(1)>",
    "<img src='data:text/html,x'>",
    "<svg/onload=x>",
    "<q cite='javascript:x'>",
    "</q>",
    "<del cite='\x01 javascript:x'>",
    "<style>*{}</style>",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<?php",
    "<table><td>",
    "<math><mi>",
    "<p>",
    "</p>",
    "<code>",
    "</code>",
    " ",
    "\n",
    "text",
    "&lt;b1&gt;",
    "&#0;",
    "&#x110000;",
    "\x00",
    "\ud800",
    "<br>",
    "</br>",
    "<a href=/x>",
    "<figcaption>",
    "<textarea>",
    "<plaintext>",
    "<select>",
    "<template>",
    "\"'>",
]


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=12).map("".join) | st.text(max_size=40))
def test_hostile_html_is_read_and_comes_out_harmless(html: str) -> None:
    marked, elements = read_html(html)
    assert parse_tagged(write_tagged(marked)) == marked
    written = write_html(marked, elements)

    for tag, attributes in Tags(written).found:
        assert tag in TAGS
        assert set(attributes) <= ATTRIBUTES["*"] | ATTRIBUTES.get(tag, set())
        for address in ("href", "src", "cite"):
            scheme, colon, _ = (attributes.get(address) or "").partition(":")
            assert not colon or scheme.strip().lower() in SCHEMES


@given(marked_texts())
def test_what_was_written_is_read_the_same(marked: Marked) -> None:
    elements = {mark.tag: Element(mark.name, (("title", f'"{mark.tag}" & <co>'),)) for mark in marked.marks}
    once, found = read_html(write_html(marked, elements))
    html = write_html(once, found)

    assert read_html(html) == (once, found)
    assert write_html(*read_html(html)) == html
    assert len(found) == len(elements)
    assert "".join(once.text.split()) == "".join(marked.text.split())


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=12).map("".join))
def test_even_what_was_hostile_is_read_the_same(html: str) -> None:
    once = write_html(*read_html(html))

    assert write_html(*read_html(once)) == once


# ---------------------------------------------------------------- pieces


def sentences(text: str) -> list[tuple[int, int]]:
    """Something like sentences: up to each full stop, with no white space at the ends."""
    ranges = []
    start = 0
    for part in text.split("."):
        begin = start + len(part) - len(part.lstrip())
        end = min(start + len(part) + 1, len(text))
        if text[begin:end].strip():
            ranges.append((begin, begin + len(text[begin:end].rstrip())))
        start += len(part) + 1
    return ranges


def test_a_sentence_does_not_depend_on_what_stands_before_it() -> None:
    marked = parse_tagged("See <a1>one</a1>. <br1/>See <a2>two <em1>or</em1></a2> <img1/>.")
    pieces = cut(marked, sentences(marked.text))

    assert [write_tagged(piece.marked) for piece in pieces] == [
        "",
        "See <a1>one</a1>.",
        " <br1/>",  # a line break between sentences is in none
        "See <a1>two <em1>or</em1></a1> <img1/>.",
        "",
    ]
    assert pieces[3].names == {"a1": "a2", "em1": "em1", "img1": "img1"}


def test_an_element_over_several_sentences_is_in_each_and_one_again() -> None:
    marked = parse_tagged("He: <q1>One. <b1>Two.</b1></q1> Out.")
    pieces = cut(marked, sentences(marked.text))
    translated = [
        Piece(parse_tagged({1: "Ол: <q1>Бір.</q1>", 3: "<q1><b1>Екі.</b1></q1>", 5: "Сыртта."}[place]), piece.names)
        if place % 2
        else piece
        for place, piece in enumerate(pieces)
    ]

    assert [write_tagged(piece.marked) for piece in pieces[1::2]] == [
        "He: <q1>One.</q1>",
        "<q1><b1>Two.</b1></q1>",
        "Out.",
    ]
    assert write_tagged(join(translated)) == "Ол: <q1>Бір. <b1>Екі.</b1></q1> Сыртта."


def test_an_element_that_moved_away_from_the_border_stays_apart() -> None:
    marked = parse_tagged("A <q1>b. C</q1> d.")
    pieces = cut(marked, sentences(marked.text))
    pieces[1] = Piece(parse_tagged("<q1>B</q1> a."), pieces[1].names)

    assert write_tagged(join(pieces)) == "<q1>B</q1> a. <q1>C</q1> d."


@given(marked_texts())
def test_joined_again_the_pieces_are_the_text(marked: Marked) -> None:
    assert join(cut(marked, sentences(marked.text))) == marked


@given(marked_texts())
def test_every_letter_can_be_a_piece(marked: Marked) -> None:
    ranges = [(place, place + 1) for place, letter in enumerate(marked.text) if not letter.isspace()]

    assert join(cut(marked, ranges)) == marked


@given(marked_texts())
def test_squeezed_text_has_single_spaces_and_the_same_marks(marked: Marked) -> None:
    squeezed = squeeze(marked)

    assert [(mark.tag, mark.depth) for mark in squeezed.marks] == [(mark.tag, mark.depth) for mark in marked.marks]
    assert parse_tagged(write_tagged(squeezed)) == squeezed
    assert "".join(squeezed.text.split()) == "".join(marked.text.split())
    if not opaque_ranges(marked):
        assert squeezed.text == " ".join(marked.text.split())


def test_white_space_in_code_is_not_squeezed() -> None:
    assert write_tagged(squeeze(parse_tagged(" a\u00a0 b <code1>x  y</code1>  <em1>c</em1> "))) == (
        "a b <code1>x  y</code1> <em1>c</em1>"
    )


def test_a_text_can_be_enclosed() -> None:
    assert write_tagged(enclose(parse_tagged("a <em1>b</em1>"), "span0")) == "<span0>a <em1>b</em1></span0>"


# ---------------------------------------------------------------- what editors get wrong

SOURCE = "See <a1>the <em1>report</em1></a1>, <a2>this</a2> and <code1>ls -l</code1> <img1/>."


@pytest.mark.parametrize(
    "translation",
    ["<img1/> <a2>Осы</a2>, <code1>ls -l</code1> мен <a1><em1>есепті</em1></a1> қараңыз.", SOURCE],
)
def test_the_order_of_tags_is_free(translation: str) -> None:
    assert find_fault_of_tags(parse_tagged(SOURCE), parse_tagged(translation)) is None


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("<img1/>", "", "the tag <img1> of the source is missing"),
        ("this", "<b1>this</b1>", "the tag <b1> is not in the source"),
        ("<img1/>", "<img1/><img1/>", "the tag <img1> stands 2 times, and only once in the source"),
        ("ls -l", "ls -a", "the text in <code1> must stay as it is: ls -l"),
        ("<a2>this</a2>", "this<a2></a2>", "the tag <a2> holds no text"),
        ("report</em1></a1>, <a2>this</a2>", "<a2>x</a2></em1></a1>", "the tag <a2> is a link inside the link <a1>"),
    ],
)
def test_an_editor_is_told_which_tag_is_wrong(old: str, new: str, fault: str) -> None:
    translation = parse_tagged(SOURCE.replace(old, new))

    assert find_fault_of_tags(parse_tagged(SOURCE), translation) == fault


def test_code_in_code_is_found_once() -> None:
    assert opaque_ranges(parse_tagged("a <code1>b <var1>c</var1></code1> <kbd1>d</kbd1> <img1/>")) == [(2, 5), (6, 7)]

"""A text is read whatever it was saved in; what is no text is refused by name, with the reason."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedserver.errors import SourceError
from feedserver.sources.text.encodings import MAX_BYTES, Decoded, decode
from feedserver.sources.text.plain_text import MAX_LINE_CHARS, MAX_LINES

RUSSIAN = "Экипаж «Союза» вернулся на Землю — все трое чувствуют себя хорошо."
SHORT_RUSSIAN = "Ракета стартовала вовремя."
CAPITALS = "ЭКИПАЖ ВЕРНУЛСЯ НА ЗЕМЛЮ"
KAZAKH = "Ғарышкерлер Қазақстан жеріне аман-есен оралды, үшеуінің де көңіл күйі жақсы."
UKRAINIAN = "Екіпаж повернувся на Землю, усі троє почуваються добре, повідомляє агенція. Їхній політ тривав пів року."
ENGLISH = "The café in Besançon — “naïve”, they say — is open."


def refusal(data: bytes) -> str:
    with pytest.raises(SourceError) as caught:
        decode(data, "page.txt")
    message = str(caught.value)
    assert message.startswith("page.txt: ")
    return message.removeprefix("page.txt: ")


@pytest.mark.parametrize(
    ("text", "codec", "name"),
    [
        (RUSSIAN, "utf-8", "UTF-8"),
        (RUSSIAN, "utf-8-sig", "UTF-8"),
        (RUSSIAN, "utf-16", "UTF-16"),
        (RUSSIAN, "utf-16-le", "UTF-16"),
        (RUSSIAN, "utf-16-be", "UTF-16"),
        (KAZAKH, "utf-16-be", "UTF-16"),
        ("Plain ASCII", "utf-16-le", "UTF-16"),
        ("Plain ASCII", "ascii", "UTF-8"),
        (RUSSIAN, "windows-1251", "windows-1251"),
        (SHORT_RUSSIAN, "windows-1251", "windows-1251"),
        (CAPITALS, "windows-1251", "windows-1251"),
        (UKRAINIAN, "windows-1251", "windows-1251"),
        (SHORT_RUSSIAN, "koi8-r", "KOI8-R"),
        (CAPITALS, "koi8-r", "KOI8-R"),
        (KAZAKH, "kz1048", "KZ-1048"),
        (KAZAKH, "ptcp154", "PT154"),
        (ENGLISH, "windows-1252", "windows-1252"),
        ("“So,” he said.", "windows-1252", "windows-1252"),
    ],
)
def test_the_encoding_is_found_and_said(text: str, codec: str, name: str) -> None:
    assert decode(text.encode(codec), "page.txt") == Decoded(text, name)


def test_what_the_server_declares_counts_if_it_makes_sense() -> None:
    assert decode("Grüße aus Köln".encode("iso8859-15"), "page", declared="ISO-8859-15").encoding == "ISO8859-15"
    assert decode("我们的宇航员回来了".encode("gb2312"), "page", declared="gb2312").text == "我们的宇航员回来了"
    assert decode(UKRAINIAN.encode("koi8-u"), "page", declared="koi8-u").text == UKRAINIAN


@pytest.mark.parametrize(
    "declared", ["iso-8859-1", "koi8-r", "utf-8", "utf-16", "gb2312", "no-such-charset", "rot13", "", None]
)
def test_a_wrong_declaration_does_no_harm(declared: str | None) -> None:
    assert decode(RUSSIAN.encode("windows-1251"), "page", declared=declared) == Decoded(RUSSIAN, "windows-1251")
    assert decode(KAZAKH.encode(), "page", declared=declared) == Decoded(KAZAKH, "UTF-8")


@pytest.mark.parametrize(
    "head",
    [
        "<meta charset=koi8-u>",
        '<META http-equiv=x content="text/html; charset=KOI8-U">',
        '<?xml version="1.0" encoding="koi8-u"?>',
    ],
)
def test_a_page_says_its_encoding_itself(head: str) -> None:
    page = f"{head}<p>{UKRAINIAN}</p>"
    assert decode(page.encode("koi8-u"), "page.html", is_html=True) == Decoded(page, "KOI8-U")


@pytest.mark.parametrize("data", [b"", b" \n\t\r\n", "\ufeff\n".encode(), "\u00a0\n\u00a0".encode()])
def test_an_empty_file_is_refused(data: bytes) -> None:
    assert refusal(data) == "is empty"


def test_a_file_with_nul_is_refused_as_binary() -> None:
    assert refusal(b"The crew\0 landed.") == "is binary, not text: it has the character NUL (byte 8)"


def test_a_file_of_control_characters_is_refused_as_binary() -> None:
    assert "12 of its 22 bytes are control characters" in refusal(b"\x01\x02\x03" * 4 + b"The crew.\n")


def test_bytes_of_every_kind_are_refused_as_binary() -> None:
    assert refusal(bytes(range(256)) * 20).startswith("is binary, not text")
    assert refusal(b"\xff\xfe" + bytes(range(256)) * 20).startswith("is binary, not text")


def test_a_file_too_large_is_refused_without_being_read() -> None:
    class Unreadable(bytes):
        def __len__(self) -> int:
            return 50_000_000

        def decode(self, *_: object, **__: object) -> str:
            raise AssertionError("was decoded")

    assert refusal(Unreadable()) == f"is too large: 50000000 bytes, {MAX_BYTES} are allowed"


def test_a_line_of_absurd_length_is_refused_but_in_documents_of_programs() -> None:
    long = b"a" * (MAX_LINE_CHARS + 1)
    assert refusal(b"Title\n" + long).startswith("line 2 is too long: 100001 characters")
    assert decode(b"<p>" + long, "page.html", is_html=True).text.endswith("a")
    assert decode(b'{"a": "' + long + b'"}', "items.json").text.endswith("}")


def test_a_file_of_too_many_lines_is_refused() -> None:
    assert refusal(b"a\n" * (MAX_LINES + 1)) == "has too many lines: 50001, 50000 are allowed"


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_what_is_in_no_encoding_is_refused_with_its_place(mark: bytes) -> None:
    assert refusal(mark + b"Title\n\nThe cr\xffew") == (
        f"is not valid UTF-8: byte 0xff at position {13 + len(mark)}, line 3; "
        "nor are its letters those of windows-1251, KOI8-R or KZ-1048"
    )


@pytest.mark.parametrize(
    "data", [KAZAKH.encode()[:-2], RUSSIAN.encode().replace(b"\xd1", b"\xd1\xd1", 1), b"cr\xed\xa0\x80ew"]
)
def test_broken_utf_8_is_not_taken_for_another_encoding(data: bytes) -> None:
    assert refusal(data).startswith("is not valid UTF-8: byte 0x")


@pytest.mark.parametrize("char", ["\x07", "\x0b", "\x0c", "\x1b", "\ufffe", "\uffff", "\ufdd0", "\U0001ffff"])
def test_a_character_no_feed_may_hold_is_refused_with_its_line(char: str) -> None:
    reason = refusal(f"Title\r\n\r\nThe crew{char} landed, and all of them are well.".encode())
    assert reason == f"line 3 has the character U+{ord(char):04X}, which no feed may hold"


def test_a_file_without_letters_is_refused() -> None:
    assert refusal(b"12:30\n***\n2019") == "has no letters"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028", "\u2029", "\u0085"])
def test_every_line_break_is_one(end: str) -> None:
    assert decode(f"One{end}{end}Two{end}".encode(), "page.txt").text == "One\n\nTwo\n"


@given(st.binary(max_size=200) | st.text(max_size=80).map(lambda text: text.encode("utf-16-le", "surrogatepass")))
@settings(max_examples=100)
def test_any_bytes_are_a_text_or_refused(data: bytes) -> None:
    try:
        text = decode(data, "page.txt").text
    except SourceError:
        return
    assert any(map(str.isalpha, text))
    assert "\r" not in text

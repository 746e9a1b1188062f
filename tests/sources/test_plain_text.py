"""What is no text is refused by name, with the reason; what is text is cleaned lightly."""

from __future__ import annotations

import pytest

from feedserver.errors import SourceError
from feedserver.sources.plain_text import MAX_BYTES, MAX_LINE_CHARS, MAX_LINES, clean_line, decode_text


def refusal(data: bytes) -> str:
    with pytest.raises(SourceError) as caught:
        decode_text(data, "page.txt")
    message = str(caught.value)
    assert message.startswith("page.txt: ")
    return message.removeprefix("page.txt: ")


@pytest.mark.parametrize("data", [b"", b" \n\t\r\n", "\ufeff\n".encode(), "\u00a0\n\u00a0".encode()])
def test_an_empty_file_is_refused(data: bytes) -> None:
    assert refusal(data) == "is empty"


def test_a_file_with_nul_is_refused_as_binary() -> None:
    assert refusal(b"The crew\0 landed.") == "is binary, not text: it has the character NUL (byte 8)"


def test_a_file_of_control_characters_is_refused_as_binary() -> None:
    assert "12 of its 22 bytes are control characters" in refusal(b"\x01\x02\x03" * 4 + b"The crew.\n")


def test_utf_16_is_named() -> None:
    assert "UTF-16" in refusal("The crew landed.".encode("utf-16"))


def test_a_file_too_large_is_refused_without_being_read() -> None:
    class Unreadable(bytes):
        def __len__(self) -> int:
            return 50_000_000

        def decode(self, *_: object, **__: object) -> str:
            raise AssertionError("was decoded")

    assert refusal(Unreadable()) == f"is too large: 50000000 bytes, {MAX_BYTES} are allowed"


def test_a_line_of_absurd_length_is_refused() -> None:
    assert refusal(b"Title\n" + b"a" * (MAX_LINE_CHARS + 1)).startswith("line 2 is too long: 100001 characters")


def test_a_file_of_too_many_lines_is_refused() -> None:
    assert refusal(b"a\n" * (MAX_LINES + 1)) == "has too many lines: 50001, 50000 are allowed"


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_invalid_utf_8_is_refused_with_its_place(mark: bytes) -> None:
    reason = refusal(mark + b"Title\n\nThe cr\xffew")
    assert reason == f"is not valid UTF-8: byte 0xff at position {13 + len(mark)}, line 3"


def test_surrogates_in_utf_8_are_refused() -> None:
    assert "is not valid UTF-8: byte 0xed" in refusal("crew \ud800".encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("char", ["\x07", "\x0b", "\x0c", "\x1b", "\ufffe", "\uffff", "\ufdd0", "\U0001ffff"])
def test_a_character_no_feed_may_hold_is_refused_with_its_line(char: str) -> None:
    reason = refusal(f"Title\r\n\r\nThe crew{char} landed, and all of them are well.".encode())
    assert reason == f"line 3 has the character U+{ord(char):04X}, which no feed may hold"


def test_a_file_without_letters_is_refused() -> None:
    assert refusal(b"12:30\n***\n2019") == "has no letters"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028", "\u2029", "\u0085"])
def test_every_line_break_is_one(end: str) -> None:
    assert decode_text(f"One{end}{end}Two{end}".encode(), "page.txt") == "One\n\nTwo\n"


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    assert decode_text(b"\xef\xbb\xbfOne", "page.txt") == "One"


@pytest.mark.parametrize(
    ("line", "cleaned"),
    [
        ("  The \t crew  landed. ", "The crew landed."),
        ("\u200bThe\u200b cr\u00adew\ufeff", "The crew"),
        ("2\u00a0km", "2\u00a0km"),
        ("engines\u00a0 on", "engines on"),
        ("engines \u00a0on\u00a0", "engines on"),
        ("и\u0306", "й"),
        ("thin\u2009space", "thin space"),
        ("\u202edorw\u202c", "dorw"),
        ("\u200b \u00a0", ""),
        ("\U0001f468\u200d\U0001f680", "\U0001f468\u200d\U0001f680"),
    ],
)
def test_a_line_is_cleaned_of_what_nobody_sees(line: str, cleaned: str) -> None:
    assert clean_line(line) == cleaned
    assert clean_line(cleaned) == cleaned

"""Random marked text for the property tests."""

from __future__ import annotations

from hypothesis import strategies as st

from feedserver.translation.markup.marks import Marked, parse_tagged

WORDS = [
    "Baikonur",
    "rocket",
    "the",
    "12",
    "<b1>",
    "&lt;",
    "AT&T",
    "«Союз»",
    "ғарыш",
    "(see",
    "below).",
    "5 < 6",
    "—",
    "a",
]
NAMES = ["em", "b", "a", "code", "q"]


@st.composite
def marked_texts(draw: st.DrawFn) -> Marked:
    """As read_html gives them: nested, adjacent, void and whole-text elements, numbered, none of them hollow."""
    numbers: dict[str, int] = {}

    def tag(name: str) -> str:
        numbers[name] = numbers.get(name, 0) + 1
        return f"{name}{numbers[name]}"

    def content(depth: int, in_link: bool) -> str:
        parts = []
        for _ in range(draw(st.integers(1, 4))):
            kind = draw(st.sampled_from(["words", "words", "element", "void"] if depth < 3 else ["words"]))
            if kind == "void":
                parts.append(f"<{tag(draw(st.sampled_from(['img', 'br'])))}/>")
            elif kind == "words":
                parts.append(" ".join(map(_escape, draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=4)))))
            else:
                name = draw(st.sampled_from([name for name in NAMES if name != "a" or not in_link]))
                own = tag(name)
                parts.append(f"<{own}>{content(depth + 1, in_link or name == 'a')}</{own}>")
        return draw(st.sampled_from([" ", " ", ""])).join(parts)

    return parse_tagged(content(0, False))


def _escape(word: str) -> str:
    return word.replace("&lt;", "&amp;lt;").replace("<b1>", "&lt;b1>")

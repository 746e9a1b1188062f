"""The one place where the parts that a reader has found become an article."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from feedserver.detection import detect_passage, language_of_passages
from feedserver.errors import SourceError
from feedserver.model import Article, Block, BlockKind, Enclosure
from feedserver.sources.context import ReadingContext
from feedserver.sources.html.blocks import text_of_block
from feedserver.sources.html.links import shown_address, web_address
from feedserver.sources.text.plain_text import clean_line, clean_text, letters_of
from feedserver.sources.text.titles import make_title

_MAX_CATEGORIES = 20
_MAX_CATEGORY_CHARS = 100
_OLDEST_YEAR = 1900  # the year 1 is what some software writes for no date,
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)  # and so is the first second of Unix

# What stands at the end of a teaser: an invitation to the page, behind a sentence or a cut ("and so on" is prose).
_INVITATION = re.compile(
    r"(?:^|(?<=[.…!?»”\"\])]))\s*(?:read (?:more|on|the full \w+)|continue reading|learn more|подробнее|далее|"
    r"читать (?:далее|дальше|полностью)|толығырақ|толық оқу|жалғасын оқу|жалғасы)[\s\]).…→»›>]*$",
    re.IGNORECASE,
)
# Blogs end every text of their feeds so.
_CREDIT = re.compile(
    r"\s*(?:The post .{1,300} (?:appeared first|first appeared) on .{1,100}"
    r"|(?:Сообщение|Запись) .{1,300} (?:появил[аио]с[ьи]|впервые появил[аио]сь) (?:сначала )?на .{1,100})$"
)


def compose(
    context: ReadingContext,
    *,
    external_id: str,
    title: str,
    blocks: Sequence[Block],
    summary: str = "",
    declared_language: str | None = None,
    published_at: datetime | None = None,
    updated_at: datetime | None = None,
    categories: Sequence[str] = (),
    author: str | None = None,
    url: str | None = None,
    image: str | None = None,
    enclosures: Sequence[Enclosure] = (),
) -> Article:
    """The article that these parts are, fit to be stored, translated and served.

    title, summary, categories, author: plain text as found; characters that no feed may hold are removed. blocks:
    sanitised. A *summary* that only repeats the beginning of the text is none; without one, a first paragraph without
    markup is the lead. The title falls back to the first sentence. declared_language: what the text says of itself.
    published_at, updated_at: aware; more than a day ahead of the context's read_at they are None. The context's
    categories come first. url, image: None unless http or https.
    Raises SourceError, with *external_id*, if there is neither text nor title nor enclosure.
    """
    title, summary = clean_line(title), _CREDIT.sub("", clean_line(summary))
    body = _body(title, blocks)
    title = title or make_title(summary or next((text for _, text in body if text), "")) or _name_of_file(enclosures)
    if not title:
        raise SourceError(f"{external_id}: has no article: no title, no text and no file")
    texts = (title, summary, *_in_main_language(body))
    language = context.language or language_of_passages(texts, declared=declared_language)
    body = [(_in_its_language(block, text, language), text) for block, text in body]
    lead, body = _with_lead(summary, title, body)
    published_at, updated_at = _date(published_at, context), _date(updated_at, context)
    return Article(
        source=context.source,
        external_id=external_id,
        language=language,
        title=title,
        summary=lead,
        blocks=tuple(block for block, _ in body),
        published_at=published_at,
        categories=_categories((*context.categories, *categories)),
        author=clean_line(author or "") or None,
        url=web_address(url),
        updated_at=updated_at,
        image=web_address(image),
        enclosures=tuple(enclosures),
    )


_Body = list[tuple[Block, str]]  # each block with its text


def _body(title: str, blocks: Sequence[Block]) -> _Body:
    """*blocks* without characters no feed may hold, a heading that repeats the title, and a blog's credit to itself."""
    body = [(replace(block, html=clean_text(block.html)), clean_line(text_of_block(block))) for block in blocks]
    if body and body[0][0].kind is BlockKind.HEADING and letters_of(body[0][1]) == letters_of(title):
        del body[0]
    if body and _CREDIT.fullmatch(body[-1][1]):
        del body[-1]
    return body


def _with_lead(summary: str, title: str, body: _Body) -> tuple[str, _Body]:
    """The lead and the blocks that follow it."""
    if summary and letters_of(summary) != letters_of(title) and not _is_teaser(summary, body):
        return _INVITATION.sub("", summary), body
    for number, (block, text) in enumerate(body):
        # As a lead it is plain text in the language of the whole.
        if block.kind is BlockKind.PARAGRAPH and "<" not in block.html and not block.language:
            return text, body[:number] + body[number + 1 :]
        if block.kind is not BlockKind.FIGURE:
            break
    return "", body


def _is_teaser(summary: str, body: _Body) -> bool:
    """Whether *summary* is nothing but the beginning of *body*."""
    wanted = letters_of(_INVITATION.sub("", summary))
    beginning = ""
    for block, text in body:
        if len(beginning) >= len(wanted):
            break
        if block.kind is not BlockKind.FIGURE:
            beginning += letters_of(text)
    return beginning.startswith(wanted)


def _name_of_file(enclosures: Sequence[Enclosure]) -> str:
    for file in enclosures:
        return clean_line(file.title or "") or shown_address(file.url).rpartition("/")[2]
    return ""


def _in_main_language(body: _Body) -> list[str]:
    """The texts that tell the language of the whole: not code, nor what says itself to be in another one."""
    texts = [(block, text) for block, text in body if block.kind is not BlockKind.CODE]
    return [text for block, text in texts if not block.language] or [text for _, text in texts]


def _in_its_language(block: Block, text: str, language: str) -> Block:
    """*block* with its language where that is another one than the article's: as declared, else as it looks."""
    if block.kind is BlockKind.CODE:
        return replace(block, language=None)
    own = block.language or detect_passage(text, language)
    return replace(block, language=None if _is_same(own, language) else own)


def _is_same(tag: str, language: str) -> bool:
    """Whether two tags mean the same language: ``en-GB`` in a text in ``en``."""
    return (
        tag == language
        or tag == language.split("-")[0]
        or re.fullmatch(rf"{re.escape(language)}-[A-Z]{{2}}", tag) is not None
    )


def _date(moment: datetime | None, context: ReadingContext) -> datetime | None:
    """*moment* in UTC; None if it cannot be one of an article. Raises TypeError if it is naive."""
    if moment is None or context.is_to_come(moment) or moment == _EPOCH or moment.year <= _OLDEST_YEAR:
        return None
    return moment.astimezone(UTC)


def _categories(labels: Sequence[str]) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for label in map(clean_line, labels):
        if label and len(label) <= _MAX_CATEGORY_CHARS:
            found.setdefault(label.casefold(), label)
    return tuple(found.values())[:_MAX_CATEGORIES]

"""A file of a folder: by its suffix to its reader."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from posixpath import normpath

from feedserver.errors import SourceError
from feedserver.languages import normalise_tag
from feedserver.model import Article
from feedserver.sources.context import ReadingContext
from feedserver.sources.text.encodings import decode

TEXT, HTML, MARKDOWN, JSON = (".txt", ".text"), (".html", ".htm", ".xhtml"), (".md", ".markdown"), (".json",)
SUFFIXES = (*TEXT, *HTML, *MARKDOWN, *JSON)


@dataclass(frozen=True, slots=True)
class FileReading:
    """What a file holds: most often one article.

    encoding: as people call it. refused: the parts of it that cannot be read. translation_of: the file of which this
    is a translation; translations: the files that are translations of this, by language; both as names in the folder.
    """

    articles: tuple[Article, ...]
    encoding: str
    refused: tuple[SourceError, ...] = ()
    translation_of: str | None = None
    translations: Mapping[str, str] = field(default_factory=dict)


def read_file(data: bytes, name: str, context: ReadingContext) -> FileReading:
    """Read what *data* holds. name: of the file below its folder, with ``/``; it is the article's external id.

    Raises SourceError, with the name and the reason, if there is nothing to read in it.
    """
    suffix = PurePosixPath(name).suffix.lower()
    if suffix not in SUFFIXES:
        raise SourceError(f"{name}: is of no kind that is read; those end in {', '.join(SUFFIXES)}")
    decoded = decode(data, name, is_html=suffix in HTML)
    if suffix in MARKDOWN:
        return _read_markdown(decoded.text, name, context, decoded.encoding)
    if suffix in JSON:
        from feedserver.sources.folders.json_items import read_json_items

        articles, refused = read_json_items(decoded.text, name, context)
        return FileReading(tuple(articles), decoded.encoding, tuple(refused))
    if suffix in HTML:
        from feedserver.sources.html.page import read_html_page

        return FileReading((read_html_page(decoded.text, name, context),), decoded.encoding)
    from feedserver.sources.saved_text import read_saved_text

    return FileReading((read_saved_text(decoded.text, name, context),), decoded.encoding)


def possible_files(external_id: str) -> Iterator[str]:
    """The names of the files that the article *external_id* may be out of: the id itself, or an item of a file."""
    yield external_id
    for position, character in enumerate(external_id):
        if character == "#":
            yield external_id[:position]


def original_of(name: str) -> str | None:
    """The file of which *name* is a translation by its name alone: ``orbit.kk.md`` of ``orbit.md``; None if of none."""
    path = PurePosixPath(name)
    stem, _, tag = path.stem.rpartition(".")
    if path.suffix.lower() not in MARKDOWN or not stem:
        return None
    try:
        normalise_tag(tag)
    except ValueError:
        return None
    return str(path.with_name(stem + path.suffix))


def language_in(name: str) -> str | None:
    """The language that the name of a translation gives: ``kk`` of ``orbit.kk.md``."""
    return normalise_tag(PurePosixPath(name).stem.rpartition(".")[2]) if original_of(name) else None


def _read_markdown(text: str, name: str, context: ReadingContext, encoding: str) -> FileReading:
    from feedserver.sources.folders.markdown import read_markdown

    reading = read_markdown(text, name, context)
    here = PurePosixPath(name).parent
    return FileReading(
        (reading.article,),
        encoding,
        translation_of=normpath(here / reading.translation_of) if reading.translation_of else None,
        translations={language: normpath(here / other) for language, other in reading.translations.items()},
    )

"""Names of catalogues, and the articles that are meant by a name."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from feedserver.errors import NotFoundError
from feedserver.model import Article
from feedserver.store.catalogues import ArticleName


def catalogue_name(article: Article | ArticleName) -> str:
    """The name of an article's catalogue, without ``.po``: what its source calls it, as a file name."""
    stem = article.external_id.removesuffix(".txt")
    return re.sub(r"[^\w.-]+", "_", stem).strip("._")[:100] or article.id


def distinct_name(article: Article | ArticleName, taken: Collection[str]) -> str:
    """The name of an article's catalogue where others have *taken* theirs."""
    name = catalogue_name(article)
    return f"{name}-{article.id}" if name in taken else name


class Names:
    """Finds articles by what a catalogue calls them."""

    def __init__(self, articles: Iterable[ArticleName]) -> None:
        self._by_name: dict[str, list[ArticleName]] = {}
        for each in articles:
            name = catalogue_name(each)
            for called in {each.id, each.external_id, " ".join(each.external_id.split()), name, f"{name}-{each.id}"}:
                self._by_name.setdefault(called, []).append(each)

    def find(self, *names: str) -> list[ArticleName]:
        """The articles that the first of *names* means which means any; several where sources use the same name."""
        return next((self._by_name[name] for name in names if name in self._by_name), [])


def get_article_name(articles: Collection[ArticleName], text: str) -> ArticleName:
    """The one article that *text* means: its id, external id, catalogue, or how its file's name or its title begins.

    Raises NotFoundError, naming those that it could be.
    """
    found = Names(articles).find(text)
    if not found:
        start = text.casefold()
        found = [
            each
            for each in articles
            if start and any(name.casefold().startswith(start) for name in (each.external_id, each.title))
        ]
    if not found:
        raise NotFoundError(f"no article is called “{text}”: name its id, or how its file's name or its title begins")
    if len(found) > 1:
        listed = "; ".join(f"{each.id} {each.title}" for each in found[:10]) + ("; …" if len(found) > 10 else "")
        raise NotFoundError(f"“{text}” could be {len(found)} articles: {listed}")
    return found[0]

"""Editions made by hand, of every kind there is, and the site they stand on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from feedserver.model import Block, BlockKind, Category, Edition, Enclosure, Origin, Site

P, H, LI = BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.ITEM


def at(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=UTC)  # type: ignore[misc]


# A site below a path, with three editions.
SITE = Site("Бүгін & Today", "https://news.example/feeds", ("en", "ru", "kk"), "news.example", "2026-01-01")


LAUNCH = Edition(
    article_id="9f2c1d7a5b3e8406",
    language="en",
    text_language="en",
    origin=Origin.ORIGINAL,
    title="R&D: how <Baiterek> was built",
    summary="The complex at Baikonur is ready & waiting.",
    blocks=(
        Block(P, 'The launch pad was <a href="https://space.example/pad?a=1&amp;b=2">rebuilt</a>.'),
        Block(H, "What comes next"),
        Block(LI, "a test"),
        Block(LI, "a launch"),
        Block(P, "Nobody knows &lt;when&gt;."),
    ),
    categories=(Category("space", "Space"),),
    author="Aigul Sarsen <aigul@news.example>",
    source="seeds",
    original_language="en",
    original_url="https://space.example/жаңалық?q=a b",
    published_at=at(2025, 4, 8, 8, 27),
    updated_at=at(2025, 4, 8, 8, 27),
)
LAUNCH_RU = Edition(
    article_id=LAUNCH.article_id,
    language="ru",
    text_language="ru",
    origin=Origin.MACHINE,
    title="НИОКР: как строили «Байтерек»",
    summary="Комплекс на Байконуре готов и ждёт.",
    blocks=(Block(P, "Стартовая площадка перестроена."), Block(LI, "испытание"), Block(LI, "запуск")),
    categories=(Category("space", "Космос"),),
    author=LAUNCH.author,
    source="seeds",
    original_language="en",
    original_url=LAUNCH.original_url,
    published_at=LAUNCH.published_at,
    updated_at=at(2025, 4, 8, 9),
    engine="Argos Translate (translate-en_ru 1.9)",
    untranslated=2,
)
LAUNCH_KK = Edition(
    article_id=LAUNCH.article_id,
    language="kk",
    text_language="kk",
    origin=Origin.EDITED,
    title="«Бәйтерек» қалай салынды",
    summary="Байқоңырдағы кешен дайын тұр.",
    blocks=(Block(P, "Ұшыру алаңы қайта салынды."), Block(LI, "сынақ"), Block(LI, "ұшыру")),
    categories=(Category("space", "Ғарыш"),),
    author=LAUNCH.author,
    source="seeds",
    original_language="en",
    original_url=LAUNCH.original_url,
    published_at=LAUNCH.published_at,
    updated_at=at(2025, 4, 8, 10),
)
STEPPE = Edition(
    article_id="0a1b2c3d4e5f6071",
    language="kk",
    text_language="kk",
    origin=Origin.ORIGINAL,
    title="Далада көктем",
    summary="",
    blocks=(Block(P, "Қар еріді, өзендер арнасынан асты."),),
    categories=(),
    author=None,
    source="дала",
    original_language="kk",
    original_url=None,
    published_at=at(2025, 3, 21),
    updated_at=at(2025, 3, 21, 0, 0, 0, 7),
)
STEPPE_PENDING = Edition(
    article_id=STEPPE.article_id,
    language="ru",
    text_language="kk",
    origin=None,
    title=STEPPE.title,
    summary="",
    blocks=STEPPE.blocks,
    categories=(),
    author=None,
    source="дала",
    original_language="kk",
    original_url=None,
    published_at=STEPPE.published_at,
    updated_at=STEPPE.updated_at,
)
# By the language of the feed; None: the articles as written.
EDITIONS = {
    None: (LAUNCH, STEPPE),
    "ru": (LAUNCH_RU, STEPPE_PENDING),
    "kk": (LAUNCH_KK, STEPPE),
}

# A report with a picture, an episode, its film and its papers, which two other sources have too.
REPORT = replace(
    LAUNCH_RU,
    article_id="5c0ffee5c0ffee50",
    image="https://space.example/img/байтерек.jpg?w=1200&h=630",
    enclosures=(
        Enclosure("https://space.example/report.pdf", "application/pdf", 1_204_224),
        Enclosure("https://cdn.example/e/42.mp3?from=feed&id=42", "audio/mpeg", 12_345_678, 2885, "Launch & landing"),
        Enclosure("https://cdn.example/e/42.mp4", "Video/MP4; codecs=avc1", None, 61),
    ),
    other_urls=("https://agency.example/байтерек", "https://daily.example/2025/04/08/baiterek"),
    updated_at=at(2025, 4, 8, 11),
)

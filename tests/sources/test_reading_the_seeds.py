"""The five seeds are read to the word: nothing of the article lost, nothing of the furniture left."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from feedserver.model import Article, BlockKind
from feedserver.sources.context import ReadingContext
from feedserver.sources.saved_text import read_saved_text
from feedserver.sources.text.plain_text import clean_line

SEEDS = Path(__file__).parents[2] / "seeds"
P, H, LI = BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.ITEM


@dataclass(frozen=True)
class Seed:
    """What must come of a seed. title_line: None if the page has no title. body_lines: a line each block."""

    name: str
    title_line: int | None
    title: str
    published_at: datetime | None
    categories: tuple[str, ...]
    lead_line: int
    body_lines: tuple[int, ...]
    kinds: tuple[BlockKind, ...]
    last_words: str


EXPECTED = [
    Seed(
        "000_4d8dc31870fdeb06.txt",
        3,
        "Kassym-Jomart Tokayev received the Director General of the Roscosmos State Corporation for Space Activities",
        datetime(2019, 4, 5, tzinfo=UTC),
        ("President",),
        7,
        (9, 11, 13, 15, 17),
        (P,) * 5,
        "of the Baiterek Rocket and Space Complex.",
    ),
    Seed(
        "001_0ab93f9235e1e3a8.txt",
        4,
        "Roscosmos and NASA discuss partner projects at Baikonur (VIDEO)",
        datetime(2025, 4, 8, 8, 27, tzinfo=UTC),
        (),
        6,
        (9, 11, 13, 15, 17, 19),
        (P,) * 6,
        "toward a peaceful resolution of the conflict.",
    ),
    Seed(
        "002_e1ed6fd59ecf7d98.txt",
        None,
        "On April 29, 2021, Roscosmos Director General Dmitry Rogozin, took part in a regular meeting of the…",
        datetime(2021, 4, 30, tzinfo=UTC),
        ("Roscosmos",),
        4,
        (6, 8, 10, 11, 12, 13, 15, 17),
        (P, P, LI, LI, LI, LI, P, P),
        "have the status of observer states.",
    ),
    Seed(
        "003_db7b17d1a276d496.txt",
        1,
        "Russia and Kazakhstan are developing space technology",
        None,
        (),
        4,
        (6, 8, *range(12, 25, 2), 26, *range(28, 37, 2)),
        (H, *(P,) * 8, H, *(P,) * 5),
        "And we will continue to work, ”said the Kazakh cosmonaut.",
    ),
    Seed(
        "004_8fda87e54f7d6c9f.txt",
        None,
        "China is interested in production\u00a0of Russian rocket engines\u00a0on its territory, also it shows…",
        datetime(2014, 11, 18, tzinfo=UTC),
        ("Roscosmos", "Space"),
        4,
        (6, 8, 10),
        (P,) * 3,
        "on the principles of parity”,\u00a0— Ostapenko noted.",
    ),
]


def read(name: str, zone: str = "UTC") -> Article:
    text = (SEEDS / name).read_text("utf-8-sig")
    context = ReadingContext(source="seeds", zone=ZoneInfo(zone), read_at=datetime(2026, 1, 1, tzinfo=UTC))
    return read_saved_text(text, name, context)


@pytest.fixture(params=EXPECTED, ids=lambda seed: seed.name[:3])
def seed(request: pytest.FixtureRequest) -> Seed:
    found: Seed = request.param
    return found


def test_title_date_and_categories_are_the_pages(seed: Seed) -> None:
    article = read(seed.name)
    assert (article.title, article.published_at, article.categories) == (
        seed.title,
        seed.published_at,
        seed.categories,
    )
    assert (article.source, article.external_id, article.language) == ("seeds", seed.name, "en")
    assert (article.author, article.url) == (None, None)


def test_every_line_of_the_article_and_no_other_is_there_once_and_in_order(seed: Seed) -> None:
    lines = (SEEDS / seed.name).read_text("utf-8").split("\n")
    article = read(seed.name)
    written = [lines[number - 1] for number in (seed.lead_line, *seed.body_lines)]
    expected = [re.sub("^• ", "", clean_line(line)) for line in written]
    assert [article.summary, *(html.unescape(block.html) for block in article.blocks)] == expected
    if seed.title_line is not None:
        assert article.title == lines[seed.title_line - 1]


def test_blocks_are_paragraphs_headings_and_items_as_on_the_page(seed: Seed) -> None:
    article = read(seed.name)
    assert tuple(block.kind for block in article.blocks) == seed.kinds
    assert article.blocks[-1].html.endswith(seed.last_words)


def test_nothing_of_the_furniture_is_left(seed: Seed) -> None:
    article = read(seed.name)
    everything = "\n".join([article.title, article.summary, *(block.html for block in article.blocks)])
    for phrase in (
        "icon",
        "timeviewed",
        "Last news",
        "Similar news",
        "May, 2020",
        "COVID",
        "More from this",
        "Categories",
        "full story",
        "Progress M-",
        "Dear readers",
        "commenting",
        "Podcasts",
        "0:00",
        "13:56",
        "OSZAR",
        "Comment",
        "•",
    ):
        assert phrase not in everything


def test_neither_title_nor_lead_is_repeated_in_the_body(seed: Seed) -> None:
    article = read(seed.name)
    bodies = [html.unescape(block.html) for block in article.blocks]
    assert article.title not in bodies
    assert article.summary not in bodies
    assert len(set(bodies)) == len(bodies)


def test_a_date_is_read_in_the_sites_zone() -> None:
    assert read("000_4d8dc31870fdeb06.txt", "Asia/Tokyo").published_at == datetime(2019, 4, 4, 15, tzinfo=UTC)


def test_leads_are_the_pages_own() -> None:
    leads = [read(seed.name).summary for seed in EXPECTED]
    assert leads[0].startswith("The President of the Republic of Kazakhstan, Kassym-Jomart Tokayev received")
    assert leads[0].endswith("reports the press service of Akorda.")
    assert leads[1] == (
        "The meeting touched upon a brand new space port complex, the ISS, and the anniversary of the"
        " Soyuz-Apollo docking"
    )
    assert leads[2].startswith("On April 29, 2021, ")
    assert leads[2].endswith(" Eurasian Intergovernmental Council in Kazan.")
    assert leads[3].startswith("61 years ago, ")
    assert leads[3].endswith(" as the International Day of Human Spaceflight.")
    assert leads[4].startswith(
        "China is interested in production\u00a0of Russian rocket engines\u00a0on its territory,"
    )
    assert leads[4].endswith(" told journalists.")


def test_subheadings_are_the_quoted_lines() -> None:
    headings = [block.html for block in read("003_db7b17d1a276d496.txt").blocks if block.kind is H]
    assert headings == [
        "“A historic step was taken on the land of Kazakhstan”",
        "“Cooperation in space continues”",
    ]

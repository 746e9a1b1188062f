"""Markdown with front matter, as site generators have it, becomes an article."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from feedserver.errors import SourceError
from feedserver.model import BlockKind
from feedserver.sources.context import ReadingContext
from feedserver.sources.folders.markdown import MarkdownReading, read_markdown
from tests.conftest import NOW

ALMATY = ZoneInfo("Asia/Almaty")
CONTEXT = ReadingContext("agency", ALMATY, NOW, categories=("Space",))


def read(text: str, name: str = "news/orbit.md") -> MarkdownReading:
    return read_markdown(text, name, CONTEXT)


def refusal(text: str) -> str:
    with pytest.raises(SourceError) as caught:
        read(text)
    message = str(caught.value)
    assert message.startswith("news/orbit.md: ")
    return message.removeprefix("news/orbit.md: ")


def with_yaml(line: str) -> str:
    return f"---\ntitle: Orbit\n{line}\n---\n\nAll is well.\n"


YAML = """---
title: "Экипаж вернулся: все здоровы"
date: 2025-04-08 14:05:00 +0500
updated: 2025-04-09T10:00:00Z
lang: ru
categories: [Космос, Полёты]
tags: экипаж, Союз
author:
  - Айгүл Серікова
  - name: Иван Петров
description: Трое космонавтов приземлились в степи.
canonical_url: https://news.example/orbit/
image: ../a.jpg
translations: {kk: orbit.kk.md, en: ../en/orbit.md}
layout: post
---
Первый абзац.
"""
TOML = """+++
title = "Экипаж вернулся: все здоровы"
date = 2025-04-08T14:05:00+05:00
lastmod = 2025-04-09T10:00:00Z
language = "ru"
categories = ["Космос", "Полёты"]
tags = ["экипаж", "Союз"]
authors = ["Айгүл Серікова", "Иван Петров"]
summary = "Трое космонавтов приземлились в степи."
source_url = "https://news.example/orbit/"
image = "../a.jpg"
[translations]
kk = "orbit.kk.md"
en = "../en/orbit.md"
+++
Первый абзац.
"""


@pytest.mark.parametrize("text", [YAML, TOML, YAML.replace("---\nП", "...\nП")], ids=["YAML", "TOML", "YAML with dots"])
def test_the_front_matter_says_what_the_article_is(text: str) -> None:
    reading = read(text)
    article = reading.article
    assert article.title == "Экипаж вернулся: все здоровы"
    assert article.summary == "Трое космонавтов приземлились в степи."
    assert [block.html for block in article.blocks] == ["Первый абзац."]
    assert article.published_at == datetime(2025, 4, 8, 9, 5, tzinfo=UTC)
    assert article.updated_at == datetime(2025, 4, 9, 10, tzinfo=UTC)
    assert article.categories == ("Space", "Космос", "Полёты", "экипаж", "Союз")
    assert article.author == "Айгүл Серікова, Иван Петров"
    assert (article.url, article.image) == ("https://news.example/orbit/", "https://news.example/a.jpg")
    assert (article.language, reading.language) == ("ru", "ru")
    assert reading.translations == {"kk": "orbit.kk.md", "en": "../en/orbit.md"}
    assert reading.translation_of is None
    assert article.external_id == "news/orbit.md"


def test_without_front_matter_the_first_heading_is_the_title() -> None:
    reading = read("# Orbit *news*\n\nAll is well.\n\n## More\n\nReally.\n")
    assert reading.article.title == "Orbit news"
    assert reading.article.summary == "All is well."
    assert [(block.kind, block.html) for block in reading.article.blocks] == [
        (BlockKind.HEADING, "More"),
        (BlockKind.PARAGRAPH, "Really."),
    ]
    assert (reading.language, reading.translations) == (None, {})


def test_a_heading_that_repeats_the_title_goes() -> None:
    assert read("---\ntitle: Orbit\n---\n# Orbit\n\nAll is well.").article.blocks == ()


def test_markdown_with_tables_strikethrough_and_html_is_understood() -> None:
    text = (
        "---\ntitle: T\nlang: en\n---\n"
        "A **bold** [link](https://x.example) ~~gone~~ <b onclick=x>html</b><script>x</script>\n\n"
        "1. One\n2. Two\n   - Three\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n> Quoted\n\n```py\nx < 1\n```\n\n"
        "![Pad](https://x.example/a.png)\n\n<div lang=kk>Қазақша</div>\n"
    )
    assert [(block.kind.value, block.html, block.language) for block in read(text).article.blocks] == [
        ("p", 'A <strong>bold</strong> <a href="https://x.example">link</a> <s>gone</s> <b>html</b>', None),
        ("li", "One", None),
        ("li", "Two", None),
        ("li", "Three", None),
        ("li", "a · b", None),
        ("li", "1 · 2", None),
        ("blockquote", "Quoted", None),
        ("pre", "x &lt; 1", None),
        ("figure", '<img src="https://x.example/a.png" alt="Pad">', None),
        ("p", "Қазақша", "kk"),
    ]


def test_a_line_across_the_page_opens_no_front_matter() -> None:
    assert read("---\n\nAll is well.").article.summary == "All is well."


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2025-04-08", datetime(2025, 4, 8, tzinfo=ALMATY)),
        ("2025-04-08 14:05", datetime(2025, 4, 8, 14, 5, tzinfo=ALMATY)),
        ("2025-04-08T14:05:00Z", datetime(2025, 4, 8, 14, 5, tzinfo=UTC)),
        ("8 апреля 2025 г.", datetime(2025, 4, 8, tzinfo=ALMATY)),
        ("2025 жылғы 8 сәуір", datetime(2025, 4, 8, tzinfo=ALMATY)),
    ],
)
@pytest.mark.parametrize("key", ["date", "published", "Date"])
def test_a_date_may_be_written_as_people_do_and_is_in_the_sources_zone(key: str, value: str, moment: datetime) -> None:
    assert read(with_yaml(f"{key}: {value}")).article.published_at == moment


def test_dates_of_toml_without_a_zone_are_in_the_sources() -> None:
    for value, moment in (
        ("2025-04-08", datetime(2025, 4, 8, tzinfo=ALMATY)),
        ("2025-04-08T14:05:00", datetime(2025, 4, 8, 14, 5, tzinfo=ALMATY)),
    ):
        assert read(f"+++\ntitle = 'T'\ndate = {value}\n+++\nText").article.published_at == moment


def test_what_looks_like_a_number_or_a_switch_stays_a_text() -> None:
    article = read("---\ntitle: 1984\nlang: no\ntags: [on, 2025]\ndescription: ~\n---\nTekst.").article
    assert (article.title, article.language, article.categories) == ("1984", "no", ("Space", "on", "2025"))
    assert article.summary == "Tekst."


def test_a_draft_is_refused() -> None:
    for line in ("draft: true", "draft: Yes", "published: false"):
        assert refusal(with_yaml(line)) == "is a draft"
    assert read(with_yaml("draft: false\npublished: true")).article.published_at is None


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (
            "date: soon",
            "front matter, date (line 3): 'soon' is not a date such as 2025-04-08 or 2025-04-08T14:05+05:00",
        ),
        ("date: 2025-02-31", "front matter, date (line 3): '2025-02-31' is not a date"),
        ("date: [1]", "front matter, date (line 3): "),
        ("lang: klingon!", "front matter, lang (line 3): 'klingon!' is not a language tag"),
        ("title: [a]", "front matter, title (line 2): must be a text"),
        ("draft: maybe", "front matter, draft (line 3): 'maybe' is neither true nor false"),
        ("url: htp:/x", "front matter, url (line 3): 'htp:/x' is no http or https address"),
        ("tags: {a: b}", "front matter, tags (line 3): must be a list"),
        ("author: [[a]]", "front matter, author (line 3): must be a name"),
        ("translations: orbit.kk.md", "front matter, translations (line 3): must name a file for each language"),
        ("translations: {'???': a.md}", "front matter, translations (line 3): '???' is not a language tag"),
        (
            "translation_of: ../../secret.md",
            "front matter, translation_of (line 3): '../../secret.md' leads out of the folder",
        ),
        ("translation_of: /etc/passwd", "front matter, translation_of (line 3): '/etc/passwd' leads out of the folder"),
        ("tags: [a", "front matter, line 3: is no valid YAML: "),
        ("a: &x 1\nb: *x", "front matter, line 3: has an anchor or an alias"),
        ("- a", "front matter, line 3: is no valid YAML: "),
    ],
)
def test_a_wrong_value_is_refused_by_its_name_and_line(line: str, reason: str) -> None:
    assert refusal(with_yaml(line)).startswith(reason)


def test_a_place_on_the_site_that_a_file_was_written_for_says_nothing() -> None:
    assert read(with_yaml("url: /2025/orbit/\nimage: /a.png")).article.url is None


def test_broken_toml_is_refused_with_the_reason() -> None:
    assert refusal("+++\ntitle =\n+++\n").startswith("front matter: is no valid TOML: Invalid value")
    assert refusal("+++\ntitle = 'T'\n").startswith("front matter: does not end")


def test_front_matter_made_to_do_harm_is_refused_at_once() -> None:
    start = time.monotonic()
    bomb = "a: &a [x]\n" + "\n".join(f"b{n}: &b{n} [{', '.join([f'*b{n - 1}' if n else '*a'] * 9)}]" for n in range(9))
    assert "anchor" in refusal(with_yaml(bomb))
    assert "more than 500 brackets" in refusal(with_yaml("a: " + "[" * 19_000))
    assert "YAML" in refusal(with_yaml("a: " + "[" * 499))
    assert "YAML" in refusal(with_yaml("a:\n  " + "- " * 9_000))
    assert "TOML" in refusal("+++\na = " + "[" * 19_000 + "\n+++\n")
    assert "too long" in refusal(with_yaml("a: " + "x" * 60_000))
    assert "must be a text" in refusal("---\ntitle: !!python/object/apply:os.getcwd []\n---\n")
    assert time.monotonic() - start < 10


def test_a_file_with_nothing_in_it_is_refused() -> None:
    assert refusal("---\nlang: ru\n---\n\n").startswith("has no article")

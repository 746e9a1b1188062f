"""An agency's news in en, ru and kk, written in every format that feeds of others come in."""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape, quoteattr

PICTURE_BYTES, SOUND_BYTES = 48_213, 12_345_678


@dataclass(frozen=True, slots=True)
class Story:
    """A story with all that a feed can say of it. text: HTML, with the agency's relative address as {site}."""

    name: str
    title: str
    summary: str
    text: str
    author: str
    categories: tuple[str, ...]
    published_at: datetime
    picture: bool = False
    sound: bool = False

    def link(self, site: str) -> str:
        return f"{site}/{self.name}"

    def files(self, site: str) -> list[tuple[str, str, int]]:
        """Address, media type and length of what belongs to it."""
        found = []
        if self.picture:
            found.append((f"{site}/pictures/{self.name}.jpg", "image/jpeg", PICTURE_BYTES))
        if self.sound:
            found.append((f"{site}/sounds/{self.name}.mp3?from=feed&id=1", "audio/mpeg", SOUND_BYTES))
        return found


def _story(name: str, title: str, summary: str, text: str, author: str, *categories: str, at: str) -> Story:
    return Story(
        name,
        title,
        summary,
        text,
        author,
        categories,
        datetime.fromisoformat(at),
        picture=name.startswith("launch"),
        sound=name.startswith("podcast"),
    )


STORIES: dict[str, tuple[Story, ...]] = {
    "en": (
        _story(
            "launch",
            "A rocket & its crew <at last> leave Baikonur",
            "Three people are on their way to the station.",
            '<p>The rocket <strong>rose over the steppe</strong> at dawn; <a href="{site}/crew?who=all&amp;year=2026">'
            "the crew of three</a> is well.</p><h2>What comes next</h2><ul><li>Docking in the evening</li><li>Half "
            'a year of work</li></ul><figure><img src="{site}/pictures/steppe.jpg" alt="The steppe"/>'
            "<figcaption>The steppe at dawn</figcaption></figure>"
            "<blockquote><p>“We are ready,” said the commander.</p></blockquote>"
            "<p>It costs less than €5 &amp; takes six hours &lt;at most&gt;.</p>",
            "Aida Nur",
            "Space",
            "R&D",
            at="2026-02-03T09:30:00+05:00",
        ),
        _story(
            "podcast",
            "Episode 7: Life on the station",
            "What people eat in orbit.",
            "<p>An hour with a cosmonaut who spent a year in orbit.</p><p>She answers the questions of children.</p>",
            "John O’Neill",
            "Podcast",
            at="2026-02-02T18:00:00+00:00",
        ),
        _story(
            "budget",
            "Government approves the budget",
            "More is spent on schools.",
            "<p>The government approved the budget for three years on Monday.</p><p>Most of it goes to schools.</p>",
            "The Agency",
            "Economy",
            at="2026-02-01T12:00:00-05:00",
        ),
    ),
    "ru": (
        _story(
            "launch-ru",
            "Ракета «Союз» & её экипаж покинули Байконур",
            "Три человека летят на станцию.",
            '<p>Ракета <strong>поднялась над степью</strong> на рассвете; <a href="{site}/экипаж?кто=все">экипаж из '
            "трёх человек</a> чувствует себя хорошо.</p><h2>Что дальше</h2><ul><li>Стыковка вечером</li><li>Полгода "
            'работы</li></ul><figure><img src="{site}/pictures/степь.jpg" alt="Степь"/><figcaption>Степь на рассвете'
            "</figcaption></figure><p>Полёт займёт шесть часов &lt;не больше&gt;.</p>",
            "Аида Нурланова",
            "Космос",
            "Наука и техника",
            at="2026-02-03T09:30:00+05:00",
        ),
        _story(
            "podcast-ru",
            "Выпуск 7. Жизнь на станции",
            "Что едят на орбите.",
            "<p>Час с космонавтом, которая провела на орбите год.</p><p>Она отвечает на вопросы школьников.</p>",
            "Иван Петров",
            "Подкаст",
            at="2026-02-02T21:00:00+03:00",
        ),
        _story(
            "budget-ru",
            "Правительство утвердило бюджет",
            "На школы потратят больше.",
            "<p>Правительство утвердило в понедельник бюджет на три года.</p><p>Больше всего получат школы.</p>",
            "Агентство",
            "Экономика",
            at="2026-02-01T12:00:00+05:00",
        ),
    ),
    "kk": (
        _story(
            "launch-kk",
            "«Союз» зымыраны & оның экипажы Байқоңырдан ұшты",
            "Үш адам станцияға ұшып барады.",
            '<p>Зымыран таң ата <strong>дала үстінен көтерілді</strong>; <a href="{site}/экипаж?кім=бәрі">үш адамнан '
            "құралған экипаж</a> өзін жақсы сезінеді.</p><h2>Әрі қарай не болады</h2><ul><li>Кешке түйісу</li><li>"
            'Жарты жылдық жұмыс</li></ul><figure><img src="{site}/pictures/дала.jpg" alt="Дала"/><figcaption>Таңғы дала'
            "</figcaption></figure><p>Ұшу алты сағатқа созылады &lt;одан көп емес&gt;.</p>",
            "Аида Нұрланқызы",
            "Ғарыш",
            "Ғылым және техника",
            at="2026-02-03T09:30:00+05:00",
        ),
        _story(
            "podcast-kk",
            "7-шығарылым. Станциядағы өмір",
            "Орбитада не жейді.",
            "<p>Орбитада бір жыл болған ғарышкермен бір сағат.</p><p>Ол оқушылардың сұрақтарына жауап береді.</p>",
            "Ерлан Әбенов",
            "Подкаст",
            at="2026-02-02T23:00:00+05:00",
        ),
        _story(
            "budget-kk",
            "Үкімет бюджетті бекітті",
            "Мектептерге көбірек қаржы бөлінеді.",
            "<p>Үкімет дүйсенбіде үш жылға арналған бюджетті бекітті.</p><p>Қаржының көбі мектептерге беріледі.</p>",
            "Агенттік",
            "Экономика",
            at="2026-02-01T12:00:00+05:00",
        ),
    ),
}


def write_rss_091(stories: Sequence[Story], language: str, site: str) -> bytes:
    """RSS 0.91: an item has a title, a link and a description, and nothing else."""
    return _rss("0.91", [_plain_item(story, site) for story in stories], language, site)


def write_rss_092(stories: Sequence[Story], language: str, site: str) -> bytes:
    """RSS 0.92: categories and one enclosure came."""
    items = [
        _plain_item(story, site)
        + "".join(f"<category>{escape(label)}</category>" for label in story.categories)
        + _rss_enclosure(story, site)
        for story in stories
    ]
    return _rss("0.92", items, language, site)


def write_rss_10(stories: Sequence[Story], language: str, site: str) -> bytes:
    """RSS 1.0 in RDF, with Dublin Core and content:encoded."""
    items = "".join(
        f"<item rdf:about={quoteattr(story.link(site))}><title>{escape(story.title)}</title>"
        f"<link>{escape(story.link(site))}</link><description>{escape(story.summary)}</description>"
        f"<dc:creator>{escape(story.author)}</dc:creator><dc:date>{story.published_at.isoformat()}</dc:date>"
        + "".join(f"<dc:subject>{escape(label)}</dc:subject>" for label in story.categories)
        + f"<content:encoded>{escape(_text(story, site))}</content:encoded></item>"
        for story in stories
    )
    listed = "".join(f"<rdf:li rdf:resource={quoteattr(story.link(site))}/>" for story in stories)
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rdf:RDF xmlns="http://purl.org/rss/1.0/" '
        'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/">'
        f'<channel rdf:about="{site}/"><title>Agency</title><link>{site}/</link><description>News</description>'
        f"<dc:language>{language}</dc:language><items><rdf:Seq>{listed}</rdf:Seq></items></channel>{items}</rdf:RDF>"
    ).encode()


def write_rss_20(stories: Sequence[Story], language: str, site: str) -> bytes:
    """RSS 2.0 as blogs write it."""
    items = [
        f"<title>{escape(story.title)}</title><link>{escape(story.link(site))}</link>"
        f'<guid isPermaLink="false">{story.name}@agency.example</guid>'
        f"<pubDate>{format_datetime(story.published_at)}</pubDate><dc:creator>{escape(story.author)}</dc:creator>"
        + "".join(f"<category>{escape(label)}</category>" for label in story.categories)
        + f"<description>{escape(html.escape(story.summary, quote=False))}</description>"
        f"<content:encoded><![CDATA[{_text(story, site)}]]></content:encoded>{_rss_enclosure(story, site)}"
        for story in stories
    ]
    return _rss("2.0", items, language, site)


def write_atom_03(stories: Sequence[Story], language: str, site: str) -> bytes:
    """Atom 0.3, as weblogs had it before there was a standard."""
    entries = "".join(
        f"<entry><title>{escape(story.title)}</title>"
        f'<link rel="alternate" type="text/html" href={quoteattr(story.link(site))}/>'
        f"<id>tag:agency.example,2026:{story.name}</id><author><name>{escape(story.author)}</name></author>"
        f"<issued>{story.published_at.isoformat()}</issued><modified>{story.published_at.isoformat()}</modified>"
        + "".join(f"<dc:subject>{escape(label)}</dc:subject>" for label in story.categories)
        + f'<summary type="text/plain">{escape(story.summary)}</summary>'
        f'<content type="text/html" mode="escaped">{escape(_text(story, site))}</content></entry>'
        for story in stories
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><feed version="0.3" xmlns="http://purl.org/atom/ns#" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/" xml:lang="{language}"><title>Agency</title>'
        f'<link rel="alternate" type="text/html" href="{site}/"/><modified>2026-02-03T04:30:00Z</modified>'
        f"{entries}</feed>"
    ).encode()


def write_atom_10(stories: Sequence[Story], language: str, site: str) -> bytes:
    """Atom 1.0; the language stands at the feed."""
    entries = "".join(
        f'<entry><title>{escape(story.title)}</title><link rel="alternate" href={quoteattr(story.link(site))}/>'
        f"<id>tag:agency.example,2026:{story.name}</id><author><name>{escape(story.author)}</name></author>"
        f"<published>{story.published_at.isoformat()}</published><updated>{story.published_at.isoformat()}</updated>"
        + "".join(f"<category term={quoteattr(label)}/>" for label in story.categories)
        + "".join(
            f'<link rel="enclosure" href={quoteattr(url)} type="{kind}" length="{length}"/>'
            for url, kind, length in story.files(site)
        )
        + f"<summary>{escape(story.summary)}</summary>"
        f'<content type="html">{escape(_text(story, site))}</content></entry>'
        for story in stories
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{language}">'
        f"<title>Agency</title><id>tag:agency.example,2026:feed</id><updated>2026-02-03T04:30:00Z</updated>"
        f'<link rel="alternate" href="{site}/"/>{entries}</feed>'
    ).encode()


def write_json_11(stories: Sequence[Story], language: str, site: str) -> bytes:
    """JSON Feed 1.1."""
    items = [
        {
            "id": story.name,
            "url": story.link(site),
            "title": story.title,
            "summary": story.summary,
            "content_html": _text(story, site),
            "authors": [{"name": story.author}],
            "tags": list(story.categories),
            "date_published": story.published_at.isoformat(),
            "attachments": [
                {"url": url, "mime_type": kind, "size_in_bytes": length} for url, kind, length in story.files(site)
            ],
        }
        for story in stories
    ]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Agency", "language": language, "items": items}
    return json.dumps(feed, ensure_ascii=False).encode()


Writer = Callable[[Sequence[Story], str, str], bytes]

# By the slug of the source that reads it: what writes it, and what it is sent as.
FORMATS: dict[str, tuple[Writer, str]] = {
    "rss-0-91": (write_rss_091, "text/xml; charset=utf-8"),
    "rss-0-92": (write_rss_092, "text/xml; charset=utf-8"),
    "rss-1-0": (write_rss_10, "application/rdf+xml"),
    "rss-2-0": (write_rss_20, "application/rss+xml"),
    "atom-0-3": (write_atom_03, "application/xml"),
    "atom-1-0": (write_atom_10, "application/atom+xml"),
    "json-1-1": (write_json_11, "application/feed+json"),
}


def _text(story: Story, site: str) -> str:
    return story.text.replace("{site}", site)


def _plain_item(story: Story, site: str) -> str:
    return (
        f"<title>{escape(story.title)}</title><link>{escape(story.link(site))}</link>"
        f"<description>{escape(_text(story, site))}</description>"
    )


def _rss_enclosure(story: Story, site: str) -> str:
    """RSS has one at most."""
    return "".join(
        f'<enclosure url={quoteattr(url)} length="{length}" type="{kind}"/>'
        for url, kind, length in story.files(site)[:1]
    )


def _rss(version: str, items: Sequence[str], language: str, site: str) -> bytes:
    inside = "".join(f"<item>{item}</item>" for item in items)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><rss version="{version}" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<channel><title>Agency</title><link>{site}/</link><description>News</description>"
        f"<language>{language}</language>{inside}</channel></rss>"
    ).encode()

"""What entries hold: as much as is asked for, beside the original if that is asked for."""

from __future__ import annotations

import html
from dataclasses import replace

from feedserver.feeds.addresses import FeedAddress, Format
from feedserver.feeds.assemble import assemble
from feedserver.feeds.content import pair_blocks
from feedserver.feeds.model import Entry
from feedserver.feeds.variants import Content, Variant
from feedserver.model import Block, BlockKind, Edition, Text
from tests.feeds.handmade import LAUNCH, LAUNCH_RU, SITE

P, H = BlockKind.PARAGRAPH, BlockKind.HEADING
BESIDE = replace(LAUNCH_RU, original=Text(LAUNCH.title, LAUNCH.summary, LAUNCH.blocks))


def entry_of(edition: Edition, variant: Variant) -> Entry:
    (entry,) = assemble([edition], FeedAddress("ru", Format.ATOM, variant=variant), SITE).entries
    return entry


def blocks(*texts: str) -> list[Block]:
    return [Block(H if text.isupper() else P, text) for text in texts]


def pairs(left: list[Block], right: list[Block]) -> list[tuple[str, str]]:
    return [(one.html if one else "", other.html if other else "") for one, other in pair_blocks(left, right)]


def test_a_title_may_be_all() -> None:
    entry = entry_of(LAUNCH_RU, Variant(Content.TITLE))
    assert (entry.summary, entry.content) == ("", f"<p>{LAUNCH_RU.title}</p>")


def test_the_summary_is_the_lead_and_still_says_what_it_is() -> None:
    entry = entry_of(LAUNCH_RU, Variant(Content.SUMMARY))
    lead, notice = entry.content.splitlines()
    assert lead == f"<p>{LAUNCH_RU.summary}</p>"
    assert "машинный перевод" in notice.lower()


def test_every_piece_has_its_original_under_it() -> None:
    lines = entry_of(BESIDE, Variant(bilingual=True)).content.splitlines()
    assert lines[0] == f'<p lang="en">{html.escape(LAUNCH.title, quote=False)}</p>'
    lead = html.escape(LAUNCH.summary, quote=False)
    assert lines[1:3] == [f"<p>{LAUNCH_RU.summary}</p>", f'<p lang="en">{lead}</p>']
    assert lines[3].startswith(f"<{LAUNCH_RU.blocks[0].kind}>{LAUNCH_RU.blocks[0].html}")
    assert lines[4].startswith(f'<{LAUNCH.blocks[0].kind} lang="en">{LAUNCH.blocks[0].html}')


def test_bilingual_entries_are_others_and_bilingual_originals_are_as_ever() -> None:
    assert entry_of(BESIDE, Variant(bilingual=True)).id != entry_of(BESIDE, Variant()).id
    assert entry_of(LAUNCH, Variant(bilingual=True)).content == entry_of(LAUNCH, Variant()).content


def test_paragraphs_that_a_person_has_joined_or_split_stay_under_their_heading() -> None:
    original, translated = blocks("a", "b", "ONE", "c", "TWO", "d"), blocks("ab", "ОДИН", "c1", "c2", "ДВА", "d")
    assert pairs(translated, original) == [
        ("ab", "a"),
        ("", "b"),
        ("ОДИН", "ONE"),
        ("c1", "c"),
        ("c2", ""),
        ("ДВА", "TWO"),
        ("d", "d"),
    ]
    assert pairs([], original[:1]) == [("", "a")]
    assert pairs([], []) == []

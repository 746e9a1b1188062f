"""What has gone from the middle of a feed, and what only fell off its end."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedserver.sources.polling.deletions import list_suspects

IDS = st.lists(st.sampled_from("abcdefgh"), unique=True)


@pytest.mark.parametrize(
    ("before", "now", "suspects"),
    [
        ("abcd", "abcd", ""),
        ("abcd", "xyab", ""),
        ("abcd", "acd", "b"),
        ("abcd", "bcd", "a"),
        ("abcd", "xad", "bc"),
        ("abcd", "xac", "b"),
        ("abcd", "dcba", ""),
        ("abcd", "xyz", ""),
        ("abcd", "", ""),
        ("", "abc", ""),
    ],
    ids=[
        *("the same", "old ones fell off", "one from the middle", "the first", "two", "one, and the end fell off"),
        *("another order", "all are new", "nothing is left", "the first look"),
    ],
)
def test_suspects_are_those_with_an_entry_below_them_that_is_still_there(before: str, now: str, suspects: str) -> None:
    assert list_suspects(before, set(now)) == list(suspects)


@given(IDS, IDS, IDS)
def test_news_on_top_and_age_at_the_end_make_nothing_suspect(news: list[str], kept: list[str], old: list[str]) -> None:
    assert (
        list_suspects([*kept, *(each for each in old if each not in kept)], {*(each + "!" for each in news), *kept})
        == []
    )


@given(IDS, st.sets(st.sampled_from("abcdefgh")))
def test_a_suspect_was_there_is_not_and_comes_in_order(before: Sequence[str], now: set[str]) -> None:
    suspects = list_suspects(before, now)

    assert suspects == [each for each in before if each in suspects]
    assert not now & set(suspects)

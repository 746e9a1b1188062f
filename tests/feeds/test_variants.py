"""What may stand behind the question mark of a feed's address."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedserver.feeds.variants import PLAIN, Content, Variant, WrongParameterError, query_string, read_variant

MOMENTS = st.datetimes(timezones=st.just(UTC)).filter(lambda moment: 1 < moment.year < 9999)
WORDS = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=20)
VARIANTS = st.builds(
    Variant,
    st.sampled_from(Content),
    st.none() | st.integers(1, 500),
    st.none() | WORDS.map(lambda text: " ".join(text.split())).filter(bool),
    st.none() | MOMENTS,
    st.booleans(),
    st.booleans(),
)


@given(VARIANTS)
def test_what_a_variant_says_of_itself_is_read_as_that_variant(variant: Variant) -> None:
    written = query_string(variant.parameters)
    assert read_variant(parse_qs(urlsplit(f"http://h/{written}").query, keep_blank_values=True)) == variant
    assert [name for name, _ in variant.parameters] == sorted(name for name, _ in variant.parameters)


def test_what_is_as_usual_is_not_said() -> None:
    assert query_string(PLAIN.parameters) == ""
    assert read_variant({"content": ["full"]}) == PLAIN


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2026-11-01", datetime(2026, 11, 1, tzinfo=UTC)),
        ("2026-11-01T12:30:00Z", datetime(2026, 11, 1, 12, 30, tzinfo=UTC)),
        ("2026-11-01t12:30z", datetime(2026, 11, 1, 12, 30, tzinfo=UTC)),
        ("2026-11-01T12:30:00+05:00", datetime(2026, 11, 1, 7, 30, tzinfo=UTC)),
        ("2026-11-01T12:30:00 05:00", datetime(2026, 11, 1, 7, 30, tzinfo=UTC)),  # "+" that was not percent-encoded
        ("2026-11-01T12:30:00.25", datetime(2026, 11, 1, 12, 30, 0, 250_000, tzinfo=UTC)),
    ],
)
def test_a_moment_is_a_day_or_an_internet_date(value: str, moment: datetime) -> None:
    assert read_variant({"since": [value]}).since == moment


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        (
            {"lang": ["ru"]},
            "no parameter “lang”; they have: category, content, limit, q, since, source, translated, view",
        ),
        ({"content": ["half"]}, "content is “half”; allowed is full or summary or title"),
        ({"limit": ["0"]}, "limit is “0”; allowed is one whole number from 1 to 500"),
        ({"limit": ["٣"]}, "limit is “٣”"),
        ({"limit": ["1", "2"]}, "limit stands there 2 times: “1, 2”"),
        ({"q": [" "]}, "q is 0 characters"),
        ({"q": ["x" * 201]}, "q is 201 characters"),
        ({"since": ["yesterday"]}, "since is “yesterday”; allowed is a day or a moment"),
        ({"since": ["2026-02-30"]}, "since is “2026-02-30”"),
        ({"since": ["0001-01-01T00:00:00+14:00"]}, "since is “0001"),
        ({"translated": ["yes"]}, "translated is “yes”; allowed is only"),
        ({"view": [""]}, "view is “”; allowed is bilingual"),
    ],
)
def test_a_wrong_parameter_is_named_with_what_is_allowed(parameters: dict[str, list[str]], words: str) -> None:
    with pytest.raises(WrongParameterError) as refused:
        read_variant(parameters)
    assert words in str(refused.value)

"""Scores, and the file of references that they need."""

from __future__ import annotations

from pathlib import Path

import pytest

from feedserver.errors import TranslationError
from feedserver.translation.packages.scoring import read_references, score


def test_a_perfect_translation_has_full_marks_and_a_wrong_one_has_not() -> None:
    references = ["Экипаж өзін жақсы сезінеді.", "Адамдар автобус күтіп тұр."]
    perfect, wrong = score(references, references), score(references[::-1], references)

    assert [each.name for each in perfect] == ["chrF2", "BLEU"]
    assert [each.value for each in perfect] == pytest.approx([100, 100])
    assert all(each.value < 30 for each in wrong)
    assert all("version:" in each.signature for each in perfect)


def test_references_are_two_columns_with_a_tab_between(tmp_path: Path) -> None:
    file = tmp_path / "refs.tsv"
    file.write_text("\ufeffYes.\tИә.\r\n\n No. \tЖоқ.\n", "utf-8")

    assert read_references(file) == [("Yes.", "Иә."), ("No.", "Жоқ.")]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"Yes.\tDa.\nNo.\n", "line 2: not two columns"),
        (b"Yes.\tDa.\tJa.\n", "line 1: not two columns"),
        (b"\tDa.\n", "line 1: not two columns"),
        (b"\n\n", "has no lines"),
        (b"\xff\xfe", "cannot be read"),
    ],
)
def test_a_file_of_another_form_is_refused_with_its_line(tmp_path: Path, content: bytes, reason: str) -> None:
    file = tmp_path / "refs.tsv"
    file.write_bytes(content)

    with pytest.raises(TranslationError, match=f"refs.tsv.*{reason}"):
        read_references(file)

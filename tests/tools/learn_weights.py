"""Fit feedserver/sources/saved_text/weights.toml to the saved pages of tests/sources/pages/tuned and crowded.

    python -m pip install scikit-learn
    python -m tests.tools.learn_weights > feedserver/sources/saved_text/weights.toml

[line]: a logistic regression that is held to few weights (L1) says of every line that is no paragraph whether it is the
article's; the rules' own verdict is no feature, as they are perfect on these pages and on no others. [title]: of the
lines above the text one is the title, the most likely by a logistic regression over the lines of each page (L2).
Written to stderr: how often both are right about pages of sites that they did not learn from.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import minimize
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from feedserver.sources.saved_text.lines import Line
from feedserver.sources.saved_text.odds import features_of, is_open
from feedserver.sources.saved_text.reader import mark_lines
from feedserver.sources.saved_text.stretch import find_stretch
from feedserver.sources.saved_text.title import list_candidates, strip_site
from feedserver.sources.saved_text.weights import Features
from tests.sources.pages_reading import Page, folded, list_pages

_LINE_STRENGTH = 0.1  # less of it, fewer weights
_TITLE_PENALTY = 3
_FOLDS = 10
_DENSE = 1_000 * _FOLDS  # above the number of a page: the same without blank lines, in the same fold
_LEAST = 0.0005  # a weight below is 0


@dataclass(frozen=True)
class Example:
    """A line, or a line that may be the title: its page, its features, whether it should come out (as the title)."""

    page: int
    features: Features
    label: bool


def read(page: Page) -> list[Line]:
    return mark_lines(page.text, page.context)


def line_examples(pages: Sequence[Page]) -> Iterator[Example]:
    for number, page in enumerate(pages):
        lines = read(page)
        for line, features in zip(lines, features_of(lines, page.title), strict=True):
            if is_open(line):
                yield Example(number, features, line.number in page.kept)


def title_examples(pages: Sequence[Page]) -> Iterator[Example]:
    """Each page as it is, and without its blank lines: many a page is pasted so."""
    dense = [replace(page, text=re.sub("\n+", "\n", page.text)) for page in pages]
    for number, page in (*enumerate(pages), *enumerate(dense, start=_DENSE)):
        lines = read(page)
        for at, features in list_candidates(lines, *find_stretch(lines)):
            yield Example(number, features, folded(strip_site(lines[at].text)) == page.title)


def fit_lines(examples: Sequence[Example]) -> dict[str, float]:
    features, labels = [each.features for each in examples], np.array([each.label for each in examples])
    regression = LogisticRegression(C=_LINE_STRENGTH, l1_ratio=1, solver="liblinear", random_state=0, max_iter=2_000)
    model = make_pipeline(DictVectorizer(sparse=False), StandardScaler(), regression)
    groups = [each.page for each in examples]
    told = cross_val_predict(model, features, labels, groups=groups, cv=GroupKFold(_FOLDS))
    print(f"lines: {(told == labels).mean():.1%} of {len(labels)} told right", file=sys.stderr)
    vectorizer, scaler, _ = (step for _, step in model.fit(features, labels).steps)
    weights = regression.coef_[0] / scaler.scale_
    always = float(regression.intercept_[0] - (weights * scaler.mean_).sum())
    return {"always": always, **dict(zip(vectorizer.get_feature_names_out(), weights, strict=True))}


def fit_title(examples: Sequence[Example]) -> dict[str, float]:
    """Weights by which the softmax over a page's candidates is highest for its title."""
    vectorizer, scaler = DictVectorizer(sparse=False), StandardScaler(with_mean=False)
    matrix = scaler.fit_transform(vectorizer.fit_transform([each.features for each in examples]))
    labels, numbers = np.array([each.label for each in examples]), np.array([each.page for each in examples])
    pages = [numbers == number for number in np.unique(numbers) if labels[numbers == number].any()]

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        total, slope = _TITLE_PENALTY * (weights @ weights) / 2, _TITLE_PENALTY * weights
        for rows in pages:
            scores = matrix[rows] @ weights
            odds = np.exp(scores - scores.max())
            odds /= odds.sum()
            right = odds * labels[rows]
            total -= np.log(right.sum())
            slope = slope - (right / right.sum() - odds) @ matrix[rows]
        return total, slope

    found = minimize(loss, np.zeros(matrix.shape[1]), jac=True, method="L-BFGS-B").x / scaler.scale_
    return dict(zip(vectorizer.get_feature_names_out(), map(float, found), strict=True))


def judge_title(examples: Sequence[Example]) -> None:
    """Say how many pages' titles are found by weights that were learned from the other pages."""
    right, numbers = 0, sorted({each.page for each in examples})
    for fold in range(_FOLDS):
        held = {number for number in numbers if number % _FOLDS == fold}
        weights = fit_title([each for each in examples if each.page not in held])
        right += sum(_best(weights, [each for each in examples if each.page == page]).label for page in held)
    print(f"titles: {right / len(numbers):.1%} of {len(numbers)} found", file=sys.stderr)


def _best(weights: Mapping[str, float], examples: Iterable[Example]) -> Example:
    return max(examples, key=lambda each: sum(v * weights.get(name, 0.0) for name, v in each.features.items()))


def show(table: str, weights: Mapping[str, float]) -> None:
    print(f"\n[{table}]")
    for name, weight in sorted(weights.items()):
        if abs(weight) >= _LEAST:
            print(f'"{name}" = {weight:.3f}')


def main() -> None:
    pages = [page for name in ("tuned", "crowded") for page in list_pages(name)]
    titles = list(title_examples(pages))
    judge_title(titles)
    print(
        "# Made by tests/tools/learn_weights.py from marked pages: what each feature of a line speaks for or against."
    )
    show("line", fit_lines(list(line_examples(pages))))
    show("title", fit_title(titles))


if __name__ == "__main__":
    main()

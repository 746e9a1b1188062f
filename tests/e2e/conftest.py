"""Sites with real processes. Nothing is left running when a test ends, whatever it did."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.live_site import LiveSite


@pytest.fixture
def site(tmp_path: Path) -> Iterator[LiveSite]:
    """A fresh copy of the seeds and their catalogues; nothing runs yet."""
    live = LiveSite(tmp_path)
    yield live
    live.end()


@pytest.fixture
def empty_site(tmp_path: Path) -> Iterator[LiveSite]:
    """A site without articles; nothing runs yet."""
    live = LiveSite(tmp_path, seeds=False)
    yield live
    live.end()


@pytest.fixture(scope="session")
def served_seeds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSite]:
    """The seeds as ``feedserver serve`` serves them; only for tests that change nothing."""
    live = LiveSite(tmp_path_factory.mktemp("seeds"))
    try:
        live.serve()
        yield live
    finally:
        live.end()

"""One newsroom for all readers: each comes to it with a home of its own, and goes away when its test ends."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.readers.newsroom import Newsroom


@pytest.fixture(scope="session")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    """A served site with the seeds and one article of its own; tests may have it change."""
    room = Newsroom(tmp_path_factory.mktemp("newsroom"))
    try:
        room.open()
        yield room
    finally:
        room.end()

"""What tests of sources share: a server on loopback, and a newsroom that may ask it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from feedserver.store.database import Database
from tests.sources.fetching.hostile_server import HostileServer
from tests.sources.newsroom import Newsroom


@pytest.fixture
def server() -> Iterator[HostileServer]:
    with HostileServer() as server:
        yield server


@pytest.fixture
def newsroom(server: HostileServer, database: Database) -> Newsroom:
    return Newsroom(database, (server.netloc, f"localhost:{server.port}"))

"""A client that may reach the server."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from feedserver.sources.fetching.client import Fetcher
from tests.sources.fetching.hostile_server import HostileServer

MakeFetcher = Callable[..., Fetcher]


@pytest.fixture
def make_fetcher(server: HostileServer) -> MakeFetcher:
    """A fetcher that may reach *server*, changed as told."""

    def make(**changes: object) -> Fetcher:
        values: dict[str, object] = {
            "user_agent": "feedserver/test (editor@news.example)",
            "private_hosts": [server.netloc],
            "max_bytes": 100_000,
            "timeout_s": 20.0,
        }
        return Fetcher(**(values | changes))  # type: ignore[arg-type]

    return make


@pytest.fixture
def fetcher(make_fetcher: MakeFetcher) -> Fetcher:
    return make_fetcher()

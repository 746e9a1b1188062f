"""What a site's robots.txt forbids is not fetched."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from feedserver.sources.fetching.client import Fetcher
from feedserver.sources.fetching.connection import Found
from feedserver.sources.fetching.errors import FetchStoppedError, RefusedAddressError, RobotsError
from tests.sources.fetching.conftest import MakeFetcher
from tests.sources.fetching.hostile_server import Behaviour, HostileServer, answer, hang_up, redirect, silence

FORBIDDEN = answer(b"User-agent: *\nDisallow: /private/\n")
PUBLIC = "93.184.215.14"


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def test_a_forbidden_page_is_not_asked_for(server: HostileServer, fetcher: Fetcher) -> None:
    server.serve("/robots.txt", FORBIDDEN)
    url = server.serve("/private/page", answer(b"secret"))

    with pytest.raises(RobotsError, match=r"the site's robots\.txt forbids it to feedserver") as raised:
        fetcher.fetch(url, obey_robots=True)

    assert raised.value.retry_after_s is None
    assert server.targets() == ["/robots.txt"]


def test_a_feed_is_asked_for_without_robots(server: HostileServer, fetcher: Fetcher) -> None:
    fetcher.fetch(server.serve("/feed.xml", answer(b"<rss/>")))

    assert server.targets() == ["/feed.xml"]


@pytest.mark.parametrize(
    ("robots", "path", "is_allowed"),
    [
        ("", "/a", True),
        ("<html>Not found</html>", "/a", True),
        ("User-agent: *\nDisallow:", "/a", True),
        ("User-agent: *\nDisallow: /", "/a", False),
        ("user-AGENT : *  # all\n disallow : /a", "/a", False),
        ("\ufeffUser-agent: *\r\nDisallow: /a\r\n", "/a", False),
        ("User-agent: otherbot\nDisallow: /", "/a", True),
        ("User-agent: FeedServer\nDisallow: /\nUser-agent: *\nAllow: /", "/a", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: feedserver/2.0\nAllow: /", "/a", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: feedserver\n", "/a", True),
        ("User-agent: otherbot\nUser-agent: feedserver\nDisallow: /a\nDisallow: /b", "/b", False),
        ("User-agent: feedserver\nUser-agent: otherbot\nDisallow: /a\nDisallow: /b", "/b", False),
        ("User-agent: feedserver\nDisallow: /a\nUser-agent: otherbot\nDisallow: /b", "/b", True),
        ("User-agent: feedserverbot\nDisallow: /", "/a", True),
        ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", True),
        ("User-agent: *\nAllow: /a\nDisallow: /a/b", "/a/b/c", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/a.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/a.pdf?x", True),
        ("User-agent: *\nDisallow: /ж", "/%D0%B6", False),
        ("User-agent: *\nDisallow: /*?print=", "/a?print=1", False),
        ("User-agent: *\nCrawl-delay: 3600\nDisallow: /b", "/a", True),
    ],
)
def test_the_rules_are_those_of_the_standard(
    robots: str, path: str, is_allowed: bool, server: HostileServer, fetcher: Fetcher
) -> None:
    server.serve("/robots.txt", answer(robots.encode()))
    server.serve(path.partition("?")[0], answer(b"page"))

    if is_allowed:
        assert fetcher.fetch(server.url(path), obey_robots=True).body == b"page"
    else:
        with pytest.raises(RobotsError):
            fetcher.fetch(server.url(path), obey_robots=True)


def test_a_site_is_asked_once_a_day(server: HostileServer, make_fetcher: MakeFetcher) -> None:
    clock = Clock()
    fetcher = make_fetcher(clock=clock)
    server.serve("/robots.txt", FORBIDDEN)
    url = server.serve("/page", answer(b"page"))
    with ThreadPoolExecutor(4) as pool:
        for future in [pool.submit(fetcher.fetch, url, obey_robots=True) for _ in range(4)]:
            assert future.result().body == b"page"
    assert server.targets() == ["/robots.txt", *["/page"] * 4]

    clock.now += timedelta(days=1)
    fetcher.fetch(url, obey_robots=True)

    assert server.targets()[5:] == ["/robots.txt", "/page"]


@pytest.mark.parametrize("status", [404, 403, 401, 410])
def test_without_robots_all_is_allowed(status: int, server: HostileServer, fetcher: Fetcher) -> None:
    server.serve("/robots.txt", answer(b"User-agent: *\nDisallow: /", status=status))

    assert fetcher.fetch(server.serve("/page", answer(b"page")), obey_robots=True).body == b"page"


@pytest.mark.parametrize(
    ("trouble", "wait_s"),
    [
        (answer(b"", status=500), 1800),
        (answer(b"", ("Retry-After", "7200"), status=503), 7200),
        (answer(b"", ("Retry-After", "99999999"), status=503), 86400),
        (answer(b"", status=429), 1800),
        (hang_up, 1800),
        (redirect("/robots.txt"), 1800),
        (answer(b"", ("Content-Length", "999999999")), 1800),
    ],
)
def test_while_robots_cannot_be_read_nothing_is_fetched(
    trouble: Behaviour, wait_s: float, server: HostileServer, make_fetcher: MakeFetcher
) -> None:
    clock = Clock()
    fetcher = make_fetcher(clock=clock)
    server.serve("/robots.txt", trouble, FORBIDDEN)
    url = server.serve("/page", answer(b"page"))
    for _ in range(2):
        with pytest.raises(RobotsError, match=r"robots\.txt could not be read") as raised:
            fetcher.fetch(url, obey_robots=True)
        assert raised.value.retry_after_s == wait_s
    assert server.targets() == ["/robots.txt"]

    clock.now += timedelta(seconds=wait_s)

    assert fetcher.fetch(url, obey_robots=True).body == b"page"


def test_the_site_that_a_redirect_leads_to_is_asked_too(server: HostileServer, make_fetcher: MakeFetcher) -> None:
    with HostileServer() as other:
        other.serve("/robots.txt", answer(b"User-agent: *\nDisallow: /"))
        url = server.serve("/page", redirect(other.url("/page")))

        with pytest.raises(RobotsError, match=other.netloc):
            make_fetcher(private_hosts=["127.0.0.1"]).fetch(url, obey_robots=True)
        assert other.targets() == ["/robots.txt"]


def test_robots_that_lie_elsewhere_are_read_there(server: HostileServer, fetcher: Fetcher) -> None:
    server.serve("/robots.txt", redirect("/static/robots"))
    server.serve("/static/robots", FORBIDDEN)

    with pytest.raises(RobotsError, match="forbids it"):
        fetcher.fetch(server.url("/private/"), obey_robots=True)


def test_robots_lead_into_no_private_network(server: HostileServer, fetcher: Fetcher) -> None:
    server.serve("/robots.txt", redirect("http://10.0.0.1/"))

    with pytest.raises(RefusedAddressError, match=r"10\.0\.0\.1 is a private network"):
        fetcher.fetch(server.serve("/page", answer(b"page")), obey_robots=True)
    assert server.targets() == ["/robots.txt"]


def test_the_first_500_kib_are_read_and_no_more(server: HostileServer, make_fetcher: MakeFetcher) -> None:
    rules = b"User-agent: *\nDisallow: /first\n" + b"#" * 500 * 1024 + b"\nDisallow: /last\n"
    server.serve("/robots.txt", answer(rules))
    server.serve("/last", answer(b"page"))
    fetcher = make_fetcher(max_bytes=1_000_000)

    with pytest.raises(RobotsError):
        fetcher.fetch(server.url("/first"), obey_robots=True)
    assert fetcher.fetch(server.url("/last"), obey_robots=True).body == b"page"


def test_rules_for_very_many_others_do_not_fill_the_memory(server: HostileServer, make_fetcher: MakeFetcher) -> None:
    agents = b"".join(b"User-agent: %d\n" % number for number in range(13_000))
    server.serve("/robots.txt", answer(agents + b"Disallow: /a\n" * 19_000))

    url = server.serve("/a", answer(b"page"))

    assert make_fetcher(max_bytes=1_000_000).fetch(url, obey_robots=True).body == b"page"


def test_what_was_not_needed_for_long_is_forgotten_first(server: HostileServer) -> None:
    """Many sites with many rules do not fill the memory either."""
    server.serve("/robots.txt", answer(b"User-agent: *\n" + b"Disallow: /forbidden\n" * 10_000))
    server.serve("/page", answer(b"page"))

    def resolve(host: str, port: int) -> Sequence[Found]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (PUBLIC, port))]

    def connect(opened: socket.socket, where: tuple[object, ...]) -> int:
        return opened.connect_ex(("127.0.0.1", server.port))

    fetcher = Fetcher(user_agent="test", resolve=resolve, connect=connect)

    def asked_for(site: int) -> list[str]:
        before = len(server.requests)
        fetcher.fetch(f"http://site{site}.example/page", obey_robots=True)
        return server.targets()[before:]

    for site in range(6):
        assert asked_for(site) == ["/robots.txt", "/page"]
    assert asked_for(5) == ["/page"]
    assert asked_for(0) == ["/robots.txt", "/page"]


def test_waiting_for_robots_stops_too(server: HostileServer, make_fetcher: MakeFetcher) -> None:
    fetcher = make_fetcher(timeout_s=600.0)
    server.serve("/robots.txt", silence)

    with ThreadPoolExecutor(2) as pool:
        running = [pool.submit(fetcher.fetch, server.url("/page"), obey_robots=True) for _ in range(2)]
        fetcher.close()
        for future in running:
            with pytest.raises(FetchStoppedError):
                future.result()


def test_any_bytes_are_robots(server: HostileServer, fetcher: Fetcher) -> None:
    server.serve(
        "/robots.txt", answer(bytes(range(256)) * 20 + b"\nUser-agent: *\nAllow: \xff\xfe*$$*\nDisallow: %%%\n")
    )

    assert fetcher.fetch(server.serve("/a", answer(b"page")), obey_robots=True).body == b"page"

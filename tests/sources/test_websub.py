"""Hubs that tell us of news: asked, asking back, delivering; and all that goes wrong with them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from werkzeug.serving import make_server

from feedserver import create_app
from feedserver.errors import StoreError
from feedserver.settings import Settings
from feedserver.sources.fetching.addresses import PrivateHosts
from feedserver.sources.websub.answers import DENIED_PAUSE, LEASE
from feedserver.sources.websub.callbacks import Callbacks
from feedserver.sources.websub.deliveries import take_deliveries
from feedserver.sources.websub.signatures import is_signed
from feedserver.sources.websub.subscriber import FIRST_PAUSE, LEAVINGS, LONGEST_PAUSE, Subscriber
from feedserver.stopping import Stop
from feedserver.store.database import Database
from feedserver.store.polls import claim_polls, free_polls
from feedserver.store.sources import undeclare
from feedserver.store.subscriptions import MAX_MISSED, Subscription, list_subscriptions, list_waiting
from feedserver.watching import make_poller
from feedserver.web.services import EXTENSION
from tests.sources.fetching.hostile_server import HostileServer, answer
from tests.sources.newsroom import SCHEDULE, STORY, Newsroom, atom, entry
from tests.sources.websub_hub import CHALLENGE, Hub

ATOM = ("Content-Type", "application/atom+xml")
TOPIC = "https://agency.example/feed"


@pytest.fixture
def hub() -> Iterator[Hub]:
    with Hub() as hub:
        yield hub


@dataclass
class Round:
    """A feed, its hub, our web server and our worker, all on one clock."""

    newsroom: Newsroom
    server: HostileServer
    hub: Hub
    base_url: str

    def __post_init__(self) -> None:
        self.clock = self.newsroom.clock
        self.feed = self.newsroom.declare(self.serve(entry(1)))
        self.work = self.subscriber()

    def serve(self, *entries: str, hub: str | None = None, topic: str = TOPIC) -> str:
        """Let the feed have these entries, and name the hub."""
        links = f'<link rel="hub" href="{hub or self.hub.url}"/><link rel="self" href="{topic}"/>'
        return self.server.serve("/feed", answer(atom(*entries, head=links), ATOM))

    def subscriber(self, base_url: str | None = None, *, is_on: bool = True) -> Subscriber:
        callbacks = Callbacks((base_url or self.base_url) if is_on else "", PrivateHosts(self.newsroom.private_hosts))
        return Subscriber(self.newsroom.database, self.newsroom.fetcher, callbacks, self.newsroom.clock)

    def subscribe(self) -> None:
        """Look at the feed, ask the hub, be asked back."""
        self.newsroom.look(self.feed)
        self.work.keep()
        assert self.hub.settle() == [200]

    def take(self) -> None:
        take_deliveries(self.newsroom.looker)

    def push(self, *entries: str) -> None:
        """The hub delivers these entries, and the worker takes them in."""
        assert self.hub.distribute(TOPIC, atom(*entries)) == [202]
        self.take()

    def titles(self) -> list[str]:
        return sorted(article.title for article in self.newsroom.articles())

    def subscriptions(self) -> list[Subscription]:
        with self.newsroom.database.read() as connection:
            return list(list_subscriptions(connection))

    @property
    def subscription(self) -> Subscription:
        (subscription,) = self.subscriptions()
        return subscription

    def waiting(self) -> int:
        with self.newsroom.database.read() as connection:
            return sum(len(ids) for _, ids in list_waiting(connection))


@pytest.fixture
def newsroom(database: Database, server: HostileServer, hub: Hub) -> Newsroom:
    return Newsroom(database, (server.netloc, hub.netloc))


@pytest.fixture
def base_url(make_settings: Callable[..., Settings], database_url: str, newsroom: Newsroom) -> Iterator[str]:
    """Our web server, on the newsroom's database and clock."""
    app = create_app(make_settings(articles="", database=database_url))
    app.extensions[EXTENSION] = replace(app.extensions[EXTENSION], clock=newsroom.clock)
    web = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=web.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{web.server_port}"
    web.shutdown()
    thread.join()
    web.server_close()


@pytest.fixture
def circle(newsroom: Newsroom, server: HostileServer, hub: Hub, base_url: str) -> Round:
    return Round(newsroom, server, hub, base_url)


def test_what_a_hub_tells_is_there_without_a_look_at_the_feed(
    circle: Round, make_settings: Callable[..., Settings], database: Database
) -> None:
    private = f"{circle.server.netloc},{circle.hub.netloc}"
    settings = make_settings(articles="", websub="yes", base_url=circle.base_url, private_hosts=private)
    poller = make_poller(settings, database, Stop(), circle.clock)
    circle.hub.is_hasty = True

    assert poller.look_at_due()["agency"].added == ["tag:agency.example,2026:1"]
    assert circle.hub.subscribers
    assert circle.hub.distribute(TOPIC, atom(entry(2))) == [202]
    poller.look_at_due()

    assert circle.titles() == ["Rocket 1 rises", "Rocket 2 rises"]
    assert circle.server.targets() == ["/feed"]


def test_a_running_poller_takes_in_what_is_delivered(
    circle: Round, make_settings: Callable[..., Settings], database: Database
) -> None:
    class UntilTaken(Stop):
        def wait(self, timeout_s: float) -> bool:
            if circle.waiting() == 0:
                self.set()
            return super().wait(0.01)

    circle.subscribe()
    circle.hub.distribute(TOPIC, atom(entry(2)))
    private = f"{circle.server.netloc},{circle.hub.netloc}"
    settings = make_settings(articles="", websub="yes", base_url=circle.base_url, private_hosts=private)
    make_poller(settings, database, UntilTaken(), circle.clock).run()

    assert circle.titles() == ["Rocket 1 rises", "Rocket 2 rises"]
    assert circle.subscription.is_active(circle.clock())


def test_a_hub_is_asked_for_ten_days_with_a_secret_of_its_own(circle: Round) -> None:
    circle.subscribe()

    (asked,) = circle.hub.asked
    assert asked["hub.mode"] == "subscribe"
    assert asked["hub.topic"] == TOPIC
    assert asked["hub.callback"] == f"{circle.base_url}/websub/{circle.subscription.token}"
    assert asked["hub.lease_seconds"] == "864000"
    assert 32 <= len(asked["hub.secret"]) < 200
    assert asked["hub.secret"] not in asked["hub.callback"]
    assert circle.subscription.lease_until == circle.clock() + LEASE
    assert circle.subscription.trouble is None
    assert circle.subscription.secret not in repr(circle.subscription)


def test_what_the_headers_say_goes_before_the_document(circle: Round) -> None:
    head = '<link rel="hub" href="https://other.example/"/><link rel="self" href="https://agency.example/wrong"/>'
    links = ("Link", f'<{circle.hub.url}>; rel="hub", <{TOPIC}>; rel="self"')
    circle.server.serve("/feed", answer(atom(entry(1), head=head), ATOM, links))
    circle.subscribe()

    assert (circle.subscription.hub, circle.subscription.topic) == (circle.hub.url, TOPIC)


def test_a_feed_without_an_address_of_its_own_is_asked_for_where_it_was_found(circle: Round) -> None:
    head = f'<link rel="hub" href="{circle.hub.url}"/>'
    circle.server.serve("/feed", answer(atom(entry(1), head=head), ATOM))
    circle.subscribe()

    assert circle.subscription.topic == circle.server.url("/feed")


@pytest.mark.parametrize(
    ("hub", "base_url", "is_asked"),
    [
        ("https://hub.example/", "https://news.example", True),
        ("http://hub.example/", "https://news.example", False),  # the secret could be read on the way
        ("http://hub.intranet.example/", "https://news.example", True),
        ("https://hub.example/", "http://localhost:8000", False),  # it could not reach us
        ("https://hub.example/", "http://127.0.0.1:8000", False),
        ("https://hub.example/", "http://[::1]:8000", False),
        ("https://hub.example/", "http://192.168.1.7", False),
        ("http://hub.intranet.example/", "http://127.0.0.1:8000", True),
        ("https://hub.example/", "", False),  # switched off, or nobody knows where we are
        ("http://hub.intranet.example/", "", False),
        ("ftp://hub.example/", "https://news.example", False),
        ("https://", "https://news.example", False),
    ],
)
def test_which_hubs_are_asked(hub: str, base_url: str, is_asked: bool) -> None:
    callbacks = Callbacks(base_url, PrivateHosts(["*.intranet.example"]))

    assert callbacks.find_hub((hub,), "http://feeds.intranet.example/1") == (hub if is_asked else None)


def test_a_feed_of_the_web_cannot_make_us_post_into_a_private_network() -> None:
    callbacks = Callbacks("https://news.example", PrivateHosts(["*.intranet.example"]))
    hubs = ("https://hub.intranet.example/", "http://hub.intranet.example/", "https://hub.example/")

    assert callbacks.find_hub(hubs, "https://feeds.intranet.example/1") == "https://hub.intranet.example/"
    assert callbacks.find_hub(hubs, "https://agency.example/feed") == "https://hub.example/"


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512"])
def test_every_signature_that_the_recommendation_names_is_understood(circle: Round, method: str) -> None:
    circle.subscribe()
    circle.hub.distribute(TOPIC, atom(entry(2)), method=method)
    circle.take()

    assert circle.titles() == ["Rocket 1 rises", "Rocket 2 rises"]
    assert circle.subscription.ignored == 0


@pytest.mark.parametrize(
    "signature", ["sha256=" + "0" * 64, "sha256=", "sha256", "", "md5=" + "0" * 32, "=", "ſha256=é", "sha1=" + "f" * 64]
)
def test_what_is_not_rightly_signed_is_no_signature(signature: str) -> None:
    assert not is_signed("secret", signature, b"body")
    assert not is_signed("secret", None, b"body")


def test_a_forged_delivery_is_ignored_and_counted(circle: Round, caplog: pytest.LogCaptureFixture) -> None:
    circle.subscribe()

    assert circle.hub.distribute(TOPIC, atom(entry(2)), signature="sha256=" + "0" * 64) == [202]
    assert circle.hub.distribute(TOPIC, atom(entry(2)), signed=False) == [202]
    assert circle.waiting() == 0
    assert circle.subscription.ignored == 2
    assert circle.subscription.delivered_at is None
    assert "agency: a delivery that is wrongly signed was ignored" in caplog.text
    assert "agency: a delivery that is not signed was ignored" in caplog.text


def test_a_delivery_played_back_changes_nothing(circle: Round) -> None:
    circle.subscribe()
    circle.push(entry(2, title="A rocket rises"))
    circle.push(entry(2, title="No rocket rises"))

    circle.push(entry(2, title="A rocket rises"))

    assert circle.titles() == ["No rocket rises", "Rocket 1 rises"]


def test_what_a_hub_does_not_list_stays_and_the_next_look_reads_the_feed_whole(circle: Round) -> None:
    links = ("ETag", '"1"')
    head = f'<link rel="hub" href="{circle.hub.url}"/><link rel="self" href="{TOPIC}"/>'
    circle.server.serve("/feed", answer(atom(entry(2), entry(1), head=head), ATOM, links))
    circle.subscribe()
    circle.push(entry(2, title="A forged title"))
    assert circle.titles() == ["A forged title", "Rocket 1 rises"]

    circle.newsroom.look(circle.feed)

    assert "if-none-match" not in circle.server.requests[-1].headers
    assert circle.titles() == ["Rocket 1 rises", "Rocket 2 rises"]


def test_only_what_was_asked_for_is_confirmed(circle: Round) -> None:
    circle.newsroom.look(circle.feed)
    circle.work.keep()
    (asked,) = circle.hub.asked

    assert circle.hub.ask_back(asked, topic="https://other.example/feed")[0] == 404
    assert circle.hub.ask_back(asked, mode="unsubscribe")[0] == 404
    assert circle.hub.ask_back(asked, mode="publish")[0] == 404
    assert circle.hub.ask_back(asked, challenge="")[0] == 404
    assert circle.hub.ask_back(asked, challenge="x" * 1001)[0] == 404
    elsewhere = asked | {"hub.callback": f"{circle.base_url}/websub/guessed"}
    assert circle.hub.ask_back(elsewhere)[0] == 404
    assert circle.subscription.lease_until is None

    assert circle.hub.ask_back(asked) == (200, CHALLENGE)
    assert circle.hub.ask_back(asked) == (200, CHALLENGE)  # our first answer may have got lost


def test_a_source_whose_hub_delivers_is_looked_at_seldom(circle: Round) -> None:
    circle.subscribe()
    circle.newsroom.look(circle.feed)

    assert circle.newsroom.poll(circle.feed).interval_s == SCHEDULE.most_s


def test_a_hub_that_misses_news_is_not_relied_on_until_it_delivers(circle: Round) -> None:
    circle.subscribe()
    circle.clock.pass_s(SCHEDULE.most_s)
    circle.newsroom.look(circle.feed)
    for number in range(2, 2 + MAX_MISSED):
        circle.clock.pass_s(SCHEDULE.most_s)
        circle.serve(entry(number), entry(1))
        circle.newsroom.look(circle.feed)
    assert circle.newsroom.poll(circle.feed).interval_s == SCHEDULE.most_s // 2

    circle.push(entry(9))
    circle.clock.pass_s(SCHEDULE.most_s)
    circle.newsroom.look(circle.feed)

    assert circle.subscription.missed == 0
    assert circle.newsroom.poll(circle.feed).interval_s == SCHEDULE.most_s


def test_news_that_the_hub_had_told_is_not_missed(circle: Round) -> None:
    circle.subscribe()
    circle.newsroom.look(circle.feed)
    circle.clock.pass_s(60)
    circle.push(entry(2))
    circle.clock.pass_s(SCHEDULE.most_s)
    circle.serve(entry(3), entry(2), entry(1))  # 3 was pushed to nobody, but may still come
    circle.newsroom.look(circle.feed)

    assert circle.subscription.missed == 0


def test_a_lease_is_renewed_before_it_ends(circle: Round) -> None:
    circle.subscribe()
    first = circle.subscription
    circle.clock.pass_s(LEASE.total_seconds() * 0.6)
    circle.work.keep()
    assert len(circle.hub.asked) == 1

    circle.clock.pass_s(LEASE.total_seconds() * 0.1)
    circle.work.keep()
    assert circle.hub.settle() == [200]

    assert circle.hub.asked[0] == circle.hub.asked[1]
    assert circle.subscription.lease_until == circle.clock() + LEASE
    assert circle.subscription.verified_at == first.verified_at


def test_after_a_lease_that_was_not_renewed_the_feed_is_polled_as_ever(circle: Round) -> None:
    circle.subscribe()
    circle.hub.status = 503
    for _ in range(12):
        circle.clock.pass_s(86_400)
        circle.work.keep()
    circle.serve(entry(2), entry(1))
    circle.newsroom.look(circle.feed)

    assert not circle.subscription.is_active(circle.clock())
    assert circle.newsroom.poll(circle.feed).interval_s < SCHEDULE.most_s
    assert "503" in (circle.subscription.trouble or "")


def test_a_hub_may_grant_less_and_is_not_believed_to_grant_for_ever(circle: Round) -> None:
    circle.hub.lease_s = 3_600
    circle.subscribe()
    assert circle.subscription.lease_until == circle.clock() + timedelta(hours=1)
    assert circle.subscription.next_at == circle.clock() + timedelta(minutes=40)

    circle.hub.lease_s = 10**10
    circle.hub.ask_back(circle.hub.asked[0])
    assert circle.subscription.lease_until == circle.clock() + timedelta(days=30)


def test_a_hub_that_is_down_is_asked_again_ever_more_seldom_and_polling_goes_on(
    circle: Round, caplog: pytest.LogCaptureFixture
) -> None:
    circle.hub.status = 500
    circle.newsroom.look(circle.feed)
    pauses = []
    for _ in range(12):
        circle.work.keep()
        circle.work.keep()  # not at once
        pauses.append(circle.subscription.next_at - circle.clock())
        circle.clock.pass_s(pauses[-1].total_seconds())
    assert len(circle.hub.asked) == 12
    assert pauses[:3] == [FIRST_PAUSE, 2 * FIRST_PAUSE, 4 * FIRST_PAUSE]
    assert pauses[-1] == LONGEST_PAUSE
    assert caplog.text.count("500 Internal Server Error") == 1
    circle.serve(entry(2), entry(1))
    assert circle.newsroom.look(circle.feed).added == ["tag:agency.example,2026:2"]

    circle.hub.status = 202
    circle.work.keep()
    assert circle.hub.settle() == [200]
    assert circle.subscription.failures == 0
    assert circle.subscription.trouble is None


def test_a_hub_that_is_not_there_breaks_nothing(circle: Round) -> None:
    circle.newsroom.look(circle.feed)
    circle.hub.__exit__()
    circle.work.keep()

    assert "Connection refused" in (circle.subscription.trouble or "")
    assert circle.newsroom.look(circle.feed).refused == []


def test_a_hub_that_never_asks_back_is_said_to_be(circle: Round) -> None:
    circle.newsroom.look(circle.feed)
    circle.work.keep()
    circle.clock.pass_s(FIRST_PAUSE.total_seconds())
    circle.work.keep()

    assert len(circle.hub.asked) == 2
    assert "does not confirm" in (circle.subscription.trouble or "")


def test_a_hub_that_denies_is_left_alone_for_a_day(circle: Round) -> None:
    circle.hub.denies = "no <b>strangers</b>, please"
    circle.subscribe()
    circle.work.keep()
    circle.newsroom.look(circle.feed)

    assert len(circle.hub.asked) == 1
    assert circle.subscription.trouble == f"WebSub: {circle.hub.url} refuses: no b strangers /b , please"
    assert circle.newsroom.poll(circle.feed).interval_s < SCHEDULE.most_s
    circle.hub.denies = None
    assert circle.hub.ask_back(circle.hub.asked[0])[0] == 404  # what it has denied it cannot confirm

    circle.clock.pass_s(DENIED_PAUSE.total_seconds())
    circle.work.keep()
    assert circle.hub.settle() == [200]


def test_a_hub_may_end_what_it_had_confirmed(circle: Round) -> None:
    circle.subscribe()
    circle.hub.denies = "the end"
    circle.hub.ask_back(circle.hub.asked[0])

    assert not circle.subscription.is_active(circle.clock())


def test_an_empty_delivery_lets_us_look_but_not_more_often_than_allowed(circle: Round) -> None:
    circle.subscribe()
    circle.clock.pass_s(SCHEDULE.least_s - 1)
    assert circle.hub.distribute(TOPIC, b"") == [202]
    circle.take()
    assert circle.newsroom.poll(circle.feed).due_at == circle.clock() + timedelta(seconds=1)

    circle.clock.pass_s(3_000)
    circle.newsroom.look(circle.feed)
    circle.clock.pass_s(3_000)
    assert circle.hub.distribute(TOPIC, b"") == [202]
    circle.take()
    assert circle.newsroom.poll(circle.feed).due_at == circle.clock()
    assert circle.waiting() == 0


def test_a_delivery_that_cannot_be_read_is_dropped_and_the_feed_is_looked_at(
    circle: Round, caplog: pytest.LogCaptureFixture
) -> None:
    circle.subscribe()
    circle.clock.pass_s(SCHEDULE.least_s)
    circle.hub.distribute(TOPIC, b"<html><title>We are moving</title></html>")
    circle.hub.distribute(TOPIC, atom(entry(2)))
    circle.take()

    assert circle.waiting() == 0
    assert "agency: what a hub delivered cannot be read" in caplog.text
    assert circle.titles() == ["Rocket 1 rises", "Rocket 2 rises"]
    assert circle.newsroom.poll(circle.feed).due_at == circle.clock()


def test_a_delivery_waits_while_its_feed_is_looked_at(circle: Round) -> None:
    circle.subscribe()
    circle.hub.distribute(TOPIC, atom(entry(2)))
    now = circle.clock()
    with circle.newsroom.database.write() as connection:
        assert claim_polls(connection, ["agency"], now=now, until=now + timedelta(minutes=30))
    circle.take()
    assert circle.waiting() == 1

    with circle.newsroom.database.write() as connection:  # as a poller does at its start
        free_polls(connection)
    circle.take()
    assert circle.waiting() == 0
    assert circle.titles() == ["Rocket 1 rises", "Rocket 2 rises"]


def test_a_worker_killed_while_it_takes_a_delivery_in_takes_it_in_again(circle: Round) -> None:
    circle.subscribe()
    body = atom(entry(2))
    circle.hub.distribute(TOPIC, body)
    poll = circle.newsroom.poll(circle.feed)
    reading = circle.newsroom.look(circle.feed)
    circle.newsroom.looker.take_pushed(circle.feed, poll, body, reading, url=TOPIC, content_type=None)  # and killed
    before = circle.newsroom.articles()

    circle.take()

    assert circle.waiting() == 0
    assert circle.newsroom.articles() == before


def test_a_delivery_waits_while_the_database_cannot_be_written(circle: Round) -> None:
    circle.subscribe()
    circle.hub.distribute(TOPIC, atom(entry(2)))
    with circle.newsroom.database.write() as connection:
        connection.exec_driver_sql(
            "CREATE TRIGGER full BEFORE INSERT ON articles BEGIN SELECT RAISE(ABORT, 'disk full'); END"
        )
    with pytest.raises(StoreError, match="disk full"):
        circle.take()
    assert circle.waiting() == 1

    with circle.newsroom.database.write() as connection:
        connection.exec_driver_sql("DROP TRIGGER full")
        free_polls(connection)
    circle.take()
    assert circle.titles() == ["Rocket 1 rises", "Rocket 2 rises"]


def test_a_worker_killed_while_it_asks_asks_again(circle: Round) -> None:
    circle.newsroom.look(circle.feed)
    circle.newsroom.fetcher.close()  # between writing down that it asks and asking
    circle.work.keep()
    assert circle.hub.asked == []

    after = Newsroom(circle.newsroom.database, circle.newsroom.private_hosts, clock=circle.clock)
    circle.newsroom = after
    circle.clock.pass_s(FIRST_PAUSE.total_seconds())
    circle.subscriber().keep()
    assert circle.hub.settle() == [200]


def test_a_removed_source_is_unsubscribed(circle: Round) -> None:
    circle.subscribe()
    circle.hub.distribute(TOPIC, atom(entry(2)))
    with circle.newsroom.database.write() as connection:
        undeclare(connection, "agency")
    circle.take()
    circle.work.keep()
    assert circle.hub.asked[-1]["hub.mode"] == "unsubscribe"
    assert "hub.secret" not in circle.hub.asked[-1]
    assert circle.hub.settle() == [200]

    assert circle.hub.subscribers == {}
    assert circle.subscriptions() == []
    assert circle.titles() == ["Rocket 1 rises"]


def test_where_hubs_are_switched_off_what_was_agreed_is_ended(circle: Round) -> None:
    circle.subscribe()
    circle.subscriber(is_on=False).keep()
    assert circle.hub.settle() == [200]

    assert circle.subscriptions() == []
    circle.newsroom.look(circle.feed)
    circle.subscriber(is_on=False).keep()
    assert len(circle.hub.asked) == 2


def test_hubs_that_are_switched_on_later_are_asked_though_the_feed_has_not_changed(circle: Round) -> None:
    circle.newsroom.look(circle.feed)
    circle.subscriber(is_on=False).keep()
    assert circle.hub.asked == []

    circle.work.keep()
    assert circle.hub.settle() == [200]


def test_a_hub_that_does_not_let_go_is_answered_that_we_have_gone(circle: Round) -> None:
    circle.subscribe()
    circle.hub.status = 500
    for _ in range(LEAVINGS + 1):
        circle.subscriber(is_on=False).keep()
        circle.clock.pass_s(86_400)

    assert circle.subscriptions() == []
    assert len(circle.hub.asked) == 1 + LEAVINGS
    assert circle.hub.distribute(TOPIC, atom(entry(2))) == [410]


def test_a_hub_that_is_left_has_nothing_to_deliver(circle: Round) -> None:
    circle.subscribe()
    circle.hub.status = 500
    circle.subscriber(is_on=False).keep()

    assert circle.hub.distribute(TOPIC, atom(entry(2))) == [410]
    assert circle.waiting() == 0


@pytest.mark.parametrize("moved", ["hub", "topic", "site", "none"])
def test_where_feed_or_site_or_hub_have_moved_another_agreement_is_made(circle: Round, moved: str) -> None:
    circle.subscribe()
    work = circle.work
    with Hub() as other:
        match moved:
            case "hub":
                circle.newsroom.private_hosts += (other.netloc,)
                circle.newsroom.__post_init__()
                work = circle.subscriber()
                circle.serve(entry(1), hub=other.url)
            case "topic":
                circle.serve(entry(1), topic="https://agency.example/moved")
            case "site":
                work = circle.subscriber(circle.base_url.replace("127.0.0.1", "localhost"))
            case "none":
                circle.server.serve("/feed", answer(atom(entry(1)), ATOM))
        circle.newsroom.look(circle.feed)
        work.keep()
        circle.hub.settle()
        other.settle()

        assert circle.hub.asked[0]["hub.callback"] not in {callback for _, callback in circle.hub.subscribers}
        match moved:
            case "hub":
                assert [topic for topic, _ in other.subscribers] == [TOPIC]
            case "topic":
                assert [topic for topic, _ in circle.hub.subscribers] == ["https://agency.example/moved"]
            case "site":
                ((_, callback),) = circle.hub.subscribers
                assert callback.startswith("http://localhost:")
            case "none":
                assert circle.subscriptions() == []


def test_full_text_is_fetched_for_what_is_pushed(circle: Round) -> None:
    text = STORY.format(2) + "<p>And the whole town looked up.</p>"
    page = f"<html lang=en><body><article><h1>Rocket 2</h1>{text}</article></body></html>".encode()
    url = circle.server.serve("/2", answer(page, ("Content-Type", "text/html; charset=utf-8")))
    circle.feed = circle.newsroom.declare(circle.feed.location, full_text=True)
    circle.subscribe()
    circle.push(entry(2, url=url, text="<p>The rocket rose …</p>"))

    (article,) = (each for each in circle.newsroom.articles() if each.title == "Rocket 2 rises")
    assert article.blocks[-1].html == "And the whole town looked up."

"""The callback: whatever is sent there, nothing is believed that was not asked for, and nothing breaks."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedserver import create_app
from feedserver.model import Source, SourceKind
from feedserver.store.database import Database
from feedserver.store.sources import DeclaredBy, save_source
from feedserver.store.subscriptions import (
    Subscription,
    find_delivery,
    find_subscription,
    list_waiting,
    save_subscription,
)
from feedserver.web.services import EXTENSION
from tests.web.conftest import settings_in

NOW = datetime(2026, 11, 21, 15, 30, tzinfo=UTC)
TOKEN = "Zk3unguessable"
TOPIC = "https://agency.example/feed"
SECRET = "what only the hub knows"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    folder: Path = tmp_path_factory.mktemp("websub")
    app = create_app(settings_in(folder, articles="", fetch_max_bytes="10000"))
    app.testing = True
    return app


@pytest.fixture(scope="module")
def database(app: Flask) -> Database:
    opened: Database = app.extensions[EXTENSION].database
    return opened


@pytest.fixture
def client(app: Flask, database: Database) -> Iterator[FlaskClient]:
    """A client of a site that has asked a hub and waits to be asked back."""
    with database.write() as connection:
        save_source(connection, Source("agency", SourceKind.FEED, TOPIC), DeclaredBy.COMMAND, now=NOW)
        asked = Subscription(
            token=TOKEN,
            source="agency",
            hub="https://hub.example/",
            topic=TOPIC,
            callback=f"https://news.example.org/websub/{TOKEN}",
            secret=SECRET,
            next_at=NOW,
            asked_at=NOW,
        )
        save_subscription(connection, asked)
    yield app.test_client()
    with database.write() as connection:
        for _, ids in list_waiting(connection):
            for delivery_id in ids:
                connection.exec_driver_sql("DELETE FROM deliveries WHERE id = ?", (delivery_id,))


def confirm(**changes: str) -> dict[str, str]:
    question = {"mode": "subscribe", "topic": TOPIC, "challenge": "4711", "lease_seconds": "86400"} | changes
    return {f"hub.{name}": value for name, value in question.items()}


def signed(body: bytes) -> dict[str, str]:
    return {"X-Hub-Signature": "sha256=" + hmac.new(SECRET.encode(), body, "sha256").hexdigest()}


def waiting(database: Database) -> list[bytes]:
    with database.read() as connection:
        found = [find_delivery(connection, each) for _, ids in list_waiting(connection) for each in ids]
    return [delivery.body for delivery in found if delivery]


def test_a_challenge_is_given_back_as_plain_text_and_nothing_else(client: FlaskClient) -> None:
    challenge = "<script>alert(1)</script> ү"
    answer = client.get(f"/websub/{TOKEN}", query_string=confirm(challenge=challenge))

    assert answer.status_code == 200
    assert answer.text == challenge
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "question",
    [
        {},
        confirm(mode="unsubscribe"),
        confirm(mode="SUBSCRIBE"),
        confirm(topic=TOPIC + "/"),
        confirm(challenge=""),
        confirm(challenge="x" * 1_001),
        confirm(mode="denied", topic="https://other.example/"),
    ],
)
def test_what_was_not_asked_for_is_not_there(client: FlaskClient, database: Database, question: dict[str, str]) -> None:
    answer = client.get(f"/websub/{TOKEN}", query_string=question)

    assert answer.status_code == 404
    with database.read() as connection:
        found = find_subscription(connection, TOKEN)
    assert found
    assert found.lease_until is None


@pytest.mark.parametrize("lease", ["-1", "", "1e9", "٣", "9" * 30, "0"])
def test_a_lease_may_be_any_nonsense(client: FlaskClient, lease: str) -> None:
    answer = client.get(f"/websub/{TOKEN}", query_string=confirm(lease_seconds=lease))

    assert (answer.status_code, answer.text) == (200, "4711")


def test_a_delivery_is_kept_as_it_came(client: FlaskClient, database: Database) -> None:
    body = "<feed>Қазақстан\r\n</feed>".encode()
    answer = client.post(f"/websub/{TOKEN}", data=body, headers=signed(body), content_type="application/atom+xml")

    assert (answer.status_code, answer.data) == (202, b"")
    assert waiting(database) == [body]


def test_a_delivery_that_looks_like_a_form_is_signed_and_kept_as_well(client: FlaskClient, database: Database) -> None:
    body = b"a=1&b=2"
    client.post(f"/websub/{TOKEN}", data=body, headers=signed(body), content_type="application/x-www-form-urlencoded")

    assert waiting(database) == [body]


def test_the_answer_does_not_say_whether_a_signature_was_right(client: FlaskClient, database: Database) -> None:
    for headers in ({}, {"X-Hub-Signature": "sha256=é"}, signed(b"another body")):
        answer = client.post(f"/websub/{TOKEN}", data=b"<feed/>", headers=headers)
        assert (answer.status_code, answer.data) == (202, b"")

    assert waiting(database) == []
    with database.read() as connection:
        found = find_subscription(connection, TOKEN)
    assert found
    assert found.ignored == 3


def test_where_nobody_was_told_to_deliver_the_hub_may_stop(client: FlaskClient) -> None:
    assert client.post("/websub/guessed", data=b"x" * 20_000, headers=signed(b"")).status_code == 410
    assert client.get("/websub/guessed", query_string=confirm()).status_code == 404


@pytest.mark.parametrize("chunked", [True, False])
def test_too_much_is_refused(client: FlaskClient, database: Database, chunked: bool) -> None:
    body = b"x" * 10_001
    environ = {"wsgi.input_terminated": True} if chunked else {}
    headers = {"Transfer-Encoding": "chunked"} if chunked else {}
    answer = client.post(f"/websub/{TOKEN}", data=body, headers=signed(body) | headers, environ_overrides=environ)

    assert answer.status_code == 413
    assert waiting(database) == []


def test_other_methods_are_refused(client: FlaskClient) -> None:
    assert client.put(f"/websub/{TOKEN}", data=b"x").status_code == 405
    assert client.delete(f"/websub/{TOKEN}").status_code == 405


_NAMES = st.sampled_from(["hub.mode", "hub.topic", "hub.challenge", "hub.lease_seconds", "hub.reason", "x"])
_VALUES = st.one_of(st.sampled_from(["subscribe", "unsubscribe", "denied", TOPIC]), st.text(max_size=30))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    token=st.one_of(st.just(TOKEN), st.text(max_size=10)),
    question=st.dictionaries(_NAMES, _VALUES),
    raw=st.binary(max_size=30),
    body=st.binary(max_size=30),
    signature=st.text(st.characters(max_codepoint=255, exclude_categories=["Cc"]), max_size=30),
)
def test_nothing_that_is_sent_breaks_it(
    client: FlaskClient, token: str, question: dict[str, str], raw: bytes, body: bytes, signature: str
) -> None:
    path = f"/websub/{quote(token, safe='')}"
    query = "&".join(f"{byte:c}%{byte:02x}" for byte in raw if 32 < byte < 127)
    answers = [
        client.get(path, query_string=question),
        client.get(path, query_string=query),
        client.post(path, data=body, headers={"X-Hub-Signature": signature}),
    ]

    assert all(answer.status_code < 500 for answer in answers)

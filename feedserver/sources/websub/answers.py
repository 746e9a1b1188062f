"""What a hub is answered at the callback. Nothing that it delivers is read here: the worker does that."""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from feedserver.sources.websub.signatures import is_signed
from feedserver.store.database import Connection, Database
from feedserver.store.subscriptions import (
    Subscription,
    count_ignored,
    find_subscription,
    remove_subscription,
    save_delivery,
    save_subscription,
)

LEASE = timedelta(days=10)  # what we ask for
RENEWED_AFTER = 2 / 3  # of the lease
DENIED_PAUSE = timedelta(days=1)
_LONGEST_LEASE = timedelta(days=30)
_LEAST_RENEWAL = timedelta(minutes=5)
_MAX_CHALLENGE_CHARS = 1_000
_MAX_REASON_CHARS = 200

log = logging.getLogger(__name__)


def answer_intent(database: Database, token: str, parameters: Mapping[str, str], *, now: datetime) -> str | None:
    """What a hub gets that asks at *token* whether we meant it, or says that it will not (§5.2, §5.3).

    parameters: of the query. Returns the challenge if it is what we asked for, something empty if the hub denies it;
    None: there is nothing of the kind. Raises StoreError.
    """
    with database.read() as connection:  # whoever guesses takes no write lock
        if find_subscription(connection, token) is None:
            return None
    with database.write() as connection:
        subscription = find_subscription(connection, token)
        if subscription is None or parameters.get("hub.topic") != subscription.topic:
            return None
        mode, challenge = parameters.get("hub.mode"), parameters.get("hub.challenge", "")
        if mode == "denied" and subscription.is_wanted:
            _deny(connection, subscription, parameters.get("hub.reason", ""), now)
            return ""
        if mode != ("subscribe" if subscription.is_wanted else "unsubscribe") or subscription.asked_at is None:
            return None
        if not 0 < len(challenge) <= _MAX_CHALLENGE_CHARS:
            return None
        if subscription.is_wanted:
            _confirm(connection, subscription, _lease(parameters.get("hub.lease_seconds", "")), now)
        else:
            remove_subscription(connection, token)
            log.info("%s: %s tells of it no more", subscription.source, subscription.hub)
    return challenge


def is_expected(database: Database, token: str) -> bool:
    """Whether anything may be delivered at *token*."""
    with database.read() as connection:
        subscription = find_subscription(connection, token)
    return subscription is not None and subscription.is_wanted


def receive(
    database: Database, token: str, body: bytes, *, signature: str | None, content_type: str | None, now: datetime
) -> None:
    """Keep what was delivered at *token* for the worker; what is not rightly signed, or was there before, is ignored.

    signature: the header X-Hub-Signature. Raises StoreError.
    """
    with database.read() as connection:
        subscription = find_subscription(connection, token)
    if subscription is None:
        return
    is_right = is_signed(subscription.secret, signature, body)
    digest = hashlib.sha256(body).hexdigest()
    with database.write() as connection:
        if find_subscription(connection, token) is None:  # ended meanwhile
            return
        if is_right:
            save_delivery(connection, token, body, digest=digest, content_type=content_type, now=now)
            return
        count_ignored(connection, token)
    log.warning(
        "%s: a delivery that is %s was ignored; it should come from %s",
        subscription.source,
        "not signed" if signature is None else "wrongly signed",
        subscription.hub,
    )


def _confirm(connection: Connection, subscription: Subscription, lease: timedelta, now: datetime) -> None:
    was_active = subscription.is_active(now)
    confirmed = replace(
        subscription,
        failures=0,
        verified_at=subscription.verified_at if was_active else now,
        lease_until=now + lease,
        next_at=now + max(lease * RENEWED_AFTER, _LEAST_RENEWAL),
        trouble=None,
    )
    save_subscription(connection, confirmed)
    if not was_active:
        log.info("%s: %s tells of its news from now on", subscription.source, subscription.hub)


def _deny(connection: Connection, subscription: Subscription, reason: str, now: datetime) -> None:
    said = " ".join(re.sub(r"[^\w.,:;()/-]+", " ", reason).split())[:_MAX_REASON_CHARS]
    denied = replace(
        subscription,
        asked_at=None,
        lease_until=None,
        next_at=now + DENIED_PAUSE,
        trouble=f"WebSub: {subscription.hub} refuses" + (f": {said}" if said else ""),
    )
    save_subscription(connection, denied)
    log.warning("%s: %s", subscription.source, denied.trouble)


def _lease(seconds: str) -> timedelta:
    """How long a hub says it will tell us; what it asked for if it does not say."""
    if not re.fullmatch(r"[0-9]{1,12}", seconds):
        return LEASE
    return min(timedelta(seconds=int(seconds)), _LONGEST_LEASE)

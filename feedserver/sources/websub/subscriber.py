"""Asking hubs: to tell us, to go on telling us, to tell us no more."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache

from feedserver.sources.fetching.client import Fetcher
from feedserver.sources.fetching.errors import FetchError, FetchStoppedError
from feedserver.sources.websub.answers import LEASE
from feedserver.sources.websub.callbacks import Callbacks
from feedserver.store.database import Database
from feedserver.store.subscriptions import (
    Subscription,
    find_subscription,
    list_due_subscriptions,
    list_offers,
    list_subscriptions,
    remove_subscription,
    save_subscription,
)

FIRST_PAUSE = timedelta(minutes=10)  # in which a hub should confirm; then twice as long each time
LONGEST_PAUSE = timedelta(days=1)
LEAVINGS = 5  # requests to be told no more; a hub that goes on is answered 410
_RANDOM_BYTES = 32

log = logging.getLogger(__name__)


class Subscriber:
    """Sees to it that hubs tell of every feed that offers it, and of no other.

    Every step is written down before it is done, and whatever is not confirmed is done again: a process killed between
    two steps loses nothing.
    """

    def __init__(
        self, database: Database, fetcher: Fetcher, callbacks: Callbacks, clock: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._fetcher = fetcher
        self._callbacks = callbacks
        self._find_hub = lru_cache(4096)(callbacks.find_hub)  # asked every ten seconds for every feed
        self._clock = clock

    def keep(self) -> None:
        """Ask hubs what they are to be asked by now. What fails is noted and asked again. Raises StoreError."""
        self._plan()
        with self._database.read() as connection:
            due = list_due_subscriptions(connection, now=self._clock())
        for token in due:
            try:
                self._ask(token)
            except FetchStoppedError:
                return

    def _plan(self) -> None:
        """Compare what is agreed with what the feeds offer, and note what hubs are to be asked for that."""
        with self._database.read() as connection:
            known = [each for each in list_subscriptions(connection) if each.is_wanted]
            offers = list(list_offers(connection))
        chosen = ((offer, self._find_hub(offer.hubs, offer.base_url)) for offer in offers)
        wanted = {offer.source: (hub, offer.topic) for offer, hub in chosen if hub is not None}
        fitting = {each.source for each in known if self._fits(each, wanted)}
        left = [each.token for each in known if each.source not in fitting]
        lacking = sorted(wanted.keys() - fitting)
        if not left and not lacking:
            return
        with self._database.write() as connection:
            for token in left:
                if (subscription := find_subscription(connection, token)) is not None:
                    leaving = replace(subscription, is_wanted=False, next_at=self._clock(), asked_at=None, failures=0)
                    save_subscription(connection, leaving)
            for source in lacking:
                save_subscription(connection, self._make(source, *wanted[source]))

    def _fits(self, subscription: Subscription, wanted: Mapping[str, tuple[str, str]]) -> bool:
        """Whether it is with the right hub, about the right topic, and calls us where we are now."""
        is_right = wanted.get(subscription.source) == (subscription.hub, subscription.topic)
        return is_right and subscription.callback == self._callbacks.address(subscription.token)

    def _make(self, source: str, hub: str, topic: str) -> Subscription:
        token = secrets.token_urlsafe(_RANDOM_BYTES)
        return Subscription(
            token=token,
            source=source,
            hub=hub,
            topic=topic,
            callback=self._callbacks.address(token),
            secret=secrets.token_urlsafe(_RANDOM_BYTES),
            next_at=self._clock(),
        )

    def _ask(self, token: str) -> None:
        """Ask the hub for what is wanted of it, if that still is to be asked. Raises FetchStoppedError."""
        subscription = self._note_asking(token)
        if subscription is None:
            return
        form = {
            "hub.mode": "subscribe" if subscription.is_wanted else "unsubscribe",
            "hub.topic": subscription.topic,
            "hub.callback": subscription.callback,
        }
        if subscription.is_wanted:
            form |= {"hub.secret": subscription.secret, "hub.lease_seconds": str(int(LEASE.total_seconds()))}
        try:
            self._fetcher.post(subscription.hub, form)
        except FetchStoppedError:
            raise
        except FetchError as error:
            self._note_trouble(token, f"WebSub: {error}", error.retry_after_s or 0)

    def _note_asking(self, token: str) -> Subscription | None:
        """Note, before it is done, that the hub is asked: it may confirm before it answers."""
        now = self._clock()
        with self._database.write() as connection:
            subscription = find_subscription(connection, token)
            if subscription is None or subscription.next_at > now:
                return None
            has_lease = subscription.lease_until is not None and subscription.lease_until > now
            if not subscription.is_wanted and (not has_lease or subscription.failures >= LEAVINGS):
                remove_subscription(connection, token)
                return None
            trouble = subscription.trouble
            if subscription.failures and trouble is None:
                trouble = f"WebSub: {subscription.hub} does not confirm; can it reach this site at its base_url?"
            asking = replace(
                subscription,
                asked_at=now,
                failures=subscription.failures + 1,
                next_at=now + min(FIRST_PAUSE * 2 ** min(subscription.failures, 16), LONGEST_PAUSE),
                trouble=trouble,
            )
            save_subscription(connection, asking)
        if trouble != subscription.trouble:
            log.warning("%s: %s", subscription.source, trouble)
        return asking

    def _note_trouble(self, token: str, trouble: str, retry_after_s: float) -> None:
        with self._database.write() as connection:
            subscription = find_subscription(connection, token)
            if subscription is None:
                return
            earliest = self._clock() + min(timedelta(seconds=retry_after_s), LONGEST_PAUSE)
            noted = replace(subscription, trouble=trouble, next_at=max(subscription.next_at, earliest))
            save_subscription(connection, noted)
        if trouble != subscription.trouble:  # said once, not at every request
            log.warning("%s: %s", subscription.source, trouble)

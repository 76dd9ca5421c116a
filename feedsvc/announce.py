"""Telling a WebSub hub that feeds changed: after the fact, again until it hears, never while somebody waits.

W3C WebSub (§1.1, §5) leaves open how a publisher tells its hub; this is what hubs have taken since PubSubHubbub 0.3
(§7.1): a form POST with ``hub.mode=publish`` and the feed's address as ``hub.url``. What is to be told is not kept in a
queue but found by comparing each feed's version with the one that the hub was last told of: nothing is lost when a
process dies, and ten changes that wait are one ping.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from threading import Event
from typing import Protocol
from urllib.parse import urlencode

from feedsvc.errors import FeedsvcError, FetchError
from feedsvc.model.feeds import Announcement, Imprint
from feedsvc.store import Store

log = logging.getLogger(__name__)

EXTENSIONS = ("atom", "rss", "json")
POLL = 2.0
"""Seconds between two looks for what has changed."""
FIRST_PAUSE, LONGEST_PAUSE = 10.0, 900.0
"""Seconds before the hub is tried again after it failed; doubled each time."""
STALE = timedelta(days=1)
"""A change that the hub could not be told of for so long is old news: subscribers have polled since."""
_AT_A_TIME = 100
_LEASE = "hub"
_TRY_AGAIN = (408, 425, 429)


class Answered(Protocol):
    """What a POST comes back with."""

    @property
    def status(self) -> int:
        """The HTTP status."""

    @property
    def fields(self) -> Mapping[str, str]:
        """The HTTP fields, whose names are found in any case."""


Post = Callable[[str, bytes, str], Answered]


class Announcer:
    """Pings the imprint's hub for every feed that changed. Of several processes one does it at a time."""

    def __init__(self, store: Store, post: Post, imprint: Imprint, now: Callable[[], datetime]) -> None:
        assert imprint.hub is not None, "without a hub there is nobody to tell"
        self._store, self._post, self._imprint, self._now = store, post, imprint, now
        self._hub = imprint.hub
        self._failures = 0

    def run(self, stop: Event) -> None:
        """Announce what changes until told to stop."""
        wait = 0.0
        while not stop.wait(wait):
            try:
                wait = self.step()
            except FeedsvcError as error:
                log.error("cannot see which feeds changed: %s", error)
                wait = FIRST_PAUSE
            except Exception:  # a fault of ours must not keep the hub from all that changes later
                log.exception("cannot tell the hub what changed")
                wait = LONGEST_PAUSE

    def step(self) -> float:
        """Announce what has changed; return the seconds to wait before the next step."""
        with self._store.lease(_LEASE) as held:
            if not held:
                return POLL
            for announcement in self._store.unannounced(self._now() - STALE, _AT_A_TIME):
                if (pause := self._tell(announcement)) is not None:
                    return pause
        self._failures = 0
        return POLL

    def _tell(self, announcement: Announcement) -> float | None:
        """Ping for each format of a feed; return how long to leave the hub alone where it did not listen."""
        for topic in self._topics(announcement):
            body = urlencode({"hub.mode": "publish", "hub.url": topic, "hub.topic": topic}).encode()
            try:
                answer = self._post(self._hub, body, "application/x-www-form-urlencoded")
            except FetchError as error:
                return self._pause(str(error))
            if answer.status in _TRY_AGAIN or answer.status >= 500:
                return self._pause(f"it answered {answer.status}", answer.fields.get("Retry-After"))
            if answer.status >= 300:
                log.warning("the hub does not take %s: it answered %d", topic, answer.status)
        self._store.announced(announcement)
        self._failures = 0
        return None

    def _topics(self, announcement: Announcement) -> Iterator[str]:
        return (self._imprint.url(f"{announcement.shelf.path}.{extension}") for extension in EXTENSIONS)

    def _pause(self, reason: str, retry_after: str | None = None) -> float:
        self._failures += 1
        pause = min(FIRST_PAUSE * 2.0 ** min(self._failures - 1, 16), LONGEST_PAUSE)
        if retry_after and retry_after.isdigit():
            pause = min(max(pause, float(retry_after)), STALE.total_seconds())
        log.warning("the hub did not hear: %s; again in %.0f s", reason, pause)
        return pause

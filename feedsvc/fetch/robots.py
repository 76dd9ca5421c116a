"""robots.txt (RFC 9309): asked once a day for each host, and obeyed unless the operator says otherwise."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from protego import Protego

from feedsvc.errors import FetchError, FetchRefusedError
from feedsvc.model.sentences import Sentence, sentence

if TYPE_CHECKING:
    from feedsvc.fetch.http import Client

KEEP = timedelta(hours=24)
KEEP_FAILURE = timedelta(minutes=30)
LONGEST_DELAY = timedelta(minutes=5)
"""The longest Crawl-delay that is honoured: beyond that a single slow host would take the day."""
MOST_HOSTS = 10_000
MOST_BYTES = 512_000
"""What is read of a robots.txt (RFC 9309 §2.5: at least 500 KiB); the rest is ignored."""
TOO_MANY = 429


@dataclass(frozen=True, slots=True)
class _Rules:
    """What a host said: its rules, None without any, or why it counts as closed."""

    text: Protego | None
    until: datetime
    closed: str | None = None

    def refusal(self, url: str, agent: str) -> Sentence | None:
        """Return why the address must not be asked for, None where it may."""
        if self.text is not None and not self.text.can_fetch(url, agent):
            return sentence(
                "%(url)s is closed to programs by the site’s robots.txt (robots = false overrides it).", url=url
            )
        if self.closed is None:
            return None
        return sentence(
            "%(url)s is left alone: %(why)s, and what cannot be read counts as closed (robots = false overrides it).",
            url=url,
            why=self.closed,
        )

    def delay(self, agent: str) -> timedelta | None:
        seconds = self.text.crawl_delay(agent) if self.text is not None else None
        return timedelta(seconds=min(seconds, LONGEST_DELAY.total_seconds())) if seconds else None


class Robots:
    """What hosts allow us; safe to use from many threads."""

    def __init__(self, client: Client, product: str) -> None:
        self._client = client
        self._product = product
        self._rules: dict[str, _Rules] = {}
        self._lock = threading.Lock()

    def check(self, url: str) -> None:
        """Raise FetchRefusedError where the host's robots.txt forbids the address to us."""
        refusal = self._of(_origin(url)).refusal(url, self._product)
        if refusal:
            raise FetchRefusedError(refusal)

    def delay(self, url: str) -> timedelta | None:
        """Return how long the host of an address asked at last to wait between requests (Crawl-delay); asks nobody."""
        with self._lock:
            known = self._rules.get(_origin(url))
        return known.delay(self._product) if known else None

    def _of(self, origin: str) -> _Rules:
        now = self._client.now()
        with self._lock:
            known = self._rules.get(origin)
        if known is not None and known.until > now:
            return known
        rules = self._ask(origin, now, known)
        with self._lock:
            if len(self._rules) >= MOST_HOSTS:
                self._rules.clear()
            self._rules[origin] = rules
        return rules

    def _ask(self, origin: str, now: datetime, known: _Rules | None) -> _Rules:
        """Return what a host says now; what it said before holds while it cannot be reached (RFC 9309 §2.4).

        Unreachable without that means closed (§2.3.1.4): the client's error ends the visit and says what is wrong.
        """
        address = f"{origin}/robots.txt"
        held = replace(known, until=now + KEEP_FAILURE) if known is not None and known.text is not None else None
        try:
            answer = self._client.get(address, enough=MOST_BYTES)
        except FetchError:
            if held is None:
                raise
            return held
        if answer.status >= 500 or answer.status == TOO_MANY:
            return held or _Rules(None, now + KEEP_FAILURE, f"{address} answered {answer.status}")
        if not 200 <= answer.status < 300:
            return _Rules(None, now + KEEP)
        return _Rules(Protego.parse(_whole_lines(answer.body).decode("utf-8", "replace")), now + KEEP)


def _whole_lines(body: bytes) -> bytes:
    """Return what counts of a body: a line cut in two might close more than its host meant."""
    return body if len(body) < MOST_BYTES else body[:MOST_BYTES].rpartition(b"\n")[0]


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.lower()}"

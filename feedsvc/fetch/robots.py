"""robots.txt (RFC 9309): asked once a day for each host, and obeyed unless the operator says otherwise."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from protego import Protego

from feedsvc.errors import FetchRefusedError

if TYPE_CHECKING:
    from feedsvc.fetch.http import Client

KEEP = timedelta(hours=24)
KEEP_FAILURE = timedelta(minutes=30)
MOST_HOSTS = 10_000
MOST_BYTES = 512_000
"""RFC 9309 §2.5: at least 500 KiB are read."""


@dataclass(frozen=True, slots=True)
class _Rules:
    text: Protego | None
    until: datetime
    open: bool

    def allow(self, url: str, agent: str) -> bool:
        return self.open if self.text is None else bool(self.text.can_fetch(url, agent))


class Robots:
    """What hosts allow us; safe to use from many threads."""

    def __init__(self, client: Client, product: str) -> None:
        self._client = client
        self._product = product
        self._rules: dict[str, _Rules] = {}
        self._lock = threading.Lock()

    def check(self, url: str) -> None:
        """Raise FetchRefusedError where the host's robots.txt forbids the address to us."""
        parts = urlsplit(url)
        if not self._of(f"{parts.scheme}://{parts.netloc}").allow(url, self._product):
            raise FetchRefusedError(
                f"{url} is closed to programs by the site's robots.txt (robots = false overrides it)."
            )

    def _of(self, origin: str) -> _Rules:
        now = self._client.now()
        with self._lock:
            known = self._rules.get(origin)
        if known is not None and known.until > now:
            return known
        rules = self._ask(origin, now)
        with self._lock:
            if len(self._rules) >= MOST_HOSTS:
                self._rules.clear()
            self._rules[origin] = rules
        return rules

    def _ask(self, origin: str, now: datetime) -> _Rules:
        # Unreachable means closed (RFC 9309 §2.3.1.4): the error ends the visit and says what is wrong with the host.
        answer = self._client.get(f"{origin}/robots.txt")
        if answer.status >= 500:
            return _Rules(None, now + KEEP_FAILURE, open=False)
        if not 200 <= answer.status < 300:
            return _Rules(None, now + KEEP, open=True)
        text = answer.body[:MOST_BYTES].decode("utf-8", "replace")
        return _Rules(Protego.parse(text), now + KEEP, open=True)

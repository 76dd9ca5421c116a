"""Versions of documents that are ready to be sent, kept within a bound."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from threading import Lock
from typing import NamedTuple

from feedsvc.web.codings import Coding
from feedsvc.web.documents import Version

Headers = list[tuple[str, str]]
_OVERHEAD = 2_500
"""About how many bytes an issue takes beside its bodies."""
_MOST_FIELDS, _LONGEST_FIELD = 8, 64
"""Clients write Accept-Encoding in a handful of ways, none of them long."""


class Representation(NamedTuple):
    """A document in one coding: what a 200 sends, and what a 304 says instead."""

    body: bytes
    headers: Headers
    etag: str
    unchanged_headers: Headers


class Issue:
    """One version of a document, in each coding that was asked for."""

    __slots__ = ("bodies", "headers", "ready", "settles_at", "size", "tag", "token", "touched", "version")

    def __init__(self, version: Version, tag: str, token: str, headers: Headers, settles_at: datetime | None) -> None:
        self.version, self.tag, self.token = version, tag, token
        self.headers = headers
        self.settles_at = settles_at
        """Until then Last-Modified cannot be said to the second, and the issue is looked at anew each time."""
        self.bodies: dict[Coding, Representation] = {}
        self.ready: dict[str | None, Representation] = {}
        """What the Accept-Encoding fields met lately are answered with; nothing while the issue is not settled."""
        self.size = _OVERHEAD
        self.touched = False

    def etag(self, coding: Coding) -> str:
        """Return the strong entity tag of one representation (RFC 9110 §8.8.3.3: one for each coding)."""
        return f'"{self.tag}-{coding.value}"'

    def make_ready(self, accept_encoding: str | None, found: Representation) -> None:
        """Note what an Accept-Encoding field is answered with; of fields that nobody else writes only the latest."""
        if self.settles_at is None and len(accept_encoding or "") <= _LONGEST_FIELD:
            if len(self.ready) >= _MOST_FIELDS:
                self.ready = {}
            self.ready[accept_encoding] = found

    def unchanged_headers(self, coding: Coding) -> Headers:
        """Return what a 304 says (RFC 9110 §15.4.5)."""
        return [("ETag", self.etag(coding)), *self.headers]


class Issues:
    """The issues at hand: at most ``limit`` bytes of them, those not asked for lately going first.

    Reading takes no lock; a reader only marks what it used, and the one who needs room goes round the clock.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._size = 0
        self._issues: dict[str, Issue] = {}
        self._lock = Lock()
        self.get: Callable[[str], Issue | None] = self._issues.get

    @property
    def size(self) -> int:
        """About how many bytes are kept."""
        return self._size

    def put(self, key: str, issue: Issue) -> None:
        """Keep an issue in place of the one before, as far as there is room."""
        with self._lock:
            self._drop(key)
            self._issues[key] = issue
            self._size += issue.size
            while self._size > self._limit and self._issues:
                self._drop_one()

    def grow(self, key: str, issue: Issue, by: int) -> None:
        """Count the bytes that an issue has gained."""
        with self._lock:
            if self._issues.get(key) is issue:
                self._size += by
            issue.size += by
        if self._size > self._limit:
            self.put(key, issue)

    def _drop(self, key: str) -> None:
        if dropped := self._issues.pop(key, None):
            self._size -= dropped.size

    def _drop_one(self) -> None:
        key = next(iter(self._issues))
        issue = self._issues.pop(key)
        if issue.touched and len(self._issues):
            issue.touched = False
            self._issues[key] = issue
        else:
            self._size -= issue.size

"""Documents as they are sent: rendered and compressed once for each version, kept within a bound, answered by rule.

A document's issue holds one version of it. An issue is current while the store's token is the one it was checked
against; the token moves with every commit, so what is served is never older than the last one (on PostgreSQL, where
the token is remembered for a second, never older than that).
"""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cache
from hashlib import sha256
from importlib.metadata import version as installed
from importlib.resources import files
from threading import Lock, RLock

from feedsvc.errors import StoreError
from feedsvc.model.feeds import Imprint
from feedsvc.store import Store
from feedsvc.web.codings import Coding, acceptable, compress
from feedsvc.web.conditional import http_date, not_modified
from feedsvc.web.documents import ArchiveDocument, Catalogue, Document, OutlineDocument, Version, address, media_type

Headers = list[tuple[str, str]]
_OVERHEAD = 4_000
"""About how many bytes an issue takes beside its bodies."""
_STALE_WHILE_REVALIDATE, _STALE_IF_ERROR = 3_600, 86_400
_ARCHIVE_MAX_AGE = 86_400
_STRIPES = 64


class Issue:
    """One version of a document, in each coding that was asked for."""

    __slots__ = ("bodies", "headers", "settles_at", "size", "tag", "token", "touched", "version")

    def __init__(self, version: Version, tag: str, token: str, headers: Headers, settles_at: datetime | None) -> None:
        self.version, self.tag, self.token = version, tag, token
        self.headers = headers
        self.settles_at = settles_at
        """Until then Last-Modified cannot be said to the second, and the issue is looked at anew each time."""
        self.bodies: dict[Coding, tuple[bytes, Headers]] = {}
        self.size = _OVERHEAD
        self.touched = False

    def etag(self, coding: Coding) -> str:
        """Return the strong entity tag of one representation (RFC 9110 §8.8.3.3: one for each coding)."""
        return f'"{self.tag}-{coding.value}"'

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


class Press:
    """Answers for documents. Raises UnknownNameError, BadRequestError, and StoreError where nothing is at hand."""

    def __init__(self, store: Store, imprint: Imprint, cache_bytes: int, now: Callable[[], datetime]) -> None:
        self._store, self._imprint, self._now = store, imprint, now
        self.catalogue = Catalogue(store, imprint)
        self.issues = Issues(cache_bytes)
        self.token: Callable[[], str] = store.version
        self._edition = f"{store.instance_id}|{edition()}|{imprint!r}"
        self._locks = tuple(RLock() for _ in range(_STRIPES))

    def current(self, document: Document) -> Issue:
        """Return the document's issue as of the store's last commit; without rendering where a version is kept."""
        key = address(document)
        try:
            token = self.token()
            issue = self.issues.get(key)
            if issue is not None and issue.token == token and issue.settles_at is None:
                return issue
            with self._locks[hash(key) % _STRIPES]:
                return self._checked(document, key, token)
        except StoreError:
            if (issue := self.issues.get(key)) is not None:
                return issue
            raise

    def body(self, document: Document, issue: Issue, coding: Coding) -> tuple[Issue, bytes, Headers]:
        """Return a representation and the issue that it belongs to: a newer one than given, where there is one."""
        key = address(document)
        with self._locks[hash(key) % _STRIPES]:
            if Coding.IDENTITY not in issue.bodies:
                issue = self._printed(document, key, issue.token)
            if coding not in issue.bodies:
                self._add(document, key, issue, coding, compress(issue.bodies[Coding.IDENTITY][0], coding))
            return issue, *issue.bodies[coding]

    def _checked(self, document: Document, key: str, token: str) -> Issue:
        issue = self.issues.get(key)
        version = self.catalogue.version(document)
        if version is None:
            return issue if issue is not None and issue.token == token else self._printed(document, key, token)
        if issue is None or issue.version != version:
            issue = self._issue(document, version, token)
            self.issues.put(key, issue)
        elif issue.settles_at is not None:
            self._settle(document, issue)
        issue.token = token
        return issue

    def _printed(self, document: Document, key: str, token: str) -> Issue:
        version, body = self.catalogue.read(document)
        if version is None:
            version = Version(sha256(body).hexdigest(), self.catalogue.changed_at(document))
        issue = self.issues.get(key)
        if issue is None or issue.version != version:
            issue = self._issue(document, version, token)
            self.issues.put(key, issue)
        issue.token = token
        if Coding.IDENTITY not in issue.bodies:
            self._add(document, key, issue, Coding.IDENTITY, body)
        return issue

    def _issue(self, document: Document, version: Version, token: str) -> Issue:
        issue = Issue(version, self._tag(document, version), token, [], None)
        self._settle(document, issue)
        return issue

    def _settle(self, document: Document, issue: Issue) -> None:
        """Say Last-Modified, which may not lie in the future (RFC 9110 §8.8.2.1) and may be behind the last change."""
        now = self._now()
        issue.headers = self._headers(document, min(issue.version.changed_at, now))
        issue.settles_at = issue.version.changed_at if issue.version.changed_at > now else None
        bodies = {coding: body for coding, (body, _) in issue.bodies.items()}
        issue.bodies = {coding: (body, self._full(document, issue, coding, body)) for coding, body in bodies.items()}

    def _add(self, document: Document, key: str, issue: Issue, coding: Coding, body: bytes) -> None:
        issue.bodies[coding] = body, self._full(document, issue, coding, body)
        self.issues.grow(key, issue, len(body))

    def _tag(self, document: Document, version: Version) -> str:
        made_from = f"{self._edition}|{address(document)}|{version.words}"
        return sha256(made_from.encode()).hexdigest()[:24]

    def _full(self, document: Document, issue: Issue, coding: Coding, body: bytes) -> Headers:
        coded = [] if coding is Coding.IDENTITY else [("Content-Encoding", coding.value)]
        return [
            ("Content-Type", f"{media_type(document)}; charset=utf-8"),
            ("Content-Length", str(len(body))),
            *coded,
            ("X-Content-Type-Options", "nosniff"),
            *issue.unchanged_headers(coding),
        ]

    def _headers(self, document: Document, last_modified: datetime) -> Headers:
        max_age = _ARCHIVE_MAX_AGE if self.catalogue.is_final(document) else self._imprint.max_age
        grace = f"stale-while-revalidate={_STALE_WHILE_REVALIDATE}, stale-if-error={_STALE_IF_ERROR}"
        return [
            ("Last-Modified", http_date(last_modified)),
            ("Cache-Control", f"public, max-age={max_age}, {grace}"),
            ("Vary", "Accept-Encoding"),
            ("Access-Control-Allow-Origin", "*"),
            ("Access-Control-Expose-Headers", "ETag, Link"),
            *self._links(document),
        ]

    def _links(self, document: Document) -> Headers:
        """Name the hub beside the feed's own address (W3C WebSub §4), where there is a hub that is told of changes."""
        if not self._imprint.hub or isinstance(document, ArchiveDocument | OutlineDocument):
            return []
        own = self._imprint.url(address(document))
        return [("Link", f'<{own}>; rel="self", <{self._imprint.hub}>; rel="hub"')]


def conditional(
    issue: Issue, accept_encoding: str | None, if_none_match: str | None, if_modified_since: str | None
) -> Coding | None:
    """Return the coding whose representation the client still holds, None where it has to be sent."""
    etags = {issue.etag(coding): coding for coding in acceptable(accept_encoding)}
    if not not_modified(if_none_match, if_modified_since, etags, issue.version.changed_at):
        return None
    return next((coding for etag, coding in etags.items() if etag in (if_none_match or "")), next(iter(etags.values())))


@cache
def edition() -> str:
    """Return what stands for the programs that make the bytes: with others the same rows may look otherwise."""
    parts: Iterable[str] = (
        *(f"{name} {installed(name)}" for name in ("feedgen", "lxml", "nh3", "brotli", "python-dateutil")),
        f"python {sys.version} zlib {zlib.ZLIB_RUNTIME_VERSION}",
        *_sources(),
    )
    return sha256("\n".join(parts).encode()).hexdigest()


def _sources() -> list[str]:
    folders = (files("feedsvc.feeds"), files("feedsvc.web"))
    return sorted(
        source.read_text("utf-8") for folder in folders for source in folder.iterdir() if source.name.endswith(".py")
    )

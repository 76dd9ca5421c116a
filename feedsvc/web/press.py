"""Documents as they are sent: rendered and compressed once for each version, kept within a bound, answered by rule.

A document's issue holds one version of it. An issue is current while the store's token is the one it was checked
against. The token moves with every commit and is asked for at most every 20 ms, so what is served is never older than
the last commit by more than that (on PostgreSQL, where the store remembers its token too, by a second more).
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
from threading import RLock
from time import monotonic

from feedsvc.errors import StoreError
from feedsvc.model.feeds import Imprint
from feedsvc.store import Store
from feedsvc.web.codings import Coding, acceptable, compress, undo
from feedsvc.web.conditional import failed, http_date, not_modified
from feedsvc.web.documents import ArchiveDocument, Catalogue, Document, OutlineDocument, Version, address, media_type
from feedsvc.web.issues import Headers, Issue, Issues, Representation

_GRACE = "stale-while-revalidate=3600, stale-if-error=86400"
_ARCHIVE_MAX_AGE = 86_400
_STRIPES = 64
TOKEN_SECONDS = 0.02
"""How far behind the store's last commit an answer may be."""


class Remembered:
    """An answer that is asked for anew at most every so many seconds.

    The store's token is cheap for one thread, but asking gives up the interpreter, and at thousands of requests a
    second the threads of a worker spend more time on passing it around than on answering.
    """

    def __init__(self, ask: Callable[[], str], seconds: float) -> None:
        self._ask, self._seconds = ask, seconds
        self._kept, self._until = "", float("-inf")

    def __call__(self) -> str:
        """Return the answer, the remembered one where it is fresh enough."""
        now = monotonic()
        if now >= self._until:
            self._kept, self._until = self._ask(), now + self._seconds
        return self._kept


class Press:
    """Answers for documents. Raises UnknownNameError, BadRequestError, and StoreError where nothing is at hand."""

    def __init__(self, store: Store, imprint: Imprint, cache_bytes: int, now: Callable[[], datetime]) -> None:
        self._store, self._imprint, self._now = store, imprint, now
        self.catalogue = Catalogue(store, imprint)
        self.issues = Issues(cache_bytes)
        self.token: Callable[[], str] = Remembered(store.version, TOKEN_SECONDS)
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

    def representation(self, document: Document, issue: Issue, accept_encoding: str | None) -> Representation:
        """Return what is sent for an issue, or for a newer one where the document has moved on since."""
        key, coding = address(document), acceptable(accept_encoding)[0]
        with self._locks[hash(key) % _STRIPES]:
            if not issue.bodies:
                issue = self._printed(document, key, issue.token, coding)
            if coding not in issue.bodies:
                self._add(document, key, issue, coding, compress(_plain(issue), coding))
            found = issue.bodies[coding]
            issue.make_ready(accept_encoding, found)
            return found

    def _checked(self, document: Document, key: str, token: str) -> Issue:
        issue = self.issues.get(key)
        version = self.catalogue.version(document)
        if version is None:
            return (
                issue
                if issue is not None and issue.token == token
                else self._printed(document, key, token, Coding.GZIP)
            )
        if issue is None or issue.version != version:
            issue = self._issue(document, version, token)
            self.issues.put(key, issue)
        elif issue.settles_at is not None:
            self._settle(document, issue)
        issue.token = token
        return issue

    def _printed(self, document: Document, key: str, token: str, coding: Coding) -> Issue:
        """Render a document. Only what is asked for is kept: plain bytes are ten times as many as compressed ones."""
        version, body = self.catalogue.read(document)
        if version is None:
            version = Version(sha256(body).hexdigest(), self.catalogue.changed_at(document))
        issue = self.issues.get(key)
        if issue is None or issue.version != version:
            issue = self._issue(document, version, token)
            self.issues.put(key, issue)
        issue.token = token
        if coding not in issue.bodies:
            self._add(document, key, issue, coding, compress(body, coding))
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
        kept = issue.bodies.items()
        issue.bodies = {coding: self._representation(document, issue, coding, found.body) for coding, found in kept}
        issue.ready = {}

    def _add(self, document: Document, key: str, issue: Issue, coding: Coding, body: bytes) -> None:
        issue.bodies[coding] = self._representation(document, issue, coding, body)
        self.issues.grow(key, issue, len(body))

    def _tag(self, document: Document, version: Version) -> str:
        made_from = f"{self._edition}|{address(document)}|{version.words}"
        return sha256(made_from.encode()).hexdigest()[:24]

    def _representation(self, document: Document, issue: Issue, coding: Coding, body: bytes) -> Representation:
        coded = [] if coding is Coding.IDENTITY else [("Content-Encoding", coding.value)]
        unchanged = issue.unchanged_headers(coding)
        headers = [
            ("Content-Type", f"{media_type(document)}; charset=utf-8"),
            ("Content-Length", str(len(body))),
            *coded,
            ("X-Content-Type-Options", "nosniff"),
            *unchanged,
        ]
        return Representation(body, headers, issue.etag(coding), unchanged)

    def _headers(self, document: Document, last_modified: datetime) -> Headers:
        max_age = _ARCHIVE_MAX_AGE if self.catalogue.is_final(document) else self._imprint.max_age
        return [
            ("Last-Modified", http_date(last_modified)),
            ("Cache-Control", f"public, max-age={max_age}, {_GRACE}"),
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


def _plain(issue: Issue) -> bytes:
    coding, kept = next(iter(issue.bodies.items()))
    return undo(kept.body, coding)


def precondition_failed(
    issue: Issue, accept_encoding: str | None, if_match: str | None, if_unmodified_since: str | None
) -> bool:
    """Return whether the client asks for a version other than the present one (RFC 9110 §13.1.1, §13.1.4)."""
    etags = {issue.etag(coding) for coding in acceptable(accept_encoding)}
    return failed(if_match, if_unmodified_since, etags, issue.version.changed_at)


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
    writers = [source for source in files("feedsvc.feeds").iterdir() if source.name.endswith(".py")]
    around = [files("feedsvc.web") / f"{name}.py" for name in ("codings", "documents")]
    return sorted(source.read_text("utf-8") for source in (*writers, *around))

"""Feeds over HTTP: a fast lane in front of Flask answers for every document; Flask says what is wrong with the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from flask import Blueprint, Flask, Response, current_app, request

from feedsvc.errors import BadRequestError, StoreError, UnknownNameError
from feedsvc.model.sentences import sentence
from feedsvc.web.documents import address, named
from feedsvc.web.issues import Headers, Issue
from feedsvc.web.metrics import FEED_ANSWERS
from feedsvc.web.press import Press, conditional, precondition_failed

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from feedsvc.runtime import Runtime

_EXTENSION = "feedsvc.feeds"
_METHODS = "GET, HEAD, OPTIONS"
_STATUSES = _OK, _NOT_MODIFIED, _NO_CONTENT, _FAILED, _NOT_ALLOWED = (
    "200 OK",
    "304 Not Modified",
    "204 No Content",
    "412 Precondition Failed",
    "405 Method Not Allowed",
)

Answer = tuple[str, Headers, list[bytes]]

bp = Blueprint("feeds", __name__)


def register(app: Flask, runtime: Runtime) -> None:
    """Serve the feeds of a runtime: the fast lane outside, the blueprint for what the lane leaves."""
    lane = FastLane(app.wsgi_app, runtime)
    app.extensions[_EXTENSION] = lane
    app.register_blueprint(bp)
    app.wsgi_app = lane  # type: ignore[method-assign]


def addresses(runtime: Runtime) -> Iterator[str]:
    """Yield the path of every feed document that exists, archive pages included."""
    return (address(document) for document in press_of(runtime).catalogue.documents())


def press_of(runtime: Runtime) -> Press:
    """Return a press for a runtime's store and settings."""
    return Press(runtime.store, runtime.imprint, runtime.settings.cache_bytes, runtime.now)


class FastLane:
    """A WSGI application that answers feed requests itself and passes everything else on.

    What is at hand and current costs two looks into dictionaries and, at most every 20 ms, one question to the store
    whether anything was committed; no Flask, no rendering, no compression.
    """

    def __init__(self, app: WSGIApplication, runtime: Runtime) -> None:
        self._app, self._runtime = app, runtime
        self._at_hand: Callable[[str], Issue | None] = lambda _: None
        self._counted = FEED_ANSWERS.of(_STATUSES)

    @cached_property
    def press(self) -> Press:
        """The press, set up at the first request: after the fork of a worker."""
        press = press_of(self._runtime)
        self._at_hand = press.issues.get
        return press

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer as WSGI asks (PEP 3333)."""
        try:
            answer = self._ready(environ) or self.answer(environ)
        except (UnknownNameError, BadRequestError, StoreError):
            answer = None
        if answer is None:
            return self._app(environ, start_response)
        status, headers, body = answer
        self._counted[status]()
        if FEED_ANSWERS.asleep:
            FEED_ANSWERS.wake()
        start_response(status, headers)
        return body

    def _ready(self, environ: WSGIEnvironment) -> Answer | None:
        """Answer a plain GET from what is kept and current, None where more has to be done."""
        issue = self._at_hand(environ["PATH_INFO"])
        if issue is None or environ["REQUEST_METHOD"] != "GET" or environ.get("QUERY_STRING"):
            return None
        kept = issue.ready.get(environ.get("HTTP_ACCEPT_ENCODING"))
        if kept is None or issue.token != self.press.token():
            return None
        if "HTTP_IF_MATCH" in environ or "HTTP_IF_UNMODIFIED_SINCE" in environ:
            return None
        issue.touched = True
        known = environ.get("HTTP_IF_NONE_MATCH")
        if known == kept.etag:
            return _NOT_MODIFIED, kept.unchanged_headers, []
        if known is not None or "HTTP_IF_MODIFIED_SINCE" in environ:
            held = conditional(issue, *_conditions(environ))
            if held is not None:
                return _NOT_MODIFIED, issue.unchanged_headers(held), []
        return _OK, kept.headers, [kept.body]

    def answer(self, environ: WSGIEnvironment) -> Answer | None:
        """Answer any request for a feed document; None where the address has not the form of one.

        Raises UnknownNameError, BadRequestError and StoreError.
        """
        path, method = environ["PATH_INFO"], environ["REQUEST_METHOD"]
        if not path.startswith("/feeds"):
            return None
        document = named(path, environ.get("QUERY_STRING", "") if method in ("GET", "HEAD") else "")
        if document is None:
            return None
        if method not in ("GET", "HEAD"):
            return _other(method)
        issue = self.press.current(document)
        issue.touched = True
        if precondition_failed(issue, *_preconditions(environ)):
            return _FAILED, [*issue.headers, ("Content-Length", "0")], []
        held = conditional(issue, *_conditions(environ))
        if held is not None:
            return _NOT_MODIFIED, issue.unchanged_headers(held), []
        found = self.press.representation(document, issue, environ.get("HTTP_ACCEPT_ENCODING"))
        return _OK, found.headers, [] if method == "HEAD" else [found.body]


def _conditions(environ: WSGIEnvironment) -> tuple[str | None, str | None, str | None]:
    get = environ.get
    return get("HTTP_ACCEPT_ENCODING"), get("HTTP_IF_NONE_MATCH"), get("HTTP_IF_MODIFIED_SINCE")


def _preconditions(environ: WSGIEnvironment) -> tuple[str | None, str | None, str | None]:
    get = environ.get
    return get("HTTP_ACCEPT_ENCODING"), get("HTTP_IF_MATCH"), get("HTTP_IF_UNMODIFIED_SINCE")


def _other(method: str) -> Answer:
    """Answer a method that feeds do not have, and the question of a browser which ones they have (CORS)."""
    allowed = [("Allow", _METHODS), ("Access-Control-Allow-Origin", "*")]
    if method == "OPTIONS":
        asked = [
            ("Access-Control-Allow-Methods", _METHODS),
            ("Access-Control-Allow-Headers", "If-None-Match, If-Modified-Since"),
            ("Access-Control-Max-Age", "86400"),
        ]
        return _NO_CONTENT, allowed + asked, []
    body = f"Feeds can be read, not changed: use {_METHODS}.\n".encode()
    typed = [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(body)))]
    return _NOT_ALLOWED, allowed + typed + [("X-Content-Type-Options", "nosniff")], [body]


@bp.get("/feeds.opml")
@bp.get("/feeds/<section>.<any(atom,rss,json):form>")
@bp.get("/feeds/<source>/<section>.<any(atom,rss,json):form>")
@bp.get("/feeds/<section>/archive/<number>.<any(atom,rss,json):form>")
@bp.get("/feeds/<source>/<section>/archive/<number>.<any(atom,rss,json):form>")
def document(**_: str) -> Response:
    """Answer where the fast lane did not: chiefly by raising what is wrong, for the error pages to say."""
    lane: FastLane = current_app.extensions[_EXTENSION]
    answer = lane.answer(request.environ)
    if answer is None:
        raise UnknownNameError(sentence("There is no such feed."))
    status, headers, body = answer
    return Response(body, status, headers)

"""Errors as people and programs can read them: a sentence, never a stack trace."""

from __future__ import annotations

import json
import logging
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Response, request
from werkzeug.exceptions import HTTPException, InternalServerError, default_exceptions

from feedsvc.errors import BadRequestError, FeedsvcError, FetchError, PageError, StoreError, UnknownNameError
from feedsvc.web import answers

if TYPE_CHECKING:
    from flask import Flask

    from feedsvc.web.words import Words

log = logging.getLogger(__name__)

_STATUSES = (
    (UnknownNameError, HTTPStatus.NOT_FOUND),
    (BadRequestError, HTTPStatus.BAD_REQUEST),
    (PageError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (FetchError, HTTPStatus.BAD_GATEWAY),
    (StoreError, HTTPStatus.SERVICE_UNAVAILABLE),
)
_PROGRAM_TYPES = ("application/problem+json", "application/json", "application/feed+json", "application/health+json")


def register(app: Flask) -> None:
    """Make an application answer every error in this way."""
    app.register_error_handler(HTTPException, _of_http)
    app.register_error_handler(FeedsvcError, _of_ours)
    app.register_error_handler(Exception, _unexpected)


def respond(status: int, sentence: str) -> Response:
    """Return an error: a page for people, a problem document (RFC 9457) for programs that ask for JSON."""
    if _wants_json():
        return problem(status, sentence)
    words = answers.words_asked()
    name, told = name_of(status, words), words.tell(sentence)
    return answers.page("fault.html", status, words=words, code=status, name=name, sentence=told)


def problem(status: int, sentence: str) -> Response:
    """Return a problem document (RFC 9457)."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": sentence}
    response = Response(json.dumps(body, ensure_ascii=False) + "\n", status, content_type="application/problem+json")
    response.headers["Cache-Control"] = "no-store"
    response.headers["Vary"] = "Accept"
    return response


def name_of(status: int, words: Words) -> str:
    """Return what a person calls a status."""
    names = {
        400: words("That cannot be answered"),
        401: words("This needs the operator’s token"),
        404: words("There is nothing here"),
        405: words("That is not done here"),
        500: words("Something broke on our side"),
        503: words("Not available for the moment"),
    }
    return names.get(status, HTTPStatus(status).phrase)


def _of_http(error: HTTPException) -> Response:
    if error.response is not None:
        return error.get_response()  # type: ignore[return-value]
    status = error.code or 500
    return with_headers(respond(status, _sentence(error, status)), error)


def with_headers(response: Response, error: HTTPException) -> Response:
    """Return the answer with the fields that an error brings along: Allow, WWW-Authenticate, Retry-After."""
    for name, value in error.get_headers(request.environ):
        if name not in ("Content-Type", "Content-Length"):
            response.headers[name] = value
    return response


def _of_ours(error: FeedsvcError) -> Response:
    for kind, status in _STATUSES:
        if isinstance(error, kind):
            if status >= 500:
                log.error("%s failed: %s", request.path, error)
            return respond(status, error.sentence)
    return _unexpected(error)


def _unexpected(error: Exception) -> Response:
    log.exception("%r failed", request.path, exc_info=error)
    return respond(500, _sentence(InternalServerError(), 500))


def _sentence(error: HTTPException, status: int) -> str:
    """Return the view's own sentence, or one of ours where the view gave none."""
    words = answers.words_asked()
    given = error.description
    if given and given != getattr(default_exceptions.get(status), "description", None):
        return given
    sentences = {
        404: words(
            "There is no page at this address. It may have been mistyped, or what stood here is no longer kept."
        ),
        405: words("This address can be read, but not written to in this way."),
        413: words("What was sent is larger than this address takes."),
        500: words("The answer could not be made. It has been noted, and nothing you did is lost."),
    }
    return sentences.get(status, HTTPStatus(status).description or HTTPStatus(status).phrase)


def _wants_json() -> bool:
    accepted = request.accept_mimetypes
    best = accepted.best_match(("text/html", *_PROGRAM_TYPES), "text/html")
    return best != "text/html" and accepted[best] > accepted["text/html"]

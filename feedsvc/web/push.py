"""``POST /pages``: takes a page that a crawler or renderer already holds, as if the service had retrieved it itself."""

from __future__ import annotations

import json
import re
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge, UnprocessableEntity, UnsupportedMediaType

from feedsvc.errors import UnknownNameError
from feedsvc.web import answers, faults, gate

if TYPE_CHECKING:
    from flask import Flask

    from feedsvc.model.visits import Visit

bp = Blueprint("push", __name__)

PAGES = ("text/html", "application/xhtml+xml", "text/plain")
"""Media types of a body that is the page itself."""
AHEAD = timedelta(minutes=2)
"""How far a crawler's clock may run ahead of ours."""
_BLANK_OFFSET = re.compile(r"(?<=T\d\d:\d\d:\d\d) (?=\d\d:?\d\d$)")
"""What a plus becomes in an address where nobody wrote it as %2B."""
ENVELOPE = 64 * 1024
"""Room that a JSON object may take beside the page in it; a page written as JSON takes up to twice its bytes."""


@dataclass(frozen=True, slots=True)
class Pushed:
    """A page as it was sent: its bytes, where it is from, when it was retrieved."""

    body: bytes
    url: str
    at: datetime
    content_type: str | None


def register(app: Flask) -> None:
    """Add pushing to an application."""
    app.register_blueprint(bp)


@bp.post("/pages")
def push() -> Response:
    """Keep what the page sent says, and answer with what came of it."""
    try:
        gate.demand_token(WWWAuthenticate("bearer", {"realm": "feedsvc"}))
        runtime = answers.runtime()
        pushed = _received(runtime.settings.max_page_bytes, runtime.now())
        visit = runtime.push(pushed.url, pushed.body, pushed.content_type, pushed.at)
    except UnknownNameError as error:
        return faults.problem(422, str(error))
    except HTTPException as error:
        return faults.with_headers(faults.problem(error.code or 400, error.description or ""), error)
    if not visit.succeeded:
        return faults.problem(422, visit.error or "The page could not be read.")
    return _reported(visit)


def _received(most: int, now: datetime) -> Pushed:
    kind = request.mimetype
    if kind == "application/json":
        return _checked(*_from_json(_body(2 * most + ENVELOPE)), most, now)
    if kind not in PAGES:
        raise UnsupportedMediaType(f"Send the page as {', '.join(PAGES)}, or inside a JSON object, not as {kind!r}.")
    url = request.args.get("url") or request.headers.get("Content-Location") or ""
    at = request.args.get("at") or request.headers.get("Date")
    return _checked(_body(most), url, at, request.content_type, most, now)


def _body(most: int) -> bytes:
    request.max_content_length = most
    coding = request.headers.get("Content-Encoding", "identity").strip().lower()
    if coding not in ("identity", "gzip", "x-gzip"):
        raise UnsupportedMediaType(f"Send the page as it is or with gzip, not with {coding!r}.")
    try:
        sent = request.get_data(cache=False)
        return sent if coding == "identity" else _inflated(sent, most)
    except RequestEntityTooLarge:
        raise RequestEntityTooLarge(f"The page is larger than the {most:,} bytes that are taken here.") from None


def _inflated(body: bytes, most: int) -> bytes:
    """Return what gzip holds, and not a byte more than is taken here."""
    inflating = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        page = inflating.decompress(body, most + 1)
    except zlib.error:
        raise UnprocessableEntity("The body says that it is gzip, and is not.") from None
    if len(page) > most:
        raise RequestEntityTooLarge
    return page


def _from_json(raw: bytes) -> tuple[bytes, str, str | None, str | None]:
    """Return body, address, instant and media type from an object such as `feedsvc replay` reads."""
    try:
        sent: Any = json.loads(raw)
    except (ValueError, RecursionError):
        raise UnprocessableEntity("The body is not JSON.") from None
    if not isinstance(sent, dict) or not isinstance(sent.get("body"), str):
        raise UnprocessableEntity('The JSON object needs the page as a text under "body".')
    headers = sent.get("headers")
    named = {str(name).lower(): str(value) for name, value in headers.items()} if isinstance(headers, dict) else {}
    body = sent["body"].encode("utf-8", "replace")
    media_type = named.get("content-type", "text/html").partition(";")[0]
    return body, str(sent.get("url") or ""), str(sent["at"]) if sent.get("at") else None, f"{media_type}; charset=utf-8"


def _checked(body: bytes, url: str, at: str | None, content_type: str | None, most: int, now: datetime) -> Pushed:
    if len(body) > most:
        raise RequestEntityTooLarge(f"The page is larger than the {most:,} bytes that are taken here.")
    if not body.strip():
        raise UnprocessableEntity("There is no page in the request: its body is empty.")
    if not _is_address(url):
        raise UnprocessableEntity('Say where the page is from, as an absolute address, in "url".')
    return Pushed(body, url, _instant(at, now), content_type)


def _is_address(url: str) -> bool:
    try:
        return urlsplit(url).scheme in ("http", "https") and bool(urlsplit(url).hostname)
    except ValueError:
        return False


def _instant(text: str | None, now: datetime) -> datetime:
    """Return when the page was retrieved: as the sender says in ISO 8601 or as an HTTP date, or now."""
    if text is None:
        return now
    at = _parsed(_BLANK_OFFSET.sub("+", text))
    if at is None:
        raise UnprocessableEntity(f'"at" is no moment with an offset, such as 2026-01-10T07:30:00+01:00: {text!r}.')
    if at > now + AHEAD:
        raise UnprocessableEntity(f'"at" lies in the future: {text!r}.')
    return at


def _parsed(text: str) -> datetime | None:
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            at = read(text)
            return at.astimezone(UTC) if at.tzinfo else None
        except (ValueError, OverflowError):
            continue
    return None


def _reported(visit: Visit) -> Response:
    body = {
        "source": visit.source_id,
        "at": visit.at.isoformat(timespec="seconds"),
        "outcome": visit.outcome.value,
        "articles": visit.articles,
        "timed": visit.timed,
        "created": visit.created,
        "changed": visit.changed,
    }
    response = Response(json.dumps(body) + "\n", 200, content_type="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response

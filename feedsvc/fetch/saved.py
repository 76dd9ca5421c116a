"""Visits saved as JSON lines: what was asked for, when, and what came back, so that it can be read again any time."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from urllib3 import HTTPHeaderDict

from feedsvc.errors import BadRequestError, FetchError
from feedsvc.fetch.http import Answer, received
from feedsvc.model.entries import Source
from feedsvc.model.pages import NotModified, Page

_HIDDEN = frozenset({"content-encoding", "content-length", "transfer-encoding"})
"""Fields that speak of bytes that were not saved: bodies are kept as text."""
_FIRST_YEAR, _LAST_YEAR = 1971, 9000


@dataclass(frozen=True, slots=True)
class Saved:
    """One visit: the address that was asked for, the instant, the answer, and what the operator knew of the site."""

    url: str
    at: datetime
    body: str
    headers: dict[str, str] = field(default_factory=dict)
    status: int = 200
    zone: str | None = None
    language: str | None = None
    humanizer: str | None = None

    def answer(self) -> Page | NotModified:
        """Return the answer as a retrieval would. Raises FetchStatusError for all but 2xx and 304."""
        fields = HTTPHeaderDict({n: v for n, v in self.headers.items() if n.lower() not in _HIDDEN})
        # The body is text by now, whatever charset the server said.
        media_type = fields.get("content-type", "").partition(";")[0].strip()
        if media_type:
            fields["content-type"] = f"{media_type}; charset=utf-8"
        return received(Answer(self.url, self.status, fields, self.body.encode("utf-8", "replace")), self.at)


def parse(line: str) -> Saved:
    """Return the visit that a line tells. Raises BadRequestError, which says what is wrong with it."""
    try:
        told = json.loads(line)
    except ValueError as error:
        raise BadRequestError(f"not JSON: {error}") from error
    if not isinstance(told, dict):
        raise BadRequestError("a visit is a JSON object")
    url, zone = _text(told, "url"), _optional(told, "zone")
    if zone is not None:
        _zone(zone)
    headers = told.get("headers") or {}
    if not isinstance(headers, dict):
        raise BadRequestError("`headers` is an object of names and values")
    status = told.get("status", 200)
    if not isinstance(status, int):
        raise BadRequestError("`status` is a number")
    return Saved(
        url,
        _instant(_text(told, "at"), zone),
        _optional(told, "body") or "",
        {str(name): _value(value) for name, value in headers.items() if value is not None},
        status,
        zone,
        _optional(told, "lang"),
        _optional(told, "humanizer"),
    )


def _text(told: dict[str, Any], name: str) -> str:
    value = told.get(name)
    if not isinstance(value, str) or not value:
        raise BadRequestError(f"a visit has `{name}`, and it is a string")
    return value


def _optional(told: dict[str, Any], name: str) -> str | None:
    value = told.get(name)
    if value is not None and not isinstance(value, str):
        raise BadRequestError(f"`{name}` is a string or missing")
    return value or None


def _value(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise BadRequestError(f"{name!r} is no time zone; write it like Europe/Rome") from error


def _instant(text: str, zone: str | None) -> datetime:
    """Return the instant of an ISO 8601 text; without an offset it is the site's own time, or UTC."""
    try:
        at = datetime.fromisoformat(text)
        if len(text) <= len("2026-01-10"):
            raise ValueError("a day alone")
    except ValueError as error:
        raise BadRequestError(f"`at` is a moment such as 2026-01-10T07:30:00+01:00, not {text!r}") from error
    if not _FIRST_YEAR <= at.year < _LAST_YEAR:
        raise BadRequestError(f"`at` is the moment of a visit, and {text!r} is none; check its year")
    return (at if at.tzinfo else at.replace(tzinfo=_zone(zone) if zone else UTC)).astimezone(UTC)


def line(answer: Page | NotModified, text: str, url: str, at: datetime, **known: str | None) -> str:
    """Return the line, without its end, that keeps an answer; ``text`` is its body, ``known`` zone, lang, humanizer."""
    origin, validators = answer.origin, answer.validators
    fields = {
        "Content-Type": answer.content_type if isinstance(answer, Page) else None,
        "Date": format_datetime(origin.date, usegmt=True) if origin.date else None,
        "Age": f"{origin.age:.0f}" if origin.age is not None else None,
        "Last-Modified": validators.last_modified,
        "ETag": validators.etag,
    }
    told = {
        "url": url,
        "at": at.isoformat(),
        "status": 200 if isinstance(answer, Page) else 304,
        "headers": {name: value for name, value in fields.items() if value},
        "body": text,
        **{name: value for name, value in known.items() if value},
    }
    return json.dumps(told, ensure_ascii=False)


def keep(directory: Path, source: Source, answer: Page | NotModified, text: str, at: datetime) -> Path:
    """Append an answer to the file of its source below a directory; return the file. Raises FetchError."""
    place = directory / f"{source.id}.jsonl"
    url = source.url or source.home_url or f"file:///{source.path}"
    hints = source.hints
    told = line(answer, text, url, at, zone=hints.zone, lang=hints.language, humanizer=hints.humanizer)
    try:
        directory.mkdir(parents=True, exist_ok=True)
        with place.open("a", encoding="utf-8", errors="replace") as file:
            file.write(told + "\n")
    except OSError as error:
        raise FetchError(f"What was fetched cannot be kept in {str(place)!r}: {error.strerror or error}.") from error
    return place

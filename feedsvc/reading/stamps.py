"""Times written for machines: ISO 8601 as sites really write it, RFC 5322, the date of JavaScript, Unix epochs."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from feedsvc.model.times import CivilDate, Expression, Grain, Instant, Mention, Role, Span, TimeOfDay

_ISO = re.compile(
    r"(?P<year>\d{4})(?:(?P<sep>[-/.]?)(?P<month>\d{2})(?:(?P=sep)(?P<day>\d{2}))?)?"
    r"(?:\s*[T ,]\s*(?P<hour>\d{1,2})[:.]?(?P<minute>\d{2})(?:[:.]?(?P<second>\d{2})(?:[.,]\d+)?)?"
    r"\s*(?P<offset>Z|UTC|GMT|[+\-−]\d{2}(?::?\d{2})?(?::\d{2})?)?(?:\s*\[[\w/+-]+\])?)?",
    re.ASCII | re.IGNORECASE,
)
_JAVASCRIPT = re.compile(
    r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d{2}) (\d{4}) (\d{2}:\d{2}:\d{2}) GMT([+-]\d{4})(?: \(.*\))?", re.ASCII
)
_EPOCH = re.compile(r"(\d{9,10}|\d{12,13})(?:\.\d+)?", re.ASCII)
_LONGEST = 80
_FIRST_EPOCH, _LAST_EPOCH = 700_000_000, 4_102_444_800  # 1992 to 2100: a number outside is not a moment of the web


def read(text: str, role: Role = Role.UNSTATED) -> Mention | None:
    """Return the moment or the civil date that a machine-readable value says, None for anything else."""
    value = " ".join(text.split())
    if not value or len(value) > _LONGEST:
        return None
    expression = _iso(value) or _epoch(value) or _internet(value)
    if expression is None:
        return None
    return Mention(text, 0, len(text), "", "und", "machine", expression, role=role)


def _iso(value: str) -> Expression | None:
    match = _ISO.fullmatch(value)
    if match is None or (match["month"] is None and len(value) != 4) or (match["sep"] == "" and match["day"] is None):
        return None
    if match["hour"] is None:
        return _civil(match, None)
    second = int(match["second"] or 0)
    start = int(match["hour"]) * 3600 + int(match["minute"]) * 60 + second
    if start >= 86_400 or int(match["minute"]) > 59 or second > 59 or match["day"] is None:
        return _civil(match, None)
    if match["offset"] is None:
        return _civil(match, TimeOfDay(start, start + (60 if match["second"] is None else 1)))
    return _instant(match, start)


def _civil(match: re.Match[str], time: TimeOfDay | None) -> CivilDate | None:
    year, month, day = (int(match[name]) if match[name] else None for name in ("year", "month", "day"))
    try:
        datetime(year or 1, month or 1, day or 1, tzinfo=UTC)
    except ValueError:
        return None
    return CivilDate(year, month, day, time)


def _instant(match: re.Match[str], start: int) -> Instant | None:
    try:
        midnight = datetime(int(match["year"]), int(match["month"]), int(match["day"]), tzinfo=UTC)
        at = midnight + timedelta(seconds=start) - _offset(match["offset"])
    except (ValueError, OverflowError):
        return None
    if match["second"] is None:
        return Instant(Span(at, at + timedelta(seconds=60)), Grain.MINUTE)
    return Instant(Span.instant(at), Grain.SECOND)


def _offset(text: str) -> timedelta:
    if text[0] not in "+-−":
        return timedelta(0)
    digits = re.sub(r"\D", "", text)
    minutes = int(digits[:2]) * 60 + int(digits[2:4] or 0)
    if minutes > 18 * 60:
        raise ValueError("no offset is that large")
    return timedelta(minutes=minutes if text[0] == "+" else -minutes)


def _epoch(value: str) -> Instant | None:
    match = _EPOCH.fullmatch(value)
    if match is None:
        return None
    digits = match[1]
    seconds = int(digits) / (1000 if len(digits) > 10 else 1)
    if not _FIRST_EPOCH <= seconds <= _LAST_EPOCH:
        return None
    return Instant(Span.instant(datetime.fromtimestamp(seconds, UTC)), Grain.SECOND)


def _internet(value: str) -> Expression | None:
    match = _JAVASCRIPT.fullmatch(value)
    if match is not None:
        value = f"{match[2]} {match[1]} {match[3]} {match[4]} {match[5]}"
    if not re.search(r"\d{1,2} [A-Z][a-z]{2} \d{4} \d", value):
        return None
    try:
        at = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError):
        return None
    if at.tzinfo is not None:
        return Instant(Span.instant(at), Grain.SECOND)
    start = at.hour * 3600 + at.minute * 60 + at.second
    return CivilDate(at.year, at.month, at.day, TimeOfDay(start, start + 1))

"""Conditional requests: whether what a client holds is still what it would get (RFC 9110 §13)."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import lru_cache

_ENTITY_TAG = re.compile(r'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")')
_LONGEST = 8_192
"""More of a field than this is not looked at."""


def matching(if_none_match: str | None, etags: Collection[str]) -> str | None:
    """Return the first of our entity tags that the field names, by weak comparison; any of them for ``*``."""
    if not if_none_match or not etags:
        return None
    if if_none_match in etags:
        return if_none_match
    if if_none_match.strip() == "*":
        return next(iter(etags))
    named = set(_ENTITY_TAG.findall(if_none_match[:_LONGEST]))
    return next((etag for etag in etags if etag in named), None)


def unmodified(if_modified_since: str | None, last_modified: datetime) -> bool:
    """Return whether the field names a moment that is not before the last change; garbage is ignored.

    ``last_modified`` is compared in whole seconds, the grain of HTTP dates.
    """
    since = _http_date(if_modified_since) if if_modified_since else None
    return since is not None and last_modified.replace(microsecond=0) <= since


def not_modified(
    if_none_match: str | None, if_modified_since: str | None, etags: Collection[str], last_modified: datetime
) -> bool:
    """Return whether a GET or HEAD is answered by 304: If-None-Match decides where it is given (§13.2.2)."""
    if if_none_match is not None:
        return matching(if_none_match, etags) is not None
    return unmodified(if_modified_since, last_modified)


def failed(
    if_match: str | None, if_unmodified_since: str | None, etags: Collection[str], last_modified: datetime
) -> bool:
    """Return whether a request is answered by 412: it is only meant for a version that is not the present one.

    If-Match wins (§13.2.2) and compares strongly; a date that is none is ignored.
    """
    if if_match is not None:
        strong = {match[1] for match in _ENTITY_TAG.finditer(if_match[:_LONGEST]) if not match[0].startswith("W/")}
        return if_match.strip() != "*" and strong.isdisjoint(etags)
    before = _http_date(if_unmodified_since) if if_unmodified_since else None
    return before is not None and last_modified.replace(microsecond=0) > before


def http_date(moment: datetime) -> str:
    """Return the moment as an IMF-fixdate (RFC 9110 §5.6.7)."""
    return format_datetime(moment.astimezone(UTC).replace(microsecond=0), usegmt=True)


@lru_cache(maxsize=4096)
def _http_date(field: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(field)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

"""Addresses of articles: what they say and when two of them are one."""

from __future__ import annotations

import re

from feedsvc.model.times import CivilDate, Mention
from feedsvc.reading import stamps

_DATE = re.compile(r"(?<!\d)((?:19|20)\d{2})([/-]?)(0?[1-9]|1[0-2])\2(0?[1-9]|[12]\d|3[01])(?!\d)", re.ASCII)


def date(url: str) -> Mention | None:
    """Return the civil date that an address holds ("/2026/01/10/"), None where it holds none."""
    match = _DATE.search(url)
    if match is None or (match[2] == "" and len(match[0]) != 8):
        return None
    mention = stamps.read(f"{match[1]}-{int(match[3]):02d}-{int(match[4]):02d}")
    if mention is None or not isinstance(mention.expression, CivilDate):
        return None
    return Mention(url, match.start(), match.end(), "", "und", "address", mention.expression)

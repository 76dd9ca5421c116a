"""Short texts and the times that they tell, each read once.

The same words stand on page after page ("2 ore fa"), and several strategies read the same line: reading is pure, so
what was read once is kept, a bounded number of texts in all.
"""

from __future__ import annotations

from datetime import tzinfo
from functools import lru_cache

from feedsvc import timex
from feedsvc.model.times import AgeBounds, Mention, Resolution, Span

MOST_KEPT = 16_384


@lru_cache(maxsize=MOST_KEPT)
def read_all(text: str, languages: tuple[str, ...], humanizer: str | None) -> tuple[Mention, ...]:
    """Return the times that a short text tells, left to right (``timex.read_all``)."""
    return timex.read_all(text, languages, humanizer=humanizer)


@lru_cache(maxsize=4096)
def age(mention: Mention, humanizer: str | None) -> AgeBounds | None:
    """Return the ages that a mention can mean (``timex.age``)."""
    return timex.age(mention, humanizer)


@lru_cache(maxsize=4096)
def resolve(
    mention: Mention, clock: Span | None, zone: tzinfo | None, humanizer: str | frozenset[str] | None
) -> Resolution | None:
    """Return what a mention means against a clock (``timex.resolve``); an archive says "3 mesi fa" a thousand times."""
    return timex.resolve(mention, clock, zone, humanizer=humanizer)

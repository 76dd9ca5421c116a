"""Words about time as pages print them: read them, and say which span they mean.

    read(text, languages) -> Mention | None         the time expression that a short text is or holds
    resolve(mention, clock, zone) -> Resolution     what it means against the moment at which the page was made
    rank(mentions) -> names                         which programs can have printed all of a page's words

Three layers, each cheaper and surer than the next: whole texts of known humanizers, a grammar over a language's words,
a scan in glued text. Nothing is returned unless the whole expression is understood. No text raises.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import timedelta, tzinfo
    from types import ModuleType

    from feedsvc.model.times import AgeBounds, Elapsed, Mention, Resolution, Span

__all__ = [
    "age",
    "humanizers",
    "is_humanizer",
    "languages",
    "length",
    "nearest_humanizers",
    "rank",
    "read",
    "read_all",
    "resolve",
]


@cache
def _reader() -> ModuleType:
    """Return the reader, imported on first use: importing the package costs next to nothing."""
    return import_module("feedsvc.timex.reader")


def read(text: str, languages: Sequence[str] = (), *, humanizer: str | None = None) -> Mention | None:
    """Return the time expression that a short text is, or holds beside a label or glued to other words.

    ``languages`` are BCP 47 tags, tried in order and then English; none given means unknown, and the answer has its
    language or is None where languages disagree. A text much longer than a phrase is not read.
    """
    found: Mention | None = _reader().read(text, tuple(languages), humanizer)
    return found


def read_all(text: str, languages: Sequence[str] = (), *, humanizer: str | None = None) -> tuple[Mention, ...]:
    """Return all time expressions of one short text, left to right, none overlapping another."""
    found: tuple[Mention, ...] = _reader().read_all(text, tuple(languages), humanizer)
    return found


def age(mention: Mention, humanizer: str | None = None) -> AgeBounds | None:
    """Return the hull of the ages that a mention can mean whatever the clock shows, None for dates and instants.

    Of a known ``humanizer`` its own bounds; of one that does not print such words, as of none, the hull over all.
    """
    from feedsvc.timex.ages_of import hull

    return hull(mention, humanizer)


def length(elapsed: Elapsed) -> timedelta:
    """Return an elapsed time where no calendar is at hand: its months at their mean length, 30.436875 days."""
    from feedsvc.timex.ages_of import length as mean_length

    return mean_length(elapsed)


def resolve(
    mention: Mention, clock: Span | None, zone: tzinfo | None, *, humanizer: str | frozenset[str] | None = None
) -> Resolution | None:
    """Return what a mention means when the page's clock and zone are these; None where that cannot be said.

    A zone of None, where one is needed, widens the span to every offset on Earth, and the rule says so. ``humanizer``
    is a name, or the dialects that remain possible.
    """
    from feedsvc.timex.resolution import resolve as resolve_mention

    return resolve_mention(mention, clock, zone, humanizer=humanizer)


def rank(mentions: Iterable[Mention]) -> tuple[str, ...]:
    """Return the humanizers that can have printed all of a page's ages, most likely first.

    Feed it the mentions of several visits to narrow it. What no dialect explains together is ranked by the share
    that each explains. Empty where no mention names a humanizer.
    """
    from feedsvc.timex.dialects import rank as rank_dialects

    return rank_dialects(mentions)


def humanizers() -> tuple[str, ...]:
    """Return the names of all known humanizers, "<lib>/<option>", in order of the alphabet."""
    from feedsvc.timex.laws import dialects

    return dialects().names


def is_humanizer(name: str) -> bool:
    """Return whether a name means a humanizer: "moment", "moment/fromNow", "moment fromNow", in any case."""
    from feedsvc.timex.laws import named

    return bool(named(name))


def nearest_humanizers(name: str) -> tuple[str, ...]:
    """Return at most three names that are spelled like one that means no humanizer, the nearest first."""
    from feedsvc.timex.laws import nearest

    return nearest(name)


def languages() -> tuple[str, ...]:
    """Return the languages that can be read at least by template, as BCP 47 primary subtags."""
    from feedsvc.timex.templates import languages as tags

    return tags()

"""What a site's texts and their contradictions teach of the program that prints them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from math import ceil
from zoneinfo import ZoneInfo

from feedsvc.merge import ages
from feedsvc.merge.ages import Said
from feedsvc.model.entries import History, Source
from feedsvc.model.pages import Reading
from feedsvc.model.times import Span
from feedsvc.model.visits import Learnt
from feedsvc.timex.laws import named

_LEAST_CONTRADICTED = 2
_SHARE_CONTRADICTED = 0.1
_SHARE_AGREED = 0.9
_ENOUGH_EXPLAINED = 10
_SAME = timedelta(seconds=4)
_SAME_SHARE = 0.05
"""Programs that round alike differ in which way they turn at the half, and in what they round first."""

_CLOCKS = {
    "en": ("America/New_York", "Europe/London", "Australia/Sydney"),
    "en-ca": ("America/Toronto",),
    "en-gb": ("Europe/London",),
    "en-ie": ("Europe/Dublin",),
    "en-au": ("Australia/Sydney",),
    "en-nz": ("Pacific/Auckland",),
    "en-us": ("America/New_York",),
    "fr-ca": ("America/Toronto",),
    "pt": ("Europe/Lisbon",),
    "it": ("Europe/Rome",),
    "de": ("Europe/Berlin",),
    "fr": ("Europe/Paris",),
    "es": ("Europe/Madrid",),
    "nl": ("Europe/Amsterdam",),
    "pl": ("Europe/Warsaw",),
    "cs": ("Europe/Prague",),
    "hu": ("Europe/Budapest",),
    "sv": ("Europe/Stockholm",),
    "da": ("Europe/Copenhagen",),
    "nb": ("Europe/Oslo",),
    "no": ("Europe/Oslo",),
    "fi": ("Europe/Helsinki",),
    "el": ("Europe/Athens",),
    "ro": ("Europe/Bucharest",),
    "bg": ("Europe/Sofia",),
    "hr": ("Europe/Zagreb",),
    "sk": ("Europe/Bratislava",),
    "sl": ("Europe/Ljubljana",),
    "uk": ("Europe/Kyiv",),
    "he": ("Asia/Jerusalem",),
}
"""The zones with a summer time in which most pages of a language are made, the most populous first."""
_AMERICA = ("America/Chicago", "America/Denver", "America/Los_Angeles")
_NEIGHBOURS = {
    "America/New_York": _AMERICA,
    "America/Toronto": ("America/Halifax", "America/Winnipeg", "America/Edmonton", "America/Vancouver"),
}
"""The zones that change their clocks on the same day in the same country, hours apart."""
_LOOK_BACK = timedelta(days=31)
"""Longer ages are told in units that an hour does not show in."""


def given(source: Source, learnt: Learnt) -> frozenset[str]:
    """Return the humanizers to begin with: the operator's word, else what is left from earlier visits; () is all."""
    if source.hints.humanizer:
        names = named(source.hints.humanizer)
        return names.union(map(ages.elapsed, names))
    return frozenset(learnt.humanizers)


def remaining(before: frozenset[str], histories: Iterable[History]) -> frozenset[str]:
    """Return the humanizers that the articles of a page leave possible.

    One is ruled out when it contradicts itself on more articles than the best does, by a margin for pages on which a
    few times are wrong under any: blocks cached apart, articles published again.
    """
    told = _told(histories)
    margin = max(_LEAST_CONTRADICTED, ceil(len(told) * _SHARE_CONTRADICTED))
    return _least_contradicted(before, told, margin)


def likeliest(before: frozenset[str], histories: Iterable[History]) -> frozenset[str]:
    """Return the humanizers that the articles of a page contradict least: enough to act on, not to believe."""
    return _least_contradicted(before, _told(histories), 1)


def expected(left: frozenset[str], reading: Reading) -> frozenset[str]:
    """Return the humanizers that remain possible of the program that made the page, none where it does not show."""
    names = frozenset(reading.expected)
    return left & names.union(map(ages.elapsed, names))


def candidates(left: frozenset[str], likely: frozenset[str], histories: Iterable[History]) -> frozenset[str]:
    """Return the humanizers among which the site's own is, to be named if they mean the same.

    Where the ``likely`` ones explain every article, and articles enough, one that is contradicted once is none: no odd
    time of a page fits all others. It is not ruled out by that: spans go on to hold what it means.
    """
    told = _told(histories)
    return likely if len(told) >= _ENOUGH_EXPLAINED and all(likely <= names for names in told) else left


def _told(histories: Iterable[History]) -> list[frozenset[str]]:
    """Return the humanizers that each article leaves possible, of those that tell any."""
    return [names for history in histories if (names := ages.alive(history))]


def _least_contradicted(before: frozenset[str], told: Sequence[frozenset[str]], margin: int) -> frozenset[str]:
    known = before or frozenset().union(*told)
    against = Counter({name: sum(name not in names for names in told) for name in known})
    if not told or not against:
        return before
    least = min(against.values())
    return frozenset(name for name, count in against.items() if count - least < margin)


def taught(
    source: Source,
    learnt: Learnt,
    reading: Reading,
    left: frozenset[str],
    likely: frozenset[str],
    told: Iterable[Said | None],
) -> Learnt:
    """Return what is known of a site after a visit that leaves these humanizers, and takes these for its candidates."""
    ranked = tuple(sorted(left, key=lambda name: _rank(name, reading.humanizers)))
    if source.hints.humanizer:
        ranked = learnt.humanizers
    return replace(
        learnt,
        humanizers=ranked,
        humanizer=_learnt(learnt, [name for name in ranked if name in likely], _agreed(likely, told)),
        zone=source.hints.zone or learnt.zone or reading.zone,
        language=learnt.language or reading.language,
    )


def wall(language: str | None, at: datetime) -> tuple[ZoneInfo, ...]:
    """Return the zones of the country in which a site in a language is made, of several that which changed clocks last.

    Only ever one of two hypotheses, since it matters for nothing but an hour of summer time.
    """
    tag = (language or "").replace("_", "-").lower()
    zones = [ZoneInfo(name) for name in _CLOCKS.get(tag) or _CLOCKS.get(tag.partition("-")[0], ())]
    last = min(zones, key=lambda zone: _since_change(zone, at), default=None)
    if last is None:
        return ()
    lately = _since_change(last, at) < _LOOK_BACK.days
    return (last, *map(ZoneInfo, _NEIGHBOURS.get(last.key, ()) if lately else ()))


def _since_change(zone: ZoneInfo, at: datetime) -> int:
    """Return how many whole days before an instant a zone's clocks were changed, as far back as it matters."""
    now = at.astimezone(zone).utcoffset()
    days = range(_LOOK_BACK.days)
    return next((n for n in days if (at - timedelta(days=n + 1)).astimezone(zone).utcoffset() != now), len(days))


def _rank(name: str, ranking: Sequence[str]) -> tuple[int, str]:
    printed = ages.plain(name)
    return (ranking.index(printed) if printed in ranking else len(ranking), name)


def _learnt(before: Learnt, ranked: Sequence[str], agreed: bool | None) -> str | None:  # noqa: FBT001 - a verdict
    if agreed is None:
        return before.humanizer
    return ages.plain(ranked[0]) if ranked and agreed else None


def _agreed(names: frozenset[str], told: Iterable[Said | None]) -> bool | None:
    """Return whether the humanizers that are left mean the same by nearly all that a page says: then it is learnt.

    None where a page says nothing that they mean.
    """
    ages_told = [age for said in told if said for age in said.ages]
    spans = [[meaning.span for meaning in age if not names.isdisjoint(meaning.humanizers)] for age in ages_told]
    judged = [same for same in spans if same]
    return sum(map(_is_one, judged)) >= len(judged) * _SHARE_AGREED if judged else None


def _is_one(spans: Sequence[Span]) -> bool:
    """Return whether spans differ by less than anybody would notice."""
    earliest, latest = [span.earliest for span in spans], [span.latest for span in spans]
    apart = max(max(earliest) - min(earliest), max(latest) - min(latest))
    return apart <= max(_SAME, min(span.width for span in spans) * _SAME_SHARE)

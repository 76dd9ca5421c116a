"""Which of the times that cards show count: those that a tag or class vouches for, or that a list repeats in order."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import pairwise

from feedsvc import timex
from feedsvc.model.times import Age, CivilDate, ClockTime, Mention
from feedsvc.reading import timetexts
from feedsvc.reading.teasertimes import Shown

_LEAST_REPEATED = 3


def supported(cards: Iterable[list[Shown]]) -> list[list[Shown]]:
    """Drop what has no support: forms without direction that neither a tag nor a repeating list vouches for."""
    lists = list(cards)
    places = Counter(path for shown in lists for path in {s.path for s in shown})
    unsorted = _unsorted(lists)
    return [
        [
            s
            for s in shown
            if _stands(s, places[s.path] >= _LEAST_REPEATED)
            and not (s.path in unsorted and not s.supported)
            and not (_is_vague(s) and any(_is_dated(other) for other in shown))
            and not (s.unsure and any(_is_dated(other) and _is_line(other) for other in shown))
        ]
        for shown in lists
    ]


def _is_vague(shown: Shown) -> bool:
    """Whether a form without direction stands where nothing speaks of time: beside a date, a length of reading."""
    mention = shown.said.mention
    return mention is not None and mention.needs_support and not shown.supported


def _is_dated(shown: Shown) -> bool:
    return shown.said.mention is not None and not shown.said.mention.needs_support


def _is_line(shown: Shown) -> bool:
    """Whether a whole date stands in one text: a badge beside it only repeats it."""
    said = shown.said.mention.expression if shown.said.mention is not None else None
    is_text = shown.said.source == "text" and not shown.unsure
    return is_text and isinstance(said, CivilDate) and said.day is not None and said.month is not None


def _unsorted(lists: list[list[Shown]]) -> frozenset[tuple[str, str]]:
    """Return the places whose clock times or undirected ages stand in no order: lengths, scores, opening hours."""
    starts: dict[tuple[str, str], list[int]] = defaultdict(list)
    for shown in lists:
        for one in shown:
            length = _length(one.said.mention) if one.said.mention is not None else None
            if length is not None:
                starts[one.path].append(length)
    return frozenset(path for path, seen in starts.items() if _turns(seen) * 2 > max(len(seen) - 2, 2))


def _length(mention: Mention) -> int | None:
    """Return the seconds that a bare clock time or an age without direction counts."""
    said = mention.expression
    if isinstance(said, ClockTime):
        return said.time.start
    if isinstance(said, Age) and mention.needs_support and (bounds := timetexts.age(mention, None)):
        return int(timex.length(bounds.youngest).total_seconds())
    return None


def _turns(values: list[int]) -> int:
    """Return how often a series changes between rising and falling."""
    steps = [b > a for a, b in pairwise(values) if a != b]
    return sum(a != b for a, b in pairwise(steps))


def _stands(shown: Shown, repeated: bool) -> bool:  # noqa: FBT001
    mention = shown.said.mention
    if shown.unsure and not shown.supported and not repeated:
        return False
    return mention is None or not mention.needs_support or repeated

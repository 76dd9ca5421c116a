"""What a site's texts and their contradictions teach of the program that prints them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from math import ceil

from feedsvc.merge import ages
from feedsvc.model.entries import History, Source
from feedsvc.model.pages import Reading
from feedsvc.model.visits import Learnt
from feedsvc.timex.laws import named

_LEAST_CONTRADICTED = 2
_SHARE_CONTRADICTED = 0.15
_SHARE_AGREED = 0.9
_SAME = timedelta(seconds=2)
"""Programs that round alike differ by a second in which way they turn at the half."""


def given(source: Source, learnt: Learnt) -> frozenset[str]:
    """Return the humanizers to begin with: the operator's word, else what is left from earlier visits; () is all."""
    if source.hints.humanizer:
        return named(source.hints.humanizer)
    return frozenset(learnt.humanizers)


def remaining(before: frozenset[str], histories: Iterable[History]) -> frozenset[str]:
    """Return the humanizers that the articles of a page leave possible.

    One is ruled out when it contradicts itself on more articles than the best does, by a margin for pages on which a
    few times are wrong under any: blocks cached apart, articles published again.
    """
    told = [names for history in histories if (names := ages.alive(history))]
    known = before or frozenset().union(*told)
    against = Counter({name: sum(name not in names for names in told) for name in known})
    if not told or not against:
        return before
    least = min(against.values())
    margin = max(_LEAST_CONTRADICTED, ceil(len(told) * _SHARE_CONTRADICTED))
    return frozenset(name for name, count in against.items() if count - least < margin)


def taught(
    source: Source, learnt: Learnt, reading: Reading, left: frozenset[str], histories: Sequence[History]
) -> Learnt:
    """Return what is known of a site after a visit that leaves these humanizers."""
    ranked = tuple(sorted(left, key=lambda name: _rank(name, reading.humanizers)))
    if source.hints.humanizer:
        ranked = learnt.humanizers
    return replace(
        learnt,
        humanizers=ranked,
        humanizer=ranked[0] if ranked and _agree(ranked, histories) else None,
        zone=learnt.zone or reading.zone,
        language=learnt.language or reading.language,
    )


def _rank(name: str, ranking: Sequence[str]) -> tuple[int, str]:
    return (ranking.index(name) if name in ranking else len(ranking), name)


def _agree(names: Iterable[str], histories: Iterable[History]) -> bool:
    """Return whether the humanizers that are left mean the same by nearly all that the page says: then it is learnt."""
    wanted = frozenset(names)
    told = [h for history in histories if (h := ages.restricted(history, wanted)).hypotheses]
    agreed = sum(_spread(history) <= _SAME for history in told)
    return bool(told) and agreed >= len(told) * _SHARE_AGREED


def _spread(history: History) -> timedelta:
    """Return how far apart the ends lie that different humanizers give."""
    earliest = [h.span.earliest for h in history.hypotheses]
    latest = [h.span.latest for h in history.hypotheses]
    return max(max(earliest) - min(earliest), max(latest) - min(latest))

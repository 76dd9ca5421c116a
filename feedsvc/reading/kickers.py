"""Lines above titles that are no sections: each article has its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from feedsvc.reading.cards import Card
from feedsvc.reading.sectionnames import fold
from feedsvc.reading.sections import Named

_LEAST = 6
"""So many articles with a line above the title tell whether lines repeat."""
_VARIED = 0.5
"""More different lines than this share of the articles that have one, and more phrases than this share of the lines:
they are written for each article. Sections that differ from card to card are single words mostly."""
_REPEATED = 3.4
"""What a line that repeats among varied ones is worth: a subject, less sure than the address below a section."""


def without(placed: Sequence[Card], labels: Sequence[tuple[Named, ...]]) -> list[tuple[Named, ...]]:
    """Return each card's labels without the lines that only one article has, where a page's lines vary."""
    under: dict[str, set[str]] = defaultdict(set)
    for card, named in zip(placed, labels, strict=True):
        for one in named:
            if one.is_line:
                under[fold(one.name)].add(card.key)
    lined = len({key for keys in under.values() for key in keys})
    phrases = sum(" " in line for line in under)
    if lined < _LEAST or len(under) <= _VARIED * lined or phrases <= _VARIED * len(under):
        return list(labels)
    return [
        tuple(
            replace(one, weight=min(one.weight, _REPEATED)) if one.is_line else one
            for one in named
            if not one.is_line or len(under[fold(one.name)]) > 1
        )
        for named in labels
    ]

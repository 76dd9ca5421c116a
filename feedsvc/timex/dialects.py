"""Which humanizer printed a page: what each mention allows, over a page and over visits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from feedsvc.model.times import Age, Mention
from feedsvc.timex.laws import named, weight


def rank(mentions: Iterable[Mention]) -> tuple[str, ...]:
    """Return the humanizers that printed most of the mentions, likelier ones first among equals.

    Only dialects that explain as many mentions as the best one remain: "24 ore fa" leaves none that cuts down to
    whole hours, "un mese fa" none that writes a digit. Equal texts count once, however often a page repeats them.
    """
    told = {mention.text[mention.start : mention.end]: mention.humanizers for mention in mentions}
    votes = Counter(name for names in told.values() for name in names)
    most = max(votes.values(), default=0)
    return ordered(name for name, count in votes.items() if count == most)


def ordered(names: Iterable[str]) -> tuple[str, ...]:
    """Return dialects with those first that print most pages, by the alphabet among equals."""
    return tuple(sorted(names, key=_place))


@lru_cache(maxsize=1024)
def _place(name: str) -> tuple[float, str]:
    return -weight((name,)), name


@dataclass(frozen=True, slots=True)
class Printer:
    """Dialects that mean the same by all ages of a page: one hypothesis of who printed it.

    ``meanings`` holds, for each age in the order given, the places of its bounds that count. No names: words that no
    known program prints mean the same whoever printed the rest.
    """

    humanizers: tuple[str, ...]
    meanings: tuple[tuple[int, ...], ...]


ODD = 0.05
"""One text among more than twenty does not decide who printed the rest."""


def printers(ages: Sequence[Age], humanizer: str | None = None, *, odd: float = ODD) -> tuple[Printer, ...]:
    """Return the hypotheses of which one program printed all of a block's ages, or nearly as many as any can.

    ``ages`` are of different texts. A dialect is left out where another prints all that it prints and more, by more
    than the share of the others that may be ``odd``. What a dialect does not print another
    program or a person did, so it means all that it can mean; words that people use as well ("ieri") tell no program.
    A known ``humanizer`` leaves its own dialects only. Linear in ages times dialects; never empty.
    """
    by_nobody = [_by_nobody(age) for age in ages]
    sure = [at for at, spoken in enumerate(by_nobody) if not spoken]
    groups: dict[tuple[tuple[int, ...], ...], list[str]] = {}
    for name, own in _own(ages, humanizer).items() if sure else ():
        groups.setdefault(tuple(own), []).append(name)
    printed = {own: frozenset(at for at in sure if own[at]) for own in groups}
    spare = int(odd * max(0, len(sure) - 1))
    wholes = {
        each
        for each in printed.values()
        if not any(each < other and len(other) - len(each) > spare for other in printed.values())
    }
    kept = [own for own, those in printed.items() if those in wholes] or [((),) * len(ages)]
    return tuple(
        Printer(
            ordered(groups.get(own, ())),
            tuple(
                places + spoken if places else tuple(range(len(age.bounds)))
                for places, spoken, age in zip(own, by_nobody, ages, strict=True)
            ),
        )
        for own in kept
    )


def _own(ages: Sequence[Age], humanizer: str | None) -> dict[str, list[tuple[int, ...]]]:
    """Return for each dialect the places of its own bounds in each age."""
    chosen = named(humanizer) if humanizer is not None else None
    found: dict[str, list[tuple[int, ...]]] = {}
    for at, age in enumerate(ages):
        for place, bounds in enumerate(age.bounds):
            for name in bounds.humanizers:
                if chosen is None or name in chosen:
                    own = found.setdefault(name, [()] * len(ages))
                    own[at] = (*own[at], place)
    return found


def _by_nobody(age: Age) -> tuple[int, ...]:
    """Return the places of the bounds that no program has: what a person means by the words."""
    return tuple(place for place, bounds in enumerate(age.bounds) if not bounds.humanizers)

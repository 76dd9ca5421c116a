"""Whole texts that a known humanizer prints, in each language: one look in a table.

A template is a folded text with ``#`` for each number ("# minuti fa"). A language's templates are read on first use.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files

from feedsvc.model.times import Age
from feedsvc.timex.laws import mean_seconds
from feedsvc.timex.meanings import Match, meaning, together

_NUMBER = re.compile("[0-9]+")
_SPOKEN = ("en", "zh", "es", "ar", "hi", "pt", "fr", "ru", "de", "ja", "id", "it", "tr", "vi", "ko", "pl", "uk", "nl")
"""Languages of the web, the most written first: which one a text is in that several could have printed."""


_MOST = 0.9
"""The share of the languages that print a text which have to agree on it; the others' abbreviations do not count."""


@cache
def languages() -> tuple[str, ...]:
    """Return the languages that have templates, as BCP 47 primary subtags."""
    tables = files("feedsvc.timex").joinpath("tables")
    return tuple(sorted(f.name[:-4] for f in tables.iterdir() if f.name.endswith(".tsv")))


@cache
def table(language: str) -> dict[str, int]:
    """Return one language's templates with the number of the set that says what each means; empty if unknown."""
    if language not in languages():
        return {}
    text = files("feedsvc.timex").joinpath("tables", f"{language}.tsv").read_text(encoding="utf-8")
    lines = (line.rpartition("\t") for line in text.splitlines())
    return {template: int(number) for template, _, number in lines}


def lookup(folded: str, language: str) -> Match | None:
    """Return what a folded text means if it is, as a whole, what a humanizer prints in this language."""
    number = None if "#" in folded else table(language).get(_NUMBER.sub("#", folded))
    return None if number is None else meaning(number, tuple(_NUMBER.findall(folded)), folded.count(" ") + 1)


@cache
def everywhere() -> dict[str, tuple[tuple[str, int], ...]]:
    """Return all languages' templates in one table, the most written languages first."""
    found: dict[str, tuple[tuple[str, int], ...]] = {}
    for language in dict.fromkeys((*_SPOKEN, *languages())):
        for template, number in table(language).items():
            found[template] = (*found.get(template, ()), (language, number))
    return found


def anywhere(folded: str) -> tuple[str, Match] | None:
    """Return what a text means where its language is not known, None where no language prints it or they disagree.

    That is what all say together of those languages that share an age, as long as few others disagree. The language is
    the first of them.
    """
    entries = _entries(folded)
    return _shared(entries, tuple(_NUMBER.findall(folded)), folded.count(" ") + 1) if entries else None


def is_disputed(folded: str) -> bool:
    """Return whether languages print a text as times that exclude each other."""
    digits, words = tuple(_NUMBER.findall(folded)), folded.count(" ") + 1
    said = any(meaning(number, digits, words) for _, number in _entries(folded))
    return said and anywhere(folded) is None


def _entries(folded: str) -> tuple[tuple[str, int], ...]:
    return () if "#" in folded else everywhere().get(_NUMBER.sub("#", folded), ())


@lru_cache(maxsize=4096)
def _shared(entries: tuple[tuple[str, int], ...], digits: tuple[str, ...], words: int) -> tuple[str, Match] | None:
    found = [(language, number, m) for language, number in entries if (m := meaning(number, digits, words))]
    agreeing = max(([o for o in found if _agree(one[2], o[2])] for one in _distinct(found)), key=len, default=[])
    if not agreeing or len(agreeing) < _MOST * len(found):
        return None
    return agreeing[0][0], together(tuple(number for _, number, _ in agreeing), digits, words)


def _distinct(found: list[tuple[str, int, Match]]) -> Iterable[tuple[str, int, Match]]:
    """Return one reading for each set: languages that share a set agree with the same others."""
    return {number: (language, number, match) for language, number, match in reversed(found)}.values()


def _agree(one: Match, other: Match) -> bool:
    """Return whether two readings of one text share an age."""
    if one is other:
        return True
    if not isinstance(one.expression, Age) or not isinstance(other.expression, Age):
        return one.expression == other.expression
    (youngest, oldest), (other_youngest, other_oldest) = _hull(one.expression), _hull(other.expression)
    return youngest < other_oldest and other_youngest < oldest


def _hull(age: Age) -> tuple[float, float]:
    return min(mean_seconds(b.youngest) for b in age.bounds), max(mean_seconds(b.oldest) for b in age.bounds)

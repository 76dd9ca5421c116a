"""Whole texts that a known humanizer prints, in each language: one look in a table.

A template is a folded text with ``#`` for each number ("# minuti fa"). A language's templates are read on first use.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from feedsvc.model.times import Age
from feedsvc.timex.laws import mean_seconds
from feedsvc.timex.meanings import Match, meaning

_NUMBER = re.compile("[0-9]+")
_SPOKEN = ("en", "zh", "es", "ar", "hi", "pt", "fr", "ru", "de", "ja", "id", "it", "tr", "vi", "ko", "pl", "uk", "nl")
"""Languages of the web, the most written first: which one a text is in that several could have printed."""


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


def anywhere(folded: str) -> tuple[tuple[str, Match], ...]:
    """Return what a text means in every language that prints it; nothing where two of them exclude each other."""
    entries = () if "#" in folded else everywhere().get(_NUMBER.sub("#", folded), ())
    digits = tuple(_NUMBER.findall(folded))
    words = folded.count(" ") + 1
    found = tuple((language, match) for language, number in entries if (match := meaning(number, digits, words)))
    return found if all(_agree(found[0][1], other) for _, other in found[1:]) else ()


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

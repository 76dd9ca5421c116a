"""Reads amounts of time: numbers in digits and words, halves, chains of units."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from feedsvc.model.times import Grain
from feedsvc.timex.lexicon import Kind
from feedsvc.timex.words import Words

_DIGITS = re.compile(r"(\d{1,4})(?:[.,](\d)(?!\d))?( ?\+)?(?!\d)")


@dataclass(frozen=True, slots=True)
class Number:
    """A number as printed: ``low`` and ``high`` are the same except for "a few"; ``digits`` says how it was written."""

    low: float
    high: float
    digits: bool = False
    open_ended: bool = False

    @property
    def plain(self) -> bool:
        """Whether it is one whole number, as a program prints it."""
        return self.low == self.high and not self.low % 1 and not self.open_ended


@dataclass(frozen=True, slots=True)
class Amount:
    """So many units; ``past`` where the unit's own form looks back ("órája")."""

    number: Number
    grain: Grain
    past: bool = False


Chain = tuple[Amount, ...]


def _digits(words: Words, at: int) -> tuple[Number, int] | None:
    match = _DIGITS.match(words.text, at)
    if not match:
        return None
    value = float(f"{match[1]}.{match[2] or 0}")
    return Number(value, value, digits=True, open_ended=bool(match[3])), words.blank(match.end())


def _combine(first: float, second: float) -> float | None:
    """Return twenty and five as 25, three and ten (三十) as 30, ten and two as 12; None for what is no number."""
    if second == 10 and 2 <= first <= 9:
        return first * 10
    if first % 10 == 0 and 10 <= first <= 90 and 1 <= second <= 9:
        return first + second
    return None


def _worded(words: Words, at: int) -> tuple[Number, int] | None:
    found = words.one(at, Kind.NUMBER)
    if not found:
        return None
    value, end = found
    while following := _following(words, end, value):
        value, end = following
    return Number(value, value), end


def _following(words: Words, at: int, value: float) -> tuple[float, int] | None:
    at += words.text[at : at + 1] == "-"
    for start in {at, words.skip(at, Kind.AND)}:
        found = words.one(start, Kind.NUMBER)
        if found and (total := _combine(value, found[0])):
            return total, found[1]
    return None


def number(words: Words, at: int) -> tuple[Number, int] | None:
    """Return a number in digits or words, or "a few", with the offset behind it."""
    some = words.one(at, Kind.SOME)
    found = _digits(words, at) or _worded(words, at)
    if some and (not found or some[1] > found[1]):
        return Number(2, 9), some[1]
    return found


def _unit(words: Words, at: int) -> Iterator[tuple[Grain, bool, int]]:
    for kind, value, end in words.at(at):
        if kind is Kind.UNIT or kind is Kind.PAST_UNIT:
            yield value, kind is Kind.PAST_UNIT, words.past(end)


def _plus_half(words: Words, at: int, count: Number) -> tuple[Number, int]:
    """Return the count with "and a half" added, where it follows the unit."""
    start = words.skip(at, Kind.AND)
    found = words.one(start, Kind.NUMBER)
    if found and found[0] in {0.25, 0.5, 0.75} and not any(_unit(words, found[1])):
        return Number(count.low + found[0], count.high + found[0], count.digits), found[1]
    return count, at


def _and_half(words: Words, at: int, count: Number) -> tuple[Number, int]:
    """Return the count with a half added that follows it: "one and a half", "一个半"."""
    start = words.skip(at, Kind.AND)
    half = words.one(start, Kind.NUMBER)
    tied = start > at or words.text[at - 1 : at] != " "
    if half and half[0] == 0.5 and count.low >= 1 and tied:
        return Number(count.low + 0.5, count.high + 0.5, count.digits), half[1]
    return count, at


def _counted(words: Words, at: int) -> Iterator[tuple[Amount, int]]:
    """Yield a number with its unit: "3 ore", "un'ora e mezza", "一个半小时"."""
    found = number(words, at)
    if not found:
        return
    count, end = found
    count, end = _and_half(words, end, count)
    yield from _doubled(words, end, count)
    for start in dict.fromkeys((end, words.skip(end, Kind.OF))):
        for grain, past, behind in _unit(words, start):
            if count.low % 1 and words.text[start : behind + 1].strip(" .") == "m":
                continue  # "2.4M" are millions
            total, behind = _plus_half(words, behind, count)
            yield Amount(total, grain, past), behind


def _counted_behind(words: Words, at: int) -> Iterator[tuple[Amount, int]]:
    """Yield a unit with its number behind it ("Dakika 5", "පැය 3")."""
    for grain, past, end in _unit(words, at):
        if found := number(words, end):
            yield Amount(found[0], grain, past), found[1]


def _doubled(words: Words, at: int, count: Number) -> Iterator[tuple[Amount, int]]:
    """Yield an amount whose number is said twice ("2 ساعتين")."""
    for (value, grain), end in words.all(at, Kind.QUANTITY):
        if value == count.low == count.high:
            yield Amount(count, grain), end


def _uncounted(words: Words, at: int) -> Iterator[tuple[Amount, int]]:
    """Yield an amount in one phrase ("mezz'ora", "ساعتين"), and a bare unit where the language means one by it."""
    for kind, value, end in words.at(at):
        if kind is Kind.QUANTITY:
            yield Amount(Number(value[0], value[0]), value[1]), words.past(end)
    if not words.lexicon.bare_units:
        yield from _and_a_half(words, at)
    else:
        for grain, past, behind in _unit(words, at):
            one = words.one(behind, Kind.NUMBER)
            if one and one[0] == 1:  # "ساعة واحدة"
                yield Amount(Number(1, 1), grain, past), one[1]
            total, behind = _plus_half(words, behind, Number(1, 1))
            yield Amount(total, grain, past), behind


def _and_a_half(words: Words, at: int) -> Iterator[tuple[Amount, int]]:
    """Yield a unit of which there is one and a half ("hora y media")."""
    for grain, past, end in _unit(words, at):
        total, behind = _plus_half(words, end, Number(1, 1))
        if total.low > 1:
            yield Amount(total, grain, past), behind


def amount(words: Words, at: int) -> Iterator[tuple[Amount, int]]:
    """Yield each amount that can be read here with the offset behind it."""
    yield from _counted(words, at)
    if words.lexicon.units_lead:
        yield from _counted_behind(words, at)
    yield from _uncounted(words, at)


def _joined(words: Words, at: int) -> int:
    comma = words.blank(at + 1) if words.text[at : at + 1] == "," else at
    return words.skip(comma, Kind.AND)


def chain(words: Words, at: int, below: Grain | None = None) -> Iterator[tuple[Chain, int]]:
    """Yield chains of ever smaller units ("1 ora e 5 minuti"), all ``below`` one, the longest first."""
    for first, end in amount(words, at):
        if below is not None and first.grain >= below:
            continue
        if first.number.high == first.number.low:
            for rest, behind in chain(words, _joined(words, end), first.grain):
                yield (first, *rest), behind
        if minutes := _tail_minutes(words, first, end):
            yield minutes
        yield (first,), end


_TAIL = re.compile(r"([0-5]\d)(?!\d)")


def _tail_minutes(words: Words, hours: Amount, at: int) -> tuple[Chain, int] | None:
    """Read the minutes of "1h05"."""
    match = _TAIL.match(words.text, at)
    if not match or hours.grain is not Grain.HOUR or not hours.number.digits:
        return None
    minutes = float(match[1])
    return (hours, Amount(Number(minutes, minutes, digits=True), Grain.MINUTE)), words.blank(match.end())

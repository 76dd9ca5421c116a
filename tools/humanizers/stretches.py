"""Finds the ages between which a humanizer's text changes; stands alone, since it also runs beside the libraries."""

from __future__ import annotations

from collections.abc import Callable, Sequence

Print = Callable[[int], str]
Stretch = tuple[int, int, str]
DAY = 86400


def grid() -> list[int]:
    """Return the ages, 0 s to 21 years, between which no known humanizer changes its text and changes it back."""
    steps = ((180, 1), (7200, 20), (3 * DAY, 900), (62 * DAY, 21600), (800 * DAY, DAY), (21 * 366 * DAY, 7 * DAY))
    ages = [0]
    for until, step in steps:
        ages.extend(range(ages[-1] + step, until + 1, step))
    return ages


def stretches(text_at: Print, ages: Sequence[int]) -> list[Stretch]:
    """Return ``(lo, hi, text)`` for every run of ages with one text, both ends included, by bisection."""
    found: list[Stretch] = []
    start = at = ages[0]
    for age in ages[1:]:
        while text_at(at) != text_at(age):
            last = _last_of(text_at, at, age)
            found.append((start, last, text_at(start)))
            start = at = last + 1
        at = age
    return [*found, (start, ages[-1], text_at(start))]


def _last_of(text_at: Print, low: int, high: int) -> int:
    text = text_at(low)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if text_at(middle) == text else (low, middle)
    return low


def retold(known: Sequence[Stretch], text_at: Print, ages: Sequence[int]) -> list[Stretch]:
    """Return the same stretches in other words; found anew where a text is not constant within one of them."""
    told: list[Stretch] = []
    for low, high, _ in known:
        text = text_at(low)
        if text_at(high) != text or text_at((low + high) // 2) != text:
            return stretches(text_at, ages)
        if told and told[-1][2] == text:
            told[-1] = (told[-1][0], high, text)
        else:
            told.append((low, high, text))
    return told

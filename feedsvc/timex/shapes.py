"""Reads a date whose text differs only in its figures from texts that were read before, without the grammar.

A page prints its dates in one shape. Which figures of a shape are the day, the month, the year and the minute is found
once, by reading the shape with figures that could be any of them; what an hour stands for, which words such as "PM" or
"晚上" decide, is kept as the grammar says it. Figures outside what their part can surely be are left to the grammar, so
the answer is always its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

from feedsvc.model.times import CivilDate, Mention, TimeOfDay

_FIGURE = re.compile(r"\d")
_FIGURES = re.compile(r"\d+")
_BLANKS = re.compile("\x00+")
_PROBES = (
    {1: ("7", "6"), 2: ("11", "12", "10", "09", "08"), 4: ("2021",)},
    {1: ("1", "2"), 2: ("06", "05", "04", "03", "07"), 4: ("2021",)},
)
"""Figures by their length that can be a day, a month, an hour and a minute each, no two alike; the second for months
whose names stand for one of the first."""
_MOST_SEEN = 4096
_HOUR = 3600

Languages = tuple[str, ...]
Reader = Callable[[str, Languages], Mention | None]


@dataclass(frozen=True, slots=True)
class Plan:
    """What the figures of a shape mean: the place of each part among them, -1 where there is none."""

    mention: Mention
    month_named: int | None
    weekday: int | None
    year: int
    century: int
    """What to add to the year's figures: 2000 where there are two of them."""
    month: int
    day: int
    hour: int
    minute: int
    second: int
    length: int
    """Seconds that the time of day lasts."""
    hours: dict[int, int] = field(default_factory=dict)
    """What the hours met so far stand for."""


_seen: dict[tuple[str, Languages], None] = {}
"""Shapes met once: only what is met again is worth a plan."""


def read(text: str, languages: Languages, reader: Reader) -> Mention | None:
    """Return what ``reader`` says of a text, without asking it where the text's shape is known."""
    shape = _FIGURE.sub("\x00", text)
    if shape == text or not _is_known((shape, languages)):
        return reader(text, languages)
    plan = _plan(shape, languages, reader)
    if plan is None:
        return reader(text, languages)
    values = [int(figures) for figures in _FIGURES.findall(text)]
    return _filled(plan, text, values) or _learnt(plan, values, reader(text, languages))


def forget() -> None:
    """Forget every shape."""
    _seen.clear()
    _plan.cache_clear()


def _is_known(key: tuple[str, Languages]) -> bool:
    if key in _seen:
        return True
    if len(_seen) >= _MOST_SEEN:
        _seen.clear()
    _seen[key] = None
    return False


# ---- finding a plan ------------------------------------------------------------------------------------------------


@lru_cache(maxsize=2048)
def _plan(shape: str, languages: Languages, reader: Reader) -> Plan | None:
    lengths = [len(blanks) for blanks in _BLANKS.findall(shape)]
    for probes in _PROBES:
        left = {length: iter(figures) for length, figures in probes.items()}
        figures = [next(left.get(length, iter(())), "") for length in lengths]
        if not all(figures):
            return None
        mention = reader(_with(shape, figures), languages)
        if mention is None or mention.humanizers or not isinstance(mention.expression, CivilDate):
            return None
        if plan := _placed(mention, mention.expression, [int(figure) for figure in figures]):
            return plan
    return None


def _with(shape: str, figures: list[str]) -> str:
    given = iter(figures)
    return _BLANKS.sub(lambda _: next(given), shape)


def _placed(mention: Mention, said: CivilDate, values: list[int]) -> Plan | None:
    """Return the plan by which the figures make the date; None where one has no part, or a part has not its own."""
    parts = _parts(said)
    if parts is None or said.day not in values:
        return None
    century = 2000 if said.year and said.year not in values else 0
    parts["year"] -= century if said.year else 0
    places = {name: values.index(value) for name, value in parts.items() if value in values}
    left = set(range(len(values))) - {*places.values()}
    timed = said.time is not None
    whole = len({*places.values()}) == len(places) and len(left) == timed and (not said.year or "year" in places)
    if not whole or ("month" not in places and parts["month"] < 0):
        return None
    hour = left.pop() if timed else -1
    at = [places.get(name, -1) for name in ("month", "day", "minute", "second")]
    named = None if "month" in places else said.month
    length = said.time.end - said.time.start if said.time else 0
    return Plan(mention, named, said.weekday, places.get("year", -1), century, at[0], at[1], hour, at[2], at[3], length)


def _parts(said: CivilDate) -> dict[str, int] | None:
    """Return the parts of a date but its hour, -1 for what it has not; None where figures say more than these."""
    if said.month is None or said.day is None:
        return None
    parts = {"year": said.year or -1, "month": said.month, "day": said.day}
    if said.time is not None:
        length = said.time.end - said.time.start
        if said.time.offset is not None or length not in {1, 60}:
            return None
        parts["minute"] = said.time.start // 60 % 60 or -1
        parts["second"] = said.time.start % 60 or -1
    return parts


# ---- filling it ----------------------------------------------------------------------------------------------------


def _filled(plan: Plan, text: str, values: list[int]) -> Mention | None:
    """Return the mention with a text's own figures, None where one lies outside what its part can surely be."""
    year = values[plan.year] + plan.century if plan.year >= 0 else None
    month = values[plan.month] if plan.month_named is None else plan.month_named
    day = values[plan.day]
    last = 2050 if plan.century else 2070
    if not (1 <= month <= 12 and 1 <= day <= 31 and (year is None or 1970 <= year < last)):
        return None
    if day > 28 and not _is_real(year or 2024, month, day):
        return None
    time = _time(plan, values) if plan.hour >= 0 else None
    if time is None and plan.hour >= 0:
        return None
    like = plan.mention
    said = CivilDate(year, month, day, time, plan.weekday)
    found = (like.start, like.end, like.rest, like.language, like.rule, said, (), like.role, like.needs_support)
    return Mention(text, *found)


def _is_real(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _time(plan: Plan, values: list[int]) -> TimeOfDay | None:
    hour = plan.hours.get(values[plan.hour])
    minute = values[plan.minute] if plan.minute >= 0 else 0
    second = values[plan.second] if plan.second >= 0 else 0
    if hour is None or minute > 59 or second > 59:
        return None
    start = hour * _HOUR + minute * 60 + second
    return TimeOfDay(start, start + plan.length)


def _learnt(plan: Plan, values: list[int], mention: Mention | None) -> Mention | None:
    """Keep what an hour stands for where the grammar reads a text as the plan does; return the grammar's answer."""
    said = mention.expression if mention else None
    if isinstance(said, CivilDate) and said.time is not None and said.time.offset is None and plan.hour >= 0:
        trial = replace(plan, hours={values[plan.hour]: said.time.start // _HOUR})
        if mention is not None and _filled(trial, mention.text, values) == mention:
            plan.hours.update(trial.hours)
    return mention

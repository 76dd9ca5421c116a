"""Reads calendar expressions by their parts: dates, weekdays, days counted back, times of day, offsets.

The parts may come in any order that a language prints; what decides is which of them are there. The longest prefix
whose parts make sense together is the expression.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Literal, NamedTuple

from feedsvc.model.times import Grain
from feedsvc.timex import clocktimes
from feedsvc.timex.calendars import full_year
from feedsvc.timex.clocktimes import Clock
from feedsvc.timex.lexicon import Kind, Order
from feedsvc.timex.words import Reading, Words

_NUMERIC = re.compile(
    r"(\d{1,4}) ?([./-]|(?<=\d)·(?=\d)) ?(\d{1,2}) ?\2 ?(\d{4}|(?<! )\d{1,2}|(?<= )\d{1,2}(?!:\d))(?!\d|[./-]\d)\.?"
)
_SPACED = re.compile(r"(\d{4})( )(\d{2}) (\d{2})(?!\d|[./:-]\d)")
_PAIR = re.compile(r"(\d{1,2})([/-]|\. ?)(\d{1,2})(?!\d|[.:-]\d|/(?!\d?\d:\d)\d)")
_DAY_OR_YEAR = re.compile(r"('?)(\d{4}(?=:\d\d:\d\d)|(?:\d{4}|\d{1,2})(?!\d|[:,]\d))")
_NO_DATES = {(1, 1), (2, 1), (3, 1), (3, 2), (3, 4), (4, 4)}
"""Lengths of the first and last figure of which neither can be a year, or both."""
_STRONG_MARKS = "-|·/@(~"
_JOINED_BEFORE = re.compile(r"\d([-/])[^\W\d_]{1,12}\.?\1$")
"""A day and a month's name to which the same sign joins the year ("10-Jan-"); "January 10-" begins a stretch."""


class Parts(NamedTuple):
    """What has been read so far of a calendar expression."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    jalali: bool = False
    weekday: int | None = None
    days_ago: int | None = None
    part: tuple[int, int] | None = None
    clock: Clock | None = None
    half: Kind | None = None
    offset: int | None = None
    last: bool = False
    bare: Literal["", "full", "loose"] = ""
    """Day and month in figures without a year, which could be something else: of two digits each, or of fewer."""
    american: int | None = None
    """The standard offset of a North American zone that the text names without saying winter or summer ("ET")."""

    @property
    def dated(self) -> bool:
        """Whether a day on the calendar is known."""
        return self.day is not None and self.month is not None


Taken = tuple[Parts, int]
"""The parts with one more, and the offset behind it."""
Step = Callable[[Words, int, Parts], Taken | None]


def _in_order(order: Order, first: str, second: str, third: str) -> tuple[str, str, str]:
    """Return year, month, day."""
    if len(first) == 4:
        return first, second, third
    if order == "mdy":
        return third, first, second
    if order == "ymd" and len(third) == 2:
        return first, second, third
    return third, second, first


def _swapped(year: str, month: str, day: str) -> tuple[str, str, str]:
    """Return the parts with month and day exchanged where only that makes a date."""
    return (year, day, month) if int(month) > 12 >= int(day) else (year, month, day)


def _numeric(words: Words, at: int, parts: Parts) -> Taken | None:
    match = _NUMERIC.match(words.text, at) or _SPACED.match(words.text, at)
    if not match or parts.day is not None or parts.month is not None or parts.year is not None:
        return None
    is_minguo = len(match[1]) == 3 and "minguo" in words.lexicon.eras and len(match[4]) <= 2
    if (len(match[1]), len(match[4])) in _NO_DATES and not is_minguo:
        return None
    order: Order = "dmy" if match[2] in ".·" and words.lexicon.order == "mdy" else words.lexicon.order
    year, month, day = _swapped(*_in_order(order, match[1], match[3], match[4]))
    jalali = "jalali" in words.lexicon.eras and len(year) == 4 and year[:2] in {"13", "14"}
    number = int(year) if jalali else full_year(int(year), len(year), words.lexicon.eras)
    if number is None or not 1 <= int(month) <= 12 or not 1 <= int(day) <= 31:
        return None
    return parts._replace(year=number, month=int(month), day=int(day), jalali=jalali), _past_year_mark(
        words, match.end()
    )


def _past_year_mark(words: Words, at: int) -> int:
    """Return the offset behind "г." or its like, where it follows a year."""
    at = words.blank(at)
    return words.skip(at, Kind.YEAR_MARK)


def _pair(words: Words, at: int, parts: Parts) -> Taken | None:
    """Read "10/01" or "10.01.", day and month without a year."""
    match = _PAIR.match(words.text, at)
    if not match or parts.day is not None or parts.month is not None or parts.year is not None:
        return None
    dmy = words.lexicon.order == "dmy" or (match[2][0] == "." and words.lexicon.order == "mdy")
    day, month = (match[1], match[3]) if dmy else (match[3], match[1])
    if int(month) > 12 or not 1 <= int(day) <= 31 or int(month) < 1:
        return None
    end = match.end()
    dotted = match[2][0] == "." and words.text[end : end + 1] == "."
    bare: Literal["", "full", "loose"] = "" if dotted else "full" if match.end() - match.start() == 5 else "loose"
    return parts._replace(month=int(month), day=int(day), bare=bare), words.blank(end + dotted)


def _time(words: Words, at: int, parts: Parts, gap: str) -> Taken | None:
    if parts.clock is not None:
        return None
    named = words.one(at, Kind.AT)
    start = named[1] if named else at
    settled = parts.dated or parts.days_ago is not None
    settled = settled or (parts.weekday is not None and not _pair(words, at, parts))  # "Sobota, 18.40"
    expected = named is not None or "at" in gap or parts.half is not None or parts.part is not None
    found = clocktimes.read(words, start, expected=expected or (settled and not words.lexicon.bare_units))
    led = named is not None or gap.endswith("at")
    if not found and settled:  # "14.05" behind a day
        found = clocktimes.read(words, start, expected=True)
    if not found and led and (settled or parts.weekday is not None):  # "ore 10" behind one
        found = clocktimes.hour_alone(words, start)
    if not found or (found[0].minute is None and words.one(found[1], Kind.AFTER)):  # "3 ore" of "3 ore fa"
        return None
    return parts._replace(clock=found[0]), found[1]


def _offset(words: Words, at: int, parts: Parts) -> Taken | None:
    if parts.clock is None or parts.offset is not None or parts.american is not None:
        return None
    if found := clocktimes.offset(words, at):
        return parts._replace(offset=found[0]), found[1]
    found = clocktimes.american(words, at)
    return (parts._replace(american=found[0]), found[1]) if found else None


def _half(words: Words, at: int, parts: Parts) -> Taken | None:
    """Read am or pm that stands apart from its time, before it or after."""
    if parts.half is not None or (parts.clock is not None and parts.clock.half is not None):
        return None
    for kind in (Kind.AM, Kind.PM):
        if found := words.one(at, kind):
            return parts._replace(half=kind), found[1]
    return None


def _weekday(words: Words, at: int, parts: Parts) -> Taken | None:
    if parts.weekday is not None or (parts.dated and words.at(at) and words.at(at)[0][0] is Kind.YEAR_MARK):
        return None
    found = words.one(at, Kind.WEEKDAY)
    return (parts._replace(weekday=found[0]), found[1]) if found else None


def _month(words: Words, at: int, parts: Parts) -> Taken | None:
    if parts.month is not None:
        return None
    for kind in (Kind.MONTH, Kind.JALALI_MONTH):
        if found := words.one(at, kind):
            return parts._replace(month=found[0], jalali=kind is Kind.JALALI_MONTH), found[1]
    return None


def _day_word(words: Words, at: int, parts: Parts) -> Taken | None:
    if parts.days_ago is not None:
        return None
    if found := words.one(at, Kind.DAY_PART):
        (days, start, end), behind = found
        return parts._replace(days_ago=days, part=(start, end)), behind
    if found := words.one(at, Kind.DAY):
        return parts._replace(days_ago=found[0]), found[1]
    return None


def _part(words: Words, at: int, parts: Parts) -> Taken | None:
    if parts.part is not None:
        return None
    found = words.one(at, Kind.PART)
    return (parts._replace(part=found[0]), found[1]) if found else None


def _last(words: Words, at: int, parts: Parts) -> Taken | None:
    if parts.last:
        return None
    found = words.one(at, Kind.LAST) or _last_week(words, at, parts)
    return (parts._replace(last=True), found[1]) if found else None


def _last_week(words: Words, at: int, parts: Parts) -> tuple[object, int] | None:
    """Read "last week" beside a weekday, before it or after."""
    found = words.one(at, Kind.PERIOD)
    if not found or found[0] != (Grain.WEEK, 1):
        return None
    named = parts.weekday is not None or words.one(pass_gap(words, found[1])[0], Kind.WEEKDAY)
    return found if named else None


def _ordinal_day(words: Words, at: int, parts: Parts) -> Taken | None:
    found = words.one(at, Kind.ORDINAL_DAY) if parts.day is None else None
    return (parts._replace(day=found[0]), found[1]) if found else None


_MARKS = ((Kind.YEAR_MARK, "year"), (Kind.MONTH_MARK, "month"), (Kind.DAY_MARK, "day"))


def _mark_before(words: Words, at: int) -> tuple[str | None, int]:
    for kind, name in _MARKS:
        if found := words.one(at, kind):
            return name, found[1]
    return None, at


def _number(words: Words, at: int, parts: Parts, gap: str) -> Taken | None:
    """Read a figure as the year, month or day that its marks or its place make it."""
    if found := _era(words, at, parts) or _ideographic(words, at, parts):
        return found
    named, start = _mark_before(words, at)
    match = _DAY_OR_YEAR.match(words.text, start)
    if not match:
        return None
    end = words.blank(words.skip(match.end(), Kind.ORDINAL))
    behind, after = (None, end) if named or words.lexicon.marks_lead else _mark_before(words, end)
    value = int(match[2])
    role = named or behind or _role(words, end, match, parts, gap)
    placed = _placed(words, role, value, len(match[2]), parts)
    return (placed, after) if placed else None


def _era(words: Words, at: int, parts: Parts) -> Taken | None:
    """Read a year counted in an era ("令和8年")."""
    era = words.one(at, Kind.ERA) if parts.year is None else None
    match = re.compile(r"(\d{1,3}|元)").match(words.text, era[1]) if era else None
    mark = words.one(words.blank(match.end()), Kind.YEAR_MARK) if match else None
    if not era or not match or not mark:
        return None
    return parts._replace(year=int(era[0]) + (1 if match[1] == "元" else int(match[1]))), mark[1]


_IDEOGRAPHS = {sign: value for value, sign in enumerate("〇一二三四五六七八九")} | {"零": 0}
_IDEOGRAPHIC = re.compile("[〇零一二三四五六七八九]{4}|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九]")


def _ideographic_value(signs: str) -> int:
    """Return the number that ideographs write: digit by digit for a year, by tens else."""
    if len(signs) == 4:
        return int("".join(str(_IDEOGRAPHS[sign]) for sign in signs))
    tens, ten, ones = signs.partition("十")
    return (_IDEOGRAPHS.get(tens, 1) * 10 if ten else _IDEOGRAPHS[tens]) + (_IDEOGRAPHS[ones] if ones else 0)


def _ideographic(words: Words, at: int, parts: Parts) -> Taken | None:
    """Read "二〇二六年", "一月", "二十九日"."""
    match = _IDEOGRAPHIC.match(words.text, at)
    if not match:
        return None
    role, end = _mark_before(words, match.end())
    value = _ideographic_value(match[0])
    placed = _placed(words, role, value, len(str(value)), parts)
    return (placed, end) if placed else None


def _role(words: Words, end: int, match: re.Match[str], parts: Parts, gap: str) -> str | None:
    """Say what an unmarked figure is: four digits a year, a first small one a day, behind day and month a year."""
    if len(match[2]) == 4:
        return "year"
    if match[1] or (parts.dated and parts.year is None):
        joined = gap in {"-", "/"} and _JOINED_BEFORE.search(words.text, 0, match.start())
        tight = (match[1] or joined or gap in {".", " ", ""}) and not words.text.startswith("º", match.end())
        return "year" if tight and len(match[2]) == 2 and not words.one(end, Kind.UNIT) else None
    return "day" if parts.day is None else None


def _placed(words: Words, role: str | None, value: int, digits: int, parts: Parts) -> Parts | None:
    if role == "year" and parts.year is None:
        return _with_year(words, value, digits, parts)
    if role == "month" and parts.month is None and 1 <= value <= 12:
        return parts._replace(month=value)
    if role == "day" and parts.day is None and 1 <= value <= 31:
        return parts._replace(day=value)
    return None


def _with_year(words: Words, value: int, digits: int, parts: Parts) -> Parts | None:
    if "jalali" in words.lexicon.eras and 1300 <= value < 1500 and digits == 4:
        return parts._replace(year=value, jalali=True)
    year = full_year(value, digits, words.lexicon.eras)
    return parts._replace(year=year, bare="") if year else None


_FIGURES = frozenset("0123456789'(+-zgumewpcnibtjhsaкм〇零一二三四五六七八九十")
"""With what a part may begin that no lexicon knows: figures, offsets, names of zones."""
_OF_WORDS: tuple[tuple[frozenset[Kind], Step], ...] = (
    (frozenset({Kind.WEEKDAY}), _weekday),
    (frozenset({Kind.MONTH, Kind.JALALI_MONTH}), _month),
    (frozenset({Kind.DAY, Kind.DAY_PART}), _day_word),
    (frozenset({Kind.PART}), _part),
    (frozenset({Kind.AM, Kind.PM}), _half),
    (frozenset({Kind.LAST, Kind.PERIOD}), _last),
    (frozenset({Kind.ORDINAL_DAY}), _ordinal_day),
)
_MONTH_FIRST = (_OF_WORDS[1], _OF_WORDS[0], *_OF_WORDS[2:])


def step(words: Words, at: int, parts: Parts, gap: str) -> Taken | None:
    """Return the parts with one more read at the offset; a word that is both, after a day's number, is a month."""
    meanings = words.at(at)
    if not meanings and words.text[at : at + 1] not in _FIGURES:
        return None
    if meanings and meanings[0][0] is Kind.LABEL and _is_only_label(meanings):
        return None  # "수정", which begins with Wednesday's name
    if parts.month is not None and parts.day is None and _NUMERIC.match(words.text, at):
        return None  # "Rio de Janeiro 09/01/2026"
    if found := _numeric(words, at, parts) or _time(words, at, parts, gap):
        return found
    if found := _pair(words, at, parts) or _offset(words, at, parts):
        return found
    kinds = words.kinds(at)
    if kinds:
        for wanted, read in _MONTH_FIRST if parts.day is not None and parts.month is None else _OF_WORDS:
            if not wanted.isdisjoint(kinds) and (found := read(words, at, parts)):
                return found
    return _number(words, at, parts, gap)


def _is_only_label(meanings: tuple[Reading, ...]) -> bool:
    longest = meanings[0][2]
    return all(kind is Kind.LABEL for kind, _, end in meanings if end == longest)


def pass_gap(words: Words, at: int) -> tuple[int, str]:
    """Return the offset behind what may stand between two parts, and what stood there ("at" for such a word)."""
    gap = []
    for _ in range(6):
        sign = words.text[at : at + 1]
        if sign in {"t", ":"} and words.text[at + 1 : at + 2].isdigit():
            at, found = at + 1, "at"
        elif sign and sign in _STRONG_MARKS + ",.)":
            at, found = words.blank(at + 1), sign
        elif linked := _linked(words, at):
            at, found = linked
        else:
            break
        gap.append(found)
    return at, " ".join(gap)


_PART_KINDS = frozenset(
    {
        Kind.DAY,
        Kind.DAY_PART,
        Kind.WEEKDAY,
        Kind.MONTH,
        Kind.JALALI_MONTH,
        Kind.PERIOD,
        Kind.VAGUE,
        Kind.LAST,
        Kind.PART,
        Kind.AM,
        Kind.PM,
    }
)


def names_part(words: Words, at: int) -> bool:
    """Return whether the longest phrase here is a part of its own ("i går", where "i" alone only links)."""
    meanings = words.at(at)
    return bool(meanings) and any(kind in _PART_KINDS and end == meanings[0][2] for kind, _, end in meanings)


def _linked(words: Words, at: int) -> tuple[int, str] | None:
    if not words.at(at) or names_part(words, at):
        return None
    for kind, name in ((Kind.AT, "at"), (Kind.OF, "of"), (Kind.ON, "on")):
        if found := words.one(at, kind):
            return found[1], name
    return None


def real_day(parts: Parts) -> bool:
    """Return whether a Gregorian day on the calendar exists; without a year any year may have it."""
    if parts.jalali or parts.month is None or parts.day is None:
        return True
    try:
        date(parts.year or 2024, parts.month, parts.day)
    except ValueError:
        return False
    return True

"""Reads times of day ("18:30", "2:05 pm", "14h05", "下午2点") and offsets from UTC beside them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from feedsvc.timex.lexicon import Kind
from feedsvc.timex.words import Words

_COLON = re.compile(r"(\d{1,2}) ?: ?(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?(?!\d|:)")
_DOT = re.compile(r"(\d{1,2})\.(\d{2})(?:\.(\d{2}))?(?!\d|[.:/-]\d)")
_HOUR = re.compile(r"(\d{1,2})(?!\d|[.,:/]\d)")
_OFFSET = re.compile(r"\(?(?:utc|gmt)? ?([+-])(\d{1,2})(?::?(\d{2}))?(?!\d|[.:/-]\d)\)?")
_NAMES = {
    "z": 0, "gmt": 0, "utc": 0, "wet": 0, "west": 60, "cet": 60, "cest": 120, "mez": 60, "mesz": 120, "eet": 120,
    "eest": 180, "bst": 60, "msk": 180, "мск": 180, "trt": 180, "ist": 330, "pkt": 300, "npt": 345, "wib": 420,
    "wita": 480, "wit": 540, "ict": 420, "hkt": 480, "sgt": 480, "myt": 480, "pht": 480, "jst": 540, "kst": 540,
    "aest": 600, "aedt": 660, "acst": 570, "awst": 480, "nzst": 720, "nzdt": 780, "est": -300, "edt": -240,
    "cst": -360, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480, "pdt": -420, "brt": -180, "art": -180,
    "clst": -180, "sast": 120, "eat": 180, "wat": 60, "cat": 120, "hst": -600, "akst": -540, "akdt": -480,
}  # fmt: skip
"""Minutes east of UTC for the abbreviations that news pages print; "ist" and "cst" as most of them mean it."""
_NAME = re.compile(r"\(?(" + "|".join(sorted(_NAMES, key=len, reverse=True)) + r")(?:\)|(?![^\W_]))")
_OFFSET_COMMENT = re.compile(r" ?\([^()]{2,40}\)")


@dataclass(frozen=True, slots=True)
class Clock:
    """A time as printed: ``marked`` where it says itself which half of the day, or that it counts to 24."""

    hour: int
    minute: int | None
    second: int | None
    half: Kind | None = None


def _valid(hour: str, minute: str | None, second: str | None) -> Clock | None:
    clock = Clock(int(hour), int(minute) if minute else None, int(second) if second else None)
    within = clock.hour <= 24 and (clock.minute or 0) < 60 and (clock.second or 0) <= 60
    return clock if within else None


def _marked(words: Words, at: int) -> tuple[Clock, int] | None:
    """Read "14h05", "14時5分", "2点", "14 Uhr 05"."""
    match = _HOUR.match(words.text, at)
    if not match:
        return None
    kinds = words.kinds(words.blank(match.end()))
    mark, unit = kinds.get(Kind.HOUR_MARK), kinds.get(Kind.UNIT)
    if not mark or (unit and unit[1] > mark[1]):  # "3시간" are hours
        return None
    end, minute, second = mark[1], None, None
    if found := _sixtieth(words, end, Kind.MINUTE_MARK):
        minute, end = found
        if found := _sixtieth(words, end, Kind.SECOND_MARK):
            second, end = found
    clock = _valid(match[1], minute, second)
    return (clock, end) if clock else None


def _sixtieth(words: Words, at: int, kind: Kind) -> tuple[str, int] | None:
    """Read the minutes or seconds behind an hour mark: two digits, or any with their own mark."""
    match = re.compile(r"(\d{1,2})(?!\d|[.,:/]\d)").match(words.text, at)
    if not match:
        return None
    marked = words.one(words.blank(match.end()), kind)
    if marked:
        return match[1], marked[1]
    return (match[1], words.blank(match.end())) if len(match[1]) == 2 and kind is Kind.MINUTE_MARK else None


def _printed(words: Words, at: int, *, expected: bool) -> tuple[Clock, int] | None:
    """Read the figures of a time; ``expected`` allows the forms that alone could be something else ("14.05", "14h")."""
    text = words.text
    if match := _COLON.match(text, at):
        clock = _valid(match[1], match[2], match[3])
        return (clock, words.blank(match.end())) if clock else None
    if (match := _DOT.match(text, at)) and (expected or _is_clock_behind(words, words.blank(match.end()))):
        clock = _valid(match[1], match[2], match[3])
        return (clock, words.blank(match.end())) if clock else None
    found = _marked(words, at)
    return found if found and (found[0].minute is not None or expected) else None


def _is_clock_behind(words: Words, at: int) -> bool:
    """Whether a word behind figures says that they are a time of day ("10.30 Uhr", "10.30am")."""
    return any(words.one(at, kind) for kind in (Kind.CLOCK, Kind.AM, Kind.PM))


def _bare_hour(words: Words, at: int, *, expected: bool) -> tuple[Clock, int] | None:
    """Read an hour alone where am, pm or "o'clock" follows it."""
    match = _HOUR.match(words.text, at)
    clock = _valid(match[1], None, None) if match else None
    if not match or not clock:
        return None
    end = words.blank(match.end())
    half = None if words.one(end, Kind.UNIT) else _half(words, end)  # "3 дня" are days
    named = half or (expected and words.one(end, Kind.CLOCK))
    return (clock, end) if named else None


def hour_alone(words: Words, at: int) -> tuple[Clock, int] | None:
    """Return an hour that nothing marks, for where a word leads on to it ("alle ore 10")."""
    match = _HOUR.match(words.text, at)
    clock = _valid(match[1], None, None) if match else None
    return (clock, words.blank(match.end())) if match and clock else None


_HALVES = frozenset({Kind.AM, Kind.PM})


def _half(words: Words, at: int) -> tuple[Kind, int] | None:
    for kind in (Kind.AM, Kind.PM):
        if found := words.one(at, kind):
            return kind, found[1]
    return None


def read(words: Words, at: int, *, expected: bool) -> tuple[Clock, int] | None:
    """Return the time of day that begins at an offset, with the offset behind it and the words that belong to it."""
    if not words.text[at : at + 1].isdigit() and _HALVES.isdisjoint(words.kinds(at)):
        return None
    before = _half(words, at)
    start = before[1] if before else at
    expected = expected or before is not None
    found = _printed(words, start, expected=expected) or _bare_hour(words, start, expected=expected)
    if not found:
        return None
    clock, end = found
    end = words.skip(end, Kind.CLOCK)
    after = None if before else _half(words, end)
    half = before or after
    if half and clock.hour <= 12:
        clock = Clock(clock.hour, clock.minute, clock.second, half[0])
    return clock, words.skip(after[1], Kind.CLOCK) if after else end


def offset(words: Words, at: int) -> tuple[int, int] | None:
    """Return an offset from UTC in minutes east, read from "+0100", "GMT+7", "CET", "(WIB)"."""
    if match := _OFFSET.match(words.text, at):
        minutes = int(match[2]) * 60 + int(match[3] or 0)
        if minutes <= 14 * 60:
            return (minutes if match[1] == "+" else -minutes), _comment(words, match.end())
    if match := _NAME.match(words.text, at):
        return _NAMES[match[1]], words.blank(match.end())
    return None


_AMERICAN = re.compile(r"\(?(et|ct|mt|pt)\)?(?![^\W_])")
_STANDARD = {"et": -300, "ct": -360, "mt": -420, "pt": -480}


def american(words: Words, at: int) -> tuple[int, int] | None:
    """Return the standard offset of a North American zone named without winter or summer ("ET"), minutes east."""
    match = _AMERICAN.match(words.text, at)
    if not match or words.lexicon.tag not in {"en", "es", "fr"}:
        return None
    return _STANDARD[match[1]], words.blank(match.end())


def _comment(words: Words, at: int) -> int:
    """Pass the zone's name in brackets, as JavaScript prints it behind the offset."""
    match = _OFFSET_COMMENT.match(words.text, at)
    return words.blank(match.end() if match else at)

"""Dates laid out in pieces: a day above a month and a year, each in a text of its own, in whatever order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from feedsvc.model.times import CivilDate, Mention

MOST_PIECES = 4
_PIECE = re.compile(
    r"\d{1,4}(?:[-./]\d{1,2})?[^\W\d_]{0,2}[.,]?|[^\W\d_]{2,12}[.,]?(?: \d{1,4}[.,]?)?|\d{1,4}[.,]? [^\W\d_]{2,12}[.,]?"
)
_DAY = re.compile(r"(?<!\d)\d{1,2}(?!\d)")
_FIGURE = re.compile(r"\d{1,2}[^\W\d_]{0,2}[.,]?")
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_YEAR_AND_MONTH = re.compile(r"(\d{4})([-./])(\d{1,2})")
_RAISED = re.compile(r"(\d) (st|nd|rd|th|er|º|ª)(?= |$)")
"""The ending of an ordinal, which pages set in an element of its own."""
_COUNTED = re.compile(r"[^\W\d_][.,]? \d{4}[.,]? \d{1,2}(?!\d)")
"""A figure behind a month and its year, which counts something else."""
_PAIR = re.compile(r"\d{1,2}([-./])\d{1,2}")

Read = Callable[[str], Sequence[Mention]]


def find(texts: Sequence[str], read: Read) -> Iterator[tuple[int, int, Mention]]:
    """Yield each date that successive texts make up: where it begins and ends among them, and the date as they say it.

    A figure of two digits beside a whole day and month is a count, no year.
    """
    start = 0
    while start < len(texts):
        run = 0
        while run < MOST_PIECES and start + run < len(texts) and _PIECE.fullmatch(texts[start + run]):
            run += 1
        for length in range(run, 1, -1):
            mention = joined(texts[start : start + length], read)
            if mention is not None:
                yield start, start + length, mention
                start += length - 1
                break
        start += 1


def joined(pieces: Sequence[str], read: Read) -> Mention | None:
    """Return the one date that pieces make together and none makes alone, as they say it."""
    said = _RAISED.sub(r"\1\2", " ".join(pieces))
    if not _DAY.search(said) or _COUNTED.search(said):
        return None
    days = [piece for piece in pieces if _day(read(piece)) is not None]
    if days and (len(days) > 1 or not any(_YEAR.fullmatch(piece) for piece in pieces)):
        return None
    for text in _spellings(pieces, said):
        date = _day(mentions := read(text))
        if date is not None and (date.year is None or _YEAR.search(said)) and _agree(date, days, read):
            return replace(mentions[0], text=said, start=0, end=len(said))
    return None


def _spellings(pieces: Sequence[str], said: str) -> Iterator[str]:
    """Yield the pieces as a line would write them: figures want their signs between them, and their order."""
    yield said
    if len(pieces) != 2:
        return
    for first, second in (pieces, pieces[::-1]):
        month = _YEAR_AND_MONTH.fullmatch(first)
        pair = _PAIR.fullmatch(first)
        if month and _FIGURE.fullmatch(second):
            yield f"{month[1]}-{month[3]:0>2}-{second:0>2}"
        elif pair and _YEAR.fullmatch(second):
            yield f"{first}{pair[1]}{second}"
            yield f"{second}{pair[1]}{first}"


def _day(mentions: Sequence[Mention]) -> CivilDate | None:
    """Return the day on the calendar that is all a text says."""
    if len(mentions) != 1 or mentions[0].rest or mentions[0].needs_support:
        return None
    said = mentions[0].expression
    is_day = isinstance(said, CivilDate) and said.month is not None and said.day is not None and said.time is None
    return said if is_day and isinstance(said, CivilDate) else None


def _agree(date: CivilDate, days: Sequence[str], read: Read) -> bool:
    alone = (_day(read(day)) for day in days)
    return all(one is None or (one.month, one.day) == (date.month, date.day) for one in alone)

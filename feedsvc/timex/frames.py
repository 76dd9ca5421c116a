"""Judges what stands beside a time: a label, a byline, a separated field, a name, or prose that rules the time out."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import IntEnum

from feedsvc.model.times import Role
from feedsvc.timex.lexicon import Kind
from feedsvc.timex.words import Words

_SEPARATOR = re.compile(r" ?[|·/>;…→»«*#_] ?| - |- | -|-$|\( ?| ?\)|\[|\]|(?<=\w)-$|\"")
_RANGE_BEFORE = re.compile(r"\d ?[-/~]$|\d\. ?-$")
_GOES_ON = re.compile(r"[-/]\d| ?~ ?\d|(?<=\d)(?<!\d{4}) - \d\d?\.?$| - \d?\d[:.h]\d\d(?!\d|[./]\d)| ?: ?\w")
"""The other end of a stretch ("10-15 gennaio"), or what happens then ("Oggi alle 20.45: Juventus-Milan")."""
_COUNT = re.compile(r"\d[\d.,]*(?: ?[km](?![^\W_]))? ?")
"""A number before what it counts ("12 commenti", "1.2k views")."""
_COUNTED = re.compile(r" ?: ?\d[\d.,]*(?: ?[km](?![^\W_]))?|\(\d+\)")
"""A number behind what it counts ("Views: 378")."""
_MOST_NAMES = 6
_LONGEST_FIELD = 200
_FIRST_UNSPACED = "\u3040"
"""From here on the letters of scripts that put no blank between words."""
_SMALL = (
    "di de da do dos das del della dei la le el y e et and & of the van von der den du al bin ibn und i en в и a ve och"
    " og ja à per on für for em sul avec con com mit met with med z w"
)
_SMALL_WORDS = frozenset(_SMALL.split())
_FROM = "di da de du von par por by od af av från fra από от door van vanaf dès"
_FROM_OR_BY = frozenset(_FROM.split())
"""Words that lead on to an author, or say of a time alone that something begins or ends then ("by March 3")."""


class Grade(IntEnum):
    """How well a fragment goes with a time beside it: the higher, the less the time needs to say for itself."""

    PROSE = 0
    NAME = 1  # words like a name or a section, nothing between them and the time
    BYLINE = 2  # "by" and a name, nothing between them and the time
    FIELD = 3  # anything, behind a separator
    SHELF = 4  # words like a name or a section, behind a separator
    FRAME = 5  # labels, signs, or nothing


@dataclass(frozen=True, slots=True)
class Side:
    """What one side of a time holds."""

    grade: Grade
    role: Role = Role.UNSTATED
    doubtful: bool = False
    """Whether a word behind a separator speaks of another time ("Tomorrow | 18:00"), as words of titles often do."""


_EMPTY = Side(Grade.FRAME)
_BEHIND_SEPARATOR = {
    Grade.PROSE: Grade.FIELD,
    Grade.NAME: Grade.SHELF,
    Grade.BYLINE: Grade.FRAME,
    Grade.FRAME: Grade.FRAME,
}


def _pieces(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Split a fragment at its separators, as offsets; a separator at an end leaves an empty piece there."""
    cuts = [match.span() for match in _SEPARATOR.finditer(text, start, end)]
    borders = [start, *(border for cut in cuts for border in cut), end]
    return [_stripped(text, borders[i], borders[i + 1]) for i in range(0, len(borders), 2)]


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    start, end = max(0, start), max(start, end)
    while start < end and text[start] in " ,.:":
        start += 1
    while end > start and text[end - 1] in " ,.:":
        end -= 1
    return start, end


_FRAME_KINDS = (Kind.LABEL, Kind.FRAME)
_LINK_KINDS = (*_FRAME_KINDS, Kind.ON, Kind.AT, Kind.OF, Kind.CLOCK, Kind.AND)
"""What may stand in a label, and what may follow once a label stands there."""


def _labels(words: Words, start: int, end: int) -> tuple[Role, int]:
    """Return what the labels at the head of a piece speak of, and the offset behind them."""
    role, at = Role.UNSTATED, start
    while at < end:
        step = _label(words, at, end, _LINK_KINDS if at > start else _FRAME_KINDS)
        if step is None:
            break
        value, at = step
        role = role if value is None or role is not Role.UNSTATED else value
        while at < end and words.text[at] in " ,.:":
            at += 1
    return role, at


def _label(words: Words, at: int, end: int, kinds: tuple[Kind, ...]) -> tuple[Role | None, int] | None:
    if count := _COUNT.match(words.text, at, end):
        tallied = words.one(count.end(), Kind.TALLY)
        return (None, min(tallied[1], end)) if tallied else None
    tallied = words.one(at, Kind.TALLY)
    if tallied and (count := _COUNTED.match(words.text, tallied[1], end)):
        return None, count.end()
    found = [reading for reading in words.at(at) if reading[0] in kinds and reading[2] <= end]
    if not found:
        return None
    kind, value, behind = max(found, key=lambda reading: (reading[2], reading[0] is Kind.LABEL))
    return (value if kind is Kind.LABEL else None), behind


def _without_link(words: Words, start: int, end: int) -> int:
    """Return where a piece ends without the word that leads on to the time ("Posted by admin on")."""
    last = words.text.rfind(" ", start, end) + 1
    if last > start and any(kind in {Kind.ON, Kind.AT} and behind == end for kind, _, behind in words.at(last)):
        return last - 1
    return end


def _byline(words: Words, start: int, end: int, *, account: bool = False) -> bool:
    """Return whether a word such as "by" and a name follow, after a label ``account``: one in small letters will do."""
    for kind, _, behind in words.at(start):
        if kind is Kind.BY and behind <= end:
            name = _stripped(words.text, behind, end)
            one = account and " " not in words.text[name[0] : name[1]]
            if one or _is_name(words, *name, most=8) or _labels(words, *name)[1] >= name[1] or _is_filed(words, *name):
                return True
    return False


_SHELVED = re.compile(r" (?:in|im|dans|en|em|under|nel|nella|op) ?(?=\S|$)")


def _is_filed(words: Words, start: int, end: int) -> bool:
    """Return whether a name and then a section follow, or the word before one ("Ada Rossi in Politics")."""
    cut = _SHELVED.search(words.text, start, end)
    return cut is not None and _is_name(words, start, cut.start()) and _is_name(words, cut.end(), end)


def _is_name(words: Words, start: int, end: int, most: int = _MOST_NAMES) -> bool:
    """Return whether a piece looks like names or a section: each word begins with a capital, small words between."""
    first, last = words.source.span(*_stripped(words.text, start, end))
    parts = re.split(r"[\s,]+", words.source.source[first:last])
    if not parts[0]:
        return True
    if len(parts) > most:
        return False
    if not any(letter.isupper() or letter.islower() for part in parts for letter in part):
        return _is_caseless_name(words.source.source[first:last])
    if words.lexicon.syllables and _is_capital(parts[0]) and len(parts) <= 3:
        return True
    named = all(_is_capital(part) or part.lower() in _SMALL_WORDS for part in parts)
    return named and _is_capital(parts[-1]) and parts[-1].lower() not in _SMALL_WORDS


def _is_caseless_name(text: str) -> bool:
    """Return whether a text without capitals is as short as a name, or a name and a place with a comma between."""
    pieces = text.split(", ") if " " in text else [text]
    short = all(len(re.split(r"[\s,]+", piece)) <= 3 and len(piece) <= 24 for piece in pieces)
    return short and len(pieces) <= 2 and any(map(str.isalpha, text))


def _is_capital(part: str) -> bool:
    first = part.lstrip("@(\"'.&")[:1]
    return first.isupper() or not first or "@" in part or "." in part[1:-1]


def _piece(words: Words, start: int, end: int) -> Side:
    """Grade one piece by itself."""
    role, at = _labels(words, start, end)
    end = max(at, _without_link(words, start, end))
    if at >= end:
        return Side(Grade.FRAME, role)
    if closing := _closing_label(words, at, end):
        led = at > start or _byline(words, at, end)
        return Side(Grade.FRAME if led else Grade.NAME, closing if role is Role.UNSTATED else role)
    if _byline(words, at, end, account=at > start):
        return Side(Grade.FRAME if at > start else Grade.BYLINE, role)
    if _is_name(words, at, end):
        led = at > start and words.source.source[words.source.span(at, at + 1)[0]].isupper()
        return Side(Grade.BYLINE if led else Grade.NAME, role)
    return Side(Grade.PROSE, role)


def _closing_label(words: Words, start: int, end: int) -> Role | None:
    """Return the role of the labels that a name or byline ends with ("Redazione Pubblicato il")."""
    starts = words.starts_within(start, end)
    if not any(kind is Kind.LABEL for at in starts for kind, _, _ in words.at(at)):
        return None  # most pieces: nothing in them speaks of publication
    for at in starts:
        if words.is_start(at) and (at == start or words.text[at - 1] in " ,.:"):
            role, behind = _labels(words, at, end)
            if (
                behind >= end
                and role is not Role.UNSTATED
                and (_is_name(words, start, at) or _byline(words, start, at))
            ):
                return role
    return None


def _judge(words: Words, pieces: list[tuple[int, int]], *, account: bool = False) -> Side:
    """Grade a side from its pieces, the one nearest to the time first; ``account`` as in ``_byline``."""
    nearest = _nearest(pieces)
    if account and nearest == pieces[0] and _byline(words, *nearest, account=True):
        return Side(Grade.BYLINE)
    refused = _piece(words, *nearest).grade < Grade.BYLINE and _refused(words, *nearest)
    if refused and nearest == pieces[0]:
        return Side(Grade.PROSE)
    near = _piece(words, *pieces[0])
    if near.grade <= Grade.BYLINE:
        return near
    role, grade = near.role, near.grade
    for start, end in pieces[1:]:
        side = _piece(words, start, end)
        grade = min(grade, _BEHIND_SEPARATOR[side.grade])
    return Side(grade, role, doubtful=refused)


def _nearest(pieces: list[tuple[int, int]]) -> tuple[int, int]:
    """Return the first piece that holds something, else the first."""
    return next((piece for piece in pieces if piece[0] < piece[1]), pieces[0])


def _refused(words: Words, start: int, end: int) -> bool:
    """Return whether a piece holds a word that speaks of another time ("domani", "tra")."""
    return any(
        kind is Kind.REFUSE and at < end for at in words.starts() if start <= at < end for kind, _, _ in words.at(at)
    )


def refused(words: Words, start: int, end: int) -> bool:
    """Return whether next to ``text[start:end]`` stands a word that speaks of another time."""
    sides = (_pieces(words.text, 0, start)[::-1], _pieces(words.text, end, len(words.text)))
    return any(_refused(words, *_nearest(pieces)) for pieces in sides)


def before(words: Words, start: int, end: int) -> Side:
    """Grade what stands before a time that begins at ``end``."""
    if start >= end:
        return _EMPTY
    if end - start > _LONGEST_FIELD or _RANGE_BEFORE.search(words.text, start, end):
        return Side(Grade.PROSE)
    if _glued_before(words, start, end):
        return Side(Grade.FIELD, _piece(words, *_pieces(words.text, start, end)[-1]).role)
    if words.text[start:end].strip() in _FROM_OR_BY:
        return Side(Grade.PROSE)
    side = _judge(words, _pieces(words.text, start, end)[::-1])
    if side.grade is Grade.NAME and words.text[start:end].rstrip().endswith(":"):
        return Side(Grade.PROSE)  # "Concert: 10 January, 21:00"
    return side


def after(words: Words, start: int, end: int, *, led: bool) -> Side:
    """Grade what stands after a time that ends at ``start``; ``led``: labels or a section stand before the time."""
    if start >= end:
        return _EMPTY
    if end - start > _LONGEST_FIELD or _GOES_ON.match(words.text, start, end):
        return Side(Grade.PROSE)
    side = _judge(words, _pieces(words.text, start, end), account=led)
    if _glued_after(words, start):
        return replace(side, grade=max(side.grade, Grade.FIELD))
    if side.grade is Grade.NAME and words.text[start] == " " and _is_small(words, start + 1):
        return Side(Grade.PROSE, side.role)  # "14 juillet en France"
    if words.text[start] >= _FIRST_UNSPACED and side.grade is Grade.NAME and not led:
        return Side(Grade.PROSE, side.role)
    return side


def _is_small(words: Words, at: int) -> bool:
    """Return whether the word at an offset is a small one, such as stand within names."""
    return (
        re.split(r"\W", words.text[at : at + 8], maxsplit=1)[0] in _SMALL_WORDS
        and not words.source.source[words.source.span(at, at + 1)[0]].isupper()
    )


def _glued_before(words: Words, start: int, end: int) -> bool:
    """Return whether a word of three letters or more runs into the time ("Cronaca20 ore fa")."""
    head = words.text[max(start, end - 3) : end]
    return len(head) == 3 and head.isalpha() and head < _FIRST_UNSPACED


def _glued_after(words: Words, start: int) -> bool:
    """Return whether a capital runs into the time's last letter or figure ("faMilano", "2026-Redazione")."""
    start += words.text.startswith("-", start)
    return (
        words.text[start : start + 1].isalpha()
        and words.source.source[words.source.span(start, start + 1)[0]].isupper()
    )

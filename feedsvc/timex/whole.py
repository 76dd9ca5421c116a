"""Reads a text that is one template with one number in one look, and leaves what it means to who asks.

The quick way of the first layer: it answers where a law is certain to speak for the number, and is silent elsewhere,
so that the reader's own way, which folds the text and asks every law, always has the same answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import fields
from functools import cache, lru_cache
from typing import Any

from feedsvc.model.times import Mention, Role
from feedsvc.timex import laws, templates
from feedsvc.timex.meanings import together
from feedsvc.timex.tags import order

_ONE_NUMBER = re.compile("([^0-9#]*)([0-9]{1,5})([^0-9#]*)").fullmatch

Interval = tuple[int, int]
"""The least and the most number, both included."""
Sets = tuple[int, ...]
"""The numbers of a template's sets: one in one language."""
Entry = tuple[str, Sets, int, int]
"""A template's language, its sets, and the interval of numbers that they are certain to print."""
_NEVER: Interval = (1, 0)


def read(text: str, languages: tuple[str, ...]) -> Mention | None:
    """Return the mention that a whole text is; None says nothing: the text may still be a time.

    ``languages`` are BCP 47 tags, tried in order and then English; none given means unknown.
    """
    found = _ONE_NUMBER(text.lower())
    if found is None:
        return None
    before, digits, after = found.groups()
    template = f"{before}#{after}"
    for table in _tables(languages):
        entry = table.get(template)
        if entry is not None:
            language, sets, least, most = entry
            return _printed((text, language, sets, digits)) if least <= int(digits) <= most else None
    return None


# ---- the mention ---------------------------------------------------------------------------------------------------


class Printed(Mention):
    """A mention of a whole template, worked out when a field of it is first asked for.

    It is equal to the Mention of the same fields, prints like it, and is copied and pickled as one.
    """

    __slots__ = ("_source",)

    def __getattr__(self, name: str) -> Any:
        """Fill the fields: Python asks here only for what is not set."""
        if name not in _FIELDS:
            raise AttributeError(name)
        for field, value in zip(_FIELDS, _worked_out(*self._source), strict=True):
            object.__setattr__(self, field, value)
        return getattr(self, name)

    def _plain(self) -> Mention:
        return Mention(*(getattr(self, field) for field in _FIELDS))

    def __eq__(self, other: object) -> bool:
        return self._plain() == (other._plain() if isinstance(other, Printed) else other)

    def __hash__(self) -> int:
        return hash(self._plain())

    def __repr__(self) -> str:
        return repr(self._plain())

    def __reduce__(self) -> tuple[Any, ...]:
        return Mention, tuple(getattr(self, field) for field in _FIELDS)


_FIELDS = tuple(field.name for field in fields(Mention))
_new: Callable[[type[Printed]], Printed] = object.__new__
_keep: Callable[[Printed, tuple[str, str, Sets, str]], None] = Printed.__dict__["_source"].__set__


def _printed(source: tuple[str, str, Sets, str]) -> Printed:
    mention = _new(Printed)
    _keep(mention, source)
    return mention


def _worked_out(text: str, language: str, sets: Sets, digits: str) -> tuple[Any, ...]:
    """Return the fields of a mention, in their order."""
    match = together(sets, (digits,), 0)
    told = (match.expression, match.humanizers, Role.UNSTATED, match.undirected)
    return (text, 0, len(text), "", language, "template", *told)


# ---- the tables ----------------------------------------------------------------------------------------------------


@lru_cache(maxsize=512)
def _tables(languages: tuple[str, ...]) -> tuple[dict[str, Entry], ...]:
    return tuple(filter(None, map(_table, order(languages)))) if languages else (_everywhere(),)


@cache
def _table(language: str) -> dict[str, Entry]:
    """Return one language's templates of one number."""
    return {t: _entry(language, number) for t, number in templates.table(language).items() if t.count("#") == 1}


@cache
def _entry(language: str, number: int) -> Entry:
    return language, (number,), *_widest(_codes(number))


@cache
def _everywhere() -> dict[str, Entry]:
    """Return all languages' templates of one number, with the numbers at which the languages agree for certain."""
    everywhere = templates.everywhere().items()
    return {t: _shared(entries[0][0], tuple(n for _, n in entries)) for t, entries in everywhere if t.count("#") == 1}


@cache
def _shared(language: str, sets: Sets) -> Entry:
    """Return the entry of several sets: readings that share a law share its ages."""
    first = _codes(sets[0])
    intervals = [_widest(first & _codes(number)) for number in dict.fromkeys(sets)]
    return language, sets, max(least for least, _ in intervals), min(most for _, most in intervals)


@cache
def _codes(number: int) -> frozenset[int]:
    """Return the laws of a set that take the text's only number as theirs; none where a set tells clock times."""
    known = laws.dialects()
    codes = [code for code in known.sets[number] if isinstance(code, int)]
    clocks = any(code < 0 and known.extras[-1 - code][0] == "clock" for code in codes)
    return frozenset(() if clocks else (code for code in codes if code >= 0))


def _widest(codes: Iterable[int]) -> Interval:
    return max(map(_certain, codes), key=lambda interval: interval[1] - interval[0], default=_NEVER)


@cache
def _certain(code: int) -> Interval:
    return laws.dialects().laws[code].certain()

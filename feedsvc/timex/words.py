"""A folded text seen through one language's words: what can stand at each offset, and where it ends."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from typing import Any

from feedsvc.timex.lexicon import TOKEN, Kind, Lexicon
from feedsvc.timex.normalise import Normalised

_HUMP = re.compile("[a-zà-öø-ÿа-яёα-ωά-ώāăąćčďđęěğįłńňőřśşšťūůűźżž][A-ZÀ-ÖØ-ÞА-ЯЁΑ-ΩĀĂĄĆČĎĐĘĚĞĮŁŃŇŐŘŚŞŠŤŪŮŰŹŻŽİ]")

Reading = tuple[Kind, Any, int]
"""A meaning, its value, and the offset at which the words for it end."""


def has_hump(source: str) -> bool:
    """Return whether a text goes from a small to a capital letter inside a word, as glued words do."""
    return _HUMP.search(source) is not None


_OF_AGES = frozenset({Kind.UNIT, Kind.PAST_UNIT, Kind.QUANTITY, Kind.VAGUE})
_NOTHING: Mapping[Kind, tuple[Any, int]] = {}


class Words:
    """Answers what the lexicon knows at an offset; each offset is looked up once."""

    __slots__ = ("_ends", "_found", "_index", "_longest", "_tells_age", "lexicon", "source", "text")

    def __init__(self, folded: Normalised, lexicon: Lexicon) -> None:
        self.text = folded.text
        self.source = folded
        self.lexicon = lexicon
        ends = [match.end() for match in TOKEN.finditer(self.text)]
        if has_hump(folded.source):
            ends = sorted({*ends, *folded.humps})
        if glued := [match.start() for match in lexicon.glued_before.finditer(self.text)]:
            ends = sorted({*ends, *glued})
        self._ends = ends
        self._index = {start: i for i, start in enumerate((0, *ends[:-1]))}
        self._tells_age: bool | None = None
        self._found: dict[int, tuple[Reading, ...]] = {}
        self._longest: dict[int, Mapping[Kind, tuple[Any, int]]] = {}

    def starts(self) -> list[int]:
        """Return the offsets at which a token begins."""
        return list(self._index)

    def starts_within(self, start: int, end: int) -> list[int]:
        """Return the offsets from ``start`` on and before ``end`` at which a token begins."""
        return [start, *self._ends[bisect_right(self._ends, start) : bisect_left(self._ends, end)]]

    def starts_before(self, end: int, most: int) -> list[int]:
        """Return the offsets at which the last tokens before an offset begin, ``most`` of them."""
        stop = bisect_left(self._ends, end)
        return [0, *self._ends[:stop]] if stop < most else self._ends[stop - most : stop]

    def is_start(self, at: int) -> bool:
        """Return whether a token begins at the offset."""
        return at in self._index

    def token_end(self, at: int) -> int:
        """Return where the token at an offset ends."""
        return self._ends[self._index[at]]

    def at(self, at: int) -> tuple[Reading, ...]:
        """Return every meaning of the phrases that begin here, longest first."""
        found = self._found.get(at)
        if found is None:
            found = self._found[at] = self._look_up(at)
        return found

    def _look_up(self, at: int) -> tuple[Reading, ...]:
        first = self._index.get(at)
        if first is None:
            return ()
        ends, words, text = self._ends, self.lexicon.words, self.text
        reach = self.lexicon.reach.get(text[at : ends[first]])
        if reach is None:
            return ()
        last = min(first + reach, len(ends))
        return tuple(
            (kind, value, end) for end in reversed(ends[first:last]) for kind, value in words.get(text[at:end], ())
        )

    def tells_age(self) -> bool:
        """Return whether any phrase of the text is a unit, an amount or an age."""
        if self._tells_age is None:
            self._tells_age = any(kind in _OF_AGES for at in self._index for kind, _, _ in self.at(at))
        return self._tells_age

    def holds(self, kind: Kind) -> bool:
        """Return whether any phrase of the text is of a kind."""
        return any(found is kind for at in self._index for found, _, _ in self.at(at))

    def all(self, at: int, kind: Kind) -> list[tuple[Any, int]]:
        """Return (value, offset behind it) for each phrase of one kind, longest first; a dot and a blank are passed."""
        return [(value, self.past(end)) for found, value, end in self.at(at) if found is kind]

    def kinds(self, at: int) -> Mapping[Kind, tuple[Any, int]]:
        """Return the longest phrase of each kind that begins here, as (value, offset behind it)."""
        longest = self._longest.get(at)
        if longest is None:
            longest = self._longest[at] = self._by_kind(at)
        return longest

    def one(self, at: int, kind: Kind) -> tuple[Any, int] | None:
        """Return the longest phrase of one kind as (value, offset behind it)."""
        longest = self._longest.get(at)
        if longest is None:
            longest = self._longest[at] = self._by_kind(at)
        return longest.get(kind)

    def _by_kind(self, at: int) -> Mapping[Kind, tuple[Any, int]]:
        readings = self.at(at)
        if not readings:
            return _NOTHING
        longest: dict[Kind, tuple[Any, int]] = {}
        for kind, value, end in readings:
            if kind not in longest:
                longest[kind] = (value, self.past(end))
        return longest

    def skip(self, at: int, kind: Kind) -> int:
        """Return the offset behind the longest phrase of one kind, the offset itself where there is none."""
        found = self.one(at, kind)
        return found[1] if found else at

    def past(self, end: int) -> int:
        """Return the offset behind an abbreviation's dot and a blank."""
        text = self.text
        if text[end : end + 1] == "." and not text[end - 1].isdigit() and text[end - 1] != ".":
            end += 1
        return self.blank(end)

    def blank(self, at: int) -> int:
        """Return the offset behind a blank, where there is one."""
        return at + 1 if self.text[at : at + 1] == " " else at

    def trim(self, start: int, end: int) -> int:
        """Return where ``text[start:end]`` ends without blanks."""
        return start + len(self.text[start:end].rstrip())

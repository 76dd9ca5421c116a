"""Sentences for people that a room says before anybody knows in which language, or in which zone, they are read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

Value = str | int | datetime | timedelta
"""What fills in a pattern: a text or a sentence, a number, a moment (with its offset), a length of time."""


class Sentence(str):
    """A sentence in English that remembers its pattern and what fills it in, so that it can be said otherwise.

    Wherever a text will do, it is one: the English one. Equality and order are those of texts. ``plural`` is the
    pattern for every number ``n`` but one, None where the sentence counts nothing.
    """

    __slots__ = ("pattern", "plural", "values")

    pattern: str
    values: dict[str, Value]
    plural: str | None

    def __new__(cls, pattern: str, values: dict[str, Value] | None = None, plural: str | None = None) -> Sentence:
        """Return the sentence that a pattern makes; without values the pattern is the sentence."""
        if isinstance(pattern, Sentence) and not values:
            return pattern
        form = plural if plural is not None and values and values["n"] != 1 else pattern
        filled = form % {name: _english(each) for name, each in values.items()} if values else form
        made = super().__new__(cls, filled)
        made.pattern, made.values, made.plural = str(pattern), dict(values or {}), plural
        return made

    def __getnewargs__(self) -> tuple[str, dict[str, Value], str | None]:  # type: ignore[override]
        return self.pattern, self.values, self.plural


def sentence(pattern: str, **values: Value) -> Sentence:
    """Return the sentence that a pattern makes of these values; catalogues list the patterns given here."""
    return Sentence(pattern, values)


def counted(one: str, many: str, n: int, /, **values: Value) -> Sentence:
    """Return the sentence for a number, ``%(n)s`` in both patterns; catalogues list the patterns given here."""
    return Sentence(one, {"n": n, **values}, many)


def _english(value: Value) -> str:
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    if isinstance(value, timedelta):
        return _length(value / timedelta(minutes=1))
    return value if isinstance(value, str) else f"{value:,}"


def _length(minutes: float) -> str:
    if minutes < 100:
        return f"{minutes:.0f} minutes"
    return f"{minutes / 60:.0f} hours" if minutes < 60 * 48 else f"{minutes / 1440:.0f} days"

"""Sentences for people that a room has to say before anybody knows in which language they are read."""

from __future__ import annotations


class Sentence(str):
    """A sentence in English that remembers its pattern and what fills it in, so that it can be said otherwise.

    Wherever a text will do, it is one: the English one. Equality and order are those of texts.
    """

    __slots__ = ("pattern", "values")

    pattern: str
    values: dict[str, str | int]

    def __new__(cls, pattern: str, values: dict[str, str | int] | None = None) -> Sentence:
        """Return the sentence that a pattern makes; without values the pattern is the sentence."""
        if isinstance(pattern, Sentence) and not values:
            return pattern
        filled = pattern % {name: _english(each) for name, each in values.items()} if values else pattern
        made = super().__new__(cls, filled)
        made.pattern, made.values = str(pattern), dict(values or {})
        return made

    def __getnewargs__(self) -> tuple[str, dict[str, str | int]]:  # type: ignore[override]
        return self.pattern, self.values


def sentence(pattern: str, **values: str | int) -> Sentence:
    """Return the sentence that a pattern makes of these values; catalogues list the patterns given here."""
    return Sentence(pattern, values)


def _english(value: str | int) -> str:
    return value if isinstance(value, str) else f"{value:,}"

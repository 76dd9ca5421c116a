"""What trafilatura guesses of an article's author and day, where neither structured data nor the page's own signs say.

The second door to that library beside ``body``, and the least trusted evidence that there is: it is asked last, only
for what is missing, and what it says is told to be a guess. Of the days that it guesses three in four are right.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from feedsvc import timex
from feedsvc.model.times import CivilDate, Expression, Mention, Role
from feedsvc.reading import bylines, labels, stamps

SOURCE = "guess"
"""Where a guessed time stands among the sources of times."""
_LATEST = "2100-01-01"
"""No page of the web is younger; the day of the reading would be a second clock, and the page's own rules out more."""
_MONTH_ALONE = "-01"
"""How the library ends a day where it found only a month or a year."""
_LONGEST = 160
"""Characters of a line among which a shown day is looked for."""


@dataclass(frozen=True, slots=True)
class Guess:
    """An author and a day of publication, None where even a guess is none."""

    author: str | None = None
    day: Mention | None = None


def of(html: str, url: str | None, texts: Iterable[str], languages: Sequence[str]) -> Guess:
    """Return what a page seems to say of its article's author and day; ``texts`` are the lines that it shows."""
    from trafilatura import metadata  # slow to load, and few pages need it

    dates = {"original_date": True, "extensive_search": True, "max_date": _LATEST}
    try:
        found = metadata.extract_metadata(html, default_url=url, date_config=dates)
    except Exception:  # noqa: BLE001 - an extractor for a hostile web: what it trips over it says nothing of
        return Guess()
    return Guess(_person(found.author or ""), _day(found.date or "", texts, languages))


def _person(said: str) -> str | None:
    """Return the names that have a first and a last one: single words are most often a site's or a button's."""
    names = (labels.author(name) or name for name in said.split("; "))
    return (
        ", ".join(n for n in names if len(n.split()) >= 2 and labels.is_name(n) and not bylines.is_account(n)) or None
    )


def _day(said: str, texts: Iterable[str], languages: Sequence[str]) -> Mention | None:
    """Return the day that is guessed, and the first of a month only where the page shows that very day."""
    mention = stamps.read(said, Role.UNSTATED)
    if mention is None or not said.endswith(_MONTH_ALONE):
        return mention
    shown = (
        one.expression
        for text in texts
        if said[:4] in text[:_LONGEST]
        for opening in _openings(text[:_LONGEST])
        for one in timex.read_all(opening, languages)
    )
    return mention if any(_day_of(one) == mention.expression for one in shown) else None


def _openings(text: str) -> Iterator[str]:
    """Yield a line, and what may be a date before its first sentence ("01.02.2022", "1 February 2022")."""
    words = text.split()
    yield from (" ".join(words[:length]) for length in (1, 3))
    yield text


def _day_of(expression: Expression) -> Expression:
    if not isinstance(expression, CivilDate):
        return expression
    return CivilDate(expression.year, expression.month, expression.day)

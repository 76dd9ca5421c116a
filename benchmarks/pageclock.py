"""How well is a page dated by its own ages and dates? Pages printed by every dialect, against the truth.

Run it with ``python -m benchmarks.pageclock``. A page lists articles some forty minutes apart, each with the age that
one dialect prints and its date, to the minute or to the day; nothing else says when it was made. "Dialect told": all
dialects that remain mean the same as the true one by every age of the page; "age x": how many times wider than its own
meaning the widest of a page's ages is read, on average.
"""

from __future__ import annotations

import math
import random
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from statistics import mean, median
from zoneinfo import ZoneInfo

from feedsvc import timex
from feedsvc.model.times import Age, Mention, PageClock, Span
from feedsvc.reading import clock, stamps
from feedsvc.reading.candidates import TimeSaid
from feedsvc.timex import laws, templates
from feedsvc.timex.laws import Law

ZONE = ZoneInfo("Europe/Rome")
START = datetime(2025, 4, 1, tzinfo=UTC)
CLOCK = Span.instant(START)
GAP = 40 * 60
LANGUAGE = "en"
SIZES = (3, 10, 20)
PAGES = 20


@cache
def printed(dialect: str, language: str) -> tuple[tuple[str, Law, int | None], ...]:
    """Return what a dialect prints in a language: templates with their law, and n where the words say it."""
    known = laws.dialects()
    found = []
    for template, number in templates.table(language).items():
        for code in known.sets[number]:
            place, n = (code, None) if isinstance(code, int) else (code[0], code[1])
            if place >= 0 and known.laws[place].dialect == dialect and (isinstance(code, int) or len(code) == 2):
                found.append((template, known.laws[place], n))
    return tuple(sorted(found, key=lambda one: (one[2] is None, -len(one[0]))))


def say(dialect: str, language: str, age: float) -> str | None:
    """Return what a dialect prints for an age in seconds, None beyond the units whose length is fixed."""
    for template, law, fixed in printed(dialect, language):
        for n in (fixed,) if fixed is not None else _counts(law, age):
            bounds = law.at(n)
            if bounds and _is_fixed(bounds) and bounds[0][0] <= age < bounds[1][0]:
                return template.replace("#", str(n))
    return None


def _is_fixed(bounds: laws.Bounds) -> bool:
    return bounds[3] is None and not bounds[0][1] and not bounds[1][1]


def _counts(law: Law, age: float) -> range:
    if not law.a:
        return range(law.least, min(law.most, law.least + 2) + 1)
    lowest, highest = math.floor((age - law.c) / law.a), math.ceil((age - law.b) / law.a)
    return range(max(law.least, lowest), min(law.most, highest) + 1)


@dataclass(frozen=True, slots=True)
class Made:
    """A page: when it was made, by which dialect, and the times of its articles."""

    at: datetime
    dialect: str
    times: tuple[tuple[TimeSaid, ...], ...]


def page(dialect: str, articles: int, dice: random.Random, *, to_the_minute: bool) -> Made:
    """Return a page of a dialect; articles whose age it says as a date or on the calendar are left out."""
    at = START + timedelta(seconds=dice.randrange(300 * 86400))
    times, age = [], 0.0
    for _ in range(10 * articles):
        age = int(age + dice.expovariate(1 / GAP)) + 1
        text = say(dialect, LANGUAGE, age)
        mention = timex.read(text, (LANGUAGE,)) if text else None
        if mention is not None and isinstance(mention.expression, Age) and len(times) < articles:
            times.append((TimeSaid(text or "", "text", mention), _date(at - timedelta(seconds=age), to_the_minute)))
    return Made(at, dialect, tuple(times))


def _date(published: datetime, to_the_minute: bool) -> TimeSaid:
    local = published.astimezone(ZONE)
    text = local.isoformat(timespec="minutes") if to_the_minute else local.date().isoformat()
    return TimeSaid(text, "datetime", stamps.read(text))


@dataclass(slots=True)
class Score:
    """What came of the pages of one kind; times in seconds."""

    pages: int = 0
    held: int = 0
    told: int = 0
    widths: list[float] = field(default_factory=list)
    errors: list[float] = field(default_factory=list)
    ages: list[float] = field(default_factory=list)
    seconds: float = 0.0

    def add(self, made: Made, found: PageClock) -> None:
        """Count one page."""
        self.pages += 1
        self.held += made.at in found.span
        self.widths.append(found.span.width.total_seconds())
        self.errors.append(abs((found.span.centre - made.at).total_seconds()))
        mentions = [article[0].mention for article in made.times]
        spans = [(_width(m, found.humanizers), _width(m, (made.dialect,))) for m in mentions if m is not None]
        self.ages.append(max(wide / own for wide, own in spans))
        self.told += all(wide <= max(own * 1.05, own + 4) for wide, own in spans)


def _width(mention: Mention, humanizers: Iterable[str]) -> float:
    """Return how many seconds of age the words mean to these dialects."""
    resolution = timex.resolve(mention, CLOCK, UTC, humanizer=frozenset(humanizers) or None)
    return resolution.span.width.total_seconds() if resolution is not None else 0.0


def pages(articles: int, *, to_the_minute: bool) -> Iterator[Made]:
    """Yield pages of every dialect that prints ages of hours in the language."""
    for number, dialect in enumerate(timex.humanizers()):
        dice = random.Random(number)
        for _ in range(PAGES):
            made = page(dialect, articles, dice, to_the_minute=to_the_minute)
            if len(made.times) == articles:
                yield made


def score(made: Iterable[Made]) -> Score:
    """Date the pages, timed."""
    whole = Score()
    for one in made:
        began = time.process_time()
        found = clock.infer(one.times, zone=ZONE)
        whole.seconds += time.process_time() - began
        if found is None:
            raise SystemExit(f"a page of {one.dialect} was not dated")
        whole.add(one, found)
    return whole


def main() -> None:
    """Print the table."""
    heads = (
        "dates to the",
        "articles",
        "pages",
        "truth inside",
        "width min",
        "error min",
        "dialect told",
        "age x",
        "ms",
    )
    print(" ".join(f"{head:>12}" for head in heads))
    for to_the_minute in (True, False):
        for articles in SIZES:
            found = score(pages(articles, to_the_minute=to_the_minute))
            row = (
                "minute" if to_the_minute else "day",
                articles,
                found.pages,
                f"{found.held / found.pages:.2%}",
                f"{median(found.widths) / 60:.1f}",
                f"{median(found.errors) / 60:.1f}",
                f"{found.told / found.pages:.0%}",
                f"{mean(found.ages):.2f}",
                f"{1000 * found.seconds / found.pages:.2f}",
            )
            print(" ".join(f"{cell:>12}" for cell in row))
    many_blocks()


MANY = 200
BLOCK_SIZES = (200, 5, 1)
BLOCK_ROUNDS = 9


def many_blocks() -> None:
    """Print what a page of many pairs costs, in one block and in ever smaller ones."""
    made = page("wordpress/core3.6-5.2", MANY, random.Random(1), to_the_minute=True)
    print(f"\n{'pairs':>12} {'blocks':>12} {'ms median':>12}")
    for size in BLOCK_SIZES:
        blocks = [f"block {at // size}" for at in range(MANY)]
        spent = []
        for _ in range(BLOCK_ROUNDS):
            began = time.process_time()
            clock.infer(made.times, zone=ZONE, blocks=blocks)
            spent.append(1000 * (time.process_time() - began))
        print(f"{MANY:>12} {MANY // size:>12} {median(spent):>12.1f}")


if __name__ == "__main__":
    main()

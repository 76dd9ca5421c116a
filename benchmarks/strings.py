"""Texts as pages print them, in 45 languages: how many are read right, and how long one takes, beside dateparser.

The texts are the corpora of ``tests/corpus``, written by hand from what news sites print. A reading is right when it
lies in the span that the text stands for; a text that tells no time is right when it is left unread.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from statistics import median

from feedsvc import timex
from feedsvc.model.times import Age, Span
from feedsvc.timex import lexicon, scan
from feedsvc.timex.normalise import normalise
from tests.corpus import cases

Reader = Callable[[cases.Case], datetime | None]


def expected(case: cases.Case) -> Span | None:
    """Return the span that a point must lie in, None where the corpus states what no point can show."""
    limits = cases.age_limits(case.span)
    if limits:
        return Span(case.clock - timedelta(seconds=limits[3]), case.clock - timedelta(seconds=limits[0]))
    return cases.civil_span(case.span, case.zone)


def ours(case: cases.Case) -> datetime | None:
    mention = timex.read(case.text, (case.language,))
    found = timex.resolve(mention, Span.instant(case.clock), case.zone) if mention else None
    return found.at if found else None


def dateparser_reader() -> Reader | None:
    try:
        import dateparser
    except ImportError:
        return None

    def read(case: cases.Case) -> datetime | None:
        settings = {
            "RELATIVE_BASE": case.clock.replace(tzinfo=None),
            "TIMEZONE": str(case.zone),
            "RETURN_AS_TIMEZONE_AWARE": True,
            "PREFER_DATES_FROM": "past",
        }
        try:
            return dateparser.parse(case.text, languages=[case.language], settings=settings)
        except Exception:  # noqa: BLE001 - what it makes of foreign texts is its own affair
            return None

    return read


def score(read: Reader, positive: list[cases.Case], negative: list[cases.Case]) -> tuple[Counter[str], float]:
    """Return how many were right, wrong, missed and rightly left, and the median time of one in microseconds."""
    tally: Counter[str] = Counter()
    times = []
    for case in positive + negative:
        began = time.perf_counter()
        found = read(case)
        times.append(time.perf_counter() - began)
        tally[_verdict(case, found)] += 1
    return tally, median(times) * 1e6


def _verdict(case: cases.Case, found: datetime | None) -> str:
    if not case.reading:
        return "left unread" if found is None else "read, but tells no time"
    if found is None:
        return "missed"
    span = expected(case)
    return "right" if span is None or found in span else "wrong"


def grammar_speed(positive: list[cases.Case]) -> tuple[float, float]:
    """Return the median and the largest time of the grammar alone, templates and caches aside, in microseconds."""
    loaded = [(case.text, lexicon.load(case.language)) for case in positive]
    times = []
    for text, words in loaded:
        began = time.perf_counter()
        scan.find(normalise(text), words)
        times.append(time.perf_counter() - began)
    return median(times) * 1e6, max(times) * 1e6


def main() -> None:
    positive = cases.reads()
    zones = {case.language: (case.clock, case.zone) for case in positive}
    negative = [cases.Case(language, text, "", *zones[language]) for language, text in cases.unread()]
    print(f"{len(positive)} texts that tell a time, {len(negative)} that tell none, {len(zones)} languages")
    readers: dict[str, Reader | None] = {"feedsvc": ours, "dateparser": dateparser_reader()}
    for name, read in readers.items():
        if read is None:
            print(f"{name}: not installed here")
            continue
        tally, speed = score(read, positive, negative)
        right = (tally["right"] + tally["left unread"]) / (len(positive) + len(negative))
        print(f"{name:<11} {right:6.1%} right, median {speed:7.1f} us a text; {dict(tally)}")
    grammar_speed(positive)
    middle, most = grammar_speed(positive)
    print(f"the grammar alone: median {middle:.0f} us, most {most:.0f} us")
    ages = sum(isinstance(m.expression, Age) for case in positive if (m := timex.read(case.text, (case.language,))))
    print(f"{ages} of the readings are ages, spans by themselves")


if __name__ == "__main__":
    main()

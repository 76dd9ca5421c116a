"""Watch simulated sites for two days: ids, moves of dates, truth inside the span, error; beside now-minus-age.

python -m benchmarks live            a row for each kind of site, through the whole write path
python -m benchmarks.live quick      two rows
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from statistics import mean
from time import perf_counter

from benchmarks.printers import DAY, HOUR, MINUTE, MONTH, PRINTERS, WEEK
from benchmarks.site import Cache, Habits, Site, times
from benchmarks.watching import Merging, Report, watch
from feedsvc import timex
from feedsvc.cli.replay import Replaying
from feedsvc.fetch.saved import Saved
from feedsvc.model.entries import Entry
from feedsvc.model.times import AgeBounds, Grain
from feedsvc.store import open_store

START = datetime(2026, 1, 12, 6, tzinfo=UTC)
SPRING, AUTUMN = datetime(2026, 3, 28, 6, tzinfo=UTC), datetime(2026, 10, 24, 6, tzinfo=UTC)
LENGTH = timedelta(hours=48)
SETTLED = timedelta(hours=3)
CASES: list[tuple[str, Habits, int, datetime]] = [
    ("wordpress", Habits(), 15, START),
    ("carbon, bare list, English", Habits("carbon", "en", layout="list"), 15, START),
    ("moment, cards, German", Habits("moment", "de", "Europe/Berlin", layout="cards"), 15, START),
    ("date-fns, day beside", Habits("date-fns", layout="dated"), 15, START),
    ("luxon, Spanish, no ids", Habits("luxon", "es", "Europe/Madrid", ids=False), 15, START),
    ("wordpress, 30 min cache, LiteSpeed", Habits(cache=Cache()), 15, START),
    ("carbon, 30 min cache, Age", Habits("carbon", cache=Cache(stamp="age")), 15, START),
    ("wordpress, 30 min cache that hides", Habits(cache=Cache(stamp="none")), 15, START),
    ("wordpress, sidebar cached 3 h", Habits(sidebar=timedelta(hours=3)), 15, START),
    ("wordpress, wall clocks, spring", Habits(wall_clock=True), 15, SPRING),
    ("wordpress, wall clocks, autumn", Habits(wall_clock=True), 15, AUTUMN),
    ("wordpress, hourly", Habits(), 60, START),
    ("carbon, hourly", Habits("carbon"), 60, START),
]
GRAINS = (Grain.SECOND, Grain.MINUTE, Grain.HOUR, Grain.DAY, Grain.WEEK, Grain.MONTH)
SECONDS = dict(zip(GRAINS, (1, MINUTE, HOUR, DAY, WEEK, MONTH), strict=True))
EXACT = {
    "carbon": "carbon/default",
    "date-fns": "date-fns/formatDistance",
    "luxon": "luxon/toRelative",
    "moment": "moment/fromNow",
    "wordpress": "wordpress/core6.7+",
}
"""What feedsvc calls each printer."""
LEGEND = f"""
moves, by: most changes of one entry's date, and the largest in minutes. watched, cold, all: mean error in minutes of
posts seen from publication on; older ones that stayed for {SETTLED.seconds // 3600} h at least; all older ones."""


class Visiting:
    """Visits that go the whole way: an answer of the site, read, merged, kept in a store in memory."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.replaying = Replaying(open_store("sqlite://"))
        self.known: dict[str, Entry] = {}
        self.replaying.heard = self._hear

    def _hear(self, entry: Entry) -> None:
        self.known[entry.id] = entry

    def __call__(self, at: datetime) -> Sequence[Entry]:
        answer = self.site.answer("/", at)
        self.replaying.visit(Saved("https://lavoce.example/", at, answer.body.decode(), answer.headers, answer.status))
        return tuple(self.known.values())


def main() -> None:
    quick = "quick" in sys.argv[1:]
    print(f"{'site':36}{'visits':>7}{'posts':>6}{'ids':>4}{'dup':>4}{'outside':>9}{'moves':>6}{'by':>7}", end="")
    print(f"{'watched':>9}{'cold':>7}{'all':>7} | now-minus-age: {'error':>6}{'changes':>8}   seconds")
    for name, habits, every, start in CASES[:2] if quick else CASES:
        row(name, Site(habits, start, LENGTH, seed=7), times(start, LENGTH, timedelta(minutes=every), 0.1, seed=7))
    print(LEGEND)
    learning(4 if quick else 20)


def row(name: str, site: Site, visits: Sequence[datetime]) -> None:
    begun = perf_counter()
    report = watch(site, visits, Visiting(site))
    took = perf_counter() - begun
    ids = max(len(w.ids) for w in report.posts.values())
    errors, changes = naive(site, visits)
    print(
        f"{name:36}{len(visits):7}{len(report.posts):6}{ids:4}{report.duplicates:4}"
        f"{report.outside / report.checks:9.2%}"
        f"{report.most_changes():6}{report.largest_change() / timedelta(minutes=1):7.2f}"
        f"{mean(report.errors(site, watched=True)):9.2f}{settled(site, report):7.2f}"
        f"{mean(report.errors(site, watched=False)):7.2f} | {'':15}{errors:6.1f}{changes:8.0f}{took:10.1f}",
        flush=True,
    )


def settled(site: Site, report: Report) -> float:
    """The mean error of posts older than the watch that stayed on the page long enough to learn of."""
    stayed = {n: w for n, w in report.posts.items() if w.entry and w.entry.last_seen_at - site.start >= SETTLED}
    return mean(replace(report, posts=stayed).errors(site, watched=False))


def naive(site: Site, visits: Sequence[datetime]) -> tuple[float, float]:
    """Mean error in minutes and mean changes of a post's date that is the visit's instant less the printed age."""
    shown: dict[int, list[tuple[datetime, datetime]]] = {}
    for at in visits:
        made = site.answer_made(at)
        posts = sorted((p for p in site.posts if p.shown_at(made)), key=lambda p: p.dated_at(made), reverse=True)
        for post in posts[: site.habits.shown]:
            said = at - timedelta(seconds=count(site.age(post, made), site.habits.language))
            shown.setdefault(post.number, []).append((said, post.dated_at(made)))
    errors = [abs(said - truth) / timedelta(minutes=1) for told in shown.values() for said, truth in told]
    return mean(errors), mean(sum(a[0] != b[0] for a, b in pairwise(told)) for told in shown.values())


def count(words: str, language: str) -> float:
    mention = timex.read(words, (language,))
    number = re.search(r"\d+", words)
    assert mention is not None, words
    return int(number.group() if number else 1) * SECONDS[mention.expression.grain]


def learning(runs: int) -> None:
    """How many articles it takes until all programs that remain mean what the site's own does."""
    print(f"\n{'dialect':12}{'runs':>6}{'learnt':>8}{'within 10 articles':>20}{'most articles':>15}{'wrong':>7}")
    for dialect in sorted(PRINTERS):
        needed = [articles_needed(dialect, seed) for seed in range(runs)]
        learnt = [n for n, _ in needed if n is not None]
        within = sum(n <= 10 for n in learnt) / runs
        wrong = sum(bad for _, bad in needed)
        print(f"{dialect:12}{runs:6}{len(learnt):8}{within:20.0%}{max(learnt, default=0):15}{wrong:7}", flush=True)


def articles_needed(dialect: str, seed: int) -> tuple[int | None, int]:
    """The articles watched from publication on until the dialect was learnt, and the visits that named a wrong one."""
    site = Site(Habits(dialect, unrest=0.1), START, timedelta(hours=30), seed)
    merging, wrong = Merging(site), 0
    for at in times(START, timedelta(hours=30), timedelta(minutes=15), 0.1, seed):
        merging(at)
        name = merging.learnt.humanizer
        if name and means_the_same(name, dialect):
            return len([p for p in site.posts if START < p.published_at <= at]), wrong
        wrong += name is not None
    return None, wrong


def means_the_same(name: str, dialect: str) -> bool:
    return all(alike(one, other) for one, other in meanings(name, dialect))


def alike(one: AgeBounds | None, other: AgeBounds | None) -> bool:
    """Whether two programs mean the same by some words, to a twentieth of what the words leave open."""
    if one is None or other is None:
        return one is other
    apart = max(abs(one.youngest.seconds - other.youngest.seconds), abs(one.oldest.seconds - other.oldest.seconds))
    return apart <= max(4, (other.oldest.seconds - other.youngest.seconds) / 20)


def meanings(name: str, dialect: str) -> Iterator[tuple[AgeBounds | None, AgeBounds | None]]:
    for age in (20 * MINUTE, 5 * HOUR, 13 * HOUR):
        mention = timex.read(PRINTERS[dialect](age, "it"), ("it",))
        assert mention is not None, "printed by a known humanizer"
        yield timex.age(mention, name), timex.age(mention, EXACT[dialect])


if __name__ == "__main__":
    main()

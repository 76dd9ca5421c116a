"""Watch simulated sites for two days: ids, moves of dates, truth inside the span, error; beside the least that the
pages allow, and beside now-minus-age.

python -m benchmarks live            each kind of site at each rhythm over five seeds, through the whole write path
python -m benchmarks.live quick      one seed
"""

from __future__ import annotations

import os
import random
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import pairwise
from statistics import mean
from time import perf_counter

from benchmarks import oracle
from benchmarks.oracle import Limit
from benchmarks.printers import DAY, HOUR, MINUTE, MONTH, WEEK
from benchmarks.site import Cache, Habits, Site, times
from benchmarks.watching import Report, watch
from feedsvc import rhythm, timex
from feedsvc.cli.replay import Replaying
from feedsvc.fetch.saved import Saved
from feedsvc.model.entries import Entry
from feedsvc.model.times import Grain
from feedsvc.store import open_store

START = datetime(2026, 1, 12, 6, tzinfo=UTC)
SPRING, AUTUMN = datetime(2026, 3, 28, 6, tzinfo=UTC), datetime(2026, 10, 24, 6, tzinfo=UTC)
LENGTH = timedelta(hours=48)
SETTLED = timedelta(hours=3)
QUARTER, HOURLY = timedelta(minutes=15), timedelta(hours=1)
CASES: list[tuple[str, Habits, datetime, tuple[timedelta | None, ...]]] = [
    ("wordpress", Habits(), START, (QUARTER, HOURLY, None)),
    ("carbon, bare list, English", Habits("carbon", "en", layout="list"), START, (QUARTER, HOURLY, None)),
    ("moment, cards, German", Habits("moment", "de", "Europe/Berlin", layout="cards"), START, (QUARTER, HOURLY, None)),
    ("date-fns, day beside", Habits("date-fns", layout="dated"), START, (QUARTER,)),
    ("luxon, Spanish, no ids", Habits("luxon", "es", "Europe/Madrid", ids=False), START, (QUARTER,)),
    ("wordpress, 30 min cache, LiteSpeed", Habits(cache=Cache()), START, (QUARTER,)),
    ("carbon, 30 min cache, Age", Habits("carbon", cache=Cache(stamp="age")), START, (QUARTER,)),
    ("wordpress, 30 min cache that hides", Habits(cache=Cache(stamp="none")), START, (QUARTER,)),
    ("wordpress, sidebar cached 3 h", Habits(sidebar=timedelta(hours=3)), START, (QUARTER,)),
    ("wordpress, wall clocks, spring", Habits(wall_clock=True), SPRING, (QUARTER,)),
    ("wordpress, wall clocks, autumn", Habits(wall_clock=True), AUTUMN, (QUARTER,)),
]
"""Each kind of site with the plans that it is visited by; None for what is learnt of it, within the default bounds."""
JITTER = 0.1
GRAINS = (Grain.SECOND, Grain.MINUTE, Grain.HOUR, Grain.DAY, Grain.WEEK, Grain.MONTH)
SECONDS = dict(zip(GRAINS, (1, MINUTE, HOUR, DAY, WEEK, MONTH), strict=True))
LEGEND = f"""
by: jitter spreads a plan's visits by dice, a tenth of it to both sides; feedsvc spreads them over the hour; a plan that
is learnt is feedsvc's own, within its default bounds. moves, by: most changes of one entry's date, and the largest in
minutes. watched, cold, all: mean error in minutes of posts seen from publication on; older ones that stayed for
{SETTLED.seconds // 3600} h at least; all older ones. least: of one who knows the program and when each page was made,
by what those visits were told; moves: as near to that as three moves of ten minutes from the first moment come. All
figures are over all seeds."""


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

    def planned(self) -> Iterator[datetime]:
        """When feedsvc itself comes."""
        at = self.site.start
        while at < self.site.start + LENGTH:
            yield at
            (state,) = self.replaying.store.source_states()
            assert state.next_visit_at is not None, "a site is visited again"
            at = state.next_visit_at


@dataclass(frozen=True)
class Errors:
    """Mean errors in minutes: of the moments shown; the least possible; the least within the reach of three moves."""

    shown: float
    least: float
    reachable: float


@dataclass(frozen=True)
class Run:
    """What came of watching one site."""

    visits: int
    posts: int
    ids: int
    duplicates: int
    outside: int
    checks: int
    moves: int
    furthest: float
    watched: Errors
    cold: Errors
    older: Errors
    naive: float
    changes: float
    seconds: float


def main() -> None:
    seeds = 1 if "quick" in sys.argv[1:] else 5
    print(
        f"{'site':36}{'plan':>8} {'by':9}{'visits':>7}{'posts':>6}{'ids':>4}{'dup':>4}{'outside':>9}{'moves':>6}",
        end="",
    )
    print(
        f"{'by':>6} |{'watched':>8}{'least':>6} |{'cold':>6}{'least':>6}{'moves':>6} |"
        f"{'all':>6}{'least':>6}{'moves':>6} | now-minus-age:{'error':>6}{'changes':>8}{'seconds':>8}"
    )
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        rows = [
            (label(name, plan, own=own), pool.map(partial(run, habits, start, plan, own), range(seeds)))
            for name, habits, start, plans in CASES
            for plan in plans
            for own in ((True,) if plan is None else (False, True))
        ]
        for about, runs in rows:
            print(about + figures(list(runs)), flush=True)
        print(LEGEND)


def label(name: str, plan: timedelta | None, *, own: bool) -> str:
    said = f"{plan / timedelta(minutes=1):.0f} min" if plan else "learnt"
    return f"{name:36}{said:>8} {'feedsvc' if own else 'jitter':9}"


def figures(runs: Sequence[Run]) -> str:
    return (
        f"{mean(r.visits for r in runs):7.0f}{mean(r.posts for r in runs):6.0f}"
        f"{max(r.ids for r in runs):4}{sum(r.duplicates for r in runs):4}"
        f"{sum(r.outside for r in runs) / sum(r.checks for r in runs):9.2%}{max(r.moves for r in runs):6}"
        f"{max(r.furthest for r in runs):6.2f} |{mean(r.watched.shown for r in runs):8.2f}"
        f"{mean(r.watched.least for r in runs):6.2f} |"
        f"{_three([r.cold for r in runs])} |{_three([r.older for r in runs])} |"
        f" {'':14}{mean(r.naive for r in runs):6.1f}{mean(r.changes for r in runs):8.0f}"
        f"{sum(r.seconds for r in runs):8.1f}"
    )


def _three(errors: Sequence[Errors]) -> str:
    means = (mean(e.shown for e in errors), mean(e.least for e in errors), mean(e.reachable for e in errors))
    return "".join(f"{value:6.2f}" for value in means)


def run(habits: Habits, start: datetime, plan: timedelta | None, own: bool, seed: int) -> Run:
    """Watch the site of one seed."""
    site = Site(habits, start, LENGTH, seed)
    visiting, begun, made = Visiting(site), perf_counter(), list[datetime]()
    moments = visiting.planned() if plan is None else spread(start, plan, seed) if own else jittered(start, plan, seed)
    report = watch(site, noted(moments, made), visiting)
    took = perf_counter() - begun
    errors, changes = naive(site, made)
    limits = oracle.limits(site, made, report)
    return Run(
        len(made),
        len(report.posts),
        max(len(w.ids) for w in report.posts.values()),
        report.duplicates,
        report.outside,
        report.checks,
        report.most_changes(),
        report.largest_change() / timedelta(minutes=1),
        errors_of(site, report, limits, watched=True),
        errors_of(site, settled(site, report), limits, watched=False),
        errors_of(site, report, limits, watched=False),
        errors,
        changes,
        took,
    )


def jittered(start: datetime, plan: timedelta, seed: int) -> Iterator[datetime]:
    """Visits by a plan, jittered by dice alone."""
    return iter(times(start, LENGTH, plan, JITTER, seed))


def spread(start: datetime, plan: timedelta, seed: int) -> Iterator[datetime]:
    """Visits by a plan as feedsvc spreads them."""
    dice, made = random.Random(seed), [start]
    while made[-1] < start + LENGTH:
        yield made[-1]
        wait = rhythm.wait(
            plan * rhythm.VISITS_PER_NEWS,
            timedelta(),
            failures=0,
            shortest=plan / 2,
            longest=plan * 1.5,
            asked=None,
            ago=tuple(made[-1] - at for at in reversed(made[-rhythm.REMEMBERED - 1 :])),
            dice=dice.random(),
        )
        made.append(made[-1] + wait)


def noted(moments: Iterator[datetime], made: list[datetime]) -> Iterator[datetime]:
    for at in moments:
        made.append(at)
        yield at


def errors_of(site: Site, report: Report, limits: Mapping[int, Limit], *, watched: bool) -> Errors:
    """Return the mean errors of the posts whose limit is known: those of the main list."""
    older = {post.number: post.published_at <= site.start for post in site.posts}
    chosen = {n: w for n, w in report.posts.items() if n in limits and older[n] is not watched}
    return Errors(
        mean(replace(report, posts=chosen).errors(site, watched=watched)),
        mean(limits[n].free for n in chosen),
        mean(limits[n].reachable for n in chosen),
    )


def settled(site: Site, report: Report) -> Report:
    """Return the report of those posts that stayed on the page long enough to learn of."""
    return replace(
        report,
        posts={n: w for n, w in report.posts.items() if w.entry and w.entry.last_seen_at - site.start >= SETTLED},
    )


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


if __name__ == "__main__":
    main()

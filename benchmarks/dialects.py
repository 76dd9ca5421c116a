"""How many articles it takes until a simulated site's dialect is learnt, over many sites; the lower table of `live`."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from datetime import datetime, timedelta
from functools import partial

from benchmarks.printers import HOUR, MINUTE, PRINTERS
from benchmarks.site import Habits, Site, times
from benchmarks.watching import Merging
from feedsvc import timex
from feedsvc.model.times import AgeBounds

EXACT = {
    "carbon": "carbon/default",
    "date-fns": "date-fns/formatDistance",
    "luxon": "luxon/toRelative",
    "moment": "moment/fromNow",
    "wordpress": "wordpress/core6.7+",
}
"""What feedsvc calls each printer."""
LENGTH = timedelta(hours=30)


def learning(runs: int, start: datetime, pool: Executor) -> None:
    """Print how many articles it takes until all programs that remain mean what the site's own does."""
    print(f"\n{'dialect':12}{'runs':>6}{'learnt':>8}{'within 10 articles':>20}{'most articles':>15}{'wrong':>7}")
    for dialect in sorted(PRINTERS):
        needed = list(pool.map(partial(articles_needed, dialect, start), range(runs)))
        learnt = [n for n, _ in needed if n is not None]
        within = sum(n <= 10 for n in learnt) / runs
        wrong = sum(bad for _, bad in needed)
        print(f"{dialect:12}{runs:6}{len(learnt):8}{within:20.0%}{max(learnt, default=0):15}{wrong:7}", flush=True)


def articles_needed(dialect: str, start: datetime, seed: int) -> tuple[int | None, int]:
    """The articles watched from publication on until the dialect was learnt, and the visits that named a wrong one."""
    site = Site(Habits(dialect, unrest=0.1), start, LENGTH, seed)
    merging, wrong = Merging(site), 0
    for at in times(start, LENGTH, timedelta(minutes=15), 0.1, seed):
        merging(at)
        name = merging.learnt.humanizer
        if name and means_the_same(name, dialect):
            return len([p for p in site.posts if start < p.published_at <= at]), wrong
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

"""How many articles it takes until a simulated site's dialect is learnt, over many sites.

python -m benchmarks.dialects [runs] [processes]: 300 sites of each program at each plan, in two processes
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import pairwise

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
LENGTH, AFTERWARDS = timedelta(hours=30), timedelta(hours=6)
PLANS = (timedelta(minutes=15), timedelta(hours=1))
MINUTE_LONG = timedelta(minutes=1)
ENOUGH = 10
"""So many articles watched from publication on are enough to learn of a program."""


@dataclass(frozen=True)
class Needed:
    """The articles watched from publication on until the program was learnt, the visits that named a wrong one, and
    those of them at which it had been named before."""

    articles: int | None
    wrong: int
    stubborn: int


def main() -> None:
    runs, processes = (int(sys.argv[at]) if len(sys.argv) > at else default for at, default in ((1, 300), (2, 2)))
    with ProcessPoolExecutor(processes) as pool:
        learning(runs, datetime(2026, 1, 12, 6, tzinfo=UTC), pool)


def learning(runs: int, start: datetime, pool: Executor) -> None:
    """Print how many articles it takes until all programs that remain mean what the site's own does."""
    print(
        f"\n{'dialect':12}{'plan':>8}{'runs':>6}{'learnt':>8}{'within 10 articles':>20}{'most articles':>15}"
        f"{'wrong visits':>14}{'wrong twice':>13}"
    )
    for plan in PLANS:
        for dialect in sorted(PRINTERS):
            needed = list(pool.map(partial(articles_needed, dialect, start, plan), range(runs)))
            print(f"{dialect:12}{plan / MINUTE_LONG:5.0f} min" + _told(needed), flush=True)


def _told(needed: Sequence[Needed]) -> str:
    learnt = [run.articles for run in needed if run.articles is not None]
    return (
        f"{len(needed):6}{len(learnt):8}{sum(n <= ENOUGH for n in learnt) / len(needed):20.1%}"
        f"{max(learnt, default=0):15}{sum(run.wrong for run in needed):14}{sum(run.stubborn for run in needed):13}"
    )


def articles_needed(dialect: str, start: datetime, plan: timedelta, seed: int) -> Needed:
    """Watch one site until its program is learnt and for some hours more, since a wrong one may follow."""
    site = Site(Habits(dialect, unrest=0.1), start, LENGTH, seed)
    merging, articles, named = Merging(site), None, []
    learnt_at = start + LENGTH
    for at in times(start, LENGTH, plan, 0.1, seed):
        if at > learnt_at + AFTERWARDS:
            break
        merging(at)
        name = merging.learnt.humanizer
        named.append(None if name is None else means_the_same(name, dialect))
        if articles is None and named[-1]:
            articles, learnt_at = len([p for p in site.posts if start < p.published_at <= at]), at
    wrong = [verdict is False for verdict in named]
    return Needed(articles, sum(wrong), sum(one and two for one, two in pairwise(wrong)))


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

"""How long to wait before the next visit: as the site's own rhythm asks, within bounds, never in step. Pure.

A visit tells between which minutes of the hour an article was published: printed ages change at that minute. So visits
are spread over the hour: each comes when the minute's hand stands far from where the visits before met it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from math import sqrt

VISITS_PER_NEWS = 2
"""How many visits a site gets for each new article that it usually has."""
REMEMBERED = 24
"""How many waits are remembered to spread the next visit from."""
FIRST_VISITS = 24
"""A new source that prints ages is visited so often as closely as allowed: what leaves its page soon tells only now."""
_WEIGHT_OF_NEWS = 0.2
_UNKNOWN_GAP = timedelta(minutes=30)
_MAX_DOUBLINGS = 16
LONGEST_ASKED = timedelta(days=1)
"""A server that asks to be left alone for longer is asked again after that: it may have meant something else."""
_HOUR = 3600.0
_FASTEST, _SLOWEST = 0.5, 1.5
"""How far from the plan a wait may be, in shares of it."""
_CHOICES = 6
_BEGUN = 2
"""After fewer visits than this all sources that began together would choose alike."""
_BALANCED = 2
"""Over so many waits one that was longer than planned is made up for by a shorter one."""


def usual_gap(before: timedelta | None, elapsed: timedelta, new: int) -> timedelta | None:
    """Return how long it usually is between two new articles, after a visit that found ``new`` of them in ``elapsed``.

    A moving average over visits; one without news tells something only when it was longer than usual.
    """
    if elapsed <= timedelta():
        return before
    if new == 0:
        return before if before is None or elapsed <= before else before + (elapsed - before) * _WEIGHT_OF_NEWS
    gap = elapsed / new
    return gap if before is None else before + (gap - before) * _WEIGHT_OF_NEWS


def wait(
    gap: timedelta | None,
    quiet: timedelta,
    *,
    failures: int,
    shortest: timedelta,
    longest: timedelta,
    asked: timedelta | None,
    ago: Sequence[timedelta],
    dice: float,
    aged: bool = False,
) -> timedelta:
    """Return how long to wait: a share of the usual gap, longer while the site is quiet or fails.

    ``quiet`` is how long nothing new has come. ``asked`` is what the server asked for (Retry-After), which wins over
    all, up to ``LONGEST_ASKED``. ``ago`` is how long ago the last visits were that succeeded, newest first. The answer
    lies between half and one and a half of the plan, and in the mean on it; beyond ``longest`` only where the shortest
    wait leaves no other room. ``dice`` from 0 to 1 keeps sources apart. ``aged`` says that the page prints ages: then
    the ``shortest`` is the plan at first.
    """
    is_new = aged and len(ago) <= FIRST_VISITS
    plan = shortest if is_new else max(gap or _UNKNOWN_GAP, quiet / 2) / VISITS_PER_NEWS
    planned = min(max(plan, shortest), longest)
    backed_off = min(planned * (1 << min(failures, _MAX_DOUBLINGS)), max(longest, planned))
    earliest, latest = _window(backed_off, ago)
    earliest, latest = max(earliest, shortest), max(min(latest, longest), shortest * _SLOWEST)
    chosen = earliest + (latest - earliest) * _share(earliest, latest, ago, dice)
    return max(chosen, min(asked, LONGEST_ASKED)) if asked else chosen


def _share(earliest: timedelta, latest: timedelta, ago: Sequence[timedelta], dice: float) -> float:
    """Return which part of the room between two waits to take, from 0 to 1: at first by the dice alone."""
    if len(ago) < _BEGUN:
        return dice
    start, room, past = earliest.total_seconds(), (latest - earliest).total_seconds(), [t.total_seconds() for t in ago]
    return max(((number + dice) / _CHOICES for number in range(_CHOICES)), key=lambda s: _apart(start + room * s, past))


def _window(plan: timedelta, ago: Sequence[timedelta]) -> tuple[timedelta, timedelta]:
    """Return the waits to choose from: around the plan, and rather before it where the last ones came after theirs."""
    late = ago[_BALANCED] - ago[0] - plan * _BALANCED if len(ago) > _BALANCED else timedelta()
    earliest, latest = plan * _FASTEST, plan * _SLOWEST
    return min(max(earliest - late, earliest), plan), max(min(latest - late, latest), plan)


def _apart(wait: float, ago: Sequence[float]) -> float:
    """Return how far on the hour's dial a visit comes from the last ones, of which the newest count most.

    Each distance is weighed with the root of how many visits ago it was: so those of the last two, six and twenty-four
    hours are each spread nearly evenly.
    """
    distances = ((wait + before) % _HOUR for before in ago)
    return min(
        (min(after, _HOUR - after) * sqrt(visits) for visits, after in enumerate(distances, start=1)), default=0.0
    )

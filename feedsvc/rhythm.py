"""How long to wait before the next visit: as the site's own rhythm asks, within bounds, never in step. Pure.

Jitter is wanted: visits at uneven distances meet a printed age at uneven phases, which pins articles more closely than
visits by the clock.
"""

from __future__ import annotations

from datetime import timedelta

VISITS_PER_NEWS = 2
"""How many visits a site gets for each new article that it usually has."""
_WEIGHT_OF_NEWS = 0.2
_UNKNOWN_GAP = timedelta(minutes=30)
_MAX_DOUBLINGS = 16
LONGEST_ASKED = timedelta(days=1)
"""A server that asks to be left alone for longer is asked again after that: it may have meant something else."""


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
    dice: float,
) -> timedelta:
    """Return how long to wait: a share of the usual gap, longer while the site is quiet or fails.

    ``quiet`` is how long nothing new has come. ``asked`` is what the server asked for (Retry-After), which wins over
    all, up to ``LONGEST_ASKED``. ``dice`` from 0 to 1 spreads the answer from half to one and a half of the plan.
    """
    plan = max(gap or _UNKNOWN_GAP, quiet / 2) / VISITS_PER_NEWS
    planned = min(max(plan, shortest), longest)
    backed_off = min(planned * (1 << min(failures, _MAX_DOUBLINGS)), max(longest, planned))
    spread = max(backed_off * (0.5 + dice), shortest)
    return max(spread, min(asked, LONGEST_ASKED)) if asked else spread

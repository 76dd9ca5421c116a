"""The least error that the pages of a simulated site allow: by one who knows its program and when each page was made.

All that was printed beside an article at the visits that were made leaves a span; in the worst case, no choice is
nearer to the truth than its centre. Neither the order of a list nor other articles count.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from benchmarks.site import Post, Site
from benchmarks.watching import Report
from feedsvc.merge.moving import LONGEST_MOVE, MOST_MOVES
from feedsvc.model.times import Span

_SECOND = timedelta(seconds=1)
_FARTHEST = timedelta(days=40)
REACH = LONGEST_MOVE * MOST_MOVES
"""How far from where it was first shown a moment may end."""


@dataclass(frozen=True)
class Limit:
    """The error that no choice avoids, in minutes: of any moment; of those that the law of moves allows."""

    free: float
    reachable: float


def limits(site: Site, visits: Iterable[datetime], report: Report) -> dict[int, Limit]:
    """Return the limit of each post of a report on a site, by number."""
    posts = {post.number: post for post in site.posts}
    centres = {number: span.centre for number, span in left(site, visits).items()}
    return {
        number: _limit(centres[number], posts[number].dated_at(watched.first_at), watched.shown[0])
        for number, watched in report.posts.items()
        if number in centres
    }


def _limit(centre: datetime, truth: datetime, first: datetime) -> Limit:
    near = max(min(centre, first + REACH), first - REACH)
    return Limit(*(abs(at - truth) / timedelta(minutes=1) for at in (centre, near)))


def left(site: Site, visits: Iterable[datetime]) -> dict[int, Span]:
    """Return what all visits together leave of each post's first publication, by number."""
    spans: dict[int, Span] = {}
    dated: dict[int, datetime] = {}
    before: tuple[datetime, frozenset[int]] | None = None
    for made in sorted({site.answer_made(at) for at in visits}):
        shown = list_of(site, made)
        for place, post in enumerate(shown):
            known = any(before and other.number in before[1] for other in shown[place + 1 :])
            since = before[0] if before and known else made - _FARTHEST
            if dated.setdefault(post.number, post.dated_at(made)) == post.dated_at(made):
                told = _told(site, post, made)
                if post.number not in spans and since > told.earliest:
                    told = Span(min(since, told.latest), told.latest)
                spans[post.number] = spans.get(post.number, told).intersect(told) or told
        before = made, frozenset(post.number for post in shown)
    return spans


def list_of(site: Site, made: datetime) -> list[Post]:
    """Return the posts of the main list of a page made at an instant, newest first."""
    posts = sorted((p for p in site.posts if p.shown_at(made)), key=lambda p: p.dated_at(made), reverse=True)
    return posts[: site.habits.shown]


def _told(site: Site, post: Post, made: datetime) -> Span:
    """Return which publications the words beside a post allow, to a second."""
    truth, words = post.dated_at(made).replace(microsecond=0), site.age(post, made)

    def fits(at: datetime) -> bool:
        return at <= made and site.age(replace(post, published_at=at, changes=()), made) == words

    return Span(_end(truth, -_SECOND, fits), _end(truth, _SECOND, fits) + _SECOND)


def _end(start: datetime, step: timedelta, fits: Callable[[datetime], bool]) -> datetime:
    """Return the last instant from a start on, in whole steps, that fits: those that do lie together."""
    low, high = 0, 1
    while fits(start + step * high) and step * high < _FARTHEST:
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if fits(start + step * middle) else (low, middle)
    return start + step * low

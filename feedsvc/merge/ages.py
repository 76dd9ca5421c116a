"""What an article's times mean under each humanizer that may have printed them, and what several visits leave."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from functools import reduce
from operator import itemgetter

from feedsvc import timex
from feedsvc.model.entries import History, Hypothesis
from feedsvc.model.pages import Article
from feedsvc.model.times import Age, AgeBounds, Evidence, Mention, Span, Timestamp

AGE = "age"
"""The kind of evidence that depends on the humanizer."""


_ELAPSED = " (elapsed)"
_ANYBODY = (Hypothesis((), Span(datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))),)


@dataclass(frozen=True, slots=True)
class Said:
    """What a page says of one article's publication: the part that any humanizer allows, and each age's meanings."""

    fixed: Span | None = None
    ages: tuple[tuple[Hypothesis, ...], ...] = ()
    by_anybody: Span | None = None
    """What its age means under any humanizer at all, told only where the page may be older than it looks."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What ages are resolved with: the page's language and zone, the humanizers that remain possible (none: all).

    ``lagging`` are blocks that were made before the page was; ``made_after`` is the earliest moment at which the page
    can have been made, where its own clock does not know of a cache.
    """

    language: str | None
    zone: tzinfo | None
    humanizers: frozenset[str] = frozenset()
    lagging: frozenset[str] = frozenset()
    made_after: datetime | None = None
    wall: tuple[tzinfo, ...] = ()
    """The zones of which a site's wall clock probably keeps one, where nobody said."""
    tick: timedelta = timedelta()
    """How coarse the clock of the server is: HTTP, caches and humanizers count whole seconds."""
    doubt: timedelta = timedelta()
    """How much older than it looks the page may be."""
    aside: frozenset[str] = frozenset()
    """Blocks beside the page's main list that may be made before the page is."""


LIKELY_LAG = timedelta(hours=1)
"""How long before its page a block is made at most that nothing speaks against."""
_LONGEST_LAG = timedelta(hours=12)
SHORTEST = timedelta(minutes=1)
"""A cache that keeps pages no longer than this never shows: it stays in doubt for ever."""


def said(moment: Timestamp, place: Article, setting: Setting) -> Said:
    """Return what a page says of a publication, its age under each humanizer apart.

    Of several ages only the oldest counts: a block that was cached apart prints ages that are too small by then.
    """
    pieces = moment.evidence or (Evidence(moment.basis, moment.text or "", moment.span),)
    read = [(piece, _mention(piece, moment, place.language or setting.language)) for piece in pieces]
    fixed = [piece.span for piece, mention in read if mention is None and piece.span]
    clock = _clock(moment.clock, place, setting)
    aged = [(piece.span.earliest, mention) for piece, mention in read if mention and piece.span]
    if not aged or clock is None:
        return Said(_common(fixed) or moment.span)
    mention, dated = min(aged, key=itemgetter(0))[1], _common(fixed)
    age = _meanings(mention, clock, setting)
    # A date as fine as an age owes nothing to the page's clock.
    anybody = setting.doubt > SHORTEST and (dated is None or dated.width > setting.doubt)
    return Said(
        dated or (None if age else moment.span),
        (age,) if age else (),
        _by_anybody(mention, clock, setting) if anybody else None,
    )


def _clock(clock: Span | None, place: Article, setting: Setting) -> Span | None:
    """Return when the place was made: as the page, or earlier where its block lags behind or the page's cache hides."""
    if clock is None:
        return None
    earliest = min(clock.earliest, setting.made_after or clock.earliest)
    return Span(earliest - _lag(place.listed, setting), clock.latest + setting.tick)


def _lag(block: str | None, setting: Setting) -> timedelta:
    if block in setting.lagging:
        return _LONGEST_LAG
    return LIKELY_LAG if block in setting.aside else setting.tick


def _mention(piece: Evidence, moment: Timestamp, language: str | None) -> Mention | None:
    if piece.kind != AGE or moment.clock is None:
        return None
    mention = timex.read(piece.text, (language,) if language else ())
    return mention if mention and isinstance(mention.expression, Age) else None


def _meanings(mention: Mention, clock: Span, setting: Setting) -> tuple[Hypothesis, ...]:
    """Return what one age means, apart for each group of humanizers that agree."""
    assert isinstance(mention.expression, Age), "only ages have meanings"
    ways = [way for bounds in mention.expression.bounds for way in _ways(bounds)]
    possible = [way for bounds in ways if (way := _among(bounds, setting.humanizers))]
    meanings = [
        Hypothesis(bounds.humanizers if possible else (), span)
        for bounds in possible or ways
        if (span := _span(mention, bounds, clock, setting))
    ]
    return tuple(meanings) if possible else _as_one(meanings)


def _by_anybody(mention: Mention, clock: Span, setting: Setting) -> Span | None:
    bounds = timex.age(mention)
    spans = [span for way in _ways(bounds) if (span := _span(mention, way, clock, setting))] if bounds else []
    return reduce(Span.hull, spans) if spans else None


def _ways(bounds: AgeBounds) -> tuple[AgeBounds, ...]:
    """Return the ways in which themes use a program: those that subtract wall clocks, and those that do not.

    The two differ only where the clocks were changed in between, and then visits tell which it is.
    """
    if not bounds.wall_clock:
        return (bounds,)
    return bounds, replace(bounds, wall_clock=False, humanizers=tuple(map(elapsed, bounds.humanizers)))


def elapsed(humanizer: str) -> str:
    """Return the name of a humanizer that is given instants rather than wall clocks."""
    return f"{humanizer}{_ELAPSED}"


def plain(humanizer: str) -> str:
    """Return the name without what says how a theme uses it."""
    return humanizer.removesuffix(_ELAPSED)


def _among(bounds: AgeBounds, humanizers: frozenset[str]) -> AgeBounds | None:
    """Return bounds for those of their humanizers that remain possible."""
    names = tuple(name for name in bounds.humanizers if not humanizers or name in humanizers)
    return replace(bounds, humanizers=names) if names else None


def _span(mention: Mention, bounds: AgeBounds, clock: Span, setting: Setting) -> Span | None:
    assert isinstance(mention.expression, Age), "only ages have bounds"
    one = replace(mention, expression=Age((bounds,), mention.expression.grain), humanizers=bounds.humanizers)
    walls = setting.wall if bounds.wall_clock and setting.zone is None else ()
    # They mean the same but for the hours in which some have changed their clocks and others have not.
    resolved = [timex.resolve(one, clock, zone) for zone in walls or (setting.zone,)]
    return reduce(Span.hull, spans) if (spans := [each.span for each in resolved if each]) else None


def _as_one(meanings: Sequence[Hypothesis]) -> tuple[Hypothesis, ...]:
    """Return one meaning for everybody: words that none of the possible humanizers prints tell nothing of them."""
    return (Hypothesis((), reduce(Span.hull, (m.span for m in meanings))),) if meanings else ()


def extended(history: History, page: Said) -> History | None:
    """Return the history with what one more page says, None where the two exclude each other.

    Commutative and idempotent as long as one humanizer can have printed all ages: spans intersect for each, and one
    that is ruled out is gone for good.
    """
    fixed = _common([span for span in (history.fixed, page.fixed) if span])
    if fixed is None and (history.fixed or page.fixed):
        return None
    hypotheses = history.hypotheses
    for age in page.ages:
        before = hypotheses or _ANYBODY
        hypotheses = _both(before, age if _related(before, age) else _as_one(age))
        if not hypotheses:
            return None
    within = tuple(h for h in hypotheses if fixed is None or h.span.intersect(fixed))
    if hypotheses and not within:
        return None
    return replace(history, fixed=fixed, hypotheses=within)


def bounded(history: History, page: Said, doubt: timedelta) -> History:
    """Return the history with what one more page leaves under any humanizer, be the page fresh or not.

    What a page says that is more than ``doubt`` too young speaks of another time, not of an older page.
    """
    if page.by_anybody is None:
        return history
    not_before = max(history.not_before or page.by_anybody.earliest, page.by_anybody.earliest)
    not_after = min(history.not_after or page.by_anybody.latest, page.by_anybody.latest)
    if not_before - not_after > doubt:
        return history
    return replace(history, not_before=not_before, not_after=not_after)


def seen_by(history: History, at: datetime) -> History:
    """Return the history of an article that was published when it was seen."""
    if history.not_before is None or history.not_after is None:
        return history
    return replace(history, not_before=min(history.not_before, at), not_after=min(history.not_after, at))


def doubted(history: History, span: Span, doubt: timedelta) -> Span:
    """Return the span with what the article's pages allow if they were older than they looked by as much as this."""
    if not history.hypotheses or (history.fixed and history.fixed.width <= SHORTEST):
        return span
    if doubt <= SHORTEST or history.not_before is None or history.not_after is None:
        return Span(span.earliest - min(doubt, SHORTEST), span.latest)
    return Span(min(span.earliest, history.not_before - doubt), max(span.latest, history.not_after))


def is_earlier(history: History, page: Said) -> bool:
    """Return whether a page that contradicts the history makes the article older than that, for most humanizers."""
    pairs = [
        (one.span, other.span)
        for age in page.ages
        for one in history.hypotheses
        for other in age
        if _shared(one.humanizers, other.humanizers) is not None
    ]
    earlier = sum(new.latest < old.earliest for old, new in pairs)
    return earlier > sum(new.earliest > old.latest for old, new in pairs)


def _both(before: Iterable[Hypothesis], after: Iterable[Hypothesis]) -> tuple[Hypothesis, ...]:
    """Return what both allow, apart for humanizers that mean different spans by it."""
    spans: dict[Span, list[str]] = {}
    for one in before:
        for other in after:
            names = _shared(one.humanizers, other.humanizers)
            span = one.span.intersect(other.span)
            if names is not None and span:
                spans.setdefault(span, []).extend(names)
    return tuple(Hypothesis(tuple(sorted(set(names))), span) for span, names in sorted(spans.items(), key=_order))


def _related(before: Iterable[Hypothesis], after: Iterable[Hypothesis]) -> bool:
    """Return whether any humanizer can have printed both; if not, two programs did, and neither tells of the other."""
    return any(_shared(one.humanizers, other.humanizers) is not None for one in before for other in after)


def _order(item: tuple[Span, list[str]]) -> tuple[datetime, datetime]:
    return item[0].earliest, item[0].latest


def _shared(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...] | None:
    """Return the humanizers of both sides, () standing for everyone; None where they share none."""
    if not one or not other:
        return one or other
    common = set(one).intersection(other)
    return tuple(common) if common else None


def span(history: History, humanizers: frozenset[str]) -> Span | None:
    """Return when the article was published under the humanizers that remain possible (none: all)."""
    possible = [h.span for h in history.hypotheses if _is_possible(h, humanizers)]
    if not history.hypotheses:
        return history.fixed
    spans = [both for each in possible if (both := each.intersect(history.fixed or each))]
    return reduce(Span.hull, spans) if spans else None


def _is_possible(hypothesis: Hypothesis, humanizers: frozenset[str]) -> bool:
    return not humanizers or not hypothesis.humanizers or not humanizers.isdisjoint(hypothesis.humanizers)


def restricted(history: History, humanizers: frozenset[str]) -> History:
    """Return the history without the humanizers that are ruled out for the whole site."""
    if not humanizers:
        return history
    kept = (replace(h, humanizers=tuple(n for n in h.humanizers if n in humanizers)) for h in history.hypotheses)
    return replace(history, hypotheses=tuple(h for h in kept if h.humanizers) or history.hypotheses)


def alive(history: History) -> frozenset[str]:
    """Return the humanizers that this article's times leave possible; () where they tell nothing."""
    return frozenset(name for h in history.hypotheses for name in h.humanizers)


def _common(spans: Iterable[Span]) -> Span | None:
    """Return what all spans allow, the first's own where they allow nothing together, None of none."""
    answer: Span | None = None
    for each in spans:
        both = each if answer is None else answer.intersect(each)
        if both is None:
            return None
        answer = both
    return answer

"""From what visits show to an entry's moment of publication: spans narrow, the moment shown holds still."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import reduce

from feedsvc.merge import ages, moving
from feedsvc.merge.ages import Said, Setting
from feedsvc.model.entries import Entry, History
from feedsvc.model.pages import Article
from feedsvc.model.times import Evidence, Span, Timestamp

EPOCH = datetime(1990, 1, 1, tzinfo=UTC)
"""No article on the web is older than the web."""
_MAX_EVIDENCE = 8


def heard(places: Sequence[Article], setting: Setting) -> Said | None:
    """Return what all places of one page say of one article's publication, None where none speaks of it."""
    told = [(place.published, ages.said(place.published, place, setting)) for place in places if place.published]
    if not told:
        return None
    _, oldest = min(told, key=lambda pair: (not pair[1].ages, pair[0].span.earliest))
    fixed = [said.fixed for _, said in told if said.fixed]
    together = reduce(lambda one, other: one.intersect(other) or one, fixed) if fixed else None
    return replace(oldest, fixed=together)


def lagging(places: Sequence[Article]) -> set[str]:
    """Return the blocks that say of an article that it is younger than another block of the page can mean."""
    told = [(place.listed, place.published.span) for place in places if place.published and place.listed]
    return {name for name, span in told if any(span.earliest > other.latest for block, other in told if block != name)}


def is_told_younger(places: Iterable[Article]) -> bool:
    """Return whether the page prints a second age of an article, too small for the first: some block of it lags."""
    aged = [place.published for place in places if place.published and place.published.basis == ages.AGE]
    return any(
        piece.kind == ages.AGE and piece.span and piece.span.earliest > moment.span.latest
        for moment in aged
        for piece in moment.dropped
    )


def opened(said: Said | None, seen_at: datetime, absent_at: datetime | None) -> tuple[History, tuple[Evidence, ...]]:
    """Return the history of an article met for the first time, and what of the evidence had to be dropped.

    Not published after first sight; not before ``absent_at``, where the page was made without it. What the page says
    wins over absence, and first sight over a page that speaks of the future.
    """
    sight = Said(Span(min(EPOCH, seen_at), seen_at))
    history = History()
    dropped: list[Evidence] = []
    pieces = [("first sight", sight), ("page", said), ("absence", _absence(absent_at, seen_at))]
    for kind, piece in pieces:
        longer = ages.extended(history, piece) if piece else history
        if longer is None:
            dropped.append(Evidence(kind, "contradicts the rest", piece.fixed if piece else None))
        history = longer or history
    return ages.seen_by(ages.bounded(history, said, timedelta.max) if said else history, seen_at), tuple(dropped)


def _absence(absent_at: datetime | None, seen_at: datetime) -> Said | None:
    return Said(Span(absent_at, seen_at)) if absent_at and absent_at <= seen_at else None


def first_moment(
    said: Timestamp | None, span: Span, seen_at: datetime, *, absent: bool, dropped: tuple[Evidence, ...]
) -> Timestamp:
    """Return the moment to show for an article met for the first time, published within ``span``.

    The page's own best moment where nothing else cuts the span; the centre of what is left where something does; first
    sight where nothing is known but that.
    """
    kinds = [Evidence("first sight", "the page that showed it had been made", Span.instant(seen_at))]
    kinds += [Evidence("absence", "the page before did not show it", span)] if absent else []
    if said is None or said.span.intersect(span) is None:
        at = span.centre if absent else span.latest
        lost = () if said is None else (*said.dropped, Evidence(said.basis, said.text or "", said.span))
        text = said.text if said else None
        return Timestamp(span, at, kinds[-1].kind, text, evidence=tuple(kinds), dropped=(*lost, *dropped))
    # Where a cache may hide, the span reaches back further than the page says: the page is taken to be as fresh as it
    # looks until evidence speaks against that.
    # A date's likeliest moment stays so in what is left of its span; that of an age is its centre.
    kept = span.intersect(said.span) == said.span or (said.basis != ages.AGE and said.at in span)
    at = said.at if kept else span.centre
    return replace(
        said, span=span, at=at, evidence=_bounded((*said.evidence, *kinds)), dropped=(*said.dropped, *dropped)
    )


def moved(entry: Entry, span: Span, best: Span | None, said: Timestamp | None, *, leaving: bool) -> Entry:
    """Return the entry with what is left of its span, and the moment shown moved where it has to be.

    The span shown contains evidence and moment. ``best`` is where the moment most likely lies, None to let it stay.
    """
    at = moving.step(entry, best, leaving=leaving) if best else entry.published.at
    return shown_at(entry, at, span, said)


def shown_at(entry: Entry, at: datetime, span: Span, said: Timestamp | None = None) -> Entry:
    """Return the entry with this moment shown, in a span that contains the evidence's and the moment."""
    moment = entry.published
    shown = Span(min(span.earliest, at), max(span.latest, at))
    moves = entry.history.moves + (at != moment.at)
    if shown == moment.span and at == moment.at:
        return entry
    evidence = moment.evidence if said is None else _bounded((*moment.evidence, *said.evidence))
    narrower = replace(moment, span=shown, at=at, evidence=evidence)
    return replace(entry, published=narrower, history=replace(entry.history, moves=moves))


def _bounded(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Return the evidence that decides an end, and beside it only the first and the newest pieces."""
    pieces = tuple(dict.fromkeys(evidence))
    spans = [(piece, piece.span) for piece in pieces if piece.span]
    if len(pieces) <= _MAX_EVIDENCE or not spans:
        return pieces[:_MAX_EVIDENCE]
    low = max(spans, key=lambda pair: pair[1].earliest)[0]
    high = min(spans, key=lambda pair: pair[1].latest)[0]
    chosen = {pieces[0], low, high, *pieces[-(_MAX_EVIDENCE - 3) :]}
    return tuple(piece for piece in pieces if piece in chosen)

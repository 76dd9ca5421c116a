"""From what one visit shows to an entry's moment of publication: spans intersect, the moment shown holds still."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from feedsvc.model.times import Evidence, Span, Timestamp

EPOCH = datetime(1990, 1, 1, tzinfo=UTC)
"""No article on the web is older than the web."""
_MAX_EVIDENCE = 8


def first_sight(said: Timestamp | None, seen_at: datetime, absent_at: datetime | None) -> Timestamp:
    """Return the moment of an article met for the first time.

    Not after first sight; after ``absent_at``, where the page was made without it. What the page says wins over
    absence, and first sight over a page that speaks of the future.
    """
    existing = Evidence("first sight", "the page that showed it was made by then", Span(EPOCH, max(seen_at, EPOCH)))
    absent = (
        Evidence("absence", "the page before did not show it", Span(min(absent_at, seen_at), seen_at))
        if absent_at
        else None
    )
    if said is None:
        known = absent or existing
        span = known.span or Span.instant(seen_at)
        at = span.centre if absent else span.latest
        return Timestamp(span, at, known.kind, evidence=(known,))
    moment = narrowed(said, existing)
    if moment is None:
        return Timestamp(
            Span(EPOCH, seen_at), seen_at, "first sight", said.text, evidence=(existing,), dropped=_dropped(said)
        )
    if absent is None:
        return moment
    with_absence = narrowed(moment, absent)
    if with_absence is None:
        return replace(moment, dropped=(*moment.dropped, absent))
    return replace(with_absence, at=with_absence.at if with_absence.span == moment.span else with_absence.span.centre)


def narrowed(moment: Timestamp, evidence: Evidence) -> Timestamp | None:
    """Return the moment with one more piece of evidence, None where they exclude each other.

    The span is the intersection; the moment shown moves only when that excludes it, then to the nearest end.
    """
    if evidence.span is None:
        return moment
    span = moment.span.intersect(evidence.span)
    if span is None:
        return None
    if span == moment.span:
        return moment
    return replace(moment, span=span, at=span.nearest(moment.at), evidence=_bounded((*moment.evidence, evidence)))


def _bounded(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Return the evidence that still decides an end, and beside it only the newest pieces."""
    pieces = tuple(dict.fromkeys(evidence))
    if len(pieces) <= _MAX_EVIDENCE:
        return pieces
    spans = [(piece, piece.span) for piece in pieces if piece.span]
    low = max(spans, key=lambda pair: pair[1].earliest)[0]
    high = min(spans, key=lambda pair: pair[1].latest)[0]
    newest = pieces[-(_MAX_EVIDENCE - 2) :]
    return tuple(piece for piece in pieces if piece in newest or piece is low or piece is high)


def _dropped(said: Timestamp) -> tuple[Evidence, ...]:
    return (*said.dropped, Evidence(said.basis, said.text or "", said.span))

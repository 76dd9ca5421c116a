"""From all that a page says about one article's time to the moment of its publication, with the reasons.

Evidence intersects, most trusted first; what does not fit is dropped and named. Nothing is published after the page
was made.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo

from feedsvc.model.times import Age, Evidence, PageClock, Resolution, Role, Span, Timestamp
from feedsvc.reading import addresses, timetexts
from feedsvc.reading.candidates import Candidate, TimeSaid

_BEGINNING = datetime(1, 1, 3, tzinfo=UTC)
_PRINTED = ("text", "label")
_TRUST = ("datetime", "json-ld", "microdata", "opengraph", "content", "data", "title", "label", "text", "url", "guess")
"""Where a time stands, most trusted first: values for machines, then words, then the address, then a guess."""


@dataclass(frozen=True, slots=True)
class Moments:
    """When an article was published and updated, and the words of the page that say the former."""

    published: Timestamp | None = None
    updated: Timestamp | None = None
    time_text: str | None = None


@dataclass(frozen=True, slots=True)
class _Piece:
    """One time said, resolved."""

    said: TimeSaid
    resolution: Resolution

    @property
    def span(self) -> Span:
        return self.resolution.span

    @property
    def kind(self) -> str:
        if self.said.source in _PRINTED:
            return "age" if self.said.mention and isinstance(self.said.mention.expression, Age) else "date"
        return self.said.source

    @property
    def evidence(self) -> Evidence:
        return Evidence(self.kind, words(self.said), self.span)


def settle(
    candidate: Candidate,
    clock: PageClock | None,
    zone: tzinfo | None,
    humanizer: str | None = None,
    home: tzinfo | None = None,
) -> Moments:
    """Return when a candidate was published and updated, as far as the page says so.

    Ages mean what the ``humanizer`` means by them, else those that the clock leaves for the candidate's block; the
    moment shown is the likeliest by those that can have printed the whole page. Where no ``zone`` is known, spans allow
    every offset, and the likeliest moment is the one in the zone at ``home``.
    """
    span = clock.span if clock is not None else None
    by = humanizer or _set(clock.by_block.get(candidate.block, ()) if clock is not None else ())
    likely = humanizer or _set(clock.humanizers if clock is not None else ()) or by
    pieces = [piece for said in _said(candidate) if (piece := _resolved(said, span, zone, (by, likely), home))]
    publication = [piece for piece in pieces if piece.said.role is not Role.UPDATED]
    update = [piece for piece in pieces if piece.said.role is Role.UPDATED]
    if all(piece.said.source == "url" for piece in publication):
        # A theme that marks its only time as the update means the publication; an address alone is coarser.
        publication, update = [*publication, *update], []
    return Moments(_timestamp(publication, span), _timestamp(update, span), _time_text(candidate.times))


def _set(names: Iterable[str]) -> frozenset[str] | None:
    return frozenset(names) or None


def words(said: TimeSaid) -> str:
    """Return the words of a time said, without what stood around them."""
    mention = said.mention
    return said.text if mention is None else mention.text[mention.start : mention.end]


def _said(candidate: Candidate) -> tuple[TimeSaid, ...]:
    mention = addresses.date(candidate.link) if candidate.link else None
    return candidate.times if mention is None else (*candidate.times, TimeSaid(mention.text, "url", mention))


_By = str | frozenset[str] | None


def _resolved(
    said: TimeSaid, clock: Span | None, zone: tzinfo | None, by: tuple[_By, _By], home: tzinfo | None
) -> _Piece | None:
    """Return a time resolved by the humanizers possible, its likeliest moment by the likely ones and in the zone."""
    if said.mention is None:
        return None
    possible, likely = by
    resolution = timetexts.resolve(said.mention, clock, zone, possible)
    if resolution is None:
        return None
    is_age = isinstance(said.mention.expression, Age)
    there = None
    if is_age and likely != possible:
        there = timetexts.resolve(said.mention, clock, zone, likely)
    elif not is_age and zone is None and home is not None:
        there = timetexts.resolve(said.mention, clock, home, possible)
    if there is not None and there.at in resolution.span:
        resolution = replace(resolution, at=there.at)
    return _Piece(said, resolution)


def _timestamp(pieces: Sequence[_Piece], clock: Span | None) -> Timestamp | None:
    ceiling = None if clock is None else Span(_BEGINNING, clock.latest)
    possible = [piece for piece in pieces if ceiling is None or piece.span.intersect(ceiling)]
    if not possible:
        return None
    late = [piece for piece in pieces if piece not in possible]
    ranked, odd = _ranked(possible)
    span = ranked[0].span if ceiling is None else ranked[0].span.intersect(ceiling) or ranked[0].span
    used: list[_Piece] = []
    dropped = [*late, *odd]
    for piece in ranked:
        both = span.intersect(piece.span)
        (dropped if both is None else used).append(piece)
        span = both or span
    return _stamp(span, used, dropped, clock)


def _ranked(pieces: Sequence[_Piece]) -> tuple[list[_Piece], list[_Piece]]:
    """Return the pieces most trusted first, and those that stand alone against two or more that agree."""
    ordered = sorted(_distinct(pieces), key=_trust)
    stale = [piece for piece in ordered if _is_stale(piece, ordered)]
    # What is stale makes nothing else odd, so one time is always left: of all ages the oldest is never stale, and the
    # two that agree against an odd time are not odd themselves.
    fresh = [piece for piece in ordered if piece not in stale]
    odd = [piece for piece in fresh if _is_odd(piece, fresh)]
    agreed = [piece for piece in fresh if piece not in odd]
    return sorted(agreed, key=lambda piece: _is_outdone(piece, agreed)), [*stale, *odd]


def _is_outdone(piece: _Piece, pieces: Sequence[_Piece]) -> bool:
    """Return whether a time does not say what it is of, and one that tells the publication contradicts it."""
    return piece.said.role is Role.UNSTATED and any(
        other.said.role is Role.PUBLISHED and piece.span.intersect(other.span) is None for other in pieces
    )


def _trust(piece: _Piece) -> tuple[int, int]:
    said = piece.said
    return (_TRUST.index(said.source) if said.source in _TRUST else len(_TRUST), said.role is Role.UNSTATED)


def _is_odd(piece: _Piece, pieces: Sequence[_Piece]) -> bool:
    others = [other for other in pieces if other is not piece]
    against = [other for other in others if piece.span.intersect(other.span) is None]
    if len(against) < 2 or len(against) < len(others):
        return False
    return any(a.span.intersect(b.span) for i, a in enumerate(against) for b in against[i + 1 :])


def _is_stale(piece: _Piece, pieces: Sequence[_Piece]) -> bool:
    """Return whether another age makes the article older: a block cached apart prints ages that are too small."""
    older = [other.span for other in pieces if other.kind == piece.kind == "age"]
    return any(o.earliest < piece.span.earliest and o.latest < piece.span.latest for o in older)


def _distinct(pieces: Iterable[_Piece]) -> list[_Piece]:
    """Return the pieces without those that repeat the same words in the same role: an echo is no second witness."""
    return list({(words(piece.said), piece.said.role, piece.span): piece for piece in pieces}.values())


def _stamp(span: Span, used: Sequence[_Piece], dropped: Sequence[_Piece], clock: Span | None) -> Timestamp:
    deciding = min(used, key=lambda piece: piece.span.width)
    told = next((piece for piece in used if piece.kind == "age"), deciding)
    at = deciding.resolution.at
    return Timestamp(
        span=span,
        at=at if at in span else span.centre,
        basis=deciding.kind,
        text=words(told.said),
        rule=told.resolution.rule,
        humanizers=told.resolution.humanizers,
        clock=clock,
        evidence=tuple(piece.evidence for piece in used),
        dropped=tuple(piece.evidence for piece in dropped),
    )


def _time_text(times: Iterable[TimeSaid]) -> str | None:
    """Return the words that a reader of the page sees: an age before a date, publication before update."""
    printed = [said for said in times if said.source in _PRINTED and said.mention is not None]
    return next((words(said) for said in sorted(printed, key=_visibility)), None)


def _visibility(said: TimeSaid) -> tuple[bool, bool]:
    age = said.mention is not None and isinstance(said.mention.expression, Age)
    return (said.role is Role.UPDATED, not age)

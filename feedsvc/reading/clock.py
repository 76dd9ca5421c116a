"""When was this page made? Every age on it is relative to that moment, so it is evidence like any other.

Evidence is used most trusted first: the operator's word, a cache's stamp in the page, HTTP, pairs of an age and a
date on the page, the date at its head, dates alone, a file's modification time. What contradicts something more
trusted is dropped, and named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo

from feedsvc import timex
from feedsvc.model.pages import Origin
from feedsvc.model.times import Age, Evidence, PageClock, Role, Span
from feedsvc.reading import cachestamps, guesses, moments, pairs, timetexts
from feedsvc.reading.candidates import TimeSaid

_PAST = datetime(1, 1, 3, tzinfo=UTC)
_FUTURE = datetime(9999, 12, 29, tzinfo=UTC)
_FIRST, _LAST = datetime(1970, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)
_CONSENSUS = 3
"""So many agreeing pairs outweigh a server that claims to have made the page just now: caches hide. One is enough where
the server claims nothing."""
_SPEAKING = timedelta(minutes=1)
"""An answer that says that it is as old as this comes from a cache that tells its pages' age."""
_RENDERING = timedelta(seconds=5)
"""Between a page's making and the instant that its server stamps on the answer."""
_EXACT = timedelta(minutes=1)
_SKEW = timedelta(seconds=90)
"""So far may the clock of one machine be from another's."""
_LEAST_LATER = 2
_LONGEST_STORED = 366 * 86_400
"""No HTTP cache keeps an answer for more than a year (RFC 2616 §14.21)."""
_COPIED = timedelta(days=31)
"""A stamp older than this at the retrieval may be a copied page's: caches keep a list for hours or days."""
_LATE_FILE = timedelta(days=62)
"""A page whose newest date is older than this and than all its ages was not made when its file was written."""
_NAMED = 8
"""So many pieces of one kind of evidence are named; the rest is counted."""


@dataclass(frozen=True, slots=True)
class _Bound:
    """What one piece of evidence allows for the page's moment; an open side ends far away."""

    evidence: Evidence
    span: Span

    @property
    def decides(self) -> bool:
        """Say whether it bounds the moment on both sides."""
        return self.span.earliest > _PAST and self.span.latest < _FUTURE


def infer(
    times: Sequence[Sequence[TimeSaid]],
    *,
    html: str = "",
    origin: Origin | None = None,
    zone: tzinfo | None = None,
    humanizer: str | None = None,
    head: TimeSaid | None = None,
    blocks: Sequence[str | None] = (),
) -> PageClock | None:
    """Return when the page was made, None where nothing bounds that moment on both sides.

    ``times`` holds, for each article, all times said in its place; ``blocks`` names the block of each, () where
    all stand in one; ``head`` is the date at the head of the page.
    """
    origin = _credible(origin or Origin())
    dates = [_dated(said, zone) for said in times]
    agreed = pairs.agree(times, dates, zone, humanizer, _newest_publication(dates), blocks)
    stamped = list(_stamped(html, zone))
    refuted = [stamp for stamp in stamped if _is_refuted(stamp.span, origin, agreed, dates)]
    bounds = [*_stated(origin), *(stamp for stamp in stamped if stamp not in refuted), *_by_http(origin, agreed, dates)]
    agreed = agreed.within(_narrow(bounds).span)
    bounds += [*_paired(agreed), *_headed(head, zone), *_visits(origin)]
    narrowed = _narrow(bounds)
    if not narrowed.decided:
        narrowed = _narrow([*bounds, *_by_file(origin, times, dates)])
    narrowed = replace(narrowed, dropped=(*refuted, *narrowed.dropped))
    return _clock(narrowed, agreed, [date for said in dates for date in said])


def _credible(origin: Origin) -> Origin:
    """Return what is known of an answer without the instants that nobody's clock can have shown."""
    return replace(
        origin,
        stated_at=_instant(origin.stated_at),
        retrieved_at=_instant(origin.retrieved_at),
        date=_instant(origin.date),
        last_modified=_instant(origin.last_modified),
        modified_at=_instant(origin.modified_at),
        changed_since=_instant(origin.changed_since),
    )


def _instant(at: datetime | None) -> datetime | None:
    return at if at is not None and _FIRST <= at <= _LAST else None


# ---- evidence from beside the page ----------------------------------------------------------------------------------


def _stated(origin: Origin) -> Iterator[_Bound]:
    if origin.stated_at is not None:
        yield _bound("stated", origin.stated_at.isoformat(), Span.instant(origin.stated_at))


def _stamped(html: str, zone: tzinfo | None) -> Iterator[_Bound]:
    for stamp in cachestamps.read(html):
        resolution = timex.resolve(stamp.mention, None, zone)
        if resolution is not None:
            yield _bound("cache stamp", f"{stamp.program}: {stamp.mention.text}", resolution.span)


def _is_refuted(stamp: Span, origin: Origin, agreed: pairs.Agreement, dates: Sequence[Sequence[pairs.Dated]]) -> bool:
    """Whether a stamp is no moment of this page: a wrong clock or zone, or a page that was copied with its stamp.

    So it is where it lies after the retrieval, where pairs that agree exclude it, or where articles were published
    after it; for an old stamp, where any dates of articles say so.
    """
    if origin.retrieved_at is not None and stamp.earliest > origin.retrieved_at + _SKEW:
        return True
    said = agreed.span
    if said is not None and len(agreed.kept) >= _CONSENSUS:
        return Span(said.earliest - _SKEW, said.latest + _SKEW).intersect(stamp) is None
    return _is_before_articles(stamp.latest, dates) or _is_copied(stamp.latest, origin, dates)


def _is_copied(stamped_at: datetime, origin: Origin, dates: Sequence[Sequence[pairs.Dated]]) -> bool:
    """Whether a stamp came with a page that was copied: it is old, and articles bear days between it and the retrieval.

    Of a stamp that is not old, such days may be those of events to come.
    """
    now = origin.retrieved_at
    if now is None or now - stamped_at < _COPIED:
        return False
    since = [any(stamped_at + _SKEW < span.earliest and span.latest <= now for _, span in said) for said in dates]
    return sum(since) >= _LEAST_LATER


def _is_before_articles(at: datetime, dates: Sequence[Sequence[pairs.Dated]]) -> bool:
    """Whether articles of the page were published after a moment, more of them than the one that may be misdated."""
    return sum(_newest_publication([each]) > at + _SKEW for each in dates) >= _LEAST_LATER


def _by_http(origin: Origin, agreed: pairs.Agreement, dates: Sequence[Sequence[pairs.Dated]]) -> Iterator[_Bound]:
    """Yield the answer's own moment (RFC 9111 §4.2.3), or only its upper bound where the page itself knows better."""
    if origin.retrieved_at is None:
        return
    least, most = origin.behind
    oldest, made_at = _stamped_at(origin, origin.retrieved_at, least), _stamped_at(origin, origin.retrieved_at, most)
    if _is_before_articles(made_at, dates):
        oldest = made_at = origin.retrieved_at
    words = f"retrieved {origin.retrieved_at.isoformat()}, Date {origin.date}, Age {origin.age}"
    words += f", the server’s clock behind by {least.total_seconds():.0f} s" if least else ""
    span = Span(oldest - _RENDERING, made_at)
    needed = 1 if origin.date is None and origin.age is None else _CONSENSUS
    said = agreed.span
    hidden = said is not None and len(agreed.kept) >= needed and said.latest < span.earliest
    if hidden:
        yield _bound("retrieval", f"{words}: the page is older, from a cache that hides", Span(_PAST, made_at))
    else:
        yield _bound("http" if origin.retrieved_at - made_at < _SPEAKING else "http age", words, span)


def _stamped_at(origin: Origin, retrieved_at: datetime, behind: timedelta) -> datetime:
    """Return when an answer left its server, whose clock is behind by so much; what no cache keeps is no age."""
    apparent = (retrieved_at - origin.date - behind).total_seconds() if origin.date else 0.0
    ages = (apparent, origin.age or 0.0)
    return retrieved_at - timedelta(seconds=max((age for age in ages if 0 < age <= _LONGEST_STORED), default=0.0))


def _visits(origin: Origin) -> Iterator[_Bound]:
    if origin.changed_since is not None:
        text = f"another body at {origin.changed_since.isoformat()}"
        yield _bound("changed since", text, Span(origin.changed_since, _FUTURE))
    if origin.last_modified is not None:
        yield _bound("Last-Modified", origin.last_modified.isoformat(), Span(origin.last_modified, _FUTURE))


def _by_file(
    origin: Origin, times: Sequence[Sequence[TimeSaid]], dates: Sequence[Sequence[pairs.Dated]]
) -> Iterator[_Bound]:
    """Yield when a page's file was written; only that the page is no younger where its own dates end long before."""
    at = origin.modified_at
    if at is None:
        return
    text = f"file modified {at.isoformat()}"
    newest = [max(before) for said in dates if (before := [s.latest for _, s in said if s.earliest <= at])]
    allowed = max(_LATE_FILE, 2 * _oldest_age(times))
    if len(newest) >= _CONSENSUS and at - max(newest) > allowed:
        yield _bound("file time", f"{text}: a copy of an older page", Span(min(max(newest), at), at))
    else:
        yield _bound("file time", text, Span(at - _RENDERING, at))


def _oldest_age(times: Sequence[Sequence[TimeSaid]]) -> timedelta:
    """Return the greatest age that the page prints: what is younger need not bear a date."""
    said = (time.mention.expression for each in times for time in each if time.mention is not None)
    ends = (bounds.oldest for age in said if isinstance(age, Age) for bounds in age.bounds)
    return timedelta(seconds=max((end.seconds + 31 * 86_400 * end.months for end in ends), default=0.0))


def _bound(kind: str, text: str, span: Span) -> _Bound:
    shown = Span(
        span.latest if span.earliest <= _PAST else span.earliest,
        span.earliest if span.latest >= _FUTURE else span.latest,
    )
    return _Bound(Evidence(kind, text, shown), span)


def _paired(agreed: pairs.Agreement) -> Iterator[_Bound]:
    if agreed.span is not None:
        kept = agreed.kept
        more = f"; and {len(kept) - _NAMED} more" if len(kept) > _NAMED else ""
        yield _bound("pairs", "; ".join(pair.words for pair in kept[:_NAMED]) + more, agreed.span)


def _headed(head: TimeSaid | None, zone: tzinfo | None) -> Iterator[_Bound]:
    """Yield the day or minute that the page says is now; of its last update, that it was made after that."""
    resolution = timetexts.resolve(head.mention, None, zone, None) if head is not None and head.mention else None
    if head is not None and resolution is not None:
        span = resolution.span
        latest = _FUTURE if head.role is Role.UPDATED else span.latest
        yield _bound("page date", moments.words(head), Span(span.earliest, latest))


# ---- evidence on the page ------------------------------------------------------------------------------------------


def _dated(said: Sequence[TimeSaid], zone: tzinfo | None) -> list[pairs.Dated]:
    """Return the absolute times of one article with their spans: all that needs no clock, and no guess."""
    found = []
    for time in said:
        if time.mention is None or time.source == guesses.SOURCE or isinstance(time.mention.expression, Age):
            continue
        resolution = timetexts.resolve(time.mention, None, zone, None)
        if resolution is not None:
            found.append((time, resolution.span))
    return found


def _newest_publication(dates: Sequence[Sequence[pairs.Dated]]) -> datetime:
    """Return the newest exact moment at which the page says that something was published."""
    exact = (
        span.earliest
        for said in dates
        for time, span in said
        if time.role is Role.PUBLISHED and span.width <= _EXACT and time.source not in ("text", "label", "url")
    )
    return max(exact, default=_PAST)


@dataclass(frozen=True, slots=True)
class _Narrowed:
    """The span that the evidence leaves, what was used and what was dropped, most trusted first."""

    span: Span
    used: tuple[_Bound, ...]
    dropped: tuple[_Bound, ...]

    @property
    def decided(self) -> bool:
        return self.span.earliest > _PAST and self.span.latest < _FUTURE


def _narrow(bounds: Iterable[_Bound]) -> _Narrowed:
    span = Span(_PAST, _FUTURE)
    used: list[_Bound] = []
    dropped: list[_Bound] = []
    for bound in bounds:
        both = span.intersect(bound.span)
        (dropped if both is None else used).append(bound)
        span = both or span
    return _Narrowed(span, tuple(used), tuple(dropped))


def _clock(narrowed: _Narrowed, agreed: pairs.Agreement, dates: Sequence[pairs.Dated]) -> PageClock | None:
    if not narrowed.decided:
        return None
    before = [date for date in dates if date[1].earliest <= narrowed.span.latest]
    after = [date for date in dates if date[1].earliest > narrowed.span.latest]
    used = [bound.evidence for bound in narrowed.used]
    span = narrowed.span
    newest = max(before, key=lambda date: date[1].earliest, default=None)
    if newest is not None and newest[1].earliest > span.earliest:
        span = Span(newest[1].earliest, span.latest)
        used.append(Evidence("not before", moments.words(newest[0]), newest[1]))
    dropped = [bound.evidence for bound in narrowed.dropped]
    dropped.extend(Evidence("pair", pair.words, pair.span) for pair in agreed.dropped[:_NAMED])
    dropped.extend(Evidence("date after the page", moments.words(time), span) for time, span in after[:_NAMED])
    basis = next((bound.evidence.kind for bound in narrowed.used if bound.decides), used[0].kind)
    by_block = agreed.humanizers(span)
    return PageClock(
        span, basis, tuple(used), tuple(dropped), _shared(tuple(filter(None, by_block.values()))), by_block
    )


def _shared(programs: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """Return the humanizers that can have printed every block, likelier ones first; () where one cannot have."""
    first = programs[0] if programs else ()
    return tuple(name for name in first if all(name in others for others in programs[1:]))

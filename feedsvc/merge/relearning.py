"""A site that prints its times otherwise than it did: what was learnt of it is forgotten, and judged anew.

Either another program prints the ages now: then what was known of the articles still holds. Or page after page says
the same and contradicts what was known, or the operator corrected a hint: then it is not believed any more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import reduce

from feedsvc.merge import ages, freshness, learning
from feedsvc.merge.ages import Said, Setting
from feedsvc.merge.matching import Sight
from feedsvc.merge.narrowing import heard
from feedsvc.merge.revising import Known
from feedsvc.model.entries import Entry, History, Source
from feedsvc.model.pages import Reading
from feedsvc.model.times import Evidence, Span
from feedsvc.model.visits import Claim, Learnt

_ENOUGH_REJECTIONS = 3
_LEAST = 2
_SHARE = 0.1
_LEAST_CLAIMS = 3
_MAX_CLAIMS = 30


def anew(
    source: Source, again: Sequence[Known], reading: Reading, setting: Setting, learnt: Learnt, at: datetime
) -> Learnt | None:
    """Return what to judge the page by instead, where it shows that what was learnt does not hold; None where it does.

    ``again`` are the articles met again, judged by what was learnt.
    """
    if _is_corrected(source, again, learnt):
        return _forgotten(learnt, at)
    if source.hints.humanizer is None and _is_printed_otherwise(again, reading, setting, learnt):
        return _reprinted(learnt, at)
    return None


def _is_printed_otherwise(again: Sequence[Known], reading: Reading, setting: Setting, learnt: Learnt) -> bool:
    """Return whether another humanizer than those learnt prints the page: what was known of its articles fits that one.

    Not while a cache may hide: a page older than it looks can pass for one of a program that rounds otherwise.
    """
    judged = [known for known in again if known.told and known.told.ages and not known.entry.republished]
    foreign = sum(map(_is_unprinted, judged))
    # A few words of another program are a block of their own, or somebody's hand.
    contradicted = sum(known.history is None for known in judged)
    wrong = max(contradicted, foreign if foreign * 2 > len(judged) else 0)
    few = max(_LEAST, len(judged) * _SHARE)
    if not learnt.humanizers or wrong < few or freshness.doubt(reading, learnt) > ages.SHORTEST:
        return False
    fitting = [_fitting(known, setting) for known in judged]
    right = Counter(name for names in fitting for name in names)
    left = len(judged) - max(right.values(), default=0)
    return wrong - left >= few and left <= max(1, len(judged) * _SHARE)


def _is_unprinted(known: Known) -> bool:
    """Return whether none of the humanizers that are left prints what the page says."""
    return known.told is not None and not any(meaning.humanizers for age in known.told.ages for meaning in age)


def is_misread(known: Known, setting: Setting, learnt: Learnt) -> bool:
    """Return whether an age that contradicts what was known is none under another humanizer than those learnt."""
    return bool(
        known.history is None and learnt.humanizers and setting.doubt <= ages.SHORTEST and _fitting(known, setting)
    )


def _fitting(known: Known, setting: Setting) -> frozenset[str]:
    """Return the humanizers, of all there are, under which the page agrees with what was known of an article."""
    before = _span(known.entry, setting.doubt)
    told = heard(known.sight.places, replace(setting, humanizers=frozenset()))
    if before is None or told is None:
        return frozenset()
    return frozenset(
        name for age in told.ages for meaning in age if meaning.span.intersect(before) for name in meaning.humanizers
    )


def _span(entry: Entry, doubt: timedelta) -> Span | None:
    span = ages.span(entry.history, frozenset())
    return ages.doubted(entry.history, span, doubt) if span else None


# ---- forgetting ----------------------------------------------------------------------------------------------------


def _reprinted(learnt: Learnt, at: datetime) -> Learnt:
    """Return what is still known of a site once another program prints its ages."""
    return replace(learnt, humanizer=None, humanizers=(), relearnt_at=at, mistrusted=False, claims=(), rejections=0)


def _forgotten(learnt: Learnt, at: datetime) -> Learnt:
    """Return what is still known of a site once its times are not believed any more: its rhythm and its layout."""
    fresh = Learnt()
    return replace(
        _reprinted(learnt, at),
        zone=None,
        lagging=(),
        hidden_cache=False,
        signs_of_cache=0.0,
        doubt=fresh.doubt,
        agreements=(),
        mistrusted=True,
    )


def _is_corrected(source: Source, again: Iterable[Known], learnt: Learnt) -> bool:
    """Return whether the operator has corrected what was taken for granted until now, to judge by the page."""
    named = learning.given(source, learnt)
    if source.hints.humanizer and learnt.humanizers and named.isdisjoint(learnt.humanizers):
        return True
    moved = source.hints.zone is not None and learnt.zone is not None and source.hints.zone != learnt.zone
    return moved and any(known.history is None for known in again)


def rejected(again: Iterable[Known], setting: Setting, learnt: Learnt, at: datetime) -> Learnt:
    """Return what is known after one more page that contradicts it; after a few that say the same, it is forgotten."""
    claims = _claims(again, setting)
    before = {claim.id: claim.span for claim in learnt.claims}
    shared = [(claim, claim.span.intersect(before[claim.id])) for claim in claims if claim.id in before]
    agreed = sum(both is not None for _, both in shared)
    same = len(shared) >= _LEAST_CLAIMS and agreed >= len(shared) * (1 - _SHARE)
    rejections = learnt.rejections + 1 if same else 1
    if rejections >= _ENOUGH_REJECTIONS:
        return _forgotten(learnt, at)
    narrowed = {claim.id: both for claim, both in shared if both and same}
    kept = tuple(replace(claim, span=narrowed.get(claim.id, claim.span)) for claim in claims)
    return replace(learnt, claims=kept, rejections=rejections)


def _claims(again: Iterable[Known], setting: Setting) -> tuple[Claim, ...]:
    everybody = replace(setting, humanizers=frozenset())
    told = [(known.entry.id, heard(known.sight.places, everybody)) for known in again if not known.entry.republished]
    spans = [(id_, _claimed(said)) for id_, said in told if said]
    return tuple(Claim(id_, span) for id_, span in spans if span)[:_MAX_CLAIMS]


def _claimed(said: Said) -> Span | None:
    """Return when an article was published by what one page says of it, whoever printed that."""
    meant = [meaning.span for age in said.ages for meaning in age]
    span = reduce(Span.hull, meant) if meant else said.fixed
    return span.intersect(said.fixed) or span if span and said.fixed else span


# ---- judging anew --------------------------------------------------------------------------------------------------


def renewed(known: Sequence[Entry], learnt: Learnt) -> tuple[Entry, ...]:
    """Return the entries with those last met before the site was learnt anew freed of the humanizers known then."""
    return tuple(_freed(entry, learnt) if _is_older(entry, learnt) else entry for entry in known)


def believed(found: Sequence[Sight], setting: Setting, learnt: Learnt) -> tuple[Sight, ...]:
    """Return the sights with what is not believed any more of their entries taken back, where the page says more."""
    if not learnt.mistrusted:
        return tuple(found)
    return tuple(
        replace(sight, entry=_reconsidered(sight.entry, told))
        if sight.entry and _is_outdated(sight.entry, learnt) and (told := heard(sight.places, setting))
        else sight
        for sight in found
    )


def _is_older(entry: Entry, learnt: Learnt) -> bool:
    return learnt.relearnt_at is not None and entry.last_seen_at < learnt.relearnt_at


def _is_outdated(entry: Entry, learnt: Learnt) -> bool:
    """Return whether the page may speak of the time that the entry shows: once published again it does not."""
    return _is_older(entry, learnt) and not entry.republished


def _freed(entry: Entry, learnt: Learnt) -> Entry:
    history = entry.history
    return replace(entry, history=replace(history, hypotheses=(), fixed=_span(entry, learnt.doubt) or history.fixed))


def _reconsidered(entry: Entry, told: Said) -> Entry:
    """Return the entry without what was known of its publication but the page that first showed it.

    A span that the page excludes is named among what was dropped; the moment shown moves by its own law.
    """
    said, before = _claimed(told), entry.history.fixed
    sight = Span(min(entry.published.span.earliest, entry.first_seen_at), entry.first_seen_at)
    sight = sight.hull(said) if said else sight
    history: History = replace(entry.history, hypotheses=(), fixed=sight, not_before=None, not_after=None)
    published = entry.published
    if before and said and not before.intersect(said):
        lost = Evidence("earlier visits", "contradicted by what the site says since", before)
        published = replace(published, evidence=(), dropped=(*published.dropped, lost))
    return replace(entry, history=history, published=published)

"""What is known and what a page shows, made into changes: identity, narrowing, revision, learning. Pure.

Laws: merging the same reading twice changes nothing; ids never change; spans only narrow and their intersection does
not depend on the order of visits; the moment shown moves only when a narrower span excludes it or its article left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from feedsvc.merge import ages, asides, caching, departed, freshness, learning, moving, relearning
from feedsvc.merge.ages import Setting
from feedsvc.merge.identity import all_keys
from feedsvc.merge.matching import Sight, sights
from feedsvc.merge.narrowing import heard, opened
from feedsvc.merge.revising import Known, New, Occasion, created, differs, met, revised, section, shows_differently
from feedsvc.model.changes import Changes
from feedsvc.model.entries import Entry, Source
from feedsvc.model.pages import Reading
from feedsvc.model.sentences import sentence
from feedsvc.model.visits import Body, Learnt

__all__ = ["all_keys", "merge", "section"]

_MIN_ARTICLES_TO_REJECT = 3
_MAX_BLOCKS = 20
_SECOND = timedelta(seconds=1)
_LIVE = (freshness.FRESHLY_MADE, freshness.SPEAKING, "cache stamp")


def merge(
    source: Source,
    known: Sequence[Entry],
    reading: Reading,
    seen_at: datetime,
    *,
    tagging_entity: str,
    learnt: Learnt = Learnt(),
    before: Body | None = None,
    gone: Sequence[Entry] = (),
) -> Changes:
    """Return what a reading changes in the entries known of its source.

    ``known`` holds every entry that has one of the reading's keys. ``seen_at`` is when the page is known to have
    existed. ``tagging_entity`` begins the ids minted here. ``before`` is the body that this address gave before: what
    a list sorted by time did not show then is younger. ``gone`` are entries that the page showed lately and no longer
    does.
    """
    once_more = partial(
        merge, source, reading=reading, seen_at=seen_at, tagging_entity=tagging_entity, before=before, gone=gone
    )
    known = relearning.renewed(caching.believed_once(known, learnt), learnt)
    found = sights(reading.articles, known)
    setting = _setting(source, reading, learnt, before, found, seen_at)
    found = relearning.believed(found, setting, learnt)
    again = _met_again(found, setting, learnt)
    main = [known for known in again if not known.aside]
    if anew := relearning.anew(source, main, reading, setting, learnt, seen_at):
        return once_more(known, learnt=anew)
    lagging = _few(setting.lagging | asides.late(again, setting))
    if late := frozenset(lagging) - setting.lagging:
        return once_more(asides.reopened(known, again, late), learnt=replace(learnt, lagging=lagging))
    trusted, learnt = learnt, freshness.watched(main, reading, caching.watched(main, reading, learnt), seen_at)
    if hidden := caching.noticed(known, main, reading, learnt, before):
        return once_more(hidden.known, learnt=hidden.learnt)
    if warning := _contradiction(main):
        return Changes(seen_at, warning=warning, learnt=relearning.rejected(main, setting, trusted, seen_at))
    absent = _absent(found, caching.shown_until(learnt, before))
    new = [_new(sight, setting, seen_at, absent.get(index)) for index, sight in enumerate(found) if not sight.entry]
    told_by = [known for known in main if known.history] + [
        one for one in new if not asides.is_aside(one.sight, setting)
    ]
    histories = [one.history for one in told_by if one.history]
    left = setting.humanizers if source.hints.humanizer else learning.remaining(setting.humanizers, histories)
    occasion = Occasion(
        source,
        seen_at,
        tagging_entity,
        left,
        likely=learning.likeliest(left, histories),
        expected=learning.expected(left, reading),
        doubt=freshness.doubt(reading, learnt),
        witnessed=freshness.is_witnessed(main),
    )
    told = [known.told for known in again] + [one.told for one in new]
    learnt = replace(learnt, lagging=_few(setting.lagging), claims=(), rejections=0)
    learnt = learning.taught(source, learnt, reading, left, learning.candidates(left, occasion.likely, histories), told)
    left_behind = departed.dated(gone, again, occasion, learnt)
    return _changed(again, created(new, known, occasion), left_behind, occasion, learnt)


def _setting(
    source: Source, reading: Reading, learnt: Learnt, before: Body | None, found: Sequence[Sight], seen_at: datetime
) -> Setting:
    """Return what the page's ages are resolved with."""
    aside = asides.beside(found)
    return Setting(
        reading.language,
        _zone(source, learnt, reading),
        learning.given(source, learnt),
        frozenset(learnt.lagging) | asides.lagging(found, aside),
        caching.made_after(reading.clock, learnt, before),
        learning.wall(reading.language, seen_at),
        _SECOND if reading.clock and reading.clock.basis in _LIVE else timedelta(),
        freshness.doubt(reading, learnt),
        aside,
    )


def _met_again(found: Sequence[Sight], setting: Setting, learnt: Learnt) -> list[Known]:
    foot = moving.leaving(found)
    known = [_known(sight, sight.entry, setting) for sight in found if sight.entry]
    misread = [relearning.is_misread(one, setting, learnt) for one in known]
    return [
        replace(
            one,
            leaving=one.entry.id in foot,
            misread=other,
            earlier=one.earlier and not other,
            aside=asides.is_aside(one.sight, setting),
        )
        for one, other in zip(known, misread, strict=True)
    ]


def _changed(
    again: Sequence[Known],
    new: tuple[Entry, ...],
    left_behind: Sequence[tuple[Entry, Entry]],
    occasion: Occasion,
    learnt: Learnt,
) -> Changes:
    """Return the changes of a visit: what is new, what feeds show differently, what only its history knows better."""
    pairs = [*((known.entry, met(known, occasion)) for known in again), *left_behind]
    shown = [(old, new) for old, new in pairs if shows_differently(old, new)]
    quiet = [(old, new) for old, new in pairs if not shows_differently(old, new)]
    return Changes(
        occasion.seen_at,
        created=new,
        changed=tuple(revised(new) for _, new in shown),
        narrowed=tuple(new for old, new in quiet if differs(old, new)),
        seen_ids=tuple(old.id for old, new in quiet if not differs(old, new)),
        learnt=learnt,
    )


def _few(blocks: frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted(blocks))[:_MAX_BLOCKS]


def _zone(source: Source, learnt: Learnt, reading: Reading) -> ZoneInfo | None:
    name = source.hints.zone or reading.zone or learnt.zone
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _known(sight: Sight, entry: Entry, setting: Setting) -> Known:
    """Return an entry met again with the history that this page leaves; None where the two exclude each other."""
    told = heard(sight.places, setting)
    history = ages.extended(entry.history, told) if told else entry.history
    # Once an article was published again its ages speak of that, not of the first time.
    bounded = ages.bounded(entry.history, told, setting.doubt) if told and not entry.republished else entry.history
    if told and (history is None or ages.span(history, setting.humanizers) is None):
        return Known(sight, entry, None, bounded, told, ages.is_earlier(entry.history, told))
    return Known(sight, entry, entry.history if entry.republished else history, bounded, told)


def _new(sight: Sight, setting: Setting, seen_at: datetime, absent_at: datetime | None) -> New:
    told = heard(sight.places, setting)
    history, dropped = opened(told, seen_at, absent_at)
    return New(sight, history, absent_at, dropped, told)


def _contradiction(again: Sequence[Known]) -> str | None:
    """Return why the page cannot be right, where it contradicts most of what is known."""
    judged = [known for known in again if not known.entry.republished]
    wrong = sum(known.history is None for known in judged)
    if wrong < _MIN_ARTICLES_TO_REJECT or wrong * 2 <= len(judged):
        return None
    return sentence(
        "The times of %(wrong)s of %(known)s known articles contradict earlier visits: wrong clock or dialect.",
        wrong=wrong,
        known=len(judged),
    )


def _absent(found: Sequence[Sight], shown_until: datetime | None) -> dict[int, datetime]:
    """Return since when each new article that a list sorted by time did not show before can have been published.

    It counts only above an article of the same list that was there before: at the foot of a list the old comes in when
    others leave.
    """
    if shown_until is None:
        return {}
    lowest: dict[str | None, int] = {}
    for sight in found:
        for place in sight.places if sight.entry else ():
            if place.ordered:
                lowest[place.listed] = max(lowest.get(place.listed, -1), place.position)
    return {
        index: shown_until
        for index, sight in enumerate(found)
        if any(p.ordered and p.position < lowest.get(p.listed, -1) for p in sight.places)
    }

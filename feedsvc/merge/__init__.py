"""What is known and what a page shows, made into changes: identity, narrowing, revision. Pure.

Laws: merging the same reading twice changes nothing; ids never change; spans only narrow and their intersection does
not depend on the order of visits; the moment shown moves only when a narrower span excludes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from feedsvc.merge.identity import all_keys
from feedsvc.merge.matching import Sight, sights
from feedsvc.merge.narrowing import narrowed
from feedsvc.merge.revising import Occasion, created, differs, met, revised, section, shows_differently
from feedsvc.model.changes import Changes
from feedsvc.model.entries import Entry, Source
from feedsvc.model.pages import Reading
from feedsvc.model.times import Evidence, Timestamp

__all__ = ["all_keys", "merge", "section"]

_MIN_ARTICLES_TO_REJECT = 3


def merge(
    source: Source,
    known: Sequence[Entry],
    reading: Reading,
    seen_at: datetime,
    *,
    tagging_entity: str,
    previous_visit_at: datetime | None = None,
) -> Changes:
    """Return what a reading changes in the entries known of its source.

    ``known`` holds every entry that has one of the reading's keys. ``seen_at`` is when the page is known to have
    existed. ``tagging_entity`` begins the ids minted here. ``previous_visit_at`` is the earliest moment at
    which the page read before this one can have been made: what a list sorted by time did not show then is younger.
    """
    occasion = Occasion(source, seen_at, tagging_entity)
    found = sights(reading.articles, known)
    again = [(sight, sight.entry) for sight in found if sight.entry]
    moments = {entry.id: _narrowed(entry, sight) for sight, entry in again}
    warning = _contradiction(moments[entry.id] for _, entry in again if not entry.republished)
    if warning:
        return Changes(seen_at, warning=warning)
    pairs = [(entry, met(entry, sight, moments[entry.id], occasion)) for sight, entry in again]
    shown = [(old, new) for old, new in pairs if shows_differently(old, new)]
    quiet = [(old, new) for old, new in pairs if not shows_differently(old, new)]
    return Changes(
        seen_at,
        created=created(found, known, occasion, _absent(found, previous_visit_at)),
        changed=tuple(revised(new) for _, new in shown),
        narrowed=tuple(new for old, new in quiet if differs(old, new)),
        seen_ids=tuple(old.id for old, new in quiet if not differs(old, new)),
    )


def _narrowed(entry: Entry, sight: Sight) -> Timestamp | None:
    """Return the entry's moment with what this page adds, None where the two exclude each other."""
    said = sight.article.published
    if said is None:
        return entry.published
    return narrowed(entry.published, Evidence(said.basis, said.text or "", said.span))


def _contradiction(moments: Iterable[Timestamp | None]) -> str | None:
    """Return why the page cannot be right, where it contradicts most of what is known."""
    answers = list(moments)
    wrong = sum(moment is None for moment in answers)
    if wrong < _MIN_ARTICLES_TO_REJECT or wrong * 2 <= len(answers):
        return None
    return f"the times of {wrong} of {len(answers)} known articles contradict earlier visits: wrong clock or dialect"


def _absent(found: Sequence[Sight], previous_visit_at: datetime | None) -> dict[int, datetime]:
    """Return since when each new article that a list sorted by time did not show before can have been published.

    It counts only above an article of the same list that was there before: at the foot of a list the old comes in when
    others leave.
    """
    if previous_visit_at is None:
        return {}
    places = [(place, sight.entry is not None) for sight in found for place in sight.places if place.ordered]
    lowest: dict[str | None, int] = {}
    for place, known in places:
        if known:
            lowest[place.listed] = max(lowest.get(place.listed, -1), place.position)
    return {
        index: previous_visit_at
        for index, sight in enumerate(found)
        if any(p.ordered and p.position < lowest.get(p.listed, -1) for p in sight.places)
    }

"""Articles that left the page before it was known what its ages mean: dated once more, now that it is.

The oldest articles of a new source leave its page within hours, often before the program that prints the ages is
learnt. Their own visits told enough for a better moment; only nobody could say so at the time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from feedsvc.merge import ages, moving
from feedsvc.merge.narrowing import shown_at
from feedsvc.merge.revising import Known, Occasion
from feedsvc.model.entries import Entry
from feedsvc.model.visits import Learnt


def dated(
    departed: Sequence[Entry], again: Sequence[Known], occasion: Occasion, learnt: Learnt
) -> list[tuple[Entry, Entry]]:
    """Return the entries that the site's own program dates otherwise, each with what becomes of it.

    Nothing while the program is not learnt, nor of a page that was merged before.
    """
    newest = max((known.entry.last_seen_at for known in again), default=occasion.seen_at)
    if learnt.humanizer is None or newest >= occasion.seen_at:
        return []
    pairs = [(entry, _dated(entry, occasion)) for entry in departed if not entry.republished]
    return [(old, new) for old, new in pairs if new != old]


def _dated(entry: Entry, occasion: Occasion) -> Entry:
    """Return the entry shown nearer to where its own visits leave it; its span stays, since no page confirms it."""
    best = ages.span(entry.history, occasion.left)
    after = shown_at(entry, moving.last_step(entry, best), entry.published.span) if best else entry
    return replace(after, updated_at=max(entry.updated_at, after.published_at))

"""What merging a reading into what is known answers with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from feedsvc.model.entries import Entry
from feedsvc.model.visits import Learnt


@dataclass(frozen=True, slots=True)
class Changes:
    """What one reading changes, complete: the store writes it as it stands, in one transaction.

    ``created`` and ``changed`` differ in what feeds show and carry their new revision. ``narrowed`` differ only in
    evidence, span or keys. ``seen_ids`` were met at ``seen_at`` and are the same. With a ``warning`` the page
    contradicts what is known of its site, and nothing of it was merged. ``learnt`` replaces what was learnt before.
    """

    seen_at: datetime
    created: tuple[Entry, ...] = ()
    changed: tuple[Entry, ...] = ()
    narrowed: tuple[Entry, ...] = ()
    seen_ids: tuple[str, ...] = ()
    warning: str | None = None
    learnt: Learnt | None = None

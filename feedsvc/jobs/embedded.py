"""The embedded driver: one process beside the web workers, with a few threads that visit whatever is due."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from feedsvc.errors import FeedsvcError, SourceBusyError, StoreConflictError, StoreError
from feedsvc.jobs.politeness import VisitOf, Waiting
from feedsvc.store import Retention, Store

log = logging.getLogger(__name__)

FETCHED = 20_000
"""Due sources taken from the store at a time; the rest stay there."""

_GRAIN = 0.2
"""Seconds after which an idle thread looks again whether a host's gap is over."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How the embedded refresher goes about it.

    A visit that has lasted for ``patience`` waits for its site: it counts among the ``threads`` no longer, another
    thread takes its place, up to ``spare`` times as many. ``gap`` lies between two visits to one host. ``put_off`` is
    how long a source waits after its visit broke off, doubled each time up to ``put_off_most``. ``grace`` is how long
    visits under way may take to end when the process stops.
    """

    threads: int = 8
    spare: int = 4
    patience: timedelta = timedelta(seconds=2)
    gap: timedelta = timedelta(seconds=2)
    poll: timedelta = timedelta(seconds=1)
    tidy: timedelta = timedelta(hours=1)
    put_off: timedelta = timedelta(seconds=30)
    put_off_most: timedelta = timedelta(hours=1)
    grace: timedelta = timedelta(seconds=8)


class Refresher:
    """Visits due sources until it is told to stop. Nothing that a visit raises ends it."""

    def __init__(
        self,
        store: Store,
        visit: VisitOf,
        now: Callable[[], datetime],
        pace: Pace = Pace(),
        retention: Retention | None = None,
    ) -> None:
        self._store, self._visit, self._now, self._pace = store, visit, now, pace
        self._retention = retention
        self._waiting = Waiting(pace.gap)
        self._changed = threading.Condition()
        self._broken: dict[str, int] = {}
        self._visiting: dict[str, datetime] = {}
        self._slow: set[str] = set()
        self._working = 0
        self._stopping = False

    def run(self, stop: threading.Event, alive: Callable[[], bool] = lambda: True) -> None:
        """Visit what is due until ``stop`` is set or ``alive`` says no; visits under way get their grace to end."""
        threading.Thread(target=self._tidy, args=(stop,), name="tidy", daemon=True).start()
        while alive() and not stop.wait(self._poll()):
            pass
        stop.set()
        self._finish()

    def _poll(self) -> float:
        """Let what is due wait for a thread; return the seconds until the next look."""
        asked_at = self._now()
        self._staff()
        try:
            due = self._store.due(asked_at, FETCHED)
        except StoreError as error:
            log.error("cannot see what is due: %s", error)
            return 5 * self._pace.poll.total_seconds()
        with self._changed:
            self._waiting.add(due, asked_at)
            self._waiting.forget_idle(self._now())
            self._changed.notify_all()
        return self._pace.poll.total_seconds()

    def _staff(self) -> None:
        """Start the threads that are missing."""
        with self._changed:
            missing = self._wanted() - self._working
            self._working = max(self._working, self._wanted())
        for _ in range(missing):
            threading.Thread(target=self._work, name="visit", daemon=True).start()

    def _wanted(self) -> int:
        """Return how many threads should be there: slow sites must not hold up the others."""
        since = self._now() - self._pace.patience
        slow = sum(began_at < since or name in self._slow for name, began_at in self._visiting.items())
        return self._pace.threads + min(slow, self._pace.threads * self._pace.spare)

    def _work(self) -> None:
        while (source_id := self._next()) is not None:
            if source_id in self._slow:
                self._staff()
            put_off, gap = self._visited(source_id)
            with self._changed:
                took = self._now() - self._visiting.pop(source_id)
                self._slow.discard(source_id)
                if took > self._pace.patience:
                    self._slow.add(source_id)
                self._waiting.done(source_id, self._now(), put_off, gap)
                self._changed.notify_all()

    def _next(self) -> str | None:
        with self._changed:
            while not self._stopping and self._working <= self._wanted():
                source_id = self._waiting.take(self._now())
                if source_id is not None:
                    self._visiting[source_id] = self._now()
                    return source_id
                self._changed.wait(_GRAIN if len(self._waiting) else None)
            self._working -= 1
        return None

    def _visited(self, source_id: str) -> tuple[timedelta, timedelta | None]:
        """Visit a source; return for how long not to visit it again, whatever the store says, and its host's gap."""
        try:
            gap = self._visit(source_id)
        except (SourceBusyError, StoreConflictError):
            return self._pace.gap, None
        except FeedsvcError as error:
            log.error("visit of %s broke off: %s", source_id, error)
        except Exception:  # a fault of ours in one visit must not end the others
            log.exception("visit of %s broke off", source_id)
        else:
            self._broken.pop(source_id, None)
            return self._pace.gap, gap
        times = self._broken[source_id] = self._broken.get(source_id, 0) + 1
        waits = 1 << min(times - 1, 16)
        return min(self._pace.put_off * waits, self._pace.put_off_most), None

    def _tidy(self, stop: threading.Event) -> None:
        while self._retention is not None and not stop.wait(self._pace.tidy.total_seconds()):
            try:
                forgotten = self._store.forget(self._retention, self._now())
                log.info("forgot %d rows that are past their time", forgotten)
            except StoreError as error:
                log.error("cannot forget what is past its time: %s", error)

    def _finish(self) -> None:
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
            ended = self._changed.wait_for(lambda: not self._visiting, self._pace.grace.total_seconds())
        if not ended:
            # Each visit is one transaction: one cut short leaves nothing behind, and is made up for at the next start.
            log.warning("%d visits were cut short", len(self._visiting))

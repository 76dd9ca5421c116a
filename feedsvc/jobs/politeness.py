"""Which due source is visited next: one visit at a time for each host, with a gap between two."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from feedsvc.model.visits import Due

VisitOf = Callable[[str], timedelta | None]
"""Visits the source of an id; returns how long its host wants to be left alone, None for the usual gap. Whatever is
wrong with the source itself is recorded, not raised."""


@dataclass(slots=True)
class _Host:
    """What waits for one host, and when it may be asked again."""

    waiting: deque[str] = field(default_factory=deque)
    busy: bool = False
    free_at: datetime | None = None


class Waiting:
    """The sources that wait for a visit, in the order in which they came; not safe between threads.

    Laws: a source is in at most once until it is ``done``; a host is visited once at a time and not again
    within the gap, counted from the end of a visit; a source whose host is free never waits behind one whose host is
    not. A source without a host (a saved page) counts as a host of its own.
    """

    def __init__(self, gap: timedelta) -> None:
        self._gap = gap
        self._hosts: dict[str, _Host] = {}
        self._host_of: dict[str, str] = {}
        self._not_before: dict[str, datetime] = {}

    def __len__(self) -> int:
        return len(self._host_of)

    def add(self, due: Iterable[Due], asked_at: datetime) -> None:
        """Let the sources wait that were due at a moment, except those that already wait or have been visited since."""
        self._not_before = {source_id: at for source_id, at in self._not_before.items() if at > asked_at}
        for one in due:
            if one.source_id in self._host_of or one.source_id in self._not_before:
                continue
            name = one.host or f"/{one.source_id}"
            self._host_of[one.source_id] = name
            self._hosts.setdefault(name, _Host()).waiting.append(one.source_id)

    def take(self, now: datetime) -> str | None:
        """Return the source to visit now, None where all must wait for their hosts."""
        for name, host in self._hosts.items():
            if host.waiting and not host.busy and (host.free_at is None or host.free_at <= now):
                host.busy = True
                del self._hosts[name]  # to the end of the line: hosts take turns
                self._hosts[name] = host
                return host.waiting.popleft()
        return None

    def done(
        self, source_id: str, now: datetime, put_off: timedelta = timedelta(), gap: timedelta | None = None
    ) -> None:
        """Note that a visit ended; ``put_off`` keeps the source out for that long, whatever the store says.

        ``gap`` is what the host asked for itself, and counts where it is longer.
        """
        name = self._host_of.pop(source_id)
        host = self._hosts[name]
        host.busy, host.free_at = False, now + max(self._gap, gap or self._gap)
        self._not_before[source_id] = now + put_off

    def forget_idle(self, now: datetime) -> None:
        """Forget hosts that nothing waits for and whose gap is over."""
        idle = [
            name
            for name, host in self._hosts.items()
            if not host.waiting and not host.busy and (host.free_at is None or host.free_at <= now)
        ]
        for name in idle:
            del self._hosts[name]

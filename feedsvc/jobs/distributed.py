"""The distributed driver: workers on any number of machines share one queue in PostgreSQL (Procrastinate).

The store alone says when a visit is due. One worker at a time looks every few seconds and queues what is due, once for
each source and few for each host; whichever worker is free takes the next. A lock per host keeps visits to it apart. A
worker that dies stops its heartbeat: its jobs are queued again. Should it only have been asleep, the source's lease and
the version of its state keep the rows right.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import threading
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import procrastinate
import psycopg
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from procrastinate.jobs import Job
from procrastinate.retry import RetryStrategy

from feedsvc.errors import SourceBusyError, StoreConflictError
from feedsvc.jobs import queue_schema
from feedsvc.jobs.politeness import VisitOf
from feedsvc.model.visits import Due
from feedsvc.store import Retention, Store

log = logging.getLogger(__name__)

NEW_FIRST = 10
"""The priority of a source never visited: somebody waits to see its feed."""

HOUSEKEEPING = 100
"""The priority of what keeps the queue going."""

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
"""Seconds before a database that went away is asked again; doubled each time."""

_JOBS_PER_THREAD = 4
"""Jobs that a worker holds for each of its threads: most of them keep a host's lock until its gap is over."""

_LOOKED_AT = 10
"""Due sources looked at for each that may be queued: the first ones may all be of one host."""

_BATCH = 500
"""Jobs queued by one statement."""

_QUEUED = "SELECT queueing_lock, lock FROM procrastinate_jobs WHERE status IN ('todo', 'doing') AND task_name = 'visit'"


@dataclass(frozen=True, slots=True)
class Pace:
    """How the workers go about it.

    A visit that has lasted for ``patience`` waits for its site and counts among the ``threads`` no longer.
    ``ahead`` is how many visits are queued at most, ``per_host`` of one host. ``every`` is how often what is due is
    looked for, in whole seconds that divide a minute. A worker whose ``heartbeat`` stayed away for ``stalled`` is dead.
    """

    threads: int = 8
    patience: timedelta = timedelta(seconds=2)
    gap: timedelta = timedelta(seconds=2)
    ahead: int = 5_000
    per_host: int = 20
    every: int = 10
    heartbeat: timedelta = timedelta(seconds=10)
    stalled: timedelta = timedelta(seconds=30)
    grace: timedelta = timedelta(seconds=8)


@dataclass(frozen=True, slots=True)
class Queued:
    """What already waits in the queue or runs: sources, and how many of each host."""

    sources: frozenset[str]
    hosts: Counter[str]


def source_lock(source_id: str) -> str:
    """Return the lock that lets a source wait in the queue once."""
    return f"source/{source_id}"


def host_lock(due: Due) -> str:
    """Return the lock that lets one visit to a host run at a time; a saved page is a host of its own."""
    return f"host/{due.host}" if due.host else source_lock(due.source_id)


def choose(due: Iterable[Due], queued: Queued, pace: Pace) -> list[Due]:
    """Return which of the due sources are queued now: none twice, in order, few of one host, up to ``ahead`` in all."""
    room, hosts = pace.ahead - len(queued.sources), Counter(queued.hosts)
    chosen: list[Due] = []
    for one in due:
        if len(chosen) >= room:
            break
        if source_lock(one.source_id) not in queued.sources and hosts[host_lock(one)] < pace.per_host:
            hosts[host_lock(one)] += 1
            chosen.append(one)
    return chosen


class Queue:
    """The queue's tasks, bound to a store and to what visits a source."""

    def __init__(
        self,
        store: Store,
        visit: VisitOf,
        now: Callable[[], datetime],
        connector: procrastinate.PsycopgConnector,
        pace: Pace = Pace(),
        retention: Retention | None = None,
    ) -> None:
        self._store, self._visit, self._now = store, visit, now
        self._pace, self._retention = pace, retention
        self._threads = asyncio.Semaphore(pace.threads)
        self.app = procrastinate.App(connector=connector)
        self._declare()

    async def work(self) -> None:
        """Take jobs until SIGTERM or SIGINT; those under way get their grace to end.

        A database that goes away is waited for: the worker is there again when it is.
        """
        stop, loop = asyncio.Event(), asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.set)
        pause = FIRST_PAUSE
        while not stop.is_set():
            began = loop.time()
            reason = await self._work_until(stop)
            pause = FIRST_PAUSE if loop.time() - began > LONGEST_PAUSE else min(2 * pause, LONGEST_PAUSE)
            if not stop.is_set():
                log.error("the queue cannot be reached: %s; again in %.0f s", reason, pause)
                with suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), pause)

    async def _work_until(self, stop: asyncio.Event) -> str:
        """Take jobs until told to stop, or until the database goes away; return what it said."""
        try:
            async with self.app.open_async():
                working, stopping = asyncio.ensure_future(self._take_jobs()), asyncio.ensure_future(stop.wait())
                await asyncio.wait([working, stopping], return_when=asyncio.FIRST_COMPLETED)
                stopping.cancel()
                if stop.is_set():
                    working.cancel()  # it ends in good order: what is under way gets its grace
                with suppress(asyncio.CancelledError):
                    await working
        except (ConnectorException, psycopg.Error) as error:
            return _first_cause(error)
        return "the connection was lost"

    async def _take_jobs(self) -> None:
        pace = self._pace
        await self.app.run_worker_async(
            concurrency=_JOBS_PER_THREAD * pace.threads,
            delete_jobs="successful",  # the table holds what is to be done, not what was
            shutdown_graceful_timeout=pace.grace.total_seconds(),
            update_heartbeat_interval=pace.heartbeat.total_seconds(),
            stalled_worker_timeout=pace.stalled.total_seconds(),
            fetch_job_polling_interval=min(5.0, float(pace.every)),
            install_signal_handlers=False,
        )

    async def visit(self, source_id: str) -> None:
        """Visit a source, and keep its host's lock for the gap that lies between two visits."""
        gap = self._pace.gap
        try:
            gap = max(gap, await self._visited(source_id) or gap)
        except (SourceBusyError, StoreConflictError):
            log.info("somebody else visits %s", source_id)
        await asyncio.sleep(gap.total_seconds())

    async def _visited(self, source_id: str) -> timedelta | None:
        """Visit a source in a thread; one that waits for its site for long makes room for another visit."""
        async with self._threads:
            visiting: asyncio.Future[timedelta | None] = asyncio.ensure_future(in_thread(self._visit, source_id))
            await asyncio.wait([visiting], timeout=self._pace.patience.total_seconds())
        return await visiting

    async def schedule(self, timestamp: int) -> None:
        """Queue what is due."""
        del timestamp
        queued = await self._queued()
        due = await in_thread(self._store.due, self._now(), len(queued.sources) + _LOOKED_AT * self._pace.ahead)
        chosen = choose(due, queued, self._pace)
        for start in range(0, len(chosen), _BATCH):
            await self._defer([self._job(one) for one in chosen[start : start + _BATCH]])

    async def rescue(self, timestamp: int) -> None:
        """Queue the jobs of dead workers again."""
        del timestamp
        manager, silence = self.app.job_manager, self._pace.stalled.total_seconds()
        await manager.prune_stalled_workers(silence)
        for job in await manager.get_stalled_jobs(seconds_since_heartbeat=silence):
            log.warning("a worker died over %s %s; queued again", job.task_name, job.task_kwargs)
            await manager.retry_job(job)

    async def tidy(self, timestamp: int) -> None:
        """Forget what is past its time."""
        del timestamp
        await self.app.job_manager.delete_old_jobs(nb_hours=24 * 7, include_failed=True)
        if self._retention is not None:
            forgotten = await in_thread(self._store.forget, self._retention, self._now())
            log.info("forgot %d rows that are past their time", forgotten)

    def _declare(self) -> None:
        app, seconds = self.app, self._pace.every
        retry = RetryStrategy(max_attempts=5, exponential_wait=4)
        self._visits = app.task(name="visit", retry=retry)(self.visit)
        for name, cron, action in (
            ("schedule", f"* * * * * */{seconds}", self.schedule),
            ("rescue", f"* * * * * */{seconds}", self.rescue),
            ("tidy", "17 * * * *", self.tidy),
        ):
            task = app.task(name=name, queueing_lock=name, priority=HOUSEKEEPING)(action)
            app.periodic(cron=cron)(task)

    async def _queued(self) -> Queued:
        rows = await self.app.connector.execute_query_all_async(_QUEUED)
        return Queued(
            frozenset(row["queueing_lock"] for row in rows), Counter(row["lock"] for row in rows if row["lock"])
        )

    def _job(self, due: Due) -> Job:
        priority = NEW_FIRST if due.due_at is None else 0
        lock, queueing_lock = host_lock(due), source_lock(due.source_id)
        deferrer = self._visits.configure(lock=lock, queueing_lock=queueing_lock, priority=priority)
        return deferrer.make_new_job(source_id=due.source_id)

    async def _defer(self, jobs: list[Job]) -> None:
        try:
            await self.app.job_manager.batch_defer_jobs_async(jobs)
        except AlreadyEnqueued:
            if len(jobs) > 1:  # one of them: the others still are to be queued
                for job in jobs:
                    await self._defer([job])


def open_queue(
    url: str,
    store: Store,
    visit: VisitOf,
    now: Callable[[], datetime],
    pace: Pace = Pace(),
    retention: Retention | None = None,
) -> Queue:
    """Return the queue of a database, its tables made or updated. Raises StoreError."""
    queue_schema.prepare(url)
    most = 4 + pace.threads // 8
    connector = procrastinate.PsycopgConnector(conninfo=queue_schema.connection_string(url), min_size=1, max_size=most)
    return Queue(store, visit, now, connector, pace, retention)


def _first_cause(error: BaseException) -> str:
    """Return what the database said, without the words that libraries put around it."""
    while error.__cause__ is not None:
        error = error.__cause__
    return str(error).strip().partition("\n")[0] or type(error).__name__


async def in_thread(function: Callable[..., Any], *arguments: Any) -> Any:
    """Run a function in a thread that does not keep the process from ending; return or raise what it does."""
    loop = asyncio.get_running_loop()
    outcome: asyncio.Future[Any] = loop.create_future()

    def settle(result: Any, error: BaseException | None) -> None:
        if outcome.cancelled():
            return
        if error is None:
            outcome.set_result(result)
        else:
            outcome.set_exception(error)

    def run() -> None:
        result, failure = None, None
        try:
            result = function(*arguments)
        except Exception as error:  # noqa: BLE001 - handed to the one who awaits
            failure = error
        with suppress(RuntimeError):  # the loop has ended: nobody awaits any more
            loop.call_soon_threadsafe(settle, result, failure)

    threading.Thread(target=run, daemon=True).start()
    return await outcome

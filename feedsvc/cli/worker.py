"""`feedsvc worker`: visit sources when they are due."""

from __future__ import annotations

import os
import signal
import threading
from datetime import timedelta
from typing import TYPE_CHECKING

import click

from feedsvc import logs
from feedsvc.announce import Announcer
from feedsvc.jobs.embedded import Pace, Refresher
from feedsvc.runtime import build
from feedsvc.settings import load as load_settings
from feedsvc.store import Retention

if TYPE_CHECKING:
    from collections.abc import Callable

    from feedsvc.runtime import Runtime
    from feedsvc.settings import Settings

GRACE = 5.0
"""Seconds that a ping under way may take to end when the process stops."""


@click.command()
@click.option("--embedded", is_flag=True, help="Visit by threads of this process alone, without the shared queue.")
@click.option("--threads", type=click.IntRange(1, 256), help="Visits at the same time.")
@click.option("--parent", type=int, hidden=True, help="Stop when this process is no longer the parent.")
@click.option("--host", hidden=True)
@click.option("--port", type=int, hidden=True)
def worker(embedded: bool, threads: int | None, parent: int | None, host: str | None, port: int | None) -> None:  # noqa: FBT001 - click passes flags by name
    """Visit sources when they are due, until stopped.

    On PostgreSQL any number of workers, on any number of machines, share one queue.
    """
    settings = load_settings(host=host, port=port, refreshers=threads)
    logs.begin(settings.log_level, settings.log_format)
    runtime = build(settings)
    if embedded or not runtime.settings.database_url.startswith("postgres"):
        run_embedded(runtime, stopping(), watching(parent))
    else:
        run_distributed(runtime)


def run_embedded(runtime: Runtime, stop: threading.Event, alive: Callable[[], bool]) -> None:
    """Visit what is due by threads of this process until told to stop."""
    settings = runtime.settings
    announcing = announce(runtime, stop)
    refresher = Refresher(runtime.store, runtime.visit_due, runtime.now, pace_of(settings), retention_of(settings))
    refresher.run(stop, alive)
    if announcing is not None:
        announcing.join(GRACE)
    runtime.store.close()


def announce(runtime: Runtime, stop: threading.Event) -> threading.Thread | None:
    """Tell the hub of changed feeds, by a thread of this process until told to stop; None where there is no hub."""
    if runtime.imprint.hub is None:
        return None
    announcer = Announcer(runtime.store, runtime.client.post, runtime.imprint, runtime.now)
    thread = threading.Thread(target=announcer.run, args=(stop,), name="hub", daemon=True)
    thread.start()
    return thread


def run_distributed(runtime: Runtime) -> None:
    """Take visits from the shared queue until told to stop."""
    import asyncio

    from feedsvc.jobs import distributed

    settings = runtime.settings
    announce(runtime, threading.Event())
    pace = distributed.Pace(max(settings.refreshers, 1), timedelta(seconds=settings.host_gap))
    queue = distributed.open_queue(
        settings.database_url, runtime.store, runtime.visit_due, runtime.now, pace, retention_of(settings)
    )
    asyncio.run(queue.work())
    runtime.store.close()


def pace_of(settings: Settings) -> Pace:
    """Return how the embedded refresher goes about it under these settings."""
    return Pace(threads=max(settings.refreshers, 1), gap=timedelta(seconds=settings.host_gap))


def retention_of(settings: Settings) -> Retention:
    """Return what may be forgotten under these settings."""
    return Retention(settings.retention, settings.retention_count, shown=settings.feed_size)


def stopping() -> threading.Event:
    """Return an event that SIGTERM and SIGINT set."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop


def watching(parent: int | None) -> Callable[[], bool]:
    """Return what tells whether the parent process is still there; without one it always is."""
    return lambda: parent is None or os.getppid() == parent

"""The service in numbers, for Prometheus.

What the store knows is read when it is asked for, so every worker says the same. What a worker counts itself
(answers, their time) goes through the client's multiprocess files where ``PROMETHEUS_MULTIPROC_DIR`` is set, so that
one scrape sees all workers.
"""

from __future__ import annotations

from importlib.metadata import version
from itertools import count
from threading import Lock, Timer
from time import perf_counter
from typing import TYPE_CHECKING

from flask import Blueprint, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, multiprocess, values
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from feedsvc.errors import StoreError
from feedsvc.model.visits import Health
from feedsvc.web import answers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from flask import Flask
    from prometheus_client.core import Metric

    from feedsvc.runtime import Runtime

bp = Blueprint("metrics", __name__)

COUNTED = CollectorRegistry()
"""What this process counts itself."""

ANSWERS = Counter(
    "feedsvc_answers", "Answers to requests, by what was asked for.", ("what", "status"), registry=COUNTED
)
SECONDS = Histogram(
    "feedsvc_answer_seconds",
    "Time to answer a page, from the request's head to the answer's.",
    ("what",),
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5),
    registry=COUNTED,
)


class Tally:
    """Counts answers for next to nothing and tells ``ANSWERS`` a moment later.

    Telling the client library takes a lock, a system call and a page of a shared file, which is as much as everything
    else that an answer from memory costs. Nothing is lost: a timer runs as long as anything is untold, and a process
    ends only after it.
    """

    def __init__(self, what: str, seconds: float = 0.25) -> None:
        self._what, self._seconds = what, seconds
        self._looks: dict[str, tuple[Callable[[], int], int]] = {}
        self._lock = Lock()
        self.asleep = True
        """Whether nobody will tell what is counted next: then ``wake``."""

    def of(self, statuses: Iterable[str]) -> dict[str, Callable[[], int]]:
        """Return for each status what counts an answer of it: one call, atomic in any number of threads."""
        with self._lock:
            for status in statuses:
                self._looks.setdefault(status, (count().__next__, 0))
            return {status: look for status, (look, _) in self._looks.items()}

    def wake(self) -> None:
        """Have everything told in a moment."""
        with self._lock:
            if self.asleep:
                self.asleep = False
                Timer(self._seconds, self.tell).start()

    def tell(self) -> None:
        """Tell ``ANSWERS`` what was counted since the last time."""
        self.asleep = True  # first: what is counted while this runs has a timer of its own
        with self._lock:
            for status, (look, seen) in self._looks.items():
                calls = look()
                self._looks[status] = look, calls + 1  # this look was a call, too
                if calls > seen:
                    ANSWERS.labels(self._what, status[:3]).inc(calls - seen)


FEED_ANSWERS = Tally("feed")
"""What the feeds' fast lane counts."""


def register(app: Flask) -> None:
    """Add the numbers to an application, and count its answers from now on."""
    app.register_blueprint(bp)
    app.before_request(_begin)
    app.after_request(_count)


@bp.get("/metrics")
def metrics() -> Response:
    """Answer with all numbers in Prometheus's text format."""
    FEED_ANSWERS.tell()
    registry = CollectorRegistry()
    registry.register(StoreNumbers(answers.runtime()))
    if _many_processes():
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        body = generate_latest(registry)
    else:
        body = generate_latest(COUNTED) + generate_latest(registry)
    response = Response(body, content_type=CONTENT_TYPE_LATEST)
    response.headers["Cache-Control"] = "no-store"
    return response


class StoreNumbers:
    """A collector of what the store knows at the moment of the scrape."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def collect(self) -> Iterator[Metric]:
        """Yield one family for each fact, one sample for each source."""
        build = GaugeMetricFamily("feedsvc_info", "The version that runs.", labels=("version",))
        build.add_metric((version("feedsvc"),), 1)
        yield build
        up = GaugeMetricFamily("feedsvc_store_up", "Whether the store answers.")
        try:
            families = self._sources()
            up.add_metric((), 1)
        except StoreError:
            families = ()
            up.add_metric((), 0)
        yield up
        yield from families

    def _sources(self) -> tuple[GaugeMetricFamily, ...]:
        def family(name: str, meaning: str) -> GaugeMetricFamily:
            return GaugeMetricFamily(f"feedsvc_source_{name}", meaning, labels=("source",))

        health = family("health", "1 where the source is well, 0.5 where it warns, 0 where it fails.")
        entries = family("entries", "Entries kept.")
        failures = family("failures", "Failed visits in a row.")
        timed = family("timed_share", "Share of the last page's articles that had a time.")
        success = family("last_success_timestamp_seconds", "When the source was last read.")
        upcoming = family("next_visit_timestamp_seconds", "When the source is visited next.")
        for state in self._runtime.states().values():
            label = (state.source_id,)
            health.add_metric(label, {Health.PASS: 1.0, Health.WARN: 0.5, Health.FAIL: 0.0}[state.health])
            entries.add_metric(label, state.entries)
            failures.add_metric(label, state.failures)
            if state.timed_share is not None:
                timed.add_metric(label, state.timed_share)
            if state.last_success_at:
                success.add_metric(label, state.last_success_at.timestamp())
            if state.next_visit_at:
                upcoming.add_metric(label, state.next_visit_at.timestamp())
        return health, entries, failures, timed, success, upcoming


def _many_processes() -> bool:
    """Whether the client library keeps its values in files that the workers share."""
    return values.ValueClass is not values.MutexValue


def _begin() -> None:
    g.began = perf_counter()


def _count(response: Response) -> Response:
    what = request.endpoint or "nothing"
    ANSWERS.labels(what, str(response.status_code)).inc()
    if "began" in g:
        SECONDS.labels(what).observe(perf_counter() - g.began)
    return response

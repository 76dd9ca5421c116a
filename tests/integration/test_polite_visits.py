"""Two sources on one host: never at once, never sooner than the host wants, and both left alone when it says so."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from typing_extensions import override

from feedsvc.jobs.embedded import Pace, Refresher
from feedsvc.model.entries import Source
from feedsvc.runtime import Runtime
from feedsvc.settings import Settings

PAGE = b"<html lang=en><main><article><h2><a href=/n/1-story>A story of the day, told</a></h2></article></main></html>"


class Handler(BaseHTTPRequestHandler):
    @override
    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        site = self.server.site
        if self.path == "/robots.txt":
            return self.answer(200, site.robots)
        site.asked.append((self.path, time.monotonic()))
        time.sleep(0.05)
        site.ended.append(time.monotonic())
        if site.busy:
            return self.answer(429, b"", "Retry-After: 3600")
        return self.answer(200, PAGE)

    def answer(self, status: int, body: bytes, *fields: str) -> None:
        head = [f"HTTP/1.0 {status} X", f"Content-Length: {len(body)}", "Content-Type: text/html", *fields]
        self.wfile.write("\r\n".join([*head, "", ""]).encode() + body)


class Site:
    """A host with its rules, and when it was asked for what."""

    def __init__(self, robots=b"", busy=False):
        self.robots, self.busy, self.asked, self.ended = robots, busy, [], []

    def gaps(self):
        """Return the seconds from the end of each answer to the next request."""
        return [began - end for (_, began), end in zip(self.asked[1:], self.ended, strict=False)]


@contextmanager
def service(folder, site, **settings):
    """Give the wired parts with two sources on one host."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.site = site
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    chosen = {"host_gap": 0.0, "min_interval": timedelta(milliseconds=1), "max_interval": timedelta(milliseconds=2)}
    own = {"data_dir": folder, "allow_networks": "127.0.0.0/8"}
    address = f"http://127.0.0.1:{server.server_address[1]}"
    sources = tuple(Source(name, name, url=f"{address}/{name}") for name in ("a", "b"))
    runtime = Runtime(Settings(**own, **(chosen | settings)), sources)
    try:
        yield runtime
    finally:
        runtime.store.close()
        server.shutdown()
        server.server_close()
        thread.join()


def watch(runtime, reached, seconds=15):
    """Let the embedded refresher visit until something is reached."""
    stop, pace = threading.Event(), Pace(threads=4, gap=timedelta(), poll=timedelta(milliseconds=20))
    refresher = Refresher(runtime.store, runtime.visit_due, runtime.now, pace)
    thread = threading.Thread(target=refresher.run, args=(stop,))
    thread.start()
    ends = time.monotonic() + seconds
    while not reached() and time.monotonic() < ends:
        time.sleep(0.02)
    stop.set()
    thread.join(20)


def test_a_host_is_asked_as_slowly_as_it_wants_by_all_its_sources(tmp_path):
    site = Site(b"User-agent: *\nCrawl-delay: 0.5\n")
    with service(tmp_path, site) as runtime:
        watch(runtime, lambda: len(site.asked) >= 5)
    assert {path for path, _ in site.asked} == {"/a", "/b"}
    assert min(site.gaps()) >= 0.45


def test_a_host_that_asks_to_be_left_alone_is_asked_once(tmp_path):
    site = Site(busy=True)
    with service(tmp_path, site) as runtime:
        watch(runtime, lambda: False, seconds=1)
        assert len(site.asked) == 1
        planned = [runtime.store.source_state(name).next_visit_at for name in ("a", "b")]
        assert all(at > runtime.now() + timedelta(minutes=59) for at in planned)


def test_what_was_put_off_while_it_waited_for_a_thread_is_not_visited(tmp_path):
    site = Site(busy=True)
    with service(tmp_path, site) as runtime:
        for name in ("a", "b"):
            runtime.visit_due(name)
    assert len(site.asked) == 1


def test_sources_visited_one_after_the_other_leave_the_gap_of_their_host(tmp_path):
    site = Site()
    with service(tmp_path, site, host_gap=0.4) as runtime:
        for source in runtime.in_turn(runtime.sources):
            runtime.refresh(source.id)
    assert site.gaps()[0] >= 0.39


@pytest.mark.parametrize("robots", [True, False])
def test_the_delay_counts_only_where_robots_txt_does(tmp_path, robots):
    site = Site(b"User-agent: *\nCrawl-delay: 9\n")
    with service(tmp_path, site) as runtime:
        source = Source("a", "a", url=runtime.sources[0].url, robots=robots)
        runtime = Runtime(runtime.settings, (source,))
        assert runtime.visit_due("a") == timedelta(seconds=9 if robots else 0)
        runtime.store.close()

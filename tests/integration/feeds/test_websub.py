"""A hub on this machine hears of changes, and its subscribers get them."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlencode

import feedparser
import pytest
from werkzeug.serving import make_server

from feedsvc.announce import FIRST_PAUSE, LONGEST_PAUSE, POLL, Announcer
from tests.hub import SECRET, Hub, Subscriber, exchange, running
from tests.serving import LATER, Service
from tests.stores import CRONACA, DAY, MINUTE, make_entry


class Published(Service):
    """A service on a port of its own, with what its worker would use to tell the hub."""

    def announcer(self, now=LATER) -> Announcer:
        runtime = self.runtime
        return Announcer(runtime.store, runtime.client.post, runtime.imprint, lambda: now)


@pytest.fixture
def world(tmp_path) -> Iterator[tuple[Published, Hub, Subscriber]]:
    with running() as (hub, subscriber):
        server = make_server("127.0.0.1", 0, lambda *request: service.app(*request), threaded=True)
        settings = {
            "hub": hub.url,
            "public_url": f"http://127.0.0.1:{server.server_port}",
            "allow_networks": ("127.0.0.0/8",),
        }
        service = Published(f"sqlite:///{tmp_path}/feedsvc.db", settings)
        service.record(make_entry("a", LATER - MINUTE, CRONACA), at=LATER - MINUTE)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield service, hub, subscriber
        server.shutdown()
        thread.join()
        server.server_close()
        service.store.close()


def topics(service: Published, *paths: str) -> list[str]:
    origin = service.runtime.settings.public_url
    return [f"{origin}{path}.{extension}" for path in paths for extension in ("atom", "rss", "json")]


ALL = ("/feeds/all", "/feeds/cronaca", "/feeds/site/all", "/feeds/site/cronaca")


def test_a_subscriber_gets_what_changed(world) -> None:
    service, _, subscriber = world
    service.announcer().step()
    status, fields, _ = exchange("GET", f"{service.runtime.settings.public_url}/feeds/cronaca.rss")
    found = dict(reversed(pair) for pair in re.findall(r'<([^>]*)>; rel="(\w+)"', fields["Link"]))
    wish = {
        "hub.mode": "subscribe",
        "hub.topic": found["self"],
        "hub.callback": subscriber.url,
        "hub.secret": SECRET,
    }
    assert status == 200
    assert exchange("POST", found["hub"], urlencode(wish).encode())[0] == 202

    service.record(make_entry("b", LATER, CRONACA), at=LATER)
    assert service.announcer().step() == POLL

    ((content_type, body),) = subscriber.received
    assert content_type == "application/rss+xml; charset=utf-8"
    assert [entry.title for entry in feedparser.parse(body).entries] == ["Title of b", "Title of a"]


def test_the_hub_is_told_of_each_feed_that_changed_and_of_no_other(world) -> None:
    service, hub, _ = world
    service.announcer().step()
    assert sorted(hub.pings) == sorted(topics(service, *ALL))
    hub.pings.clear()
    service.record(make_entry("b", LATER), at=LATER)
    service.announcer().step()
    assert sorted(hub.pings) == sorted(topics(service, "/feeds/all", "/feeds/site/all"))


def test_what_was_told_is_not_told_again_even_after_a_restart(world) -> None:
    service, hub, _ = world
    service.announcer().step()
    hub.pings.clear()
    service.announcer().step()
    assert hub.pings == []


def test_several_changes_that_wait_are_one_ping(world) -> None:
    service, hub, _ = world
    for name in "bcd":
        service.record(make_entry(name, LATER, CRONACA), at=LATER)
    service.announcer().step()
    assert len(hub.pings) == len(set(hub.pings)) == 12


@pytest.mark.parametrize("status", [408, 429, 500, 503])
def test_a_hub_that_is_not_well_is_asked_again_later_each_time(world, status: int) -> None:
    service, hub, _ = world
    hub.answers = [(status, {})] * 2
    announcer = service.announcer()
    assert [announcer.step() for _ in range(3)] == [FIRST_PAUSE, FIRST_PAUSE * 2, POLL]
    assert sorted(hub.pings) == sorted(topics(service, *ALL))


def test_a_hub_is_left_alone_for_as_long_as_it_asks(world) -> None:
    service, hub, _ = world
    hub.answers = [(429, {"Retry-After": "120"})]
    assert service.announcer().step() == 120.0


def test_a_hub_that_is_down_is_asked_again(world) -> None:
    service, _, _ = world
    imprint = replace(service.runtime.imprint, hub="http://127.0.0.1:9/")
    announcer = Announcer(service.store, service.runtime.client.post, imprint, lambda: LATER)
    pauses = [announcer.step() for _ in range(9)]
    assert pauses[:3] == [FIRST_PAUSE, FIRST_PAUSE * 2, FIRST_PAUSE * 4]
    assert pauses[-1] == LONGEST_PAUSE


def test_a_feed_that_the_hub_refuses_does_not_hold_up_the_others(world) -> None:
    service, hub, _ = world
    hub.answers = [(404, {})]
    assert service.announcer().step() == POLL
    assert len(hub.pings) == 11


def test_old_news_are_not_told(world) -> None:
    service, hub, _ = world
    service.announcer(LATER + 2 * DAY).step()
    assert hub.pings == []


def test_of_two_processes_one_tells_the_hub(world) -> None:
    service, hub, _ = world
    with service.store.lease("hub") as held:
        assert held
        assert service.announcer().step() == POLL
    assert hub.pings == []


def test_announcing_stops_when_told_to(world) -> None:
    service, hub, _ = world
    stop = threading.Event()
    thread = threading.Thread(target=service.announcer().run, args=(stop,))
    thread.start()
    hub.wait(12, thread, stop)
    assert not thread.is_alive()
    assert len(hub.pings) == 12


def test_a_fault_of_ours_does_not_end_the_announcing(world, monkeypatch, caplog) -> None:
    service, hub, _ = world
    monkeypatch.setattr("feedsvc.announce.LONGEST_PAUSE", 0.01)
    faults = iter([ValueError("nobody thought of this")])

    def post(*asked):
        for fault in faults:
            raise fault
        return service.runtime.client.post(*asked)

    stop = threading.Event()
    announcer = Announcer(service.store, post, service.runtime.imprint, lambda: LATER)
    thread = threading.Thread(target=announcer.run, args=(stop,))
    thread.start()
    hub.wait(12, thread, stop)
    assert len(hub.pings) == 12
    assert "cannot tell the hub" in caplog.text

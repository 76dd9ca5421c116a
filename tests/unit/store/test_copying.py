"""A copy is the store itself, in another place."""

from __future__ import annotations

from dataclasses import replace

import pytest

from feedsvc.errors import StoreError
from feedsvc.model.visits import Fault, Outcome, Visit
from feedsvc.store import copying, open_store
from tests.stores import CRONACA, HOUR, NOON, SPORT, make_entry, make_source, record


def everything(store):
    places = store.feeds()
    return (
        store.instance_id,
        store.sources(),
        store.source_states(),
        store.entries(limit=999),
        store.visits(limit=999),
        store.events(),
        store.sections(),
        {place: store.feed(*place) for place in places},
        {place: store.archive(*place, 1, 7) for place in places},
        store.known("site", ["link:https://site.example/3"]),
    )


@pytest.fixture
def filled(tmp_path):
    """The address of a SQLite store with something of everything."""
    url = f"sqlite:///{tmp_path}/origin.db"
    store = open_store(url)
    store.put_sources([make_source(), make_source("other")])
    record(store, *(make_entry(f"{n}", NOON + HOUR * n, CRONACA, SPORT, content="x" * n) for n in range(20)))
    state = replace(store.source_state("other"), faults=(Fault("failures", "three in a row"),))
    store.record("other", Visit("other", NOON, Outcome.FAILED, error="no"), None, state)
    store.close()
    return url


def test_a_copy_holds_everything_and_goes_on(filled, url):
    if url == "sqlite://":
        pytest.skip("memory ends with its connection")
    assert copying.copy(filled, url) > 90
    origin, target = open_store(filled), open_store(url)
    assert everything(target) == everything(origin)
    for store in (origin, target):
        record(store, make_entry("later", NOON + HOUR * 99, CRONACA), at=NOON + HOUR * 99)
    assert everything(target) == everything(origin)
    origin.close()
    target.close()


def test_a_copy_and_back_is_the_same(filled, url, tmp_path):
    if url == "sqlite://":
        pytest.skip("memory ends with its connection")
    copying.copy(filled, url)
    copying.copy(url, f"sqlite:///{tmp_path}/back.db")
    origin, back = open_store(filled), open_store(f"sqlite:///{tmp_path}/back.db")
    assert everything(back) == everything(origin)
    origin.close()
    back.close()


def test_a_database_that_is_in_use_is_never_copied_over(filled, tmp_path):
    target = open_store(f"sqlite:///{tmp_path}/target.db")
    target.put_source(make_source("mine"))
    before = everything(target)
    with pytest.raises(StoreError, match="already holds sources"):
        copying.copy(filled, f"sqlite:///{tmp_path}/target.db")
    assert everything(target) == before
    target.close()


def test_a_copy_that_breaks_off_leaves_the_target_empty(filled, tmp_path):
    def break_off(table, rows):
        if table == "entries":
            raise RuntimeError("the power went out")

    with pytest.raises(RuntimeError):
        copying.copy(filled, f"sqlite:///{tmp_path}/target.db", break_off)
    target = open_store(f"sqlite:///{tmp_path}/target.db")
    assert target.sources() == target.entries() == ()
    target.close()

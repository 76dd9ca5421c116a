"""What is past its time is forgotten; what a feed still shows never is."""

from __future__ import annotations

from datetime import timedelta

from feedsvc.model.visits import Outcome, Visit
from feedsvc.store import Retention
from tests.stores import CRONACA, DAY, HOUR, NOON, SPORT, ids, make_entry, make_source, record

LATER = NOON + DAY * 400


def aged(name, days, *sections, **given):
    """An entry that was last met so many days before NOON."""
    return make_entry(name, NOON - DAY * days, *sections, **given)


def test_entries_beyond_their_age_are_forgotten_with_all_that_belongs_to_them(store):
    record(store, *(aged(f"{n:02}", n * 10, CRONACA) for n in range(10)))
    assert store.forget(Retention(entry_age=DAY * 45, shown=1), NOON) == 5
    assert ids(store.entries()) == ["00", "01", "02", "03", "04"]
    assert store.feed_state(None, "cronaca").count == store.feed_state("site").count == 5
    assert store.known("site", ["link:https://site.example/09"]) == ()
    assert store.forget(Retention(entry_age=DAY * 45, shown=1), NOON) == 0


def test_entries_beyond_the_count_of_their_source_are_forgotten_oldest_first(store):
    store.put_source(make_source("other"))
    record(store, *(aged(f"{n:02}", n * 10) for n in range(10)))
    record(store, *(aged(f"{n:02}", n * 10, source="other") for n in range(3)), source="other")
    assert store.forget(Retention(entry_count=4, shown=1), NOON) == 6
    assert ids(store.entries(source="site")) == ["00", "01", "02", "03"]
    assert len(store.entries(source="other")) == 3


def test_what_any_feed_still_shows_is_kept(store):
    store.put_source(make_source("quiet"))
    record(
        store, *(aged(f"{n:02}", n, CRONACA) for n in range(50)), aged("rare", 300, SPORT), aged("rarer", 301, SPORT)
    )
    record(store, *(aged(f"q{n}", 200 + n, CRONACA, source="quiet") for n in range(9)), source="quiet")
    store.forget(Retention(entry_age=DAY * 100, entry_count=20, shown=5), NOON)
    assert ids(store.entries(section="sport")) == ["rare", "rarer"]
    assert ids(store.entries(source="quiet")) == ["q0", "q1", "q2", "q3", "q4"]
    assert len(store.entries(source="site", section="cronaca", limit=99)) == 20


def test_feeds_show_the_same_before_and_after(store):
    record(store, *(aged(f"{n:02}", n, *([CRONACA, SPORT][: 1 + n % 2])) for n in range(80)))
    rules = Retention(entry_age=DAY * 10, entry_count=12, shown=10)
    shelves = [
        {"source": source, "section": section} for source in (None, "site") for section in (None, "cronaca", "sport")
    ]
    before = [store.entries(**shelf, limit=rules.shown) for shelf in shelves]
    assert store.forget(rules, NOON) > 0
    assert [store.entries(**shelf, limit=rules.shown) for shelf in shelves] == before


def test_an_entry_that_still_stands_on_the_page_is_kept(store):
    evergreen = make_entry("evergreen", NOON - DAY * 500, last_seen_at=NOON)
    record(store, evergreen, *(aged(f"{n:02}", n) for n in range(30)))
    store.forget(Retention(entry_age=DAY * 10, entry_count=1, shown=1), NOON)
    assert "evergreen" in ids(store.entries())


def test_a_source_that_fell_silent_keeps_what_its_last_page_showed(store):
    record(store, make_entry("a", NOON - DAY), aged("old", 90))
    store.forget(Retention(entry_age=DAY * 30, shown=1), LATER)
    assert ids(store.entries()) == ["a"]


def test_archive_pages_keep_their_numbers(store):
    record(store, *(aged(f"{n:02}", 100 - n, CRONACA) for n in reversed(range(20))))
    third = store.archive(None, "cronaca", 3, 5)
    store.forget(Retention(entry_age=DAY * 93, shown=5), NOON)
    assert store.archive(None, "cronaca", 1, 5) == ()
    assert store.archive(None, "cronaca", 3, 5) == third
    assert store.feed_state(None, "cronaca").arrivals == 20


def test_old_visits_and_events_are_forgotten_and_young_ones_kept(store):
    for day in range(10):
        record(store, at=NOON + DAY * day)
    rules = Retention(visit_age=DAY * 4, event_age=timedelta(days=1))
    assert store.forget(rules, NOON + DAY * 10) == 6
    assert [visit.at for visit in store.visits()] == [NOON + DAY * day for day in (9, 8, 7, 6)]


def test_a_source_keeps_its_newest_visits(store):
    store.put_source(make_source("other"))
    for hour in range(10):
        record(store, at=NOON + HOUR * hour)
        record(store, at=NOON + HOUR * hour, source="other")
    assert store.forget(Retention(visit_count=4), NOON + DAY) == 12
    assert [visit.at for visit in store.visits("site")] == [NOON + HOUR * hour for hour in (9, 8, 7, 6)]
    assert len(store.visits("other")) == 4


def test_without_rules_nothing_is_forgotten(store):
    record(store, aged("a", 9999))
    store.record("site", Visit("site", NOON - DAY * 9999, Outcome.READ), None, store.source_state("site"))
    assert store.forget(Retention(None, None, None, None, None), LATER) == 0


def test_more_than_one_batch_is_forgotten(store):
    record(store, *(make_entry(f"{n}", NOON - DAY * 90 - HOUR * n) for n in range(1100)), make_entry("new", NOON))
    assert store.forget(Retention(entry_age=DAY * 10, shown=1), NOON) == 1100
    assert ids(store.entries()) == ["new"]

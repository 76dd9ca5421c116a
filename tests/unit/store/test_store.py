"""What is recorded is what is read, on every database."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from feedsvc.errors import StoreConflictError, UnknownNameError
from feedsvc.model.changes import Changes
from feedsvc.model.entries import ContentPolicy, History, Hypothesis, Source
from feedsvc.model.pages import Hints, Selectors, Validators
from feedsvc.model.times import Evidence, Span, Timestamp
from feedsvc.model.visits import Body, Due, Fault, Health, Learnt, Outcome, SourceState, Visit
from feedsvc.store import open_store
from tests.stores import CRONACA, DAY, HOUR, MINUTE, NOON, POLITICA, SPORT, ids, make_entry, make_source, record


def full_entry():
    span = Span(NOON, NOON + timedelta(microseconds=1))
    evidence = (Evidence("age", "49 minuti fa", span), Evidence("url", "/2026/01/10/", None))
    published = Timestamp(
        span,
        NOON + timedelta(microseconds=1),
        "age",
        "49 minuti fa",
        "it.age",
        ("wordpress",),
        span,
        evidence,
        evidence[1:],
    )
    return replace(
        make_entry("full", NOON, CRONACA, SPORT),
        published=published,
        link="https://site.example/ü?a=1&b=2",
        author="Màrio",
        summary="Un «riassunto»",
        content="<p>Testo</p>",
        image="https://site.example/i.png",
        language="it",
        time_text="49 minuti fa",
        article_id="7",
        revision=3,
        republished=True,
        history=History((Hypothesis(("moment/fromNow",), span),), span, ("t0a",), 2),
    )


def test_an_entry_comes_back_equal_to_the_microsecond(store):
    entry = full_entry()
    record(store, entry)
    assert store.entry(entry.id) == entry
    assert store.entries() == (entry,)


def test_an_entry_is_found_by_the_last_part_of_its_id(store):
    entry = make_entry("a")
    record(store, entry)
    assert store.entry("site/a") == entry
    assert store.entry("site/b") is None


def test_a_source_comes_back_equal(store):
    source = Source(
        "full",
        "Full",
        url="https://full.example/",
        home_url="https://full.example/home",
        hints=Hints("Europe/Rome", "it", "wordpress", "Cronaca", Selectors(block="article", title="h2"), "it"),
        every=timedelta(minutes=7, microseconds=1),
        content=ContentPolicy.SUMMARY,
        robots=False,
        stated_at=NOON,
    )
    store.put_source(source)
    assert store.source("full") == source
    assert store.sources() == (make_source(), source)


def test_a_state_comes_back_equal(store):
    state = SourceState(
        "site",
        last_visit_at=NOON,
        last_success_at=NOON - HOUR,
        next_visit_at=NOON + HOUR,
        interval=timedelta(minutes=17, microseconds=3),
        failures=3,
        error="the server answered 500",
        faults=(Fault("failures", "three in a row", fails=True), Fault("silence", "no news for 3 days")),
        validators=Validators('"x"', "Sat, 10 Jan 2026 12:00:00 GMT"),
        body=Body("digest", NOON, NOON - HOUR),
        learnt=Learnt("wordpress", ("wordpress", "carbon"), "Europe/Rome", "it", usual_articles=11.5, usual_gap=HOUR),
    )
    store.record("site", Visit("site", NOON, Outcome.FAILED, error="the server answered 500"), None, state)
    assert store.source_state("site") == replace(state, version=1)
    assert store.source_states() == (replace(state, version=1),)


def test_a_source_never_visited_has_a_fresh_state(store):
    assert store.source_state("site") == SourceState("site")
    with pytest.raises(UnknownNameError):
        store.source_state("nobody")


def test_everything_is_there_after_a_restart(url, tmp_path):
    if url == "sqlite://":
        pytest.skip("memory ends with the process")
    first = open_store(url)
    first.put_source(make_source())
    record(first, full_entry())
    kept = (first.instance_id, first.entries(), first.feed("site"), first.sections(), first.source_states())
    first.close()
    second = open_store(url)
    assert (
        second.instance_id,
        second.entries(),
        second.feed("site"),
        second.sections(),
        second.source_states(),
    ) == kept
    second.close()


def test_an_identical_visit_changes_no_revision(store):
    entry = make_entry("a", NOON, CRONACA)
    record(store, entry)
    before = [store.feed_state(*place) for place in store.feeds()]
    record(store, at=NOON + HOUR, seen_ids=(entry.id,))
    assert [store.feed_state(*place) for place in store.feeds()] == before
    assert store.entry(entry.id) == replace(entry, last_seen_at=NOON + HOUR)


def test_a_created_entry_changes_exactly_its_four_feeds(store):
    store.put_source(make_source("other"))
    record(store, make_entry("a", NOON, CRONACA))
    record(store, make_entry("b", NOON, SPORT, source="other"), source="other")
    revisions = {place: store.feed_state(*place).revision for place in store.feeds()}
    record(store, make_entry("c", NOON, CRONACA))
    changed = {place for place in store.feeds() if store.feed_state(*place).revision != revisions[place]}
    assert changed == {(None, None), ("site", None), (None, "cronaca"), ("site", "cronaca")}


def test_a_changed_entry_changes_its_feeds_and_a_narrowed_one_only_their_evidence(store):
    entry = make_entry("a", NOON, CRONACA)
    record(store, entry)
    before = store.feed_state(None, "cronaca")
    narrowed = replace(entry, published=replace(entry.published, span=Span(NOON, NOON + MINUTE)))
    record(store, narrowed=(narrowed,))
    after = store.feed_state(None, "cronaca")
    assert (after.revision, after.shown) == (before.revision + 1, before.shown)
    assert store.entry(entry.id) == narrowed
    edited = replace(narrowed, title="Another title", revision=2)
    record(store, changed=(edited,))
    last = store.feed_state(None, "cronaca")
    assert (last.revision, last.shown) == (after.revision + 1, after.shown + 1)
    assert store.entry(entry.id) == edited


def test_the_time_of_a_change_grows_by_a_second_at_least(store):
    record(store, make_entry("a", NOON))
    first = store.feed_state().changed_at
    record(store, make_entry("b", NOON), at=NOON)
    record(store, make_entry("c", NOON), at=NOON - HOUR)
    assert first == NOON
    assert store.feed_state().changed_at == NOON + timedelta(seconds=2)
    record(store, make_entry("d", NOON), at=NOON + HOUR)
    assert store.feed_state().changed_at == NOON + HOUR


def test_entries_come_newest_first_and_in_the_order_of_their_page(store):
    record(store, make_entry("b", NOON), make_entry("c", NOON), make_entry("a", NOON + MINUTE), make_entry("d", NOON))
    record(store, make_entry("e", NOON))
    assert ids(store.entries()) == ["a", "e", "b", "c", "d"]


def test_pages_before_an_entry_follow_without_gap_or_overlap(store):
    record(store, *(make_entry(f"{n:02}", NOON + MINUTE * (n // 3), CRONACA) for n in range(20)))
    everything = store.entries(section="cronaca", limit=100)
    pages, last = [], None
    while page := store.entries(section="cronaca", limit=3, before=last):
        pages += page
        last = page[-1].id
    assert tuple(pages) == everything
    assert store.entries(before="site/nobody") == ()


def test_shelves_hold_what_belongs_to_them(store):
    store.put_source(make_source("other"))
    record(store, make_entry("a", NOON, CRONACA), make_entry("b", NOON - HOUR, SPORT, CRONACA))
    record(store, make_entry("c", NOON - DAY, CRONACA, source="other"), source="other")
    assert ids(store.entries()) == ["a", "b", "c"]
    assert ids(store.entries(source="site")) == ["a", "b"]
    assert ids(store.entries(section="cronaca")) == ["a", "b", "c"]
    assert ids(store.entries(source="other", section="cronaca")) == ["c"]
    assert ids(store.entries(section="sport")) == ["b"]
    assert ids(store.entries(since=NOON - HOUR)) == ["a", "b"]
    assert store.entries(section="politica") == ()


def test_sections_are_counted(store):
    store.put_source(make_source("other"))
    record(store, make_entry("a", NOON, CRONACA), make_entry("b", NOON - HOUR, SPORT, CRONACA))
    record(store, make_entry("c", NOON + DAY, CRONACA, source="other"), source="other")
    assert [(it.slug, it.name, it.count, it.source_id) for it in store.sections()] == [
        ("cronaca", "Cronaca", 3, None),
        ("sport", "Sport", 1, None),
    ]
    assert [(it.slug, it.count) for it in store.sections("site")] == [("cronaca", 2), ("sport", 1)]


def test_what_left_a_page_is_found_by_when_it_was_last_met(store):
    store.put_source(make_source("other"))
    record(store, *(make_entry(str(n), NOON - n * HOUR, last_seen_at=NOON - n * HOUR) for n in range(6)))
    record(store, make_entry("c", NOON - 2 * HOUR, source="other", last_seen_at=NOON - 2 * HOUR), source="other")
    assert ids(store.departed("site", NOON - 4 * HOUR, NOON - 2 * HOUR)) == ["2", "3", "4"]
    assert store.departed("site", NOON + HOUR, NOON + DAY) == ()


def test_an_entry_that_changes_its_section_moves(store):
    entry = make_entry("a", NOON, CRONACA, SPORT)
    record(store, entry)
    record(store, changed=(replace(entry, sections=(SPORT, POLITICA), revision=2),))
    assert [(it.slug, it.count) for it in store.sections()] == [("politica", 1), ("sport", 1)]
    assert store.entries(section="cronaca") == ()
    assert ids(store.entries(section="politica")) == ["a"]
    assert store.feed_state(None, "cronaca").count == 0
    assert store.feed_state(None, "cronaca").arrivals == 1


def test_an_entry_that_moves_in_time_moves_on_every_shelf(store):
    first, second = make_entry("a", NOON, CRONACA), make_entry("b", NOON + MINUTE, CRONACA)
    record(store, first, second)
    later = make_entry("a", NOON + HOUR, CRONACA, revision=2)
    record(store, changed=(later,))
    for shelf in ({}, {"source": "site"}, {"section": "cronaca"}, {"source": "site", "section": "cronaca"}):
        assert ids(store.entries(**shelf)) == ["a", "b"]


def test_known_finds_entries_by_any_identity_they_were_met_under(store):
    entry = make_entry("a", keys=("link:1", "title:x"))
    record(store, entry, make_entry("b", keys=("title:x",)))
    record(store, narrowed=(replace(entry, keys=("link:1", "title:x", "link:2")),))
    assert ids(store.known("site", ["link:2"])) == ["a"]
    assert sorted(ids(store.known("site", ["title:x", "title:y"]))) == ["a", "b"]
    assert store.known("site", ["link:3"]) == store.known("other", ["link:1"]) == store.known("site", []) == ()
    assert len(store.known("site", [f"link:{n}" for n in range(2000)])) == 1


def test_a_visit_made_from_an_old_state_writes_nothing(store):
    stale = store.source_state("site")
    record(store, make_entry("a"))
    before = (store.entries(), store.feed_state(), store.source_states(), store.visits())
    with pytest.raises(StoreConflictError):
        store.record("site", Visit("site", NOON, Outcome.READ), Changes(NOON, created=(make_entry("b"),)), stale)
    assert (store.entries(), store.feed_state(), store.source_states(), store.visits()) == before


def test_an_entry_created_twice_is_one(store):
    record(store, make_entry("a", NOON, CRONACA))
    record(store, make_entry("a", NOON, CRONACA, revision=2), at=NOON + HOUR)
    assert store.feed_state(None, "cronaca").count == 1
    assert store.feed_state(None, "cronaca").arrivals == 1
    assert len(store.entries()) == 1


def test_a_warning_keeps_the_visit_and_merges_nothing(store):
    record(store, make_entry("a"), warning="the clock is wrong")
    assert store.entries() == ()
    assert len(store.visits("site")) == 1


def test_visits_come_newest_first(store):
    for hour in range(3):
        record(store, at=NOON + HOUR * hour)
    assert [visit.at for visit in store.visits("site", limit=2)] == [NOON + HOUR * 2, NOON + HOUR]


def test_an_event_is_kept_when_the_faults_change_and_only_then(store):
    def visited(*faults):
        before = store.source_state("site")
        store.record("site", Visit("site", NOON, Outcome.READ), None, replace(before, faults=faults))

    for faults in [
        (),
        (Fault("silence", "3 days"),),
        (Fault("silence", "4 days"),),
        (Fault("failures", "x", True),),
        (),
    ]:
        visited(*faults)
    assert [(event.previous, event.health) for event in store.events()] == [
        (Health.FAIL, Health.PASS),
        (Health.WARN, Health.FAIL),
        (Health.PASS, Health.WARN),
    ]
    numbers = [event.number for event in store.events()]
    assert numbers == sorted(numbers, reverse=True)
    assert store.events()[1].faults == (Fault("failures", "x", fails=True),)


def test_due_gives_new_sources_first_and_then_the_longest_overdue(store):
    for name in ("late", "later", "new", "idle"):
        store.put_source(make_source(name))
    for name, due in (("site", DAY), ("late", HOUR * 2), ("later", HOUR), ("idle", DAY)):
        state = replace(store.source_state(name), next_visit_at=NOON + due)
        store.record(name, Visit(name, NOON, Outcome.READ), None, state)
    assert store.due(NOON + HOUR * 3, 10) == (
        Due("new", "new.example", None),
        Due("later", "later.example", NOON + HOUR),
        Due("late", "late.example", NOON + HOUR * 2),
    )
    assert [due.source_id for due in store.due(NOON + HOUR * 3, 2)] == ["new", "later"]
    assert store.next_due() == NOON + HOUR


def test_a_source_that_left_the_list_is_visited_no_more_and_keeps_its_entries(store):
    store.put_sources([make_source("one"), make_source("two")])
    record(store, make_entry("a", source="one"), source="one")
    store.put_sources([make_source("two")])
    assert [source.id for source in store.sources()] == ["two", "site"]
    assert [due.source_id for due in store.due(NOON + DAY, 10)] == ["two", "site"]
    assert ids(store.entries()) == ["a"]
    assert store.source("one") == make_source("one")


def test_a_source_declared_again_changes_its_feeds_only_when_it_changed(store):
    record(store, make_entry("a", NOON, CRONACA))
    before = {place: store.feed_state(*place).revision for place in store.feeds()}
    store.put_source(make_source())
    assert {place: store.feed_state(*place).revision for place in store.feeds()} == before
    store.put_source(replace(make_source(), name="Renamed"))
    assert {place: store.feed_state(*place).revision for place in store.feeds()} == {
        place: revision + 1 for place, revision in before.items()
    }


def test_removing_a_source_takes_its_entries_off_every_shelf(store):
    store.put_source(make_source("other"))
    record(store, make_entry("a", NOON, CRONACA))
    record(store, make_entry("b", NOON, CRONACA, source="other"), source="other")
    revision = store.feed_state(None, "cronaca").revision
    store.remove_source("site")
    assert ids(store.entries()) == ids(store.entries(section="cronaca")) == ["b"]
    assert store.feed_state(None, "cronaca").revision == revision + 1
    assert store.feed_state(None, "cronaca").count == store.feed_state().count == 1
    assert store.feed_state("site") is None
    assert ("site", None) not in store.feeds()
    store.put_source(make_source())
    assert store.feed_state("site").revision > 1


def test_a_source_declared_and_never_visited_has_an_empty_feed(store):
    state, entries = store.feed("site")
    assert (state.count, state.revision, entries) == (0, 0, ())
    assert store.feed("nobody") is None
    assert store.feed_state(None, "nothing") is None


def test_archive_pages_never_change_once_they_are_full(store):
    record(store, *(make_entry(f"a{n}", NOON - HOUR * n, CRONACA) for n in range(5)))
    shelves = [(None, None), ("site", None), (None, "cronaca"), ("site", "cronaca")]
    first = {shelf: store.archive(*shelf, 1, 3) for shelf in shelves}
    record(store, *(make_entry(f"b{n}", NOON - DAY * 9, CRONACA) for n in range(5)), make_entry("c", NOON, SPORT))
    for shelf in shelves:
        assert store.archive(*shelf, 1, 3) == first[shelf]
        arrivals = store.feed_state(*shelf).arrivals
        pages = [store.archive(*shelf, page, 3) for page in range(1, arrivals // 3 + 2)]
        held = [entry.id for page in pages for entry in page]
        assert sorted(held) == sorted({entry.id for entry in store.entries(source=shelf[0], section=shelf[1])})
        assert all(len(page) == 3 for page in pages[: arrivals // 3])


def test_version_differs_after_every_commit(store, url):
    if url.startswith("postgresql"):
        pytest.skip("answers up to a second late there")
    before = store.version()
    assert store.version() == before
    record(store)
    assert store.version() != before


def test_hostile_text_is_kept_as_any_database_takes_it(store):
    entry = make_entry(
        "a",
        NOON,
        title="nul \x00 lone \ud800 quote ' -- ;DROP TABLE entries; %_\\",
        summary="\U0001f600\x0b\x7f",
        link="https://site.example/" + "x" * 9000,
        keys=("link:https://site.example/" + "x" * 9000, "title:\ud800\x00"),
        time_text="\x00\udfff",
    )
    record(store, entry)
    kept = store.entry(entry.id)
    assert kept.title == "nul \ufffd lone \ufffd quote ' -- ;DROP TABLE entries; %_\\"
    assert kept.time_text == "\x00\ufffd"
    assert store.known("site", ["title:\ud800\x00"]) == (kept,)


def test_a_hub_is_told_of_each_version_once(store):
    record(store, make_entry("a", NOON, CRONACA))
    waiting = store.unannounced(NOON - DAY)
    assert {(each.shelf.source, each.shelf.section) for each in waiting} == {
        ("", ""),
        ("", "cronaca"),
        ("site", ""),
        ("site", "cronaca"),
    }
    for each in (*waiting, *waiting):
        store.announced(each)
    assert store.unannounced(NOON - DAY) == ()
    record(store, make_entry("b", NOON), at=NOON + HOUR)
    again = store.unannounced(NOON - DAY)
    assert {(each.shelf.source, each.shelf.section) for each in again} == {("", ""), ("site", "")}
    for each in (*again, *waiting):
        store.announced(each)
    assert store.unannounced(NOON - DAY) == ()
    assert store.unannounced(NOON + DAY) == ()


def test_a_host_that_asks_to_be_left_alone_is_left_alone_by_all_its_sources(store):
    def at(source_id, url, due_at=None, **fields):
        store.put_source(replace(make_source(source_id), url=url))
        if due_at:
            state = replace(store.source_state(source_id), next_visit_at=due_at, **fields)
            store.record(source_id, Visit(source_id, NOON, Outcome.FAILED), None, state)

    at("early", "https://busy.example/a", NOON + MINUTE)
    at("late", "https://busy.example/b", NOON + 9 * HOUR)
    at("new", "https://busy.example/c")
    at("other", "https://calm.example/", NOON + MINUTE)
    at("asked", "https://busy.example/d", NOON + 2 * HOUR, retry_at=NOON + HOUR)
    planned = {name: store.source_state(name).next_visit_at for name in ("early", "late", "new", "other", "asked")}
    assert planned == {
        "early": NOON + HOUR,
        "late": NOON + 9 * HOUR,
        "new": NOON + HOUR,
        "other": NOON + MINUTE,
        "asked": NOON + 2 * HOUR,
    }
    assert {due.source_id for due in store.due(NOON + 2 * MINUTE, 10)} - {"site"} == {"other"}
    assert "new" in {due.source_id for due in store.due(NOON + HOUR, 10)}

"""Laws of the store: whatever is recorded and forgotten, in whatever order, it agrees with a plain model of itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from feedsvc.model.entries import Section
from feedsvc.model.times import Span
from feedsvc.store import Retention, open_store
from tests.stores import HOUR, MINUTE, NOON, make_entry, make_source, record

SOURCES = ("one", "two")
SECTIONS = [Section(slug, slug.title()) for slug in ("red", "green", "blue")]
SHELVES = [(source, slug) for source in (None, *SOURCES) for slug in (None, "red", "green", "blue")]
SHOWN = 3

names = st.sampled_from("abcdefgh")
sources = st.sampled_from(SOURCES)
moments = st.integers(0, 30).map(lambda hours: NOON + HOUR * hours)
sections = st.lists(st.sampled_from(SECTIONS), max_size=3, unique=True).map(tuple)


class StoreMachine(RuleBasedStateMachine):
    """A store beside a dictionary of what it should hold."""

    @initialize()
    def begin(self):
        self.store = open_store("sqlite://")
        self.store.put_sources([make_source(name) for name in SOURCES])
        self.model = {}
        self.arrivals = {shelf: [] for shelf in SHELVES}
        self.clock = NOON
        self.seen = self.look()

    def teardown(self):
        self.store.close()

    @rule(source=sources, new=st.dictionaries(names, st.tuples(moments, sections), max_size=4))
    def create(self, source, new):
        entries = [
            make_entry(name, at, *shelved, source=source, last_seen_at=self.clock)
            for name, (at, shelved) in new.items()
            if (source, name) not in self.model
        ]
        record(self.store, *entries, source=source, at=self.tick())
        for entry in reversed(entries):
            self.keep(entry)

    @precondition(lambda self: self.model)
    @rule(which=st.integers(0, 99), at=moments, shelved=sections, title=st.text(max_size=3))
    def change(self, which, at, shelved, title):
        (source, name), known = self.pick(which)
        base = make_entry(name, at, *shelved, source=source, title=f"{title}!")
        entry = replace(base, revision=known.revision + 1, last_seen_at=self.clock)
        record(self.store, source=source, at=self.tick(), changed=(entry,))
        self.keep(self.store.entry(entry.id))

    @precondition(lambda self: self.model)
    @rule(which=st.integers(0, 99), minutes=st.integers(1, 29))
    def narrow(self, which, minutes):
        (source, _), known = self.pick(which)
        span = Span(known.published_at - MINUTE * minutes, known.published_at + MINUTE * minutes)
        if span == known.published.span:
            return
        entry = replace(known, published=replace(known.published, span=span), last_seen_at=self.clock)
        record(self.store, source=source, at=self.tick(), narrowed=(entry,))
        self.keep(entry)

    @rule(source=sources)
    def see_again(self, source):
        record(self.store, source=source, at=self.tick(), seen_ids=tuple(entry.id for entry in self.model.values()))
        for key, entry in self.model.items():
            self.model[key] = replace(entry, last_seen_at=max(entry.last_seen_at, self.clock))

    @rule(source=sources, days=st.integers(0, 9))
    def time_passes(self, source, days):
        self.clock += timedelta(days=days)
        record(self.store, source=source, at=self.clock)

    @rule(age=st.integers(0, 5), count=st.integers(1, 4))
    def forget(self, age, count):
        before = {shelf: self.newest(shelf) for shelf in SHELVES}
        self.store.forget(Retention(timedelta(days=age), count, shown=SHOWN), self.tick())
        left = {entry.id for entry in self.store.entries(limit=999)}
        self.model = {key: entry for key, entry in self.model.items() if entry.id in left}
        assert {shelf: self.newest(shelf) for shelf in SHELVES} == before

    @rule(source=sources)
    def remove(self, source):
        self.store.remove_source(source)
        self.store.put_source(make_source(source))
        self.model = {key: entry for key, entry in self.model.items() if key[0] != source}

    @invariant()
    def it_holds_what_the_model_holds(self):
        assert {entry.id: entry for entry in self.store.entries(limit=999)} == {
            entry.id: entry for entry in self.model.values()
        }

    @invariant()
    def every_shelf_holds_its_entries_newest_first_and_counts_them(self):
        for shelf in SHELVES:
            entries = self.store.entries(source=shelf[0], section=shelf[1], limit=999)
            assert {entry.id for entry in entries} == {entry.id for entry in self.model.values() if on(shelf, entry)}
            assert [entry.published_at for entry in entries] == sorted((e.published_at for e in entries), reverse=True)
            state = self.store.feed_state(*shelf)
            assert (state.count if state else 0) == len(entries)
        for source in (None, *SOURCES):
            counted = {one.slug: one.count for one in self.store.sections(source)}
            held = {
                slug: len(self.store.entries(source=source, section=slug, limit=999))
                for slug in ("red", "green", "blue")
            }
            assert counted == {slug: count for slug, count in held.items() if count}

    @invariant()
    def a_revision_grows_exactly_when_the_rows_change(self):
        now = self.look()
        for shelf, (revision, changed_at, rows) in now.items():
            old_revision, old_changed_at, old_rows = self.seen.get(shelf, (revision, None, rows))
            assert (revision > old_revision) == (rows != old_rows), shelf
            assert revision == old_revision or changed_at > old_changed_at
        self.seen = now

    @invariant()
    def archives_keep_the_order_of_arrival(self):
        for shelf in SHELVES:
            arrived = self.arrivals[shelf]
            held = {entry.id for entry in self.store.entries(source=shelf[0], section=shelf[1], limit=999)}
            for page in range(1, len(arrived) // 2 + 2):
                expected = [entry_id for entry_id in arrived[(page - 1) * 2 : page * 2] if entry_id in held]
                found = [entry.id for entry in self.store.archive(*shelf, page, 2)]
                assert found == expected[::-1], (shelf, page)

    def keep(self, entry):
        name = entry.id.rsplit("/", 1)[-1]
        before = self.model.get((entry.source_id, name))
        self.model[entry.source_id, name] = entry
        for shelf in SHELVES:
            if on(shelf, entry) and not (before and on(shelf, before)):
                # An entry that comes back to a shelf arrives there again.
                self.arrivals[shelf] = [None if it == entry.id else it for it in self.arrivals[shelf]] + [entry.id]

    def pick(self, which):
        return sorted(self.model.items(), key=lambda item: item[0])[which % len(self.model)]

    def tick(self):
        self.clock += MINUTE
        return self.clock

    def newest(self, shelf):
        return self.store.entries(source=shelf[0], section=shelf[1], limit=SHOWN)

    def look(self):
        seen = {}
        for shelf in SHELVES:
            state = self.store.feed_state(*shelf)
            if state is not None:
                entries = self.store.entries(source=shelf[0], section=shelf[1], limit=999)
                rows = [replace(entry, last_seen_at=NOON) for entry in entries]
                seen[shelf] = (state.revision, state.changed_at, rows)
        return seen


def on(shelf, entry):
    source, slug = shelf
    return source in (None, entry.source_id) and slug in (None, *(section.slug for section in entry.sections))


StoreMachine.TestCase.settings = settings(
    max_examples=12, stateful_step_count=15, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
TestStoreLaws = StoreMachine.TestCase

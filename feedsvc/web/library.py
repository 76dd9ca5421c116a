"""What the pages look up in the store, in the words of one language; lives as long as one request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from feedsvc.errors import UnknownNameError
from feedsvc.feeds.text import plain
from feedsvc.model.times import Span
from feedsvc.web import addresses
from feedsvc.web.addresses import Invitation
from feedsvc.web.saying import say
from feedsvc.web.shown import Shown, show, zone_of

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from feedsvc.model.entries import Entry, Source
    from feedsvc.model.visits import SectionCount, SourceState
    from feedsvc.runtime import Runtime
    from feedsvc.web.words import Words


@dataclass(frozen=True, slots=True)
class Shelf:
    """A section as the pages show it, with its newest headlines where they were asked for."""

    name: str
    path: str
    count: int
    invitation: Invitation
    entries: tuple[Shown, ...] = ()


@dataclass(frozen=True, slots=True)
class About:
    """A source as the pages show it: who it is and how it does."""

    id: str
    name: str
    path: str
    home_url: str | None
    home_host: str | None
    health: str
    entries: int
    last_success: str | None
    next_visit: str | None
    facts: tuple[tuple[str, str], ...]
    faults: tuple[str, ...]


class Health(NamedTuple):
    """How the service does as a whole: in a word, how many sources it has, how many of them need somebody."""

    overall: str
    sources: int
    unwell: int


class Library:
    """The store, seen through one language."""

    def __init__(self, runtime: Runtime, words: Words) -> None:
        self._runtime = runtime
        self._store = runtime.store
        self._base_url = runtime.settings.public_url
        self._per_page = runtime.settings.feed_size
        self._words = words
        self._sources: dict[str, Source | None] = {}
        self._states: dict[str, SourceState | None] = {}
        self._all_loaded = False
        self._sections: dict[str | None, tuple[SectionCount, ...]] = {}

    def entries(
        self, source_id: str | None = None, section: str | None = None, limit: int | None = None
    ) -> tuple[Shown, ...]:
        """Return the newest entries of a shelf, by default as many as its feed has."""
        found = self._store.entries(source=source_id, section=section, limit=limit or self._per_page)
        return tuple(map(self.shown, found))

    def archive(self, source_id: str | None, section: str | None, number: int) -> tuple[Shown, ...]:
        """Return one page of older entries; a full one holds the same entries for ever.

        Raises UnknownNameError where there is no such page (yet).
        """
        if not 1 <= number <= self.archives(source_id, section):
            raise UnknownNameError(self._words("There is no such page of older entries."))
        found = self._store.archive(source_id, section, number, self._per_page)
        return tuple(map(self.shown, sorted(found, key=lambda each: each.published_at, reverse=True)))

    def archives(self, source_id: str | None, section: str | None) -> int:
        """Return how many pages of older entries a shelf has."""
        state = self._store.feed_state(source_id, section)
        return addresses.archives(state.arrivals, self._per_page) if state else 0

    def shown(self, entry: Entry) -> Shown:
        """Return an entry as the pages show it."""
        return show(entry, self.source(entry.source_id), self.zone(entry.source_id), self._words)

    def entry(self, key: str) -> Entry:
        """Return an entry by the last part of its id. Raises UnknownNameError."""
        found = self._store.entry(key)
        if found is None:
            raise UnknownNameError(self._words("There is no such entry. It may be older than what is kept here."))
        return found

    def sections(self, source_id: str | None = None) -> tuple[SectionCount, ...]:
        """Return the sections, the fullest first."""
        if source_id not in self._sections:
            found = sorted(self._store.sections(source_id), key=lambda each: (-each.count, each.slug))
            self._sections[source_id] = tuple(found)
        return self._sections[source_id]

    def shelves(self, source_id: str | None, most: int) -> tuple[Shelf, ...]:
        """Return the fullest sections as shelves without their entries."""
        return tuple(self.shelf(each, 0, source_id) for each in self.sections(source_id)[:most])

    def shelf(self, counted: SectionCount, headlines: int, source_id: str | None = None) -> Shelf:
        """Return a section as a shelf with so many of its headlines."""
        return Shelf(
            name=plain(counted.name) or counted.slug,
            path=addresses.shelf(source_id, counted.slug),
            count=counted.count,
            invitation=self.invitation(source_id, counted.slug, plain(counted.name)),
            entries=self.entries(source_id, counted.slug, headlines) if headlines else (),
        )

    def section_name(self, source_id: str | None, slug: str) -> str:
        """Return a section's name for people. Raises UnknownNameError."""
        for each in self.sections(source_id):
            if each.slug == slug:
                return plain(each.name) or slug
        raise UnknownNameError(self._words("There is no shelf of this name."))

    def count(self, source_id: str | None, section: str | None) -> int:
        """Return how many entries stand on a shelf."""
        state = self._store.feed_state(source_id, section)
        return state.count if state else 0

    def invitation(self, source_id: str | None, section: str | None, name: str | None = None) -> Invitation:
        """Return how people are invited to a feed."""
        parts = [plain(self.about(source_id).name)] if source_id else []
        if section:
            parts.append(name or self.section_name(source_id, section))
        title = " – ".join(parts) or self._words("All entries")
        return Invitation(title, addresses.feed(source_id, section), self._base_url)

    def source(self, source_id: str) -> Source | None:
        """Return a source, None where it is no longer read."""
        if source_id not in self._sources:
            self._sources[source_id] = self._store.source(source_id)
        return self._sources[source_id]

    def zone(self, source_id: str) -> tzinfo:
        """Return the zone in which a source's times are said."""
        state = self._state(source_id)
        return zone_of(self.source(source_id), state.learnt.zone if state else None)

    def sources(self, most: int | None = None) -> tuple[About, ...]:
        """Return the sources with their states, the first ones where not all are wanted."""
        self._load_states()
        return tuple(self._about(source) for source in self._store.sources()[:most])

    def health(self) -> Health:
        """Return how the service does as a whole."""
        self._load_states()
        each = [_health(state) for state in self._states.values()]
        return Health(overall(set(each)), len(each), sum(health in ("warn", "fail") for health in each))

    def _load_states(self) -> None:
        if not self._all_loaded:
            self._states = dict(self._runtime.states())
            self._all_loaded = True

    def about(self, source_id: str) -> About:
        """Return one source with its state. Raises UnknownNameError."""
        source = self.source(source_id)
        if source is None:
            raise UnknownNameError(self._words("There is no source of this name."))
        return self._about(source)

    def _about(self, source: Source) -> About:
        state = self._state(source.id)
        zone = zone_of(source, state.learnt.zone if state else None)
        last, upcoming = (state.last_success_at, state.next_visit_at) if state else (None, None)
        home = source.home_url or source.url
        return About(
            id=source.id,
            name=plain(source.name) or source.id,
            path=addresses.shelf(source.id),
            home_url=home,
            home_host=urlsplit(home).hostname if home else None,
            health=_health(state),
            entries=state.entries if state else 0,
            last_success=self._said(last, zone),
            next_visit=self._said(upcoming, zone),
            facts=self._facts(state, zone),
            faults=tuple(self._words.tell(fault.reason, zone) for fault in state.faults) if state else (),
        )

    def _facts(self, state: SourceState | None, zone: tzinfo) -> tuple[tuple[str, str], ...]:
        if state is None:
            return ()
        words = self._words
        share = state.timed_share
        facts = (
            (words("Last read"), self._said(state.last_success_at, zone)),
            (words("Next visit"), self._said(state.next_visit_at, zone)),
            (words("Articles with a time"), f"{share:.0%}" if share is not None else None),
            (words("Time zone"), str(zone)),
            (words("Ages printed by"), state.learnt.humanizer),
        )
        return tuple((label, value) for label, value in facts if value)

    def _said(self, moment: datetime | None, zone: tzinfo) -> str | None:
        return say(Span.instant(moment), moment, zone, self._words) if moment else None

    def _state(self, source_id: str) -> SourceState | None:
        if source_id not in self._states:
            try:
                self._states[source_id] = self._runtime.state(source_id)
            except UnknownNameError:
                self._states[source_id] = None
        return self._states[source_id]


def _health(state: SourceState | None) -> str:
    return state.health.value if state and state.last_visit_at else "new"


def overall(healths: set[str]) -> str:
    """Return how a service does whose sources do so."""
    if len(healths) == 1 and healths < {"fail", "new"}:
        return next(iter(healths))
    return "pass" if healths <= {"pass", "new"} else "warn"

"""The composition root: settings become wired parts. The only place that knows what time it is."""

from __future__ import annotations

import random
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property, partial
from importlib.metadata import version
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from feedsvc import beside, health, reading, sources
from feedsvc.errors import FetchError, PageError, SettingsError, UnknownNameError
from feedsvc.fetch import files, saved
from feedsvc.fetch.http import Client, Limits
from feedsvc.fetch.networks import Gate
from feedsvc.fetch.robots import Robots
from feedsvc.model.feeds import Imprint
from feedsvc.model.pages import Hints, NotModified, Origin, Page, Reading, Validators
from feedsvc.model.sentences import sentence
from feedsvc.reading import syndicated
from feedsvc.reading.decode import decode
from feedsvc.refresh import Policy, visit
from feedsvc.settings import Settings
from feedsvc.settings import load as load_settings
from feedsvc.store import Store, open_store

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from feedsvc.model.entries import Source
    from feedsvc.model.visits import SourceState, Visit

PRODUCT = "feedsvc"
"""The name that robots.txt files know us by."""


def now() -> datetime:
    """Return the present moment, in UTC."""
    return datetime.now(UTC)


def user_agent(settings: Settings) -> str:
    """Return the name that sites see: the program, its version, and whom to write to."""
    whom = settings.contact or settings.public_url
    return f"{PRODUCT}/{version('feedsvc')} (+{whom})"


@dataclass(frozen=True)
class Runtime:
    """The wired parts of one process. Nothing is opened before it is used, so a fork copies no connection."""

    settings: Settings
    sources: tuple[Source, ...]

    @staticmethod
    def now() -> datetime:
        """Return the present moment, in UTC."""
        return now()

    @cached_property
    def store(self) -> Store:
        """The store, opened and migrated, which knows every source that is declared."""
        store = open_store(self.settings.database_url)
        store.put_sources(self.sources)
        return store

    @cached_property
    def imprint(self) -> Imprint:
        """What the settings say of feeds."""
        chosen = self.settings
        return Imprint(
            public_url=chosen.public_url,
            name=chosen.name,
            authority=chosen.tag_authority,
            date=chosen.tag_date,
            feed_size=chosen.feed_size,
            feed_bytes=chosen.feed_bytes,
            max_age=chosen.max_age,
            hub=str(chosen.hub) if chosen.hub else None,
            provenance=chosen.provenance,
        )

    @cached_property
    def client(self) -> Client:
        """The client for everything that is retrieved or pinged."""
        chosen = self.settings
        limits = Limits(
            chosen.connect_timeout,
            chosen.read_timeout,
            chosen.total_timeout,
            chosen.max_page_bytes,
            chosen.max_redirects,
        )
        return Client(user_agent(chosen), now, Gate(chosen.networks), limits)

    @cached_property
    def robots(self) -> Robots:
        """What the hosts allow."""
        return Robots(self.client, PRODUCT)

    @cached_property
    def dice(self) -> random.Random:
        """What keeps sources out of step with each other."""
        return random.Random()  # noqa: S311 - it spreads visits, it guards nothing

    def source(self, source_id: str) -> Source:
        """Return a source as it is declared now, by whatever process. Raises UnknownNameError."""
        found = self.store.source(source_id)
        if found is None:
            raise UnknownNameError(f"There is no source {source_id!r}; `feedsvc sources` lists them.")
        return found

    def state(self, source_id: str) -> SourceState:
        """Return how a source does at this moment. Raises UnknownNameError, StoreError."""
        return health.present(self.store.source_state(source_id), self.now())

    def states(self) -> dict[str, SourceState]:
        """Return how each source does at this moment, in the operator's order. Raises StoreError."""
        at = self.now()
        return {state.source_id: health.present(state, at) for state in self.store.source_states()}

    def retrieve(self, source: Source, validators: Validators = Validators()) -> Page | NotModified:
        """Return a source's page as it is now. Raises FetchError and its kinds."""
        if source.path is not None:
            return files.retrieve(source.path, self.settings.root, max_bytes=self.settings.max_page_bytes)
        assert source.url is not None, "sources.toml asks for a path or a url"
        return self.client.retrieve(source.url, validators, may=self.robots.check if source.robots else None)

    def refresh(self, source_id: str, page: Page | None = None, save: Path | None = None) -> Visit:
        """Visit a source now and keep what its page says; with ``page``, take that one instead of retrieving it.

        With ``save``, the page that was retrieved is kept in that directory too, for `feedsvc replay`. A page that
        cannot be retrieved or read is in the visit, not an exception. Raises UnknownNameError, StoreError.
        """
        chosen = self.settings
        policy = Policy(f"{chosen.tag_authority},{chosen.tag_date}", chosen.min_interval, chosen.max_interval)
        return visit(
            self.source(source_id),
            retrieve=partial(self._retrieve_and_save, save) if save else self.retrieve,
            store=self.store,
            now=now,
            policy=policy,
            dice=self.dice.random(),
            page=page,
            pause=lambda: time.sleep(self._gap(self.source(source_id)).total_seconds()),
        )

    def visit_due(self, source_id: str) -> timedelta:
        """Visit a source if it is still due; return how long its host is to be left alone then. Raises as `refresh`.

        While it waited it may have been visited, or put off because its host asked to be left alone.
        """
        planned = self.store.source_state(source_id).next_visit_at
        if planned is None or planned <= self.now():
            self.refresh(source_id)
        return self._gap(self.source(source_id))

    def in_turn(self, chosen: Iterable[Source]) -> Iterator[Source]:
        """Yield sources to visit one after the other, with the host's gap between two of one host."""
        free_at: dict[str, float] = {}
        for source in chosen:
            time.sleep(max(0.0, free_at.get(source.host or "", 0.0) - time.monotonic()))
            yield source
            if source.host:
                free_at[source.host] = time.monotonic() + self._gap(source).total_seconds()

    def _gap(self, source: Source) -> timedelta:
        """Return the time between two requests to a source's host: the operator's, or what its robots.txt asks for."""
        return self._gap_of(source.url if source.robots else None)

    def _gap_of(self, url: str | None) -> timedelta:
        asked = self.robots.delay(url) if url else None
        return max(timedelta(seconds=self.settings.host_gap), asked or timedelta())

    def _retrieve_and_save(self, directory: Path, source: Source, validators: Validators) -> Page | NotModified:
        answer = self.retrieve(source, validators)
        if source.url != self.source(source.id).url:
            return answer  # a feed or an article beside the page: replayed it would be a listing of its own
        text = decode(answer.body, answer.content_type).text if isinstance(answer, Page) else ""
        saved.keep(directory, source, answer, text, answer.origin.retrieved_at or now())
        return answer

    def push(self, url: str, body: bytes, content_type: str | None, at: datetime) -> Visit:
        """Keep what a page says that somebody else retrieved from ``url`` at ``at``.

        Raises UnknownNameError where no source has this address, StoreError.
        """
        address = _written_out(url)
        for source in self.store.sources():
            if source.url == address:
                page = Page(body, url, content_type, Origin(stated_at=at, retrieved_at=at))
                return self.refresh(source.id, page)
        raise UnknownNameError(
            f"No source has the address {url!r}; declare it in {str(self.settings.sources)!r} first."
        )

    def declare(self, source: Source) -> None:
        """Declare one more source, in the file and in the store; every process visits it from now on.

        Raises SettingsError where its id or its address is taken or the file cannot be read or written, StoreError.
        """
        listed = sources.load(self.settings.sources)
        for each in self.store.sources():
            if each.id == source.id:
                raise SettingsError(
                    sentence("There is a source %(id)s already; choose another id.", id=repr(source.id))
                )
            if source.url and each.url == _written_out(source.url):
                raise SettingsError(
                    sentence("%(url)s is read already, as the source %(id)s.", url=source.url, id=repr(each.id))
                )
        sources.append(self.settings.sources, source)
        self.store.put_sources((*listed, source))

    def look(self, source: Source) -> Reading:
        """Return what a source's page says now, storing nothing. Raises FetchError and PageError."""
        return _read(self.retrieve(source), source.hints)

    def read(self, url: str, hints: Hints = Hints()) -> Reading:
        """Return what the page at an address says, storing nothing. Raises FetchError and PageError."""
        return _read(self.client.retrieve(url, may=self.robots.check), hints)

    def shared_by_feeds(self, found: Reading) -> dict[str, int | None]:
        """Return how many of a page's articles each of its site's feeds has, None for one that cannot be read."""
        counts: dict[str, int | None] = {}
        if not found.articles:
            return counts
        for url in beside.feeds_of(found)[: beside.MOST]:
            time.sleep(self._gap_of(url).total_seconds())
            counts[url] = None
            with suppress(FetchError, PageError):
                counts[url] = beside.shared(found, self.read(url))
        return counts


def _written_out(url: str) -> str:
    """Return an address as sources are declared: a host in lower case, and a path."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.lower(), path=parts.path or "/"))


def _read(page: Page | NotModified, hints: Hints) -> Reading:
    assert isinstance(page, Page), "a request without validators is never answered by 304"
    return syndicated.read(page) or reading.read(page, hints)


def build(settings: Settings | None = None) -> Runtime:
    """Return the wired parts for these settings, by default those of the environment. Raises SettingsError."""
    settings = settings or load_settings()
    return Runtime(settings, sources.load(settings.sources))

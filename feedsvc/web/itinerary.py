"""Every address there is, in the order in which a reader would find it, and what stands for what is shown there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, partial
from hashlib import blake2b
from importlib import resources
from typing import TYPE_CHECKING

from feedsvc.model.entries import History
from feedsvc.model.feeds import Shelf
from feedsvc.web import addresses, assets
from feedsvc.web.documents import ARCHIVE_SIZE, ArchiveDocument, Catalogue, address
from feedsvc.web.press import edition

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from feedsvc.model.entries import Entry
    from feedsvc.runtime import Runtime

AT_ONCE = 500
"""Entries asked of the store at a time."""


@dataclass(frozen=True, slots=True)
class Stop:
    """An address, with what stands for all that is shown there; nothing where only the bytes tell."""

    path: str
    mark: str | None = None
    """Known by one look at a feed's version, which moves with every change on it: equal marks, equal bytes."""
    key: Callable[[], str] | None = None
    """Makes what stands for the entries shown there and for no others: equal keys, equal bytes."""


def pages(runtime: Runtime) -> Iterator[Stop]:
    """Yield every page: the fixed ones, the shelves with their older entries, the entries."""
    keys = Keys(runtime)
    for path in ("/", "/feeds", "/sources"):
        yield Stop(path)
    yield from _shelves(runtime, keys)
    for entries in _all_entries(runtime):
        for entry in entries:
            yield Stop(addresses.entry(entry), keys.mark(Shelf(entry.source_id)), partial(keys.of, (entry,)))


def feeds(runtime: Runtime) -> Iterator[Stop]:
    """Yield every feed document, archive pages included; the formats of one page share their key."""
    keys = Keys(runtime)
    shown = cache(keys.archived)
    for document in Catalogue(runtime.store, runtime.imprint).documents():
        if isinstance(document, ArchiveDocument):
            key = partial(shown, document.shelf, document.number, ARCHIVE_SIZE)
            yield Stop(address(document), keys.mark(document.shelf), key)
        else:
            yield Stop(address(document))


class Keys:
    """What stands for what is made from entries alone."""

    def __init__(self, runtime: Runtime) -> None:
        self._store = store = runtime.store
        self._base = f"{_look()}{runtime.imprint!r}"
        self._around = {
            state.source_id: repr((store.source(state.source_id), state.learnt.zone)) for state in store.source_states()
        }
        self._surroundings = _digest(f"{self._base}{store.instance_id}{self._around}")
        self._marks: dict[Shelf, str] = {}

    def mark(self, shelf: Shelf, beside: str = "") -> str:
        """Return what moves with every change on a feed, and with all that is named beside its entries."""
        if shelf not in self._marks:
            state = self._store.feed_state(shelf.source or None, shelf.section or None)
            self._marks[shelf] = f"{self._surroundings}{state.revision if state else None}"
        return _digest(f"{self._marks[shelf]}{beside}")

    def archived(self, shelf: Shelf, number: int, size: int, beside: str = "") -> str:
        """Return the key of a page of a shelf's older entries, and what is named beside them."""
        return self.of(self._store.archive(shelf.source or None, shelf.section or None, number, size), beside)

    def of(self, entries: Iterable[Entry], beside: str = "") -> str:
        """Return the key of a page that shows these entries, and what is named beside them."""
        digest = blake2b(f"{self._base}{beside}".encode("utf-8", "replace"), digest_size=16)
        for entry in entries:
            # All of the entry but what only later visits need.
            shown = replace(entry, last_seen_at=entry.first_seen_at, history=History(), keys=())
            digest.update(f"{self._around.get(entry.source_id, '')}{shown!r}".encode("utf-8", "replace"))
        return digest.hexdigest()


def _shelves(runtime: Runtime, keys: Keys) -> Iterator[Stop]:
    store, size = runtime.store, runtime.settings.feed_size
    known = {source.id for source in store.sources()}
    names = {each.slug: each.name for each in store.sections()}
    for source_id, section in store.feeds():
        state = store.feed_state(source_id, section)
        if state is None or (source_id is not None and source_id not in known) or (section and not state.count):
            continue
        shelf, path = Shelf(source_id or "", section or ""), addresses.shelf(source_id, section)
        yield Stop(addresses.ALL if path == "/" else path)
        last = addresses.archives(state.arrivals, size)
        for number in range(last, 0, -1):
            beside = f"{store.source(source_id) if source_id else ''}{names.get(section or '')}{number}{number == last}"
            key = partial(keys.archived, shelf, number, size, beside)
            yield Stop(addresses.archive(path, number) or "", keys.mark(shelf, beside), key)


def _digest(text: str) -> str:
    return blake2b(text.encode("utf-8", "replace"), digest_size=16).hexdigest()


def _all_entries(runtime: Runtime) -> Iterator[tuple[Entry, ...]]:
    found = runtime.store.entries(limit=AT_ONCE)
    while found:
        yield found
        found = runtime.store.entries(limit=AT_ONCE, before=found[-1].id)


@cache
def _look() -> str:
    """Return what stands for how pages look: the programs, the templates, the words, the files beside them."""
    web = resources.files("feedsvc.web")
    texts = [
        file.read_text("utf-8")
        for folder in ("templates", "locales")
        for file in sorted((web / folder).iterdir(), key=lambda file: file.name)
    ]
    return blake2b("\n".join([edition(), assets.version(), *texts]).encode(), digest_size=16).hexdigest()

"""Every page there is, in the order in which a reader would find it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from hashlib import blake2b
from importlib import resources
from typing import TYPE_CHECKING

from feedsvc.model.entries import History
from feedsvc.web import addresses, assets
from feedsvc.web.press import edition

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import TypeAlias

    from feedsvc.model.entries import Entry
    from feedsvc.runtime import Runtime

    Stop: TypeAlias = tuple[str, str | None]

AT_ONCE = 500
"""Entries asked of the store at a time."""


def pages(runtime: Runtime) -> Iterator[Stop]:
    """Yield the path of every page: the fixed ones, the shelves with their older entries, the entries.

    With each comes what stands for all that the page is made from, None where only its bytes tell.
    """
    keys = Keys(runtime)
    for path in ("/", "/feeds", "/sources"):
        yield path, None
    yield from _shelves(runtime, keys)
    for entries in _all_entries(runtime):
        for entry in entries:
            yield addresses.entry(entry), keys.of((entry,))


class Keys:
    """What stands for pages that are made from entries alone: equal keys, equal pages."""

    def __init__(self, runtime: Runtime) -> None:
        store = runtime.store
        self._base = f"{_look()}{runtime.settings.public_url}{runtime.settings.name}"
        self._around = {
            state.source_id: repr((store.source(state.source_id), state.learnt.zone)) for state in store.source_states()
        }

    def of(self, entries: Iterable[Entry], beside: str = "") -> str:
        """Return the key of a page that shows these entries, and what is named beside them."""
        digest = blake2b(f"{self._base}{beside}".encode(), digest_size=16)
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
        path = addresses.shelf(source_id, section)
        yield addresses.ALL if path == "/" else path, None
        last = addresses.archives(state.arrivals, size)
        for number in range(last, 0, -1):
            beside = f"{store.source(source_id) if source_id else ''}{names.get(section or '')}{number}{number == last}"
            entries = store.archive(source_id, section, number, size)
            yield addresses.archive(path, number) or "", keys.of(entries, beside)


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

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
    from collections.abc import Iterator
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
    for path in ("/", "/feeds", "/sources", *_shelves(runtime)):
        yield path, None
    yield from _entries(runtime)


def _shelves(runtime: Runtime) -> Iterator[str]:
    store, size = runtime.store, runtime.settings.feed_size
    known = {source.id for source in store.sources()}
    for source_id, section in store.feeds():
        state = store.feed_state(source_id, section)
        if state is None or (source_id is not None and source_id not in known) or (section and not state.count):
            continue
        path = addresses.shelf(source_id, section)
        yield addresses.ALL if path == "/" else path
        for number in range(addresses.archives(state.arrivals, size), 0, -1):
            yield addresses.archive(path, number) or ""


def _entries(runtime: Runtime) -> Iterator[Stop]:
    store = runtime.store
    around = {
        state.source_id: repr((store.source(state.source_id), state.learnt.zone)) for state in store.source_states()
    }
    base = f"{_look()}{runtime.settings.public_url}{runtime.settings.name}"
    found = store.entries(limit=AT_ONCE)
    while found:
        for entry in found:
            yield addresses.entry(entry), _key(entry, base + around.get(entry.source_id, ""))
        found = store.entries(limit=AT_ONCE, before=found[-1].id)


def _key(entry: Entry, around: str) -> str:
    """Return what stands for an entry's page: all of the entry but what only later visits need."""
    shown = replace(entry, last_seen_at=entry.first_seen_at, history=History(), keys=())
    return blake2b(f"{around}{shown!r}".encode("utf-8", "replace"), digest_size=16).hexdigest()


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

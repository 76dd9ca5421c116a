"""Which documents the feed addresses name, and what is in each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from feedsvc.errors import UnknownNameError
from feedsvc.feeds import Format, archive, compose, opml, status, write
from feedsvc.feeds.compose import NO_CHANGE_YET
from feedsvc.model.entries import Entry, Source
from feedsvc.model.feeds import Imprint, Listed, Shelf
from feedsvc.model.sentences import Sentence, sentence
from feedsvc.model.visits import FeedState
from feedsvc.store import Store
from feedsvc.web.selection import EVERYTHING, Selection, select

ARCHIVE_SIZE = 50
"""Entries on an archive page: for ever the same, because a page keeps its number and its entries."""
_STATUS_ENTRIES = 100
_ADDRESS = re.compile(
    r"/feeds/(?:(?P<source>[\w.-]+)/)?(?P<section>[\w.-]+?)(?:/archive/(?P<number>[1-9]\d{0,8}))?\.(?P<form>atom|rss|json)",
    re.ASCII,
)
_MEDIA_TYPE_OPML = "text/x-opml"


@dataclass(frozen=True, slots=True)
class FeedDocument:
    """The subscription feed of a shelf, or a choice among its entries."""

    shelf: Shelf
    form: Format
    selection: Selection = EVERYTHING


@dataclass(frozen=True, slots=True)
class ArchiveDocument:
    """An archive page of a shelf: 1 holds the oldest entries, the last may not be full yet."""

    shelf: Shelf
    form: Format
    number: int


@dataclass(frozen=True, slots=True)
class StatusDocument:
    """The operator's feed: sources that broke, warned, recovered."""

    form: Format


@dataclass(frozen=True, slots=True)
class OutlineDocument:
    """The list of all feeds."""


Document = FeedDocument | ArchiveDocument | StatusDocument | OutlineDocument
"""The closed union of what a feed address can name."""


class Version(NamedTuple):
    """What tells two versions of a document apart: words that differ, and the moment of the last change."""

    words: str
    changed_at: datetime


def named(path: str, query_string: str = "") -> Document | None:
    """Return the document that an address names by its form alone, None where it has not the form of any.

    ``/feeds/x.atom`` is always the section x, ``/feeds/x/….atom`` always the source x, whatever else is called x.
    Raises BadRequestError for a query string that cannot be used.
    """
    if path == "/feeds.opml":
        return OutlineDocument()
    match = _ADDRESS.fullmatch(path)
    if match is None:
        return None
    form, section = Format(match["form"]), match["section"]
    shelf = Shelf(match["source"] or "", "" if section == "all" else section)
    if match["number"]:
        return ArchiveDocument(shelf, form, int(match["number"]))
    if shelf == Shelf(section="status"):
        return StatusDocument(form)
    return FeedDocument(shelf, form, select(query_string))


def address(document: Document) -> str:
    """Return the one address of a document: its path and, where it is a choice, the query string as we spell it."""
    match document:
        case FeedDocument(shelf, form, selection):
            return f"{shelf.path}.{form.value}{selection}"
        case ArchiveDocument(shelf, form, number):
            return f"{shelf.archive_path(number)}.{form.value}"
        case StatusDocument(form):
            return f"{status.PATH}.{form.value}"
        case OutlineDocument():
            return "/feeds.opml"


def media_type(document: Document) -> str:
    """Return the document's media type, without charset."""
    return _MEDIA_TYPE_OPML if isinstance(document, OutlineDocument) else document.form.media_type


class Catalogue:
    """Every document, made from the store when it is asked for. Raises UnknownNameError and StoreError."""

    def __init__(self, store: Store, imprint: Imprint) -> None:
        self._store, self._imprint = store, imprint

    def version(self, document: Document) -> Version | None:
        """Return the version of a document by one indexed read; None where only its bytes tell."""
        if not isinstance(document, FeedDocument):
            return None
        return self._version(document, self._state(document.shelf))

    def read(self, document: Document) -> tuple[Version | None, bytes]:
        """Return a document's bytes, with their version where the store tells it, both of one moment."""
        match document:
            case FeedDocument():
                return self._read_feed(document)
            case ArchiveDocument():
                return None, self._archive(document)
            case StatusDocument(form):
                return None, self._status(form)
            case OutlineDocument():
                return None, opml.write(self._imprint.name, self._outline(), self._imprint)

    def changed_at(self, document: Document) -> datetime:
        """Return when something last changed that a document without a version of its own may show."""
        if isinstance(document, StatusDocument):
            return next((event.at for event in self._store.events(1)), NO_CHANGE_YET)
        shelf = document.shelf if isinstance(document, ArchiveDocument) else Shelf()
        return self._state(shelf).changed_at

    def is_final(self, document: Document) -> bool:
        """Return whether the document is a full archive page, in which nothing but a correction ever changes."""
        if not isinstance(document, ArchiveDocument):
            return False
        return document.number <= self._state(document.shelf).arrivals // ARCHIVE_SIZE

    def documents(self) -> Iterator[Document]:
        """Yield every document there is, choices aside."""
        yield OutlineDocument()
        for form in Format:
            yield StatusDocument(form)
            for shelf in self._shelves():
                yield FeedDocument(shelf, form)
                for number in range(1, self._state(shelf).arrivals // ARCHIVE_SIZE + 1):
                    yield ArchiveDocument(shelf, form, number)

    def _read_feed(self, document: FeedDocument) -> tuple[Version, bytes]:
        shelf, selection = document.shelf, document.selection
        imprint = replace(self._imprint, feed_size=selection.limit or self._imprint.feed_size)
        state, entries, waiting = self._of_one_moment(shelf, selection, imprint.feed_size)
        names, rights = self._said_of(shelf, (*entries, *waiting))
        feed = compose(shelf, entries, imprint, names, rights=rights, waiting=waiting, summaries=selection.summaries)
        last = state.arrivals // ARCHIVE_SIZE
        if selection != EVERYTHING:
            feed = replace(feed, id=f"{feed.id}{selection}", query=str(selection))
        elif last:
            feed = replace(feed, previous_archive_path=shelf.archive_path(last))
        return self._version(document, state), write(feed, document.form, imprint)

    def _of_one_moment(
        self, shelf: Shelf, selection: Selection, limit: int
    ) -> tuple[FeedState, tuple[Entry, ...], tuple[Entry, ...]]:
        """Return a feed's state, its entries, and those that are on no full archive page yet."""
        if selection != EVERYTHING:
            return *self._entries(shelf, selection, limit), ()
        source, section = shelf.source or None, shelf.section or None
        before = self._state(shelf)
        while True:
            waiting = self._store.archive(source, section, before.arrivals // ARCHIVE_SIZE + 1, ARCHIVE_SIZE)
            state, entries = self._entries(shelf, selection, limit)
            if state == before:  # no visit came between
                return state, entries, waiting
            before = state

    def _entries(self, shelf: Shelf, selection: Selection, limit: int) -> tuple[FeedState, tuple[Entry, ...]]:
        source, section = shelf.source or None, shelf.section or None
        if not (selection.query or selection.author or selection.since):
            return self._store.feed(source, section, limit) or (self._state(shelf), ())
        state = self._state(shelf)  # read first: should a visit come between, the next request reads again
        return state, self._store.entries(
            source=source,
            section=section,
            limit=limit,
            query=selection.query,
            author=selection.author,
            since=selection.since,
        )

    def _archive(self, document: ArchiveDocument) -> bytes:
        shelf, number = document.shelf, document.number
        full = self._state(shelf).arrivals // ARCHIVE_SIZE
        if number > full + bool(full):
            raise UnknownNameError(
                sentence(
                    "The full archive pages of this feed are numbered up to %(full)s: there is no page %(number)s yet.",
                    full=full,
                    number=number,
                )
            )
        entries = self._store.archive(shelf.source or None, shelf.section or None, number, ARCHIVE_SIZE)
        names, rights = self._said_of(shelf, entries)
        feed = archive(shelf, number, entries, self._imprint, names, rights=rights, full=number <= full)
        return write(feed, document.form, self._imprint)

    def _status(self, form: Format) -> bytes:
        events = self._store.events(_STATUS_ENTRIES)
        names = {source.id: source.name for source in self._sources(event.source_id for event in events)}
        return write(status.compose(events, self._imprint, names), form, self._imprint)

    def _state(self, shelf: Shelf) -> FeedState:
        state = self._store.feed_state(shelf.source or None, shelf.section or None)
        return state or self._empty(shelf)

    def _empty(self, shelf: Shelf) -> FeedState:
        """Return the state of a feed that nothing was ever put on; raises UnknownNameError where it is no feed."""
        if shelf.section:
            raise UnknownNameError(self._unknown_section(shelf))
        if shelf.source and self._store.source(shelf.source) is None:
            raise UnknownNameError(sentence("There is no source %(name)s.", name=repr(shelf.source)))
        return FeedState(0, NO_CHANGE_YET, 0)

    def _unknown_section(self, shelf: Shelf) -> Sentence:
        section = repr(shelf.section)
        if shelf.source:
            return sentence(
                "There is no section %(name)s in the source %(source)s.", name=section, source=repr(shelf.source)
            )
        if self._store.source(shelf.section) is None:
            return sentence("There is no section %(name)s.", name=section)
        elsewhere = Shelf(shelf.section).path
        return sentence(
            "There is no section %(name)s; the source of that name has %(path)s.atom.", name=section, path=elsewhere
        )

    def _version(self, document: FeedDocument, state: FeedState) -> Version:
        """Take as version what moves when these bytes may: JSON shows the span of each time, the others do not."""
        spans = document.form is Format.JSON or self._imprint.provenance
        return Version(str(state.revision if spans else state.shown), state.changed_at)

    def _said_of(self, shelf: Shelf, entries: Iterable[Entry]) -> tuple[dict[str, str], dict[str, str]]:
        """Return how the sources of a feed are called, and under which rights they publish where that is known."""
        ids = [*(entry.source_id for entry in entries), *([shelf.source] if shelf.source else ())]
        sources = self._sources(ids)
        return {each.id: each.name for each in sources}, {each.id: each.rights for each in sources if each.rights}

    def _sources(self, ids: Iterable[str]) -> list[Source]:
        found = (self._store.source(source_id) for source_id in dict.fromkeys(ids))
        return [source for source in found if source is not None]

    def _shelves(self) -> Iterator[Shelf]:
        kept = {Shelf(source or "", section or "") for source, section in self._store.feeds()}
        kept |= {Shelf(source.id) for source in self._store.sources()} | {Shelf()}
        return iter(sorted(kept))

    def _outline(self) -> Iterator[Listed]:
        everything = Shelf()
        yield Listed(self._imprint.name, everything.path, everything.home_path)
        for section in self._store.sections():
            shelf = Shelf(section=section.slug)
            yield Listed(section.name, shelf.path, shelf.home_path)
        for source in self._store.sources():
            shelf = Shelf(source.id)
            yield Listed(source.name, shelf.path, shelf.home_path, source.name)
            for section in self._store.sections(source.id):
                shelf = Shelf(source.id, section.slug)
                yield Listed(f"{source.name}: {section.name}", shelf.path, shelf.home_path, source.name)

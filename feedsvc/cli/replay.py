"""`feedsvc replay`: saved visits run through the whole write path, each at the instant at which it was made."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from ipaddress import ip_address
from typing import IO, TYPE_CHECKING
from urllib.parse import urlsplit

import click
from slugify import slugify

from feedsvc.cli.output import encoded
from feedsvc.errors import BadRequestError
from feedsvc.fetch import saved
from feedsvc.model.entries import Source
from feedsvc.model.pages import Hints, NotModified, Page, Validators
from feedsvc.refresh import Policy, visit
from feedsvc.store import Store, open_store

if TYPE_CHECKING:
    from feedsvc.fetch.saved import Saved
    from feedsvc.model.changes import Changes
    from feedsvc.model.entries import Entry

_TAGGING_ENTITY = "feedsvc.localhost,2026-01-01"
_SHORT_SUFFIX = 3
_SUFFIXES_BELOW = frozenset({"co", "com", "net", "org", "gov", "gob", "edu", "ac", "or", "ne", "go"})


@click.command()
@click.argument("file", type=click.File("r", encoding="utf-8"))
def replay(file: IO[str]) -> None:
    """Replay visits saved as JSON lines (FILE, or - for standard input), on a store in memory.

    Prints, after each visit, one JSON object a line for each entry that is known by then.
    """
    replaying = Replaying(open_store("sqlite://"))
    out = sys.stdout.buffer
    for number, line in enumerate((line for line in file if line.strip()), start=1):
        try:
            one = saved.parse(line)
        except BadRequestError as error:
            raise BadRequestError(f"visit {number} of {file.name}: {error}") from error
        for told in replaying.visit(one):
            out.write(b'{"visit": %d, %b\n' % (number, told))
    out.flush()


class Replaying:
    """Saved visits, run in order; all listings of one site are one source, so that an article is one entry."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.policy = Policy(_TAGGING_ENTITY)
        self._sources: dict[str, Source] = {}
        self._told: dict[str, bytes] = {}
        self.heard: Callable[[Entry], None] = lambda _: None
        """Hears each entry that a visit made or changed."""

    def visit(self, one: Saved) -> Iterator[bytes]:
        """Make a visit; give each known entry as the rest of a JSON object, oldest entry first."""

        def retrieve(_source: Source, _validators: Validators) -> Page | NotModified:
            return one.answer()

        source = self._source(one)
        own = one.url == source.url
        visit(
            source,
            retrieve=retrieve,
            store=self.store,
            now=lambda: one.at,
            policy=self.policy,
            address=None if own else one.url,
            told=self._hear,
        )
        return iter(self._told.values())

    def _source(self, one: Saved) -> Source:
        """Return the source of a visit's site, with what this visit says of zone, language and humanizer."""
        site = site_of(one.url)
        known = self._sources.get(site)
        hints = Hints(zone=one.zone, language=one.language, humanizer=one.humanizer)
        if known and known.hints == hints:
            return known
        source = Source(
            known.id if known else slugify(site) or f"site-{len(self._sources) + 1}",
            site,
            url=known.url if known else one.url,
            hints=hints,
            evidence=False,  # what was fetched is all there is
        )
        self._sources[site] = source
        self.store.put_source(source)
        return source

    def _hear(self, changes: Changes) -> None:
        for entry in (*changes.created, *changes.changed, *changes.narrowed):
            self._told[entry.id] = _told(entry)
            self.heard(entry)


def site_of(url: str) -> str:
    """Return the name that all addresses of one site share: its domain, as far as the public suffix shows."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return url
    if _is_address(host) or "." not in host:
        return f"{host}:{port}" if port else host
    labels = host.split(".")
    below = len(labels) > 2 and len(labels[-1]) < _SHORT_SUFFIX and labels[-2] in _SUFFIXES_BELOW
    return ".".join(labels[-3:] if below else labels[-2:])


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _told(entry: Entry) -> bytes:
    """Return an entry as a JSON object without its opening brace."""
    span = entry.published.span
    told = {
        "id": entry.id,
        "link": entry.link,
        "title": entry.title,
        "published": entry.published_at.isoformat(),
        "earliest": span.earliest.isoformat(),
        "latest": span.latest.isoformat(),
        "updated": entry.updated_at.isoformat(),
    }
    return encoded(told)[1:]

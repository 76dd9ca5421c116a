"""Nouns of publishing: a feed, complete, before any format, and who publishes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from feedsvc.model.times import Timestamp


@dataclass(frozen=True, slots=True, order=True)
class Shelf:
    """Which entries a feed takes: those of one source, of one section, of both, or all. Both are slugs."""

    source: str = ""
    section: str = ""

    @property
    def path(self) -> str:
        """The feed's path without extension."""
        return "/feeds/" + "/".join(part for part in (self.source, self.section or "all") if part)

    @property
    def home_path(self) -> str:
        """The path of the page that shows the same entries to people."""
        if self.source:
            return f"/sources/{self.source}" + (f"/{self.section}" if self.section else "")
        return f"/sections/{self.section}" if self.section else "/"

    def archive_path(self, number: int) -> str:
        """Return the path, without extension, of an archive page; 1 holds the oldest entries."""
        return f"{self.path}/archive/{number}"


@dataclass(frozen=True, slots=True)
class Imprint:
    """Who publishes and under which rules: everything in a feed that comes from settings.

    ``public_url`` is the address that readers see, without a slash at its end. ``authority`` and ``date`` mint the
    ids of feeds (RFC 4151). ``max_age`` is in seconds, ``feed_bytes`` about bounds one feed.
    ``provenance`` puts the reason for each time into Atom and RSS.
    """

    public_url: str
    name: str = "feedsvc"
    authority: str = "feedsvc.localhost"
    date: str = "2026-01-01"
    feed_size: int = 50
    feed_bytes: int = 512_000
    max_age: int = 900
    hub: str | None = None
    provenance: bool = False

    def url(self, path: str) -> str:
        """Return the public address of a path that starts with a slash."""
        return self.public_url + path


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """An entry as every format shows it: text plain, HTML sanitised, addresses absolute, moments ready to print.

    ``summary`` is plain text, ``content`` HTML. ``updated_at`` is never before ``published_at``.
    """

    id: str
    title: str
    link: str
    published_at: datetime
    updated_at: datetime
    author: str
    summary: str
    content: str | None = None
    image: str | None = None
    language: str | None = None
    categories: tuple[str, ...] = ()
    rights: str | None = None
    published: Timestamp | None = None
    """The reason for the moment shown."""
    time_text: str | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """One feed, complete, before any format: everything a writer needs and nothing that depends on the moment.

    ``self_path`` is the feed's path without extension (``/feeds/cronaca``); writers join it to the public address.
    Entries are newest first. ``updated_at`` is the newest change among them. The archive paths are those of RFC 5005
    §4, also without extension; ``current_path`` is given exactly in an archive page.
    """

    id: str
    title: str
    subtitle: str
    self_path: str
    home_path: str
    updated_at: datetime
    author: str
    language: str
    entries: tuple[FeedEntry, ...] = ()
    current_path: str | None = None
    previous_archive_path: str | None = None
    next_archive_path: str | None = None
    query: str = ""
    """The normalised query that chose among the entries, with its question mark."""
    rights: str | None = None
    """What holds for every entry; where they differ each says its own."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """A version of a feed that a hub is to be told of (``FeedState.shown``)."""

    shelf: Shelf
    shown: int


@dataclass(frozen=True, slots=True)
class Listed:
    """A feed as a list of feeds names it (OPML): its path without extension, its page, its shelf."""

    title: str
    self_path: str
    home_path: str
    group: str | None = None

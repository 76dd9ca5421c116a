"""Entries become feed bytes: composed once, written as Atom, RSS, JSON Feed or OPML."""

from __future__ import annotations

from enum import Enum
from typing import assert_never

from feedsvc.errors import UnknownNameError
from feedsvc.feeds import jsonfeed, opml, status, syndication
from feedsvc.feeds.compose import archive, compose, entry_key
from feedsvc.model.feeds import Feed, Imprint

__all__ = ["Format", "archive", "compose", "entry_key", "opml", "status", "write"]


class Format(Enum):
    """A format that a feed is written in; its value is the extension in addresses."""

    ATOM = "atom"
    RSS = "rss"
    JSON = "json"

    @property
    def media_type(self) -> str:
        """The media type, without charset."""
        return "application/feed+json" if self is Format.JSON else f"application/{self.value}+xml"

    @classmethod
    def of(cls, extension: str) -> Format:
        """Return the format of an extension; raises UnknownNameError."""
        try:
            return cls(extension)
        except ValueError:
            raise UnknownNameError(f"There is no feed format {extension!r}: use atom, rss or json.") from None


def write(feed: Feed, form: Format, imprint: Imprint) -> bytes:
    """Return the feed in a format. Law: the same feed and imprint give the same bytes, in any process."""
    match form:
        case Format.ATOM:
            return syndication.write_atom(feed, imprint)
        case Format.RSS:
            return syndication.write_rss(feed, imprint)
        case Format.JSON:
            return jsonfeed.write(feed, imprint)
        case _:
            assert_never(form)

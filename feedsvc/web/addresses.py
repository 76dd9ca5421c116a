"""Where things are: the one place that knows the paths of pages and feeds, and how readers are invited to subscribe.

Paths are relative to the public address. That one comes from the settings and never from a request, so that a feed has
one name whoever asks.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from feedsvc.feeds import Format, entry_key
from feedsvc.model.feeds import Shelf

if TYPE_CHECKING:
    from feedsvc.model.entries import Entry

READERS = (
    ("Feedly", "https://feedly.com/i/subscription/feed%2F{}"),
    ("Inoreader", "https://www.inoreader.com/?add_feed={}"),
    ("NewsBlur", "https://www.newsblur.com/?url={}"),
    ("Feedbin", "https://feedbin.com/?subscribe={}"),
    ("The Old Reader", "https://theoldreader.com/feeds/subscribe?url={}"),
    ("BazQux", "https://bazqux.com/add?url={}"),
    ("Miniflux", "https://reader.miniflux.app/bookmarklet?uri={}"),
)
"""Readers on the web with the address at which each takes a new subscription, as their own help pages give it."""


ALL = "/archive"
"""Where everything that is kept begins, page by page."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """One feed as a person is invited to it: its name, and its public address in each format."""

    title: str
    path: str
    base_url: str

    def url(self, extension: str = "atom") -> str:
        """Return the feed's public address in one format."""
        return f"{self.base_url}{self.path}.{extension}"

    @property
    def urls(self) -> tuple[tuple[str, str, str], ...]:
        """Each format's extension, media type and address."""
        return tuple((form.value, form.media_type, self.url(form.value)) for form in Format)

    @property
    def feed_scheme(self) -> str:
        """The address that a reader program on the same machine opens."""
        return f"feed:{self.url()}"

    @property
    def readers(self) -> tuple[tuple[str, str], ...]:
        """Readers on the web with the address that subscribes there; none where they could not reach the feed."""
        if is_private(self.base_url):
            return ()
        return tuple((name, address.format(quote(self.url(), safe=""))) for name, address in READERS)


def shelf(source_id: str | None = None, section: str | None = None) -> str:
    """Return the path of the page of one source, one section, both or neither."""
    return quote(Shelf(source_id or "", section or "").home_path)


def feed(source_id: str | None = None, section: str | None = None) -> str:
    """Return the path, without extension, of the feed of one source, one section, both or neither."""
    return quote(Shelf(source_id or "", section or "").path)


def archives(arrivals: int, size: int) -> int:
    """Return how many pages of older entries a shelf has that so many entries ever arrived on.

    Pages go by arrival, so that full ones never change; the last is filling up. What fits on the shelf needs none.
    """
    return -(-arrivals // size) if arrivals > size else 0


def archive(shelf_path: str, number: int) -> str | None:
    """Return the path of a page of a shelf's older entries, None for the one before the first."""
    return f"{shelf_path.rstrip('/')}/archive/{number}" if number > 0 else None


def entry(item: Entry) -> str:
    """Return the path of an entry's own page."""
    return f"/entries/{quote(entry_key(item.id))}"


def is_private(url: str) -> bool:
    """Whether an address can only be reached from the same machine or the same local network."""
    host = urlsplit(url).hostname or ""
    try:
        return not ip_address(host).is_global
    except ValueError:
        return host == "localhost" or host.endswith((".localhost", ".local", ".internal")) or "." not in host

"""What the address of a label's link says of an article: whether it is a place of the site that holds the article."""

from __future__ import annotations

from collections.abc import Collection

from feedsvc.reading import addresses, addressmarks


def lies_above(url: str, articles: Collection[str]) -> bool:
    """Whether one of an article's addresses lies below an address that is no home page."""
    below = url.rstrip("/") + "/"
    return addresses.split(url).path.strip("/") != "" and any(one.startswith(below) for one in articles)


def is_host_of(url: str, articles: Collection[str], page: str | None) -> bool:
    """Whether an address is the home of an article's own host, one of several that the page's site has.

    A site may give each of its sections a host ("sport.example.org"). The home of another site is a source's, not a
    section's, and that of the page's own host is no subject.
    """
    parts = addresses.split(url)
    if (
        page is None
        or parts.path.strip("/")
        or parts.query
        or addressmarks.site_name(url) != addressmarks.site_name(page)
    ):
        return False
    host = _host(url)
    return host != _host(page) and any(_host(one) == host for one in articles)


def _host(url: str) -> str:
    return (addresses.split(url).hostname or "").removeprefix("www.")

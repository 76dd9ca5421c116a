"""What a page names of its own site: feeds and sitemaps."""

from __future__ import annotations

from feedsvc.model.pages import NamedLink
from feedsvc.reading import addresses
from feedsvc.reading.document import Document

_FEED_TYPES = frozenset(
    ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml", "application/json")
)


def feeds(document: Document) -> tuple[NamedLink, ...]:
    """Return the feeds that the head of a page names (``rel=alternate``), each address once."""
    found = {
        href: NamedLink(title or href, href, kind)
        for rel, href, kind, title in document.head.links
        if "alternate" in rel.split() and kind in _FEED_TYPES and "oembed" not in href and "/wp-json/" not in href
    }
    return tuple(found.values())


def sitemaps(document: Document) -> tuple[NamedLink, ...]:
    """Return the sitemaps that a page names, in its head or by a link whose address ends like one."""
    found = {
        href: NamedLink(title or href, href, "sitemap")
        for rel, href, _, title in document.head.links
        if "sitemap" in rel
    }
    for node in document.nodes:
        if node.tag == "a" and node.get("href").lower().endswith(".xml") and "sitemap" in node.get("href").lower():
            url = addresses.absolute(node.get("href"), document.base)
            if url is not None:
                found.setdefault(url, NamedLink(document.text(node) or url, url, "sitemap"))
    return tuple(found.values())

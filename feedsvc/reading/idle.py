"""Parameters that name no article, told from the page itself: links to one article differ in them, block by block."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from urllib.parse import urlunsplit

from feedsvc.reading import addresses, addressmarks

_LEAST = 2
"""So many articles that are linked with several values of a parameter tell that it names the block, not the article."""
_ARTICLE = 2.0
"""The points of a path that names an article by itself."""


def parameters(urls: Iterable[str]) -> frozenset[str]:
    """Return the names of the parameters that differ between links to one path, where several articles' do."""
    values: dict[tuple[str, str], set[str]] = defaultdict(set)
    for url in urls:
        if "?" in url and _is_article(bare := url.partition("?")[0]):
            for piece in addresses.split(url).query.split("&"):
                name, _, value = piece.partition("=")
                if value and not addressmarks.is_id(piece):
                    values[bare, name].add(value)
    articles: dict[str, int] = defaultdict(int)
    for (_, name), seen in values.items():
        articles[name] += len(seen) > 1
    return frozenset(name for name, count in articles.items() if count >= _LEAST)


def without(url: str, names: frozenset[str]) -> str:
    """Return an article's address without these parameters."""
    if not names or "?" not in url or not _is_article(url.partition("?")[0]):
        return url
    parts = addresses.split(url)
    query = "&".join(piece for piece in parts.query.split("&") if piece.partition("=")[0] not in names)
    return urlunsplit(parts._replace(query=query))


def _is_article(bare: str) -> bool:
    return addressmarks.points(bare) >= _ARTICLE

"""One thing that a page's structured data describes, in the words of every vocabulary alike."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import unescape
from typing import Literal

Property = Literal[
    "title", "url", "author", "published", "updated", "section", "image", "summary", "body", "language", "id"
]

ARTICLE_TYPES = frozenset(
    (
        "Article",
        "NewsArticle",
        "AnalysisNewsArticle",
        "AskPublicNewsArticle",
        "BackgroundNewsArticle",
        "OpinionNewsArticle",
        "ReportageNewsArticle",
        "ReviewNewsArticle",
        "BlogPosting",
        "LiveBlogPosting",
        "DiscussionForumPosting",
        "SocialMediaPosting",
        "Report",
        "Review",
        "SatiricalArticle",
        "ScholarlyArticle",
        "TechArticle",
    )
)
"""The schema.org types of what a feed holds; advertisements (AdvertiserContentArticle) are not among them."""

_COMMA = re.compile(r",(?=[^\W\d_])")


@dataclass(frozen=True, slots=True)
class Item:
    """What one vocabulary says of one article.

    ``vocabulary`` and ``type`` name it for people; ``source`` is the kind of time that its dates are. ``listed`` says
    that it stood in a list of others. ``position`` is its place in the document.
    """

    vocabulary: str
    type: str
    source: str
    said: Mapping[Property, tuple[str, ...]]
    listed: bool = False
    position: float = 0.0

    def first(self, name: Property) -> str | None:
        """Return the first thing said of a property."""
        return next(iter(self.said.get(name, ())), None)


def plain(text: str) -> str:
    """Return a value as one line of plain text: character references resolved, blanks folded."""
    return " ".join(unescape(text).split())


def filled(said: Iterable[tuple[Property, Iterable[str]]]) -> dict[Property, tuple[str, ...]]:
    """Return the properties that have a value, without repetitions."""
    kept = {
        name: tuple(dict.fromkeys(_clean(name, part) for value in values for part in _parts(name, value)))
        for name, values in said
    }
    return {name: tuple(filter(None, values)) for name, values in kept.items() if any(values)}


def _parts(name: Property, value: str) -> list[str]:
    """Return each section of several that a site writes as one value; a blank after a comma is a name's own."""
    return _COMMA.split(value) if name == "section" else [value]


def _clean(name: Property, value: str) -> str:
    return unescape(value).strip() if name == "body" else plain(value)

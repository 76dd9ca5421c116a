"""Is this page an article, or a list of articles? Each sign weighs; none decides alone."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from feedsvc.reading import addresses, bylines, prose, structured, textlines
from feedsvc.reading.document import Document
from feedsvc.reading.htmllines import HtmlLines
from feedsvc.reading.structured import Structure

_LISTING_TYPES = frozenset({"CollectionPage", "ItemList", "SearchResultsPage", "Blog", "ProfilePage"})
_SINGLE = re.compile(
    r"(?:^|\s)(?:single(?:-post)?|postid-\d+|post-template\S*|article-page|page-article|node-type-article|node--type-article)(?:\s|$)"
)
_LIST = re.compile(
    r"(?:^|\s)(?:home|blog|archive|category|tag|author|search|front|homepage|page-home|path-frontpage)(?:\s|$)"
)
_SLUG = re.compile(r"(?:[^\W\d_]+[-_]){3,}|[-_/.]\d{5,}(?:\.\w+)?/?$")
_SHELF = re.compile(r"^(?:/[^\W\d_]{2,20}(?:[-_][^\W\d_]{1,20})?){1,2}/?$")
_MANY_HEADINGS = 6
_NEEDED = 4
_PERHAPS = 1
_SHORT = 25
_WEIGHTS = ((400, 4), (150, 3), (80, 2), (50, 1), (_SHORT, -2))
"""Words of prose in one place, and what they weigh; fewer than the shortest text weigh against an article."""
_MOST = 0.6
_LEAST_SPELLED, _LEAST_ALIKE = 3, 4
"""Letters of a word that an address spells, more than so many, and so many words."""


@dataclass(frozen=True, slots=True)
class PageKind:
    """Whether a page is an article's own, whether it may be one, and the signs that say so, for and against."""

    article: bool
    perhaps: bool
    signs: tuple[str, ...]


def judge(document: Document, structure: Structure, lines: HtmlLines) -> PageKind:
    """Return what kind of page this is."""
    signs = [*_structure_signs(document, structure), *_address_signs(document), *_text_signs(document, lines)]
    weight = sum(weight for weight, _ in signs)
    return PageKind(weight >= _NEEDED, weight >= _PERHAPS, tuple(f"{weight:+d} {sign}" for weight, sign in signs))


def _structure_signs(document: Document, structure: Structure) -> Iterator[tuple[int, str]]:
    own = structured.own(structure, document)
    if own:
        yield 3, f"{own[0].vocabulary} {own[0].type} describes the page"
    if structure.meta.first("published"):
        yield 2, "a meta element dates the page"
    if structure.meta.type == "article":
        yield 1, "og:type is article"
    elif structure.meta.type == "website" and not _is_articles(addresses.own(document.canonical, document.url)):
        yield -1, "og:type is website"
    if structure.graph.types & _LISTING_TYPES:
        yield -3, f"JSON-LD {min(structure.graph.types & _LISTING_TYPES)}"
    if len([item for item in structure.marked if item.first("published")]) >= 3:
        yield -2, "markup describes several articles"


def _address_signs(document: Document) -> Iterator[tuple[int, str]]:
    url = addresses.own(document.canonical, document.url)
    if url is None:
        return
    parts = addresses.split(url)
    if (parts.path in ("", "/") and not addresses.article_id(url)) or _is_front(document.url, url):
        yield -4, "the address is the site's home"
    elif _is_articles(url):
        yield 1, "the address looks like an article's"
    elif not parts.query and _SHELF.search(parts.path) and _linked_headings(document) >= _MANY_HEADINGS:
        yield -4, "the address looks like a section's, and many headings name others"


def _is_front(asked: str | None, stated: str) -> bool:
    """Say whether a site's home was read that states another address for itself, one that is no article's."""
    if asked is None or _is_articles(stated) or addresses.article_id(stated):
        return False
    parts = addresses.split(asked)
    return parts.path in ("", "/") and not parts.query


def _is_articles(url: str | None) -> bool:
    """Say whether an address has the look of an article's: words or a number at its end, or a date."""
    return url is not None and bool(_SLUG.search(addresses.split(url).path) or addresses.date(url))


def _linked_headings(document: Document, levels: Collection[str] = ("h2", "h3", "h4")) -> int:
    """Return how many others the headings of some levels name: by link, or by an ``<article>`` of their own."""
    found: set[str | int] = set()
    for node in document.nodes:
        if node.tag in levels:
            around = next((above for above in node.ancestors() if above.tag in ("a", "article")), None)
            holder = next(iter(document.elements(node, "a")), around)
            if holder is not None:
                link = holder.get("href").partition("#")[0]
                found.add(link or holder.index)
    return len(found)


def _text_signs(document: Document, lines: HtmlLines) -> Iterator[tuple[int, str]]:
    classes = document.nodes[0].classes if document.nodes else ""
    if _SINGLE.search(classes):
        yield 3, "the body's class is a single post's"
    elif _LIST.search(classes):
        yield -3, "the body's class is a list's"
    yield from _prose_signs(document, lines)
    first = [line.text for line, place in zip(lines.lines, lines.places, strict=True) if place.level == 1]
    if first and all(_repeats(text, first[0]) for text in first[1:]):
        yield 1, "one heading of the first level"
    elif _linked_headings(document, ("h1",)) >= _MANY_HEADINGS:
        yield -2, "many headings of the first level name others"
    titles = [structured.without_site(title, document.site_name) for title in (document.title,) if title]
    named = [text for text in first if textlines.words(text) >= 4 and any(bylines.alike(text, t) for t in titles)]
    if named:
        yield 1, "a heading is the page's title"
    url = addresses.own(document.canonical, document.url)
    if url is not None and any(_is_spelled(text, url) for text in named):
        yield 2, "the address spells the heading"


def _repeats(text: str, heading: str) -> bool:
    """Say whether a heading is another one again, as bars that stay in sight repeat it."""
    return bylines.alike(text, heading) or bylines.ends_with(text, heading)


def _is_spelled(heading: str, url: str) -> bool:
    """Say whether the last part of an address is made of a heading's words, most of them, and several."""
    words = {word for word in bylines.ascii_words(heading) if len(word) > _LEAST_SPELLED}
    slug = set(bylines.ascii_words(addresses.split(url).path.rstrip("/").rpartition("/")[2]))
    return len(words & slug) >= _LEAST_ALIKE and 2 * len(words & slug) >= len(words)


def _prose_signs(document: Document, lines: HtmlLines) -> Iterator[tuple[int, str]]:
    fullest = prose.fullest(document, lines)
    weight = next((weight for words, weight in _WEIGHTS if fullest.words >= words), -3)
    yield weight, f"{fullest.words} words of prose in one place" if weight > 0 else "no prose in one place"
    if fullest.words >= _SHORT and fullest.share >= _MOST:
        yield 1, "most of the page's prose is there"

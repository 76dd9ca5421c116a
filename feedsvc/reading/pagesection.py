"""Which section a whole page is: what its breadcrumb ends in, its own name in the navigation, its heading."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import unquote

from feedsvc.reading import addresses, addressmarks, vocabulary
from feedsvc.reading.document import Document, Node, folded
from feedsvc.reading.sectionnames import clean, fold, slug_of
from feedsvc.reading.sections import Directory, Named, is_home, last_step

_TRAIL = re.compile(r"(?:^|[\s_-])(?:bread[-_]?crumbs?|crumbs?|brotkrumen?)(?:$|[\s_-])", re.IGNORECASE)
_NAMES = ("class", "id", "aria-label", "itemtype")
_PAGE_NUMBER = re.compile(r"^\W*(?:[^\W\d]+\W+)?\d{1,4}(?:\W+(?:[^\W\d]+\W+)?\d{1,4})?\W*$")
_MOST_TRAIL = 120
_MOST_ARTICLE = 1.0
"""An address that looks more like an article's than this is no section's, whatever its breadcrumb ends in."""


def of_page(document: Document, directory: Directory, breadcrumb: Sequence[str] = ()) -> Named | None:
    """Return the section that the whole page is: its own name in the navigation, its breadcrumb's end, its ``<h1>``.

    ``breadcrumb`` is the trail that the page's structured data gives, the home page first.
    """
    if document.url is None or is_home(document.url) or addressmarks.is_person(document.url):
        return None
    own = directory.by_address(document.url)
    headings = [
        name
        for n in document.nodes
        if n.tag == "h1" and (name := clean(_first_step(last_step(document, n, directory), directory)))
    ]
    if own is not None:
        return Named(_fuller(own, headings, directory), "the page is this section", 2.5)
    end = _breadcrumb_end(document, breadcrumb)
    if end is not None and not directory.is_site(end):
        return Named(end, "the breadcrumb ends so", 2.5)
    is_shelf = addressmarks.is_category(document.url) and not any(vocabulary.is_shelf(name) for name in headings)
    if len(headings) == 1 and (is_shelf or _is_named_in(headings[0], document.url)):
        return Named(headings[0], "the page's heading", 2.4)
    return None


_STEP = re.compile(r"\s+(?:[|–—«»‹›·•-]|::)\s+")


def _first_step(text: str, directory: Directory) -> str:
    """Return a heading that repeats the page's ``<title>`` ("Asia | World | Site") up to its first mark.

    Only where it ends in the site's own name: dashes stand in names of sections too.
    """
    first, *others = _STEP.split(text)
    return first if others and directory.is_site(others[-1]) else text


_MOST_FULLER = 2


def _fuller(own: str, headings: Sequence[str], directory: Directory) -> str:
    """Return the page's heading where it says a word or two more than the menu, and those not the site's name."""
    longer = next((h for h in headings if fold(own) in fold(h)), own)
    more = fold(longer).replace(fold(own), "", 1)
    return own if len(more.split()) > _MOST_FULLER or directory.is_site(more) else longer


def _is_named_in(name: str, url: str) -> bool:
    return not vocabulary.is_shelf(name) and slug_of(name) in _all_segments(url)


def _all_segments(url: str) -> list[str]:
    return [slug_of(unquote(s)) for s in addresses.split(url).path.split("/") if s]


def _breadcrumb_end(document: Document, breadcrumb: Sequence[str]) -> str | None:
    """Return the name of the page itself at the end of its trail; articles have trails too, and are no sections."""
    url = document.url or ""
    is_article = document.head.metas.get("og:type") == "article" or addressmarks.points(url) > _MOST_ARTICLE
    if is_article and not addressmarks.is_category(url):
        return None
    return _end(breadcrumb) or next((end for trail in _trails(document) if (end := _end(trail))), None)


def _end(trail: Sequence[str]) -> str | None:
    steps = [step for step in trail if not _PAGE_NUMBER.match(step)]
    name = clean(steps[-1]) if len(steps) > 1 else None
    return None if name is None or vocabulary.is_shelf(name) else name


def _trails(document: Document) -> Iterator[list[str]]:
    """Yield the breadcrumbs that the page shows, each up to the page itself: what ends in a link elsewhere is cut."""
    inside = -1
    for node in document.nodes:
        if node.index < inside or not node.attributes or node.end - node.index > _MOST_TRAIL or not is_trail(node):
            continue
        inside = node.end
        steps = [(folded(text.text), _link_around(text, node)) for text in document.texts(node)]
        named = [(name, link) for name, link in steps if any(c.isalpha() for c in name)]
        here = addresses.key(document.url or "")
        if named and (not (link := named[-1][1]) or _key(link, document) == here):
            yield [name for name, _ in named]


def is_trail(node: Node) -> bool:
    """Say whether an element is named as a breadcrumb."""
    said = " ".join([text for name in _NAMES if (text := node.attributes.get(name)) and "rum" in text])
    return said != "" and (_TRAIL.search(said) is not None or "BreadcrumbList" in said)


def _link_around(text: Node, trail: Node) -> str:
    for above in text.ancestors():
        if above is trail:
            return ""
        if above.tag == "a":
            return above.get("href")
    return ""


def _key(link: str, document: Document) -> str:
    url = addresses.absolute(link.partition("#")[0], document.base)
    return addresses.key(url) if url else ""

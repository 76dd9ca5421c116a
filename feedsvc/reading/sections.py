"""Which section an article belongs to: its own label, its block's heading, the page's, its address.

The page's navigation names the site's sections; a name known from there is worth more than a guess.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from urllib.parse import unquote

from feedsvc.model.pages import NamedLink
from feedsvc.reading import addresses, addressmarks, regions, vocabulary
from feedsvc.reading.anchors import is_inside_running_text
from feedsvc.reading.cards import Card
from feedsvc.reading.document import Document, Node, folded
from feedsvc.reading.labeladdresses import is_host_of, lies_above
from feedsvc.reading.phrases import phrases, plain
from feedsvc.reading.sectionnames import MOST_NAME, clean, fold, is_called, slug_of
from feedsvc.reading.teaser import Title

SURE = 3.8
"""From this weight on a section is said by a label or a block's heading rather than guessed from an address."""


OWN = 3.6
"""The weight of a section page's own name for the articles of its list: surer than what their addresses say."""


@dataclass(frozen=True, slots=True)
class Named:
    """A section's name with what says so, and how sure that is (more is surer).

    ``is_filed`` marks what the site itself files the article under: that may bear the site's own name. ``is_line``
    marks a line above the title, which is a section only where others of the page have the same.
    """

    name: str
    evidence: str
    weight: float
    is_filed: bool = False
    is_line: bool = False

    @property
    def is_label(self) -> bool:
        """Whether the card itself says it, rather than its block, its address or the page."""
        return self.evidence.startswith(("label", "rel=", "after "))


class Directory:
    """The sections of a site as its page links to them: by address and by name."""

    def __init__(self, document: Document, marks: list[int], article_keys: Iterable[str]) -> None:
        self._site = addressmarks.site_name(document.url or document.base)
        self._by_key: dict[str, str] = {}
        self.links: list[NamedLink] = []
        articles = self._articles = frozenset(article_keys)
        for node in document.nodes:
            if (
                node.tag == "a"
                and node.get("href")[:1] not in ("", "#")
                and marks[node.index] & (regions.NAVIGATION | regions.MASTHEAD)
            ):
                self._add(document, node, articles, marks)
        self._by_name = {fold(name): name for name in self._by_key.values()}
        self._by_slug = {slug: name for name in self._by_key.values() if (slug := slug_of(name))}
        self._site_names = _site_names(document, self._site)
        self._first_parts: Counter[str] = Counter()
        self._counted = 0
        self._own_parts = frozenset(_segments(f"{document.url.rstrip('/')}/")) if document.url else frozenset()

    def _add(self, document: Document, node: Node, articles: frozenset[str], marks: list[int]) -> None:
        name = clean(_without_description(document, node, marks)) or clean(node.get("title"))
        url = addresses.absolute(node.get("href").partition("#")[0], document.base) if name else None
        if name is None or url is None or addressmarks.site_name(url) != self._site:
            return
        key = addresses.key(url)
        if (
            vocabulary.is_chosen(name)
            or vocabulary.leads_on(name)
            or is_home(url)
            or key in articles
            or key in self._by_key
            or addressmarks.is_service(url)
            or addressmarks.is_person(url)
        ):
            return
        self._by_key[key] = name
        self.links.append(NamedLink(name, url, "section"))

    def by_address(self, url: str) -> str | None:
        """Return the name of the section that an address is."""
        return self._by_key.get(addresses.key(url))

    def by_name(self, text: str) -> str | None:
        """Return the site's own spelling of a section's name."""
        return self._by_name.get(fold(text))

    def above(self, url: str) -> str | None:
        """Return the deepest section below whose address an article lies."""
        parts = addresses.key(url).partition("?")[0].split("/")
        for size in range(len(parts) - 1, 1, -1):
            name = self._by_key.get("/".join(parts[:size]))
            if name is not None:
                return name
        return None

    def by_path(self, url: str) -> str | None:
        """Return the section whose name stands as a word of an article's path, spelled as an address."""
        return next((self._by_slug[s] for s in _segments(url) if s in self._by_slug), None)

    def is_shelf(self, url: str) -> bool:
        """Whether an address is a page of the site that lists others: it says so, or nothing in it names an article."""
        if addressmarks.is_category(url):
            return True
        if self._site is None or addressmarks.site_name(url) != self._site or addressmarks.is_service(url):
            return False
        return addressmarks.points(url) <= _MOST_SHELF or addresses.key(url) not in self._articles

    def _first_part(self, url: str) -> str | None:
        """Return the first part of a path that could name a subject; parts of the page's own path say little more."""
        parts = [s for s in _segments(url) if _NAME_PART.match(s) and not _PLAIN_PART.match(s)]
        return next((s for s in parts if s not in self._own_parts), parts[0] if parts else None)

    def is_site(self, name: str) -> bool:
        """Whether a name is the site's own rather than a section's."""
        return fold(name) in self._site_names

    def count(self, urls: Iterable[str]) -> None:
        """Take in the addresses of the page's articles: parts that several share name shelves."""
        own = [url for url in urls if self._site is None or addressmarks.site_name(url) == self._site]
        self._counted = len(own)
        self._first_parts.update(part for url in own if (part := self._first_part(url)))

    def by_first_part(self, url: str) -> str | None:
        """Return the first part of an article's address as a name, where others share it and not nearly all do."""
        part = self._first_part(url)
        if part is None or self._first_parts[part] < _LEAST_SHARED or self._says_nothing(part):
            return None
        return part.replace("-", " ").replace("_", " ").capitalize()

    def _says_nothing(self, part: str) -> bool:
        """Whether so many articles of a site have a part in their addresses that it is its system's ("cnt", "omn")."""
        return self._counted >= _LEAST_COUNTED and self._first_parts[part] > _MOST_SHARED * self._counted


_LEAST_NAME = 3


def _without_description(document: Document, link: Node, marks: list[int]) -> str:
    """Return a menu item's words, without the line about the section in an element of its own below its name."""
    first, *others = phrases(document, link, marks) or [""]
    is_line = len(" ".join(others).split()) > 1 and addressmarks.letters(first) >= _LEAST_NAME
    return first if is_line else document.text(link)


_LEAST_SHARED = 2
_LEAST_COUNTED = 10
_MOST_SHARED = 0.8
"""A part that more of a site's addresses share, of so many, tells none of its articles from another."""
_MOST_SHELF = 1.0
_PLAIN_PART = re.compile(
    rf"(?:{vocabulary.alternatives('addresses', 'plain')}|[a-z]{{2}}(?:-[a-z]{{2}})?)\Z", re.IGNORECASE
)
_NAME_PART = re.compile(r"[^\W\d_]{3,24}(?:[-_][^\W\d_]{1,20}){0,2}\Z")


def _site_names(document: Document, site: str | None) -> frozenset[str]:
    parts = re.split(r"\s[|–—:·-]\s", document.title or "")
    label = fold(site or "").replace(" ", "")
    stated = [part for part in parts if label and fold(part).replace(" ", "") == label]
    is_named = len(parts) > 1 or document.url is None or is_home(document.url)
    said = [
        document.site_name or "",
        site or "",
        *(stated or (parts[-1:] if is_named else [])),
        (site or "").replace("-", " "),
    ]
    return frozenset(fold(name) for name in said if fold(name))


def labels(document: Document, card: Card, marks: list[int], title: Title, directory: Directory) -> Iterator[Named]:
    """Yield the names that a card's own labels give."""
    before = ""
    for node in card.nodes(document):
        if title.holds(node):
            continue
        if node.tag == "a" and node.get("href"):
            yield from _linked(document, card, node, marks, title, directory)
        elif node.is_text:
            yield from _written(node, card, marks, title, directory)
            if vocabulary.announces_section(before) and (name := clean(node.text)) and fold(name) != fold(title.text):
                yield Named(name, f"after {before!r}", 4.4)
            before = folded(node.text)
            yield from _filed(before, card, directory)


def _filed(text: str, card: Card, directory: Directory) -> Iterator[Named]:
    """Yield the section that a byline goes on to ("in Local News"), where the site or the address knows its name."""
    head, _, tail = text.partition(" ")
    name = clean(tail) if tail and vocabulary.announces_section(head) else None
    if name is not None and (directory.by_name(name) or slug_of(name) in _segments(card.anchors[0].url)):
        yield Named(name, f"after {head!r}", 4.4)


def _linked(
    document: Document, card: Card, node: Node, marks: list[int], title: Title, directory: Directory
) -> Iterator[Named]:
    url = addresses.absolute(node.get("href").partition("#")[0], document.base)
    mark = marks[node.index]
    own = [anchor.url for anchor in card.anchors]
    is_host = url is not None and is_host_of(url, own, document.url)
    others = regions.COUNT if is_host else regions.TIME | regions.COUNT
    if url is None or addresses.key(url) == card.key or addressmarks.is_person(url) or mark & others:
        return
    name = clean(plain(document, node, marks))
    if name is None or fold(name) == fold(title.text) or (vocabulary.leads_on(name) and not directory.by_address(url)):
        return
    relation = node.get("rel").lower()
    before = 0.5 if node.index < title.node.index else 0.0
    in_text = is_inside_running_text(document, node)
    if directory.by_address(url) and not in_text:
        yield Named(name, "label that links to a section of the navigation", 6 + before)
    if "category" in relation:
        yield Named(name, "rel=category", 5.5 + before, is_filed=True)
    elif in_text:
        return
    elif mark & regions.SECTION and not mark & regions.AUTHOR:
        yield Named(name, "label by class", 5 + before)
    elif addressmarks.is_category(url) or is_host or lies_above(url, own):
        yield Named(name, "label that links to a section", 4.5 + before)
    else:
        yield from _subject(name, url, node, title, directory)
        if "tag" in relation and not mark & regions.CHROME:
            yield Named(name, "rel=tag", 3 + before)


_CALLED = 4.15
"""Surer than a block's heading, less so than a label that the site's menu knows."""


def _subject(name: str, url: str, link: Node, title: Title, directory: Directory) -> Iterator[Named]:
    """Yield the name of a subject whose page a card's link leads to."""
    if is_called(name, url) and directory.is_shelf(url) and _is_of_card(link, title):
        yield Named(name, "label whose address says the same", _CALLED)


def _is_of_card(link: Node, title: Title) -> bool:
    """Whether a link is in no list of others: a menu beside a card lies in its element too."""
    item = next((above for above in link.ancestors() if above.tag == "li"), None)
    return item is None or item.contains(title.node)


_MOST_LABEL_DEPTH = 3
_SMALL_WORD = 3
_OTHERS = regions.TIME | regions.COUNT | regions.HEADING


def _written(node: Node, card: Card, marks: list[int], title: Title, directory: Directory) -> Iterator[Named]:
    mark = marks[node.index]
    if mark & regions.SPOKEN or (mark & _OTHERS and not mark & regions.SECTION):
        return
    if len(node.text) > 4 * MOST_NAME or _is_in_link_elsewhere(node, card):
        return
    name = clean(node.text)
    if name is None or fold(name) == fold(title.text):
        return
    known = directory.by_name(name)
    if mark & regions.AUTHOR and not known:
        return
    before = 0.5 if node.index < title.node.index else 0.0
    if mark & regions.SECTION:
        if not known and (vocabulary.announces_section(folded(node.text)) or _announces_links(node)):
            return
        is_line = not known and not _is_category(node)
        weight = 5.0 if known else 3.9 if is_line else 4.3
        yield Named(name, "label by class", weight + before / 10, is_line=is_line)
    elif known:
        yield Named(name, "label that names a section of the navigation", 4.2 + before)


def _announces_links(node: Node) -> bool:
    """Whether a text opens an element of categories in which links follow it: "Veröffentlicht unter <a>Film</a>"."""
    for _, above in zip(range(_MOST_LABEL_DEPTH), node.ancestors(), strict=False):
        if above.tag == "a":
            return False
        if vocabulary.words(above.classes) & vocabulary.CATEGORY and above.children[0].contains(node):
            return any(child.tag == "a" and child.get("href") for child in above.children[1:])
    return False


def _is_category(node: Node) -> bool:
    """Whether the classes around a label call it a category rather than a line above the title."""
    near = (above for _, above in zip(range(2), node.ancestors(), strict=False))
    return any(vocabulary.words(above.classes) & vocabulary.CATEGORY for above in near)


def _is_in_link_elsewhere(node: Node, card: Card) -> bool:
    """Whether a text belongs to a link that does not lead to the article: it is judged by its address instead."""
    above = next((a for a in node.ancestors() if a.tag == "a"), None)
    return above is not None and not any(anchor.node is above for anchor in card.anchors)


def of_heading(document: Document, heading: Node, urls: Iterable[str], directory: Directory) -> Named | None:
    """Return the name that a block's heading gives its cards; surer where the site's own addresses say the same."""
    name = clean(last_step(document, heading, directory))
    if name is None or vocabulary.is_chosen(name):
        return None
    known = directory.by_name(name)
    if known is not None or _leads_to_section(document, heading, directory):
        return Named(name, "block's heading, a section of the navigation", 4.1)
    slug = slug_of(name)
    below = [any(part == slug or ("-" in part and _spells(slug, part)) for part in _segments(url)) for url in urls]
    if slug and sum(below) * 2 >= len(below):
        return Named(name, "block's heading, as in the address", 4.0)
    if vocabulary.is_shelf(name):
        return None
    linked = _links_of(document, heading)
    if any(
        directory.is_shelf(url) if heading.tag in regions.HEADINGS else addressmarks.is_category(url) for url in linked
    ):
        return Named(name, "block's heading, links to a section", 3.9)
    return Named(name, "block's heading", 2.0)


def last_step(document: Document, heading: Node, directory: Directory) -> str:
    """Return a heading's text, of a trail of links to sections ("Sport Soccer") the last one's."""
    steps = [node for node in document.elements(heading, "a") if document.size(node)]
    linked = sum(document.size(node) for node in steps)
    urls = [addresses.absolute(node.get("href").partition("#")[0], document.base) for node in steps]
    is_trail = len(steps) > 1 and document.size(heading) - linked <= len(steps)
    below = all(a and b and b.startswith(a.rstrip("/") + "/") for a, b in pairwise(urls))
    if is_trail and (below or all(url is not None and directory.by_address(url) for url in urls)):
        return document.text(steps[-1])
    return document.text(heading)


def _spells(slug: str, part: str) -> bool:
    """Whether words in an address are a name without its small words ("news-events", News and Events)."""
    words = part.split("-")
    return words == [word for word in slug.split("-") if word in words or len(word) > _SMALL_WORD]


def _leads_to_section(document: Document, heading: Node, directory: Directory) -> bool:
    return any(directory.by_address(url) for url in _links_of(document, heading))


def _links_of(document: Document, heading: Node) -> list[str]:
    holders = [*document.elements(heading, "a")]
    if heading.parent is not None and heading.parent.tag == "a":
        holders.append(heading.parent)
    return [url for node in holders if (url := addresses.absolute(node.get("href").partition("#")[0], document.base))]


def is_general(name: str) -> bool:
    """Whether a page's name says nothing of a subject: "News", "Blog", "Archivio"."""
    return vocabulary.is_shelf(name) or vocabulary.is_chosen(name) or _PLAIN_PART.match(slug_of(name)) is not None


def of_address(url: str, directory: Directory) -> Named | None:
    """Return the section that an article's address names."""
    name = directory.above(url)
    if name is not None:
        return Named(name, "address below a section's", 3.5)
    name = directory.by_path(url)
    if name is not None:
        return Named(name, "address names a section", 3.0)
    name = directory.by_first_part(url)
    return Named(name, "address begins so, like others", 2.2) if name is not None else None


@lru_cache(maxsize=8192)
def _segments(url: str) -> tuple[str, ...]:
    return tuple([unquote(s).casefold() for s in addresses.split(url).path.split("/")[1:-1] if s])


def is_home(url: str) -> bool:
    """Whether an address is a site's home page."""
    parts = addresses.split(url)
    return parts.path.strip("/") == "" and not parts.query


def best(names: Iterable[Named]) -> Named | None:
    """Return the surest of the names, the first among equals."""
    return max(names, key=lambda named: named.weight, default=None)

"""What each part of a page is for: navigation, footer, advertisement, heading, a label beside a title.

Marks are bits, inherited, so that each node knows in one look where it stands. Built in one pass.
"""

from __future__ import annotations

from functools import lru_cache

from feedsvc.reading import addresses, addressmarks, vocabulary
from feedsvc.reading.document import Document, Node

NAVIGATION = 1 << 0
FOOTER = 1 << 1
MASTHEAD = 1 << 2
ADVERTISEMENT = 1 << 3
CHROME = 1 << 4
HEADING = 1 << 5
ARTICLE = 1 << 6
SPOKEN = 1 << 7
TITLE = 1 << 8
TIME = 1 << 9
SECTION = 1 << 10
AUTHOR = 1 << 11
SUMMARY = 1 << 12
COUNT = 1 << 13
DURATION = 1 << 14
UPDATED = 1 << 15
NOT_DISPLAYED = 1 << 16

OUTSIDE = NAVIGATION | FOOTER | ADVERTISEMENT | CHROME
"""Where no article stands."""

LABELS = TIME | SECTION | AUTHOR | COUNT | DURATION | SPOKEN
"""What stands beside a title and is no part of it."""

HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))

_MOST_LABEL_NODES = 24
_MOST_LABEL_TEXT = 80
_MOST_SECTION_TEXT = 50
_SHORT = SECTION | AUTHOR | COUNT | DURATION
"""Labels that are names and numbers: a class of that name on more text speaks of something else."""
_WIDE = 0.4
"""A region's mark by class on more than this share of the page names a layout, not a region."""
_LEAST_WIDE = 12

_BY_TAG = dict.fromkeys(HEADINGS, HEADING) | {
    "nav": NAVIGATION,
    "article": ARTICLE,
    "time": TIME,
    "address": AUTHOR,
}
_BY_ROLE = {
    "navigation": NAVIGATION,
    "menu": NAVIGATION,
    "menubar": NAVIGATION,
    "search": CHROME,
    "contentinfo": FOOTER,
    "banner": MASTHEAD,
    "article": ARTICLE,
    "heading": HEADING,
    "dialog": CHROME,
}
_BY_PROPERTY = {
    "author": AUTHOR,
    "datepublished": TIME,
    "datecreated": TIME,
    "datemodified": TIME | UPDATED,
    "articlesection": SECTION,
    "headline": TITLE,
    "description": SUMMARY,
}
_REGION_WORDS = (
    (vocabulary.NAVIGATION, NAVIGATION),
    (vocabulary.FOOTER, FOOTER),
    (vocabulary.ADVERTISEMENT, ADVERTISEMENT),
    (vocabulary.CHROME, CHROME),
)
_LABEL_WORDS = (
    (vocabulary.TITLE, TITLE),
    (vocabulary.TIME, TIME),
    (vocabulary.SECTION, SECTION),
    (vocabulary.AUTHOR, AUTHOR),
    (vocabulary.SUMMARY, SUMMARY),
    (vocabulary.COUNT, COUNT),
    (vocabulary.DURATION, DURATION),
    (vocabulary.UPDATED, UPDATED),
)
_NEVER_LABELS = frozenset(("article", "section", "main", "ul", "ol", "dl", "table", "tbody", "tr"))
_NEVER_REGIONS = HEADINGS | {"article", "main", "body", "a", "p", "time"}
_CARD_WORDS = frozenset(("hentry", "post", "card", "teaser", "story", "item", "entry", "article"))
_WHOLE_POST = "hentry"
"""The class of a whole post (microformats): systems add the names of its tags beside it."""
_OWN_FOOTER = frozenset(("article", "section", "li", "td"))


def marks(document: Document) -> list[int]:
    """Return each node's marks, those that it inherits included, in document order."""
    wide = max(int(len(document.nodes) * _WIDE), _LEAST_WIDE)
    found: list[int] = []
    for node in document.nodes:
        mark = found[node.parent.index] if node.parent is not None else 0
        if not node.is_text:
            mark |= _own(document, node, mark, wide)
        found.append(mark)
    return found


def _own(document: Document, node: Node, inherited: int, wide: int) -> int:
    mark = _by_tag(node, inherited)
    attributes = node.attributes
    if not attributes:
        return mark
    if "class" in attributes or "id" in attributes or "data-testid" in attributes:
        mark |= _by_class_of(document, node, wide)
    if "role" in attributes:
        mark |= _BY_ROLE.get(node.get("role").lower(), 0)
    if "itemprop" in attributes:
        mark |= _BY_PROPERTY.get(node.get("itemprop").lower(), 0)
    if "style" in attributes:
        mark |= _by_style(node.get("style").replace(" ", "").lower())
    return mark


def _by_style(style: str) -> int:
    """Return what an inline style hides: from everyone, or from eyes only."""
    if "display:none" in style:
        return NOT_DISPLAYED
    return SPOKEN if "clip:rect(0" in style or "clip-path:inset(50%)" in style else 0


def _by_tag(node: Node, inherited: int) -> int:
    if node.tag in ("footer", "header"):
        return 0 if inherited & ARTICLE or not _is_of_page(node) else FOOTER if node.tag == "footer" else MASTHEAD
    return _BY_TAG.get(node.tag, 0)


def _is_of_page(node: Node) -> bool:
    """Whether a header or footer belongs to the page rather than to a section or list item in it."""
    return not any(above.tag in _OWN_FOOTER for above in node.ancestors())


def _by_class_of(document: Document, node: Node, wide: int) -> int:
    region, label = _by_class(node.classes)
    if not region and not label:
        return 0
    size = node.end - node.index
    if size > wide or node.tag in _NEVER_REGIONS:
        region &= ADVERTISEMENT if size <= wide else 0
    if region & (NAVIGATION | CHROME) and _holds_articles(document, node):
        region &= ~(NAVIGATION | CHROME)
    if region & ADVERTISEMENT and _has_place_for_one(document, node):
        region &= ~ADVERTISEMENT
    if size > _MOST_LABEL_NODES or node.tag in _NEVER_LABELS or _WHOLE_POST in node.classes:
        label &= SPOKEN
    elif label & _SHORT:
        label = _fitting(label, document.size(node))
    return region | label


def _fitting(label: int, size: int) -> int:
    """Drop the marks of names and numbers that would be too long for one."""
    if size > _MOST_SECTION_TEXT:
        label &= ~SECTION
    return label if size <= _MOST_LABEL_TEXT else label & ~_SHORT


_LEAST_ARTICLES = 2
_SENTENCE = 5
_FEW_NODES = 60


def _holds_articles(document: Document, node: Node) -> bool:
    """Whether linked headings stand in what its class calls chrome: then it is a list with a pager or a menu in it.

    Two of them, or one that is a sentence in a box too small for a menu with promotions.
    """
    linked = 0
    below = [*node.children]
    while below and linked < _LEAST_ARTICLES:
        inner = below.pop()
        if inner.tag not in HEADINGS:
            below.extend(inner.children)
        elif any(child.tag == "a" for child in inner.children) or (inner.parent or node).tag == "a":
            is_sentence = node.end - node.index <= _FEW_NODES and len(document.text(inner).split()) >= _SENTENCE
            linked += _LEAST_ARTICLES if is_sentence else 1
    return linked >= _LEAST_ARTICLES


_PLACE = frozenset(("ad", "ads", "adv"))
_LEAST_OWN = 4


def _has_place_for_one(document: Document, node: Node) -> bool:
    """Whether a class that speaks of an advertisement only says that one stands among the site's own headlines."""
    if vocabulary.words(node.classes) & vocabulary.ADVERTISEMENT - _PLACE:
        return False
    site = addressmarks.site_name(document.base)
    links = (a for heading in document.elements(node, *HEADINGS) for a in _links_of(document, heading))
    own = {url for a in links if (url := addresses.absolute(a.get("href"), document.base))}
    return sum(addressmarks.site_name(url) == site for url in own) >= _LEAST_OWN


def _links_of(document: Document, heading: Node) -> list[Node]:
    around = heading.parent
    return [*document.elements(heading, "a"), *([around] if around is not None and around.tag == "a" else [])]


_MODIFIERS = frozenset(
    ["with", "has", "have", "no", "not", "is", "without", "hide", "hidden", "show", "enable", "enabled", "js"]
)


@lru_cache(maxsize=20_000)
def _by_class(classes: str) -> tuple[int, int]:
    """Return the marks of a region and of a label that a class attribute gives."""
    said = vocabulary.words(classes)
    plain = [w for name in classes.split() if (w := vocabulary.words(name)) and w.isdisjoint(_MODIFIERS)]
    region = sum(mark for words, mark in _REGION_WORDS if any(not w.isdisjoint(words) for w in plain))
    if not said.isdisjoint(_CARD_WORDS):
        region &= ADVERTISEMENT | CHROME if "card" not in said else ADVERTISEMENT
    label = sum(mark for words, mark in _LABEL_WORDS if not said.isdisjoint(words))
    if label & AUTHOR and any(name.lower() in vocabulary.CATEGORY for name in classes.split()):
        label &= ~AUTHOR  # a line of small print that names the category instead
    if label & TIME and not said.isdisjoint(vocabulary.READING):
        label |= DURATION
    if vocabulary.is_spoken_only(classes):
        label |= SPOKEN
    return region, label

"""Where a page's running text is: the element that holds most of its paragraphs."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from feedsvc.reading import textlines
from feedsvc.reading.document import Document, Node
from feedsvc.reading.htmllines import HtmlLines

_LEAST = 12
"""Words outside links that make a text a paragraph."""
_HEIGHT = 4
"""So many elements may stand between a paragraph and the element that holds the whole text."""
_LOOSENING = 0.97
"""What a wider element's words count, so that the closest one that holds the text is found."""
_LEAST_LISTED = 6
"""So many paragraphs, most of them right below a line that is only a link, are the summaries of a list."""
_CLOSED = frozenset({"p", "div", "section", "article", "td", "li", "main", "blockquote", "body"})


@dataclass(frozen=True, slots=True)
class Prose:
    """The words of prose in one element, that element's place in the document, and its share of the page's prose."""

    words: int
    holder: int
    share: float


def fullest(document: Document, lines: HtmlLines) -> Prose:
    """Return the element that holds most prose of one text, links and lists of other articles apart."""
    words: dict[int, int] = defaultdict(int)
    headed: dict[int, int] = defaultdict(int)
    paragraphs: dict[int, int] = defaultdict(int)
    value: dict[int, float] = defaultdict(float)
    linked, total = False, 0
    for line, place in zip(lines.lines, lines.places, strict=True):
        if place.level == 0 and place.unlinked >= _LEAST and place.unlinked * 2 > textlines.words(line.text):
            total += place.unlinked
            for height, holder in enumerate(_holders(document, place.start)):
                words[holder.index] += place.unlinked
                paragraphs[holder.index] += 1
                headed[holder.index] += linked
                value[holder.index] += place.unlinked * _LOOSENING**height
        linked = place.unlinked == 0
    teasers = [place.start for place in lines.places if place.level and place.unlinked == 0]
    for index in words:
        inside = bisect_left(teasers, document.nodes[index].end) - bisect_left(teasers, index)
        if (inside > 2 and inside * 3 > paragraphs[index]) or headed[index] * 2 > max(paragraphs[index], _LEAST_LISTED):
            value[index] = 0.0
    best = max(value, key=lambda index: (value[index], -index), default=0)
    found = words[best] if value[best] else 0
    return Prose(found, best, found / total if total else 0.0)


def holder_of(document: Document, index: int) -> int:
    """Return the element that holds the paragraph of a text."""
    return next(_holders(document, index)).index


def _holders(document: Document, index: int) -> Iterator[Node]:
    """Yield the element above a paragraph's own, and some that hold it, up to the body."""
    node = document.nodes[index].parent or document.nodes[0]
    while node.parent is not None and node.tag not in _CLOSED:
        node = node.parent
    if node.tag in ("p", "li", "blockquote") and node.parent is not None:
        node = node.parent
    for _ in range(_HEIGHT):
        yield node
        if node.parent is None:
            return
        node = node.parent

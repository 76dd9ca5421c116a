"""Where a page's running text is: the element that holds most of its paragraphs."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from feedsvc.reading import textlines
from feedsvc.reading.document import Document, Node
from feedsvc.reading.htmllines import HtmlLines

_LEAST = 12
"""Words outside links that make a text a paragraph."""
_HEIGHT = 4
"""So many elements may stand between a paragraph and the element that holds the whole text."""
_LOOSENING = 0.97
"""What a wider element's words count, so that the closest one that holds the text is found."""
_BOX = 8
"""So many elements may stand between a title and the box that it is in."""
_RELATED = re.compile(
    r"(?:^|[\s_-])(?:related|correlat\w*|recommend\w*|read-?(?:also|more))(?:$|[\s_-])", re.IGNORECASE
)
"""Classes of boxes with further titles."""
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
    linked: Node | None = None
    total, below, texts = 0, 0, 0
    boxed = _Boxed()
    for line, place in zip(lines.lines, lines.places, strict=True):
        if place.level == 0 and place.unlinked >= _LEAST and place.unlinked * 2 > textlines.words(line.text):
            total += place.unlinked
            is_headed = linked is not None and boxed.holds(linked) <= boxed.holds(document.nodes[place.start])
            texts += 1
            below += is_headed
            for height, holder in enumerate(_holders(document, place.start)):
                words[holder.index] += place.unlinked
                paragraphs[holder.index] += 1
                headed[holder.index] += is_headed
                value[holder.index] += place.unlinked * _LOOSENING**height
        linked = None if place.unlinked else document.nodes[place.start]
    teasers = [
        place.start
        for place in lines.places
        if place.level and place.unlinked == 0 and not boxed.holds(document.nodes[place.start])
    ]
    listed = below * 2 > max(texts, _LEAST_LISTED)
    for index in words:
        inside = bisect_left(teasers, document.nodes[index].end) - bisect_left(teasers, index)
        summaries = headed[index] * 2 > (paragraphs[index] if listed else max(paragraphs[index], _LEAST_LISTED))
        if (inside > 2 and inside * 3 > paragraphs[index]) or summaries:
            value[index] = 0.0
    best = max(value, key=lambda index: (value[index], -index), default=0)
    found = words[best] if value[best] else 0
    return Prose(found, best, found / total if total else 0.0)


class _Boxed:
    """What stands in a box inside or beside a text: related titles between paragraphs make them no list."""

    def __init__(self) -> None:
        self._known: dict[int, bool] = {}

    def holds(self, node: Node) -> bool:
        """Say whether one of the elements close above a text is such a box."""
        known = self._known
        for above in islice(node.ancestors(), _BOX):
            if above.index not in known:
                known[above.index] = above.tag == "aside" or bool(_RELATED.search(above.classes))
            if known[above.index]:
                return True
        return False


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

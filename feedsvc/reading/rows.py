"""Lists that are only lines: "date – title – summary" between ``<br>``s, or one paragraph for each.

A link that opens its line is a title there, however long the line is, where the lines around it do the same; a link
within a sentence is none.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from feedsvc.reading import vocabulary
from feedsvc.reading.document import Document, Node, folded
from feedsvc.reading.phrases import INLINE, text_points

_HOLDERS = frozenset(("p", "td", "div", "dd", "center"))
_INSIDE = INLINE | {"a", "span", "br", "time", "img", "#text"}
_LEAST_ROWS = 3
_LEAST_BESIDE = 8
"""So many signs beside each title, a short date at least: links alone may be a menu."""
_MOST_BEFORE = 40
_OPENING = re.compile(r"(?:|.*[\d\W])", re.DOTALL)
"""What may stand before a title: nothing, a date, a label with its mark."""
_GOES_ON = re.compile(r"(?:|[-–—:;|•·.!?…(\[\"“«].*|[A-Z0-9].*)", re.DOTALL)
"""What may stand after it: nothing, a mark, a sentence of its own; a comma or a small letter goes on with it."""


class _Row(NamedTuple):
    """A line with its first link; ``is_titled`` where that link opens it and no other follows."""

    link: Node
    is_titled: bool


def titles(document: Document) -> frozenset[int]:
    """Return the places of the links that are the titles of a list of lines."""
    groups: dict[int, list[_Row]] = defaultdict(list)
    beside: Counter[int] = Counter()
    for holder in _holders(document):
        rows = list(_rows(document, holder))
        alone = holder.tag == "p" and len(rows) == 1 and holder.parent is not None
        group = holder.parent.index if alone and holder.parent is not None else holder.index
        groups[group].extend(rows)
        beside[group] += document.size(holder) - sum(document.size(row.link) for row in rows) if rows else 0
    found: set[int] = set()
    for group, rows in groups.items():
        titled = [row.link.index for row in rows if row.is_titled]
        enough = len(titled) >= _LEAST_ROWS and 3 * len(titled) >= 2 * len(rows)
        if enough and beside[group] >= _LEAST_BESIDE * len(rows):
            found.update(titled)
    return frozenset(found)


def _holders(document: Document) -> Iterator[Node]:
    """Yield the blocks that hold text and links side by side, and no block of their own."""
    for node in document.nodes:
        if node.tag in _HOLDERS and all(child.tag in _INSIDE for child in node.children):
            yield node


def _rows(document: Document, holder: Node) -> Iterator[_Row]:
    """Yield the lines of a block that hold a link."""
    line: list[Node] = []
    for node in (*document.nodes[holder.index + 1 : holder.end], None):
        if node is not None and node.tag != "br":
            line.append(node)
            continue
        links = [n for n in line if n.tag == "a" and n.get("href") and document.size(n)]
        if links:
            yield _Row(links[0], len(links) == 1 and _is_title(document, line, links[0]))
        line = []


def _is_title(document: Document, line: list[Node], link: Node) -> bool:
    title = folded(document.text(link))
    before = folded("".join(n.text for n in line if n.is_text and n.index < link.index))
    after = folded("".join(n.text for n in line if n.is_text and n.index >= link.end))
    return (
        text_points(title) >= 1.0
        and not vocabulary.is_more(title)
        and len(before) <= _MOST_BEFORE
        and _OPENING.fullmatch(before) is not None
        and _GOES_ON.fullmatch(after) is not None
    )

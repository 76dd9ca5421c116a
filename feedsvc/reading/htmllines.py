"""An HTML page as the lines that a reader sees, each with the place in the tree that it came from.

A block of prose is one line, inline markup and all. A short block that several elements share (a category, an age and
a name side by side) is one line for each of them, so that nothing is glued that the page keeps apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from feedsvc.reading import textlines
from feedsvc.reading.document import MOST_DEPTH, Document, Node, folded
from feedsvc.reading.textlines import Kind, Line

_INLINE = frozenset(
    {
        *("a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins"),
        *("kbd", "label", "mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "tt", "u"),
        *("var", "wbr"),
    }
)
_LEVELS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4}
_LONGEST_MENTION = 160
_PROSE = 12
"""Words from which on a block is prose, whose inline elements belong together."""
_SENTENCE = 5
_MOST_LINES = 20_000
_BEFORE, _AFTER = 4, 10


class Place(NamedTuple):
    """Where a line stands: its nodes, the heading's level (0: none), and the words of it that are no link."""

    start: int
    end: int
    level: int
    unlinked: int


@dataclass(frozen=True, slots=True)
class HtmlLines:
    """Lines and their places, index by index."""

    lines: tuple[Line, ...]
    places: tuple[Place, ...]


def outline(document: Document) -> HtmlLines:
    """Return the lines of a page's visible text, a bounded number of them, their words not yet read."""
    lines: list[Line] = []
    places: list[Place] = []
    for texts in islice(_blocks(document), _MOST_LINES):
        lines.append(Line(len(lines), folded("".join([text.node.text for text in texts])), Kind.TEXT))
        unlinked = sum([text.words for text in texts if not text.linked])
        places.append(Place(texts[0].node.index, texts[-1].node.index + 1, texts[0].level, unlinked))
    return HtmlLines(tuple(lines), tuple(places))


def understood(outlined: HtmlLines, languages: Sequence[str], humanizer: str | None = None) -> HtmlLines:
    """Return the lines with their times, labels and bylines read, as far as they stand near a heading."""
    near = _near_headings(outlined.places)
    lines = (
        textlines.line(line.number, line.text, languages, humanizer)
        if line.number in near and len(line.text) <= _LONGEST_MENTION
        else line
        for line in outlined.lines
    )
    return HtmlLines(tuple(lines), outlined.places)


def _near_headings(places: Sequence[Place]) -> set[int]:
    """Return the lines around headings, which themselves are only titles."""
    headings = [number for number, place in enumerate(places) if place.level]
    near = {number for heading in headings for number in range(heading - _BEFORE, heading + _AFTER)}
    return near - set(headings)


class _Text(NamedTuple):
    """A text with its words, and what stands close above it: a heading of some level (0: none), a link."""

    node: Node
    words: int
    level: int
    linked: bool


def _blocks(document: Document) -> Iterator[list[_Text]]:
    """Yield the texts of each block, those of a short block that stand in different elements one by one."""
    nodes = document.nodes
    block_of, heading_of, link_of = list(nodes), [_FAR] * len(nodes), [_FAR] * len(nodes)
    under_way: list[_Text] = []
    current: tuple[Node, int] | None = None
    breaks = 0
    for node in nodes:
        index, tag = node.index, node.tag
        above = node.parent.index if node.parent is not None else index
        if not node.is_text:
            breaks += tag in ("br", "hr")
            block_of[index] = block_of[above] if tag in _INLINE else node
            heading_of[index] = (node.depth, _LEVELS[tag]) if tag in _LEVELS else heading_of[above]
            link_of[index] = (node.depth, 1) if tag == "a" else link_of[above]
            continue
        block = (block_of[above], breaks)
        if block != current and under_way:
            yield from _parted(under_way)
            under_way = []
        current = block
        level, linked = _near(node, heading_of[above]), _near(node, link_of[above])
        under_way.append(_Text(node, textlines.words(node.text), level, bool(linked)))
    if under_way:
        yield from _parted(under_way)


def _near(text: Node, found: tuple[int, int]) -> int:
    depth, level = found
    return level if text.depth - depth <= _REACH else 0


_REACH = 6
"""So many elements may stand between a text and the heading or link that it is part of."""
_FAR = (-_REACH - MOST_DEPTH, 0)


def _parted(texts: list[_Text]) -> Iterator[list[_Text]]:
    if len(texts) == 1 or texts[0].level:
        yield texts
        return
    words = sum(len(text.node.text.split()) for text in texts)
    sentence = words >= _SENTENCE and texts[-1].node.text.rstrip().endswith((".", "!", "?", "…", "。"))
    if words >= _PROSE or sentence:
        yield texts
    else:
        yield from ([text] for text in texts)

"""An HTML page as the lines that a reader sees, each with the place in the tree that it came from.

A block of prose is one line, inline markup and all. A short block that several elements share (a category, an age and
a name side by side) is one line for each of them, so that nothing is glued that the page keeps apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from feedsvc.reading import textlines
from feedsvc.reading.document import Document, Node, folded
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


@dataclass(frozen=True, slots=True)
class Place:
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
    blocks = list(islice(_blocks(document), _MOST_LINES))
    texts = (folded("".join(node.text for node in block)) for block in blocks)
    lines = tuple(Line(number, text, Kind.TEXT) for number, text in enumerate(texts))
    return HtmlLines(lines, tuple(map(_place, blocks)))


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


def _blocks(document: Document) -> Iterator[list[Node]]:
    """Yield the texts of each block, those of a short block that stand in different elements one by one."""
    block_of: dict[int, tuple[Node, int]] = {}
    under_way: list[Node] = []
    current: tuple[Node, int] | None = None
    breaks = 0
    for node in document.nodes:
        if not node.is_text:
            breaks += node.tag in ("br", "hr")
            inherits = node.tag in _INLINE and node.parent is not None
            block_of[node.index] = block_of[node.parent.index] if inherits and node.parent else (node, 0)
            continue
        assert node.parent is not None
        block = (block_of[node.parent.index][0], breaks)
        if block != current and under_way:
            yield from _parted(under_way)
            under_way = []
        current = block
        under_way.append(node)
    if under_way:
        yield from _parted(under_way)


def _parted(texts: list[Node]) -> Iterator[list[Node]]:
    words = sum(len(node.text.split()) for node in texts)
    sentence = words >= _SENTENCE and texts[-1].text.rstrip().endswith((".", "!", "?", "…", "。"))
    if len(texts) == 1 or words >= _PROSE or sentence or _level(texts[0]):
        yield texts
    else:
        yield from ([node] for node in texts)


def _level(node: Node) -> int:
    return next((_LEVELS[above.tag] for above in _near(node) if above.tag in _LEVELS), 0)


def _near(node: Node) -> Iterator[Node]:
    for distance, above in enumerate(node.ancestors()):
        if distance >= 6:
            return
        yield above


def _place(texts: list[Node]) -> Place:
    unlinked = sum(textlines.words(node.text) for node in texts if not any(above.tag == "a" for above in _near(node)))
    return Place(texts[0].index, texts[-1].index + 1, _level(texts[0]), unlinked)

"""Under which heading each card stands: the nearest before it whose block holds it, or the tab that opens its block."""

from __future__ import annotations

from bisect import bisect_right

from feedsvc.reading import regions
from feedsvc.reading.cards import Card
from feedsvc.reading.document import Document, Node

_MOST_NODES = 16
_MOST_IN_HEAD = 4
"""So near around a text lies the head of a table whose column it names."""
_MOST_LABEL = 40
_MANY = 8
_MOST_INSIDE = 0.8
_SEVERAL = 3
_MOST_IN_BOX = 400
_MOST_BESIDE_HEADING = 100
"""Letters that are no link beside a heading: more are a text of its own, not the line below a section's name."""


def give(document: Document, cards: list[Card], marks: list[int]) -> None:
    """Set each card's heading; cards and headings are in document order."""
    inside = _covered(document, cards)
    starts = [card.index for card in cards]
    headings = [
        n for n in document.nodes if _is_heading(document, n, inside, marks) or _opens_bar(document, n, starts, marks)
    ]
    tabs = _tabs(document, marks)
    scoped: list[tuple[Node, Node]] = []
    place = 0
    for card in cards:
        while place < len(headings) and headings[place].index < card.index:
            scope = _scope(document, headings[place], starts)
            if scope is not None:
                scoped.append((headings[place], scope))
            place += 1
        while scoped and scoped[-1][1].end <= card.index:
            scoped.pop()
        card.heading = _by_tab(card, tabs, starts, scoped[-1][1] if scoped else None) or (
            scoped[-1][0] if scoped else None
        )


def _covered(document: Document, cards: list[Card]) -> bytearray:
    covered = bytearray(len(document.nodes))
    for card in cards:
        for part in card.parts:
            covered[part.index : part.end] = b"\1" * (part.end - part.index)
    return covered


def _opens_bar(document: Document, node: Node, starts: list[int], marks: list[int]) -> bool:
    """Whether a heading is the only one of a bar of links among the cards: "Sport | Football | Tennis" over a block."""
    if node.tag not in regions.HEADINGS or marks[node.index] & regions.OUTSIDE != regions.NAVIGATION:
        return False
    bar = node
    for above in node.ancestors():
        if not marks[above.index] & regions.NAVIGATION:
            break
        bar = above
    is_among = bool(starts) and starts[0] < bar.index and not marks[bar.index] & regions.MASTHEAD
    return is_among and sum(1 for _ in document.elements(bar, *regions.HEADINGS)) == 1


def _is_heading(document: Document, node: Node, inside: bytearray, marks: list[int]) -> bool:
    if node.is_text or inside[node.index] or marks[node.index] & regions.OUTSIDE:
        return False
    if node.tag in regions.HEADINGS:
        return True
    if any(above.tag == "thead" for _, above in zip(range(_MOST_IN_HEAD), node.ancestors(), strict=False)):
        return False
    outer = marks[node.parent.index] if node.parent is not None else 0
    mark = marks[node.index] & ~outer
    if not mark & (regions.TITLE | regions.HEADING) or node.tag == "img" or _is_tab(document, node):
        return False
    return node.end - node.index < _MOST_NODES


def _is_tab(document: Document, node: Node) -> bool:
    """Whether an element opens a block of the page: it names that one, and heads nothing else."""
    return any(len(a.get("href")) > 1 and a.get("href")[0] == "#" for a in document.elements(node, "a"))


def _scope(document: Document, heading: Node, starts: list[int]) -> Node | None:
    """Return the nearest element around a heading in which a card begins after it, None for a box's own heading."""
    following = bisect_right(starts, heading.index)
    if following == len(starts):
        return None
    box = heading
    for above in heading.ancestors():
        if above.end > starts[following]:
            return None if _is_box(document, box, heading) else above
        box = above
    return None


def _is_box(document: Document, box: Node, heading: Node) -> bool:
    """Whether what stands around a heading before the next card is a box of its own: a form, a text, several headings.

    A newsletter's or a survey's box among teasers heads none of them.
    """
    if box is heading:
        return False
    if sum(1 for _ in document.elements(box, heading.tag)) >= _SEVERAL and heading.tag in regions.HEADINGS:
        return True
    if box.end - box.index > _MOST_IN_BOX or any(True for _ in document.elements(box, "form", "input")):
        return True
    linked = sum(document.size(a) for a in document.elements(box, "a"))
    return document.size(box) - linked - document.size(heading) > _MOST_BESIDE_HEADING


def _tabs(document: Document, marks: list[int]) -> dict[str, Node]:
    """Return what opens or names each block that has an id: a tab's link to it, or the element that labels it.

    What is only spoken names nothing: it skips to the content.
    """
    by_id: dict[str, Node] = {}
    for node in document.nodes:
        if not node.attributes:
            continue
        href = node.attributes.get("href") or node.attributes.get("data-target") or ""
        if node.tag in ("a", "button") and href[:1] == "#" and len(document.text(node)) <= _MOST_LABEL:
            if not marks[node.index] & regions.SPOKEN:
                by_id.setdefault(href[1:], node)
        elif "aria-controls" in node.attributes and node.end - node.index < _MOST_NODES:
            by_id.setdefault(node.get("aria-controls"), node)
    return by_id


def _by_tab(card: Card, tabs: dict[str, Node], starts: list[int], scope: Node | None) -> Node | None:
    """Return the tab of the nearest block around a card, unless a heading stands between them.

    A link to what holds most of many articles opens no block: it skips to the content.
    """
    if not tabs:
        return None
    for above in card.parts[0].ancestors():
        if above is scope:
            return None
        name = above.attributes.get("id")
        if name and name in tabs and not above.contains(tabs[name]):
            inside = bisect_right(starts, above.end) - bisect_right(starts, above.index)
            return None if len(starts) >= _MANY and inside > _MOST_INSIDE * len(starts) else tabs[name]
    return None

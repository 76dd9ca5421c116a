"""Titles that nothing but the size of their letters tells: lines in ``<font>``, in cards whose link only leads on."""

from __future__ import annotations

from feedsvc.reading.cards import Card
from feedsvc.reading.document import Document, Node
from feedsvc.reading.phrases import text_points

_USUAL = 3
"""The size of letters where no ``<font>`` says another (HTML)."""
_LEAST_POINTS = 1.0


def title(document: Document, card: Card) -> Node | None:
    """Return the first line in the card's largest letters; None where a link has words of its own, or none is larger.

    Larger letters alone do not make a title of a word or two: a label may have them.
    """
    if any(anchor.text and not anchor.is_more and not anchor.is_comments for anchor in card.anchors):
        return None
    sized = [(size, node) for node in card.nodes(document) if (size := _size(node)) > _USUAL]
    largest = max((size for size, _ in sized), default=0)
    node = next((node for size, node in sized if size == largest), None)
    return node if node is not None and text_points(document.text(node)) >= _LEAST_POINTS else None


def _size(node: Node) -> int:
    """Return the size that a ``<font>`` gives its letters, 0 for every other element."""
    said = node.get("size").strip() if node.tag == "font" else ""
    if not said.lstrip("+-").isdecimal():
        return 0
    return _USUAL + int(said) if said[0] in "+-" else int(said)

"""Where each article's teaser begins and ends on a page, and under which heading it stands.

A card is the largest subtree that speaks of one article only; rows and definition lists, whose teasers are several
elements side by side, get their neighbours.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import chain, groupby

from feedsvc.reading import regions, vocabulary
from feedsvc.reading.anchors import Anchor
from feedsvc.reading.document import Document, Node

_SEVERAL = ""
_BOUNDS = frozenset(("body", "main", "aside", "nav"))


@dataclass(slots=True, eq=False)
class Card:
    """The elements that make up one teaser (several where a table spreads it over rows), in document order."""

    key: str
    anchors: list[Anchor]
    parts: list[Node]
    block: Node
    heading: Node | None = None
    children: list[Node] = field(default_factory=list)

    @property
    def index(self) -> int:
        """The place in document order."""
        return self.parts[0].index

    @property
    def end(self) -> int:
        """Where the last part ends."""
        return self.parts[-1].end

    def nodes(self, document: Document) -> list[Node]:
        """List the nodes of all parts in document order."""
        return list(chain.from_iterable(document.nodes[part.index : part.end] for part in self.parts))

    def texts(self, document: Document) -> list[Node]:
        """List the texts of all parts in document order."""
        return list(chain.from_iterable(map(document.texts, self.parts)))


def find(document: Document, by_key: dict[str, list[Anchor]], marks: list[int]) -> list[Card]:
    """Return the cards of a page in document order; an article that stands in several blocks has several."""
    owners = _owners(document, by_key)
    tops: dict[int, list[Anchor]] = defaultdict(list)
    nodes: dict[int, Node] = {}
    for anchors in by_key.values():
        for anchor in anchors:
            top = _top(document, anchor, owners)
            tops[top.index].append(anchor)
            nodes[top.index] = top
    return _with_neighbours(document, _joined(_outermost(tops, nodes)), owners, marks)


def _outermost(tops: dict[int, list[Anchor]], nodes: dict[int, Node]) -> list[Card]:
    """Make a card of each top element; one inside another about the same article is part of it."""
    cards: list[Card] = []
    for index in sorted(tops):
        if cards and index < cards[-1].end:
            cards[-1].anchors.extend(tops[index])
        else:
            node = nodes[index]
            cards.append(Card(tops[index][0].key, tops[index], [node], node.parent or node))
    return cards


def _owners(document: Document, by_key: dict[str, list[Anchor]]) -> list[str | None]:
    """Return for each node the one key linked in its subtree, None for none, "" for several."""
    owners: list[str | None] = [None] * len(document.nodes)
    for key, anchors in by_key.items():
        for anchor in anchors:
            owners[anchor.index] = key
    for node in reversed(document.nodes):
        owner = owners[node.index]
        if owner is None or node.parent is None:
            continue
        above = node.parent.index
        owners[above] = owner if owners[above] in (None, owner) else _SEVERAL
    return owners


def _top(document: Document, anchor: Anchor, owners: list[str | None]) -> Node:
    """Climb to the largest element that is about one article and takes in no block's heading."""
    node = anchor.node
    titled = bool(anchor.text) and not anchor.is_more
    while True:
        above = node.parent
        if above is None or above.tag in _BOUNDS or owners[above.index] == _SEVERAL:
            return node
        headed = [n for n in above.children if n is not node and _has_heading(document, n, anchor)]
        if node.tag == "article":
            return node
        if above.tag != "article" and (
            (titled and any(owners[n.index] != anchor.key for n in headed)) or _takes_in_too_much(node, above)
        ):
            return node
        titled = titled or bool(headed)
        node = above


def _has_heading(document: Document, node: Node, anchor: Anchor) -> bool:
    """Whether an element beside a link is or holds a heading that does not say what the link says."""
    headings = [n for n in (node, *node.children) if n.tag in regions.HEADINGS and not _is_dated(n)]
    headings = [n for n in headings if n.index < anchor.index or not (_is_category(n) or _is_line(document, n))]
    return any(document.text(n) != anchor.text for n in headings)


def _is_dated(heading: Node) -> bool:
    """Whether a heading's tag only makes a date large: it heads nothing."""
    return any(child.tag == "time" for child in heading.children)


def _is_line(document: Document, heading: Node) -> bool:
    """Whether a heading's tag only sizes a short line with a figure and no link, as a date below a title may be."""
    return _has_figure(document, heading) and not any(document.elements(heading, "a"))


def _is_category(heading: Node) -> bool:
    """Whether a heading's class says that it names the category of the title above it."""
    said = vocabulary.words(heading.classes)
    return not said.isdisjoint(vocabulary.CATEGORY) and said.isdisjoint(vocabulary.TITLE)


def _takes_in_too_much(node: Node, above: Node) -> bool:
    added = (above.end - above.index) - (node.end - node.index)
    return added > 60 + 6 * (node.end - node.index)


def _joined(cards: list[Card]) -> list[Card]:
    """Join neighbours about one article that lie side by side: an image's cell and a title's cell."""
    joined: list[Card] = []
    for card in cards:
        last = joined[-1] if joined else None
        if last is not None and last.key == card.key and last.block is card.block:
            last.parts.extend(card.parts)
            last.anchors.extend(card.anchors)
        else:
            joined.append(card)
    return joined


def _with_neighbours(document: Document, cards: list[Card], owners: list[str | None], marks: list[int]) -> list[Card]:
    """Give each card the siblings that belong to no article: those after it, or those before where lists begin so.

    A whole post's card reaches from its heading to its foot; links of its own text are no cards any more.
    """
    by_block: dict[int, list[Card]] = defaultdict(list)
    linked: set[int] = set()
    for card in cards:
        by_block[card.block.index].append(card)
    for members in by_block.values():
        if len(members) < 2:
            _fill(members[0], owners)
            continue
        posts = _posts(members[0].block, [card for card in members if _is_foot(card)], owners)
        if posts is None:
            _share_out(document, members[0].block, members, owners, marks)
            continue
        for card, post in posts:
            linked.update(n.index for n in post if owners[n.index] not in (None, card.key))
            card.parts = [*(n for n in post if n.index not in linked), *card.parts]
    return [card for card in cards if card.index not in linked]


def _fill(card: Card, owners: list[str | None]) -> None:
    """Give a card what stands between its parts: a label between the picture's element and the title's."""
    if len(card.parts) > 1:
        inside = (child for child in card.block.children if card.index <= child.index < card.end)
        card.parts = [child for child in inside if child in card.parts or owners[child.index] is None]


def _is_foot(card: Card) -> bool:
    """Whether a card only leads on, as the foot of a whole post does ("Permalink")."""
    return all(anchor.is_more or not anchor.text for anchor in card.anchors) and not any(
        part.tag in regions.HEADINGS or any(child.tag in regions.HEADINGS for child in part.children)
        for part in card.parts
    )


def _posts(block: Node, feet: list[Card], owners: list[str | None]) -> list[tuple[Card, list[Node]]] | None:
    """Return what stands between each foot and its post's heading, None where not each has one that is no link."""
    places = {card.parts[0].index: card for card in feet}
    found: list[tuple[Card, list[Node]]] = []
    before: list[Node] = []
    for child in block.children:
        card = places.get(child.index)
        if card is None:
            before.append(child)
            continue
        post = _from_heading(before)
        if not post or owners[post[0].index] is not None:
            return None
        found.append((card, post))
        before = []
    return found if len(found) > 1 else None


def _from_heading(nodes: list[Node]) -> list[Node]:
    """Return what stands from the first heading on, of several in a row from the last: a day, then a title."""
    found: int | None = None
    for place, node in enumerate(nodes):
        if node.tag in regions.HEADINGS:
            found = place
        elif found is not None and (node.is_text or node.end - node.index > 1):
            break
    return nodes[found:] if found is not None else []


def _share_out(
    document: Document, block: Node, members: list[Card], owners: list[str | None], marks: list[int]
) -> None:
    places = {part.index: card for card in members for part in card.parts}
    gaps: list[list[Node]] = [[]]
    order: list[Card] = []
    below = _lines_below(document, block, members, owners)
    for child in block.children:
        card = places.get(child.index)
        if card is None:
            if owners[child.index] is None and not _is_blank(child) and (child in below or not _divides(child, marks)):
                gaps[-1].append(child)
            continue
        if not order or order[-1] is not card:
            order.append(card)
            gaps.append([])
    inner = gaps[1:-1]
    if not any(inner):
        return
    size = _break_between(inner) if any(a.is_row for card in members for a in card.anchors) else 0
    if size:
        for card, before, after in zip(order, gaps[:-1], gaps[1:], strict=True):
            own = [*before[_after_break(before, size, 0) :], *after[: _after_break(after, size, len(after))]]
            card.parts = sorted([*card.parts, *own], key=lambda n: n.index)
        return
    parting = _Parting.of(*([_shapes(document, gap) for gap in some] for some in ([gaps[0]], inner, [gaps[-1]])))
    for card, before, after in zip(order, gaps[:-1], gaps[1:], strict=True):
        own = [*before[parting.place(_shapes(document, before)) :], *after[: parting.place(_shapes(document, after))]]
        card.parts = sorted([*card.parts, *own], key=lambda n: n.index)


def _break_between(gaps: list[list[Node]]) -> int:
    """Return how many ``<br>`` in a row part one line's teaser from the next, 0 where that is not told.

    So many stand in each gap once: where each part of a teaser has a line of its own, an empty line parts them.
    """
    size = min((max(_breaks(gap), default=0) for gap in gaps), default=0)
    return size if size and all(sum(run >= size for run in _breaks(gap)) == 1 for gap in gaps) else 0


def _breaks(gap: list[Node]) -> list[int]:
    return [len(list(run)) for is_break, run in groupby(gap, key=lambda n: n.tag == "br") if is_break]


def _after_break(gap: list[Node], size: int, otherwise: int) -> int:
    """Return where the line after the first break of some size begins in a gap."""
    place = 0
    for is_break, run in groupby(gap, key=lambda n: n.tag == "br"):
        length = len(list(run))
        place += length
        if is_break and length >= size:
            return place
    return otherwise


def _lines_below(document: Document, block: Node, members: list[Card], owners: list[str | None]) -> list[Node]:
    """Return the headings that are dates below titles: such a one follows the last title, and none leads the first."""
    lines = [
        n for n in block.children if n.tag in regions.HEADINGS and owners[n.index] is None and _is_line(document, n)
    ]
    start, end = members[0].index, members[-1].index
    leading = {(n.tag, n.get("class")) for n in lines if n.index < start}
    trailing = {(n.tag, n.get("class")) for n in lines if n.index > end}
    return [n for n in lines if (n.tag, n.get("class")) in trailing - leading]


_Shapes = tuple[tuple[str, str, bool], ...]
_MOST_FIGURES = 40


def _shapes(document: Document, nodes: list[Node]) -> _Shapes:
    """Return what tells elements between teasers apart: tag, class, and whether they are short and hold a figure."""
    return tuple((n.tag, n.get("class"), _has_figure(document, n)) for n in nodes)


def _has_figure(document: Document, node: Node) -> bool:
    if not node.is_text and document.size(node) > _MOST_FIGURES:
        return False
    text = node.text if node.is_text else document.text(node)
    return len(text) <= _MOST_FIGURES and any(c.isdigit() for c in text)


@dataclass(frozen=True, slots=True)
class _Parting:
    """Where the elements between two teasers part: the last ``leading`` of the usual ones are of the second."""

    usual: _Shapes
    leading: int
    all_lead: bool

    @classmethod
    def of(cls, first: list[_Shapes], inner: list[_Shapes], last: list[_Shapes]) -> _Parting:
        """Tell it from how a list begins and ends: with what its teasers begin with, and with what they end with.

        Where that says nothing, all are of the first, or of the second where nothing stands after the last.
        """
        usual = Counter(inner).most_common(1)[0][0]
        (head,), (tail,) = first, last
        count = len(usual)
        fitting = [n for n in range(1, count) if head[-n:] == usual[-n:] and tail[: count - n] == usual[: count - n]]
        trails = bool(usual) and tail[:count] == usual
        return cls(usual, fitting[0] if fitting and not trails else 0, bool(head) and not tail)

    def place(self, shapes: _Shapes) -> int:
        """Return how many of the elements before a teaser belong to the one before it."""
        if self.all_lead:
            return 0
        count = self.leading
        return len(shapes) - count if count and shapes[-count:] == self.usual[-count:] else len(shapes)


def _is_blank(node: Node) -> bool:
    return node.is_text and not node.text.strip()


def _divides(node: Node, marks: list[int]) -> bool:
    """Whether an element between teasers is a heading or a region of its own."""
    return node.tag in regions.HEADINGS or bool(marks[node.index] & regions.OUTSIDE) or node.tag in ("hr", "form")

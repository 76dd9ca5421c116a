"""Which links lead to articles.

Links that stand in the same way (the same path of tags and classes) are a group, and a group is judged together, so
that short titles stand by long ones, and one long name in a menu does not stand alone.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator

from feedsvc.reading import addressmarks, regions
from feedsvc.reading.anchors import Anchor
from feedsvc.reading.document import Node
from feedsvc.reading.phrases import text_points

ACCEPTED = 3.0
_FAIR = 1.0
_POOR = -2.0
_FOREIGN = 5.0
"""What a link to another site needs among links to the own one: a title's place and words."""
_TIMED = 2.0
"""The points of a time that stands with a link and no other."""
_LEAST_IN_GROUP = 3
_ODD_ADDRESS = 1.5
"""So much less like an article's than its neighbours' is an address that gets nothing from its company."""
_LIKE = 0.5
"""What such an address needs where it is built as most of its company's are: a short title makes a short address."""
_MOST_FORUM = 0.5
_LEAST_MORE = 1.0

Timed = Callable[[Iterable[Anchor]], frozenset[str]]


def accepted(found: list[Anchor], timed: Timed) -> dict[str, list[Anchor]]:
    """Return the links that lead to articles, by key: good ones, and fair ones in a group of good ones.

    ``timed`` tells which of some undecided links have a time beside them; it is asked only for those.
    """
    groups: dict[tuple[str, ...], list[Anchor]] = defaultdict(list)
    for anchor in found:
        if anchor.text and not anchor.marks & regions.OUTSIDE:
            groups[anchor.signature].append(anchor)
    keys: set[str] = set()
    for members in groups.values():
        keys.update(_accepted_in(list({a.key: a for a in members}.values()), timed))
    keys.update(_told_by_more(found, keys))
    keys -= _discussions(found, keys)
    keys -= _headings_of_blocks(found, keys)
    keys -= _promoted(found, keys)
    by_key: dict[str, list[Anchor]] = defaultdict(list)
    for anchor in found:
        if anchor.key in keys and not anchor.marks & regions.OUTSIDE:
            by_key[anchor.key].append(anchor)
    return {key: [a for a in links if not a.is_in_text] or links for key, links in by_key.items()}


def _accepted_in(members: list[Anchor], timed: Timed) -> Iterator[str]:
    points = {a.key: a.points for a in members}
    middle = _middle(points)
    if _POOR < middle < ACCEPTED:
        for key in timed(members):
            points[key] += _TIMED
        middle = _middle(points)
    least = _least(len(members), middle)
    usual = _middle({a.key: a.address_points for a in members})
    shapes = Counter(addressmarks.shape(a.url) for a in members)
    common = max(shapes, key=lambda shape: shapes[shape])
    most_are_own = 2 * sum(a.is_own for a in members) > len(members)
    for anchor in members:
        if anchor.is_more or anchor.is_comments:
            continue
        odd = anchor.is_own and anchor.address_points < usual - _ODD_ADDRESS
        alone = len(members) < _LEAST_IN_GROUP and text_points(anchor.text) < 0
        foreign = not anchor.is_own and (most_are_own or alone)
        needed = _LIKE if addressmarks.shape(anchor.url) == common and middle >= ACCEPTED else ACCEPTED
        if points[anchor.key] >= (_FOREIGN if foreign else max(least, needed) if odd else least):
            yield anchor.key


def _middle(points: dict[str, float]) -> float:
    ranked = sorted(points.values())
    return ranked[len(ranked) // 2]


def _least(size: int, middle: float) -> float:
    """Return the points that a member needs: the less, the more and the better its company."""
    if size < _LEAST_IN_GROUP:
        return ACCEPTED
    if middle >= ACCEPTED:
        return _POOR if size >= 2 * _LEAST_IN_GROUP else _FAIR
    return ACCEPTED + 1.0 if middle < _FAIR else ACCEPTED


def _told_by_more(found: list[Anchor], keys: set[str]) -> Iterator[str]:
    """Yield what only a "Read more" leads to: its title may be a heading without a link."""
    for anchor in found:
        good = anchor.is_own and anchor.address_points >= _LEAST_MORE
        if anchor.is_more and good and anchor.key not in keys and not anchor.marks & regions.OUTSIDE:
            yield anchor.key


def _discussions(found: list[Anchor], keys: set[str]) -> set[str]:
    """Return the forum threads on a page of articles; a page of nothing else is a forum's own and keeps them.

    A thread whose title stands as the articles' titles do is one of the list, as on pages that collect links.
    """
    taken = [a for a in found if a.key in keys]
    beside = {a.signature for a in taken if not addressmarks.is_forum(a.url)}
    threads = {a.key for a in taken if addressmarks.is_forum(a.url)}
    if len(threads) >= _MOST_FORUM * len(keys):
        return set()
    return threads - {a.key for a in taken if a.signature in beside and a.marks & (regions.HEADING | regions.TITLE)}


def _promoted(found: list[Anchor], keys: set[str]) -> set[str]:
    """Return the articles of other sites that a page of its own articles sends readers to in a campaign."""
    taken = {a.key: a for a in found if a.key in keys}
    if 2 * sum(a.is_own for a in taken.values()) <= len(taken):
        return set()
    return {key for key, a in taken.items() if not a.is_own and addressmarks.is_campaign(a.url)}


_SHORT_TITLE = 1.0
_LEAST_BELOW = 2
_MOST_CLIMB = 4


def _headings_of_blocks(found: list[Anchor], keys: set[str]) -> set[str]:
    """Return the linked headings that stand over other articles: few words, no number or date in the address.

    Titles repeat their own place; a block's heading is the only one of its kind before the articles that it heads.
    """
    placed = _Placed([a for a in found if a.key in keys and a.text and _stands(a)])
    over: dict[tuple[str, ...], list[Anchor]] = defaultdict(list)
    for anchor in placed.anchors:
        if anchor.marks & regions.HEADING and anchor.is_own and placed.heads_others(anchor):
            over[anchor.signature].append(anchor)
    return {a.key for alike in over.values() for a in alike if _is_name(a, alike)}


def _stands(anchor: Anchor) -> bool:
    return not anchor.is_in_text and not anchor.marks & regions.OUTSIDE


def _is_name(anchor: Anchor, alike: list[Anchor]) -> bool:
    """Whether a heading over others names a shelf: by its few words and plain address, or as most of its kind do."""
    short = [text_points(a.text) <= _SHORT_TITLE for a in alike]
    if len(alike) >= _LEAST_IN_GROUP and sum(short) * 4 >= 3 * len(alike):
        return True
    return text_points(anchor.text) <= _SHORT_TITLE and not addressmarks.is_numbered(anchor.url)


class _Placed:
    """The links that may head others or be headed, in document order, each with its heading."""

    def __init__(self, anchors: list[Anchor]) -> None:
        self.anchors = anchors
        self._starts = [a.index for a in anchors]
        self._headings = [a.heading or _heading_of(a) for a in anchors]
        self._others = _next_others(anchors)
        self._judged: dict[tuple[int, str, str], bool] = {}

    def heads_others(self, anchor: Anchor) -> bool:
        """Whether other articles follow in the nearest element around a heading, none in one of its rank or above."""
        heading = _heading_of(anchor)
        if heading is None:
            return False
        for _, around in zip(range(_MOST_CLIMB), heading.ancestors(), strict=False):
            start, end = bisect_left(self._starts, around.index), bisect_left(self._starts, around.end)
            other = start if self.anchors[start].key != anchor.key else self._others[start]
            if other < end:
                if self._starts[other] <= heading.index:
                    return False
                asked = (around.index, anchor.key, heading.tag)
                if asked not in self._judged:
                    self._judged[asked] = self._are_headed(other, end, anchor.key, heading.tag)
                return self._judged[asked]
        return False

    def _are_headed(self, start: int, end: int, key: str, tag: str) -> bool:
        """Whether the links in a range that lead elsewhere are several, and no heading of theirs is of this rank."""
        others: set[str] = set()
        for place in range(start, end):
            if self.anchors[place].key == key:
                continue
            heading = self._headings[place]
            if heading is not None and heading.tag <= tag:
                return False
            others.add(self.anchors[place].key)
        return len(others) >= _LEAST_BELOW


def _next_others(anchors: list[Anchor]) -> list[int]:
    """Return for each link the place of the next one that leads elsewhere, the end for none."""
    found = [len(anchors)] * len(anchors)
    for place in range(len(anchors) - 2, -1, -1):
        after = place + 1
        found[place] = after if anchors[after].key != anchors[place].key else found[after]
    return found


def _heading_of(anchor: Anchor) -> Node | None:
    return next((n for n in anchor.node.ancestors() if n.tag in regions.HEADINGS), None)

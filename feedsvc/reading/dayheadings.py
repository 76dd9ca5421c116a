"""The days under which a page lists its teasers: a heading or a line between them that tells nothing but a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from feedsvc.model.times import CivilDate, ClockTime, Mention, RelativeDay, Role, Weekday
from feedsvc.reading import regions
from feedsvc.reading.candidates import TimeSaid
from feedsvc.reading.cards import Card
from feedsvc.reading.document import Document, Node, folded
from feedsvc.reading.teasertimes import Reader, Shown

_MOST_TEXT = 40
_MOST_NODES = 8
_HEADS = regions.HEADINGS | {"#text", "b", "strong", "p", "dt"}
"""What heads a list from outside it; a day in another element may be the date of an article with links below it."""
_LEAST_DAYS = 2
"""A single day at a page's head is the page's own; several different ones part a list."""


def take(document: Document, placed: list[Card], reader: Reader) -> dict[Card, str]:
    """Return the day that each card stands under; a line that is one is no part of a card any more."""
    headed = {card: card.heading for card in placed if card.heading is not None}
    under = _alike(document, headed, reader)
    lines: dict[Card, Node] = {}
    leads: dict[Card, Node] = {}
    blocks: dict[int, list[Card]] = defaultdict(list)
    for card in placed:
        blocks[card.block.index].append(card)
    for members in blocks.values():
        lines.update(_lines(document, members, reader))
        lead = _lead(members[0])
        leads.update(dict.fromkeys(members, lead) if lead is not None else {})
    leading = _alike(document, leads, reader)
    for card in leading:
        card.parts = [part for part in card.parts if part is not leads[card]]
    return leading | under | _alike(document, lines, reader)


def _lead(card: Card) -> Node | None:
    """Return what stands before a block's first card: inside the block, else before the block itself."""
    start = min((n.index for n in card.parts if n.contains(card.anchors[0].node)), default=card.index)
    inside = [n for n in card.block.children if n.index < start and not _is_blank(n)]
    if inside or card.block.parent is None:
        return inside[-1] if inside else None
    before = [n for n in card.block.parent.children if n.index < card.block.index and not _is_blank(n)]
    return before[-1] if before and before[-1].tag in _HEADS else None


def _is_blank(node: Node) -> bool:
    return node.tag == "br" or (node.is_text and not node.text.strip())


def _alike(document: Document, above: dict[Card, Node], reader: Reader) -> dict[Card, str]:
    """Return the days among what stands above the cards, where elements of one kind tell several."""
    told = {node.index: day for node in above.values() if (day := _day(document, node, reader))}
    kinds: dict[tuple[str, str], set[str]] = defaultdict(set)
    for node in above.values():
        if node.index in told:
            kinds[_kind(node)].add(told[node.index])
    return {
        card: told[node.index]
        for card, node in above.items()
        if node.index in told and len(kinds[_kind(node)]) >= _LEAST_DAYS
    }


def _kind(node: Node) -> tuple[str, str]:
    return node.tag, node.get("class")


def _lines(document: Document, members: list[Card], reader: Reader) -> dict[Card, Node]:
    """Return the line of a day above each card of a block, none where each card has its own date."""
    parts = {part.index: card for card in members for part in card.parts}
    inside = [child for child in members[0].block.children if not child.is_text]
    linked = {anchor.index for card in members for anchor in card.anchors}
    days = {n.index for n in inside if linked.isdisjoint(range(n.index, n.end)) and _day(document, n, reader)}
    if len(days) < _LEAST_DAYS:
        return {}
    found: dict[Card, Node] = {}
    heads: dict[int, set[str]] = defaultdict(set)
    last: Node | None = None
    for child in inside:
        if child.index in days:
            last = child
        elif child.index in parts:
            if last is None:
                return {}
            found.setdefault(parts[child.index], last)
            heads[last.index].add(parts[child.index].key)
    if last is None or last.index not in heads or 2 * sum(len(h) > 1 for h in heads.values()) < len(days):
        return {}
    for card in members:
        card.parts = [part for part in card.parts if part.index not in days]
    return found


def _day(document: Document, node: Node, reader: Reader) -> str | None:
    """Return an element's text where it is a day and nothing else."""
    if node.end - node.index > _MOST_NODES or document.size(node) > _MOST_TEXT:
        return None
    text = folded(node.text if node.is_text else document.text(node))
    if len(text) > _MOST_TEXT:
        return None
    mentions = reader.read(text) if text else ()
    return text if len(mentions) == 1 and _is_day(mentions[0]) else None


def _is_day(mention: Mention) -> bool:
    said = mention.expression
    if mention.rest or mention.needs_support or mention.role is Role.UPDATED:
        return False
    if isinstance(said, CivilDate):
        return said.month is not None and said.day is not None and said.time is None
    return isinstance(said, RelativeDay | Weekday) and said.time is None


def dated(shown: Iterable[Shown], day: str | None, reader: Reader) -> tuple[TimeSaid, ...]:
    """Return a card's times with the day above it, where they print none: alone, or before its time of day."""
    times = tuple(one.said for one in shown)
    printed = [time for time in times if time.source == "text"]
    if day is None or any(not _is_clock(time) for time in printed):
        return times
    others = tuple(time for time in times if time.source != "text")
    for text in (*(f"{day} {time.text}" for time in printed[:1]), day):
        mentions = reader.read(text)
        if len(mentions) == 1 and not mentions[0].rest:
            return (*others, TimeSaid(text, "text", mentions[0], mentions[0].role))
    return times


def _is_clock(time: TimeSaid) -> bool:
    return time.mention is not None and isinstance(time.mention.expression, ClockTime)

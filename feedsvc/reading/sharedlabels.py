"""Labels that stand on the first teaser of a block and speak for the whole block."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from feedsvc.model.pages import Trace
from feedsvc.reading.candidates import Candidate
from feedsvc.reading.cards import Card
from feedsvc.reading.document import Node
from feedsvc.reading.sections import SURE

_LABEL = 4.5
"""From this weight on a section is a label that links to a section, or that a class calls so."""
_SHARED = SURE - 0.1
"""Surer than an address, and yet not enough to make an entry of a bare headline."""
_LEAST_BLOCKS = 2
_MOST_IN_BLOCK = 8


def spread(placed: Sequence[Card], candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Return the candidates, those in a block whose first one alone has a label with that label's section.

    One such block may be chance, a lead story with a label before others without; several of one shape are a design.
    """
    blocks: dict[int, list[int]] = defaultdict(list)
    for place, card in enumerate(placed):
        blocks[card.block.index].append(place)
    led = [members for members in blocks.values() if _is_led(members, candidates)]
    shapes = Counter(_shape(placed[members[0]].block) for members in led)
    found = list(candidates)
    for members in led:
        if shapes[_shape(placed[members[0]].block)] >= _LEAST_BLOCKS:
            first = candidates[members[0]]
            for place in members[1:]:
                found[place] = _labelled(candidates[place], first.section)
    return tuple(found)


def _is_led(members: Sequence[int], candidates: Sequence[Candidate]) -> bool:
    first, *others = (candidates[place] for place in members)
    return (
        1 <= len(others) < _MOST_IN_BLOCK
        and first.section_weight >= _LABEL
        and all(other.section_weight < _SHARED for other in others)
    )


def _shape(block: Node) -> str:
    return f"{block.tag}.{block.get('class')}"


def _labelled(candidate: Candidate, section: str | None) -> Candidate:
    traces = (
        *(t for t in candidate.traces if t.field != "section"),
        Trace("section", "blocks", "label of its block's first teaser"),
    )
    return replace(candidate, section=section, section_weight=_SHARED, traces=traces)

"""What unmarked texts are that stand in the same place on the cards of a page: sections above titles, names by times.

Pages whose classes name styles ("css-1x2y3z", "text-xs uppercase") say what a text is by its place alone.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from feedsvc.reading import labels, regions
from feedsvc.reading.cards import Card
from feedsvc.reading.document import Document, Node, folded
from feedsvc.reading.sectionnames import clean, fold
from feedsvc.reading.sections import Directory, Named
from feedsvc.reading.teaser import Title
from feedsvc.reading.teasertimes import Reader

_LEAST = 5
"""So many cards with a text in one place tell what stands there."""
_MOST_VARIED = 0.7
"""Sections repeat: more different texts than this share of the cards are lines written for each."""
_COVERED = 0.5
"""Badges stand on some cards of a kind only ("Interview", "New"), sections on most."""
_MOST_WORDS = 2.5
_MOST_TEXT = 40
_MOST_TIME = 60
_SURELY = 0.8
_LABEL = 4.15
"""Surer than a block's heading, less so than a label that the site's menu knows."""
_OTHER = regions.SPOKEN | regions.TIME | regions.COUNT | regions.DURATION | regions.AUTHOR | regions.SECTION
_PERSON = re.compile(
    r"[^\W\d_a-z][^\W\d_]*\.?(?:[’' -](?:[^\W\d_a-z][^\W\d_]*\.?|v[ao]n|de[rnl]?|di|da|la|le|bin|al)){1,4}"
)
_MARKS_ONLY = re.compile(r"\W*")

_Place = tuple[str, ...]


def named(
    document: Document, titled: Sequence[tuple[Card, Title]], marks: list[int], reader: Reader
) -> dict[Card, Named]:
    """Return the section above each title, where most cards of a kind have one in the same place and they repeat."""
    places: dict[_Place, dict[Card, str]] = defaultdict(dict)
    kinds = {card: _place(title.node) for card, title in titled}
    sizes = Counter(kinds.values())
    for card, title in titled:
        for text in _texts(document, card, title):
            if text.index < title.node.index and _is_alone(document, text) and not marks[text.index] & _OTHER:
                name = _section(text, title, reader)
                if name is not None:
                    places[_place(text)].setdefault(card, name)
    found: dict[Card, Named] = {}
    for names in places.values():
        most = sum(sizes[kind] for kind in {kinds[card] for card in names})
        if len(names) >= _COVERED * most and _are_sections(names):
            for card, name in names.items():
                found.setdefault(card, Named(name, "label in the same place on each card", _LABEL))
    return found


def authors(
    document: Document, titled: Sequence[tuple[Card, Title]], directory: Directory, reader: Reader
) -> dict[Card, tuple[str, str]]:
    """Return the name beside each card's time with what says so, where cards have people in the same place."""
    places: dict[_Place, dict[Card, str]] = defaultdict(dict)
    for card, title in titled:
        texts = [n for n in _texts(document, card, title) if not _MARKS_ONLY.fullmatch(n.text)]
        times = [_is_time(text, reader) for text in texts]
        for at, text in enumerate(texts):
            if not times[at] and any(times[max(at - 1, 0) : at] + times[at + 1 : at + 2]):
                places[_place(text)].setdefault(card, folded(text.text).strip(" ,|·•–—-"))
    found: dict[Card, tuple[str, str]] = {}
    for names in places.values():
        if _are_people(names, directory):
            for card, name in names.items():
                if _PERSON.fullmatch(name):
                    found.setdefault(card, (name, "a person's name beside the time of each card"))
    return found


def _texts(document: Document, card: Card, title: Title) -> Iterator[Node]:
    return (text for text in card.texts(document) if not title.holds(text))


def _is_alone(document: Document, text: Node) -> bool:
    """Whether a text is all that its element says."""
    holder = text.parent
    return holder is not None and document.size(holder) == len(folded(text.text))


def _place(text: Node) -> _Place:
    holder = text.parent
    above = (holder, holder.parent) if holder is not None else ()
    return tuple(part for node in above if node is not None for part in (node.tag, node.get("class")))


def _section(text: Node, title: Title, reader: Reader) -> str | None:
    said = folded(text.text)
    if len(said) > _MOST_TEXT or any(c.isdigit() for c in said) or reader.read(said):
        return None
    name = clean(said)
    if name is None or fold(name) == fold(title.text):
        return None
    is_month = " " not in said and bool(reader.read(f"12 {said} 2020"))
    return None if is_month else name


def _are_sections(names: dict[Card, str]) -> bool:
    """Whether the texts of one place are several sections: they repeat, are short, and not mostly people."""
    different = {fold(name) for name in names.values()}
    if len({card.key for card in names}) < _LEAST or not 1 < len(different) <= _MOST_VARIED * len(names):
        return False
    people = sum(_PERSON.fullmatch(name) is not None and not name.isupper() for name in names.values())
    words = sum(len(name.split()) for name in names.values())
    return 2 * people <= len(names) and words <= _MOST_WORDS * len(names)


def _is_time(text: Node, reader: Reader) -> bool:
    said = folded(text.text)
    return len(said) <= _MOST_TIME and bool(reader.read(said))


def _are_people(names: dict[Card, str], directory: Directory) -> bool:
    """Whether the texts of one place are people's names and none a section of the site's."""
    people = sum(_PERSON.fullmatch(name) is not None and labels.is_name(name) for name in names.values())
    if len({card.key for card in names}) < _LEAST or people < _SURELY * len(names):
        return False
    return len(set(names.values())) > 1 and not any(map(directory.by_name, names.values()))

"""Names that stand beside the times of a list and that no word announces: links to those who wrote the articles."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence

from feedsvc.reading import addresses, addressmarks, vocabulary
from feedsvc.reading.cards import Card
from feedsvc.reading.document import Document, Node, folded
from feedsvc.reading.sectionnames import fold
from feedsvc.reading.sections import Directory
from feedsvc.reading.teaser import Title, without_score
from feedsvc.reading.teasertimes import Reader

_LEAST = 6
"""So many articles with a link beside the time tell whether the links are people or shelves."""
_VARIED = 0.8
"""More different names than this share of the articles: shelves repeat, and who writes on a list of many's posts
seldom does."""
_MOST_NAME, _MOST_WORDS = 40, 5
_MOST_TIME = 60


def names(
    document: Document, titled: Sequence[tuple[Card, Title]], directory: Directory, reader: Reader
) -> dict[Card, tuple[str, str]]:
    """Return the name beside each card's time with what says so, where a list has one in the same place."""
    places: dict[tuple[str, ...], dict[Card, tuple[str, str]]] = defaultdict(dict)
    for card, title in titled:
        for link in _links(document, card, title):
            url = addresses.absolute(link.get("href").partition("#")[0], document.base)
            name = without_score(folded(document.text(link)))
            if url and _is_name(name) and addresses.key(url) != card.key and _is_beside_time(document, link, reader):
                places[_place(link)].setdefault(card, (name, url))
    found: dict[Card, tuple[str, str]] = {}
    for linked in places.values():
        if _are_people(list(linked.values()), directory):
            for card, (name, _) in linked.items():
                found.setdefault(card, (name, "a link beside the time, another on each"))
    return found


def _links(document: Document, card: Card, title: Title) -> Iterator[Node]:
    own = {anchor.index for anchor in card.anchors}
    for part in card.parts:
        for node in document.elements(part, "a"):
            if node.get("href") and node.index not in own and not title.node.contains(node):
                yield node


def _is_name(text: str) -> bool:
    is_short = 0 < len(text) <= _MOST_NAME and len(text.split()) <= _MOST_WORDS
    is_said = is_short and any(c.isalpha() for c in text)
    return is_said and not vocabulary.is_comments(text) and not vocabulary.is_more(text)


def _place(link: Node) -> tuple[str, ...]:
    above = link.parent
    return link.get("class"), *((above.tag, above.get("class")) if above is not None else ())


def _is_beside_time(document: Document, link: Node, reader: Reader) -> bool:
    """Whether the nearest words before or after a link, in the same element, tell a time."""
    siblings = link.parent.children if link.parent is not None else [link]
    place = bisect_left(siblings, link.index, key=lambda sibling: sibling.index)
    before, after = range(place - 1, -1, -1), range(place + 1, len(siblings))
    near = (next(filter(None, (_text(document, siblings[at]) for at in side)), "") for side in (before, after))
    return any(text and len(text) <= _MOST_TIME and reader.read(text) for text in near)


def _text(document: Document, node: Node) -> str:
    return folded(node.text if node.is_text else document.text(node))


def _are_people(linked: Sequence[tuple[str, str]], directory: Directory) -> bool:
    """Whether the links of one place differ from article to article and none of them is a section of the site's."""
    if len(linked) < _LEAST or len({fold(name) for name, _ in linked}) <= _VARIED * len(linked):
        return False
    return not any(
        directory.by_address(url) or directory.by_name(name) or addressmarks.is_category(url) for name, url in linked
    )

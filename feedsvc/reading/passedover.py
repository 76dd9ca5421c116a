"""Why the links of a page that are no entries are none: for people who ask (``--explain``)."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator

from feedsvc.model.pages import Unplaced
from feedsvc.model.sentences import Sentence, sentence
from feedsvc.reading import acceptance, addressmarks, anchors, regions
from feedsvc.reading.anchors import Anchor

_PLACES = (
    (regions.ADVERTISEMENT, sentence("It stands in an advertisement.")),
    (regions.NAVIGATION, sentence("It stands in the navigation.")),
    (regions.FOOTER, sentence("It stands in the page’s footer.")),
    (regions.CHROME, sentence("It stands among the page’s tools, not among its articles.")),
)
_MOST = 500
_LONGEST = 100


def find(found: Iterable[Anchor], accepted: Container[str], shown: Container[str]) -> tuple[Unplaced, ...]:
    """Return each address that is linked with words and is no entry, with the reason: the one that goes furthest.

    ``accepted`` are the keys of the links taken for articles, ``shown`` of those whose card gave an entry.
    """
    best: dict[str, Anchor] = {}
    for anchor in found:
        if anchor.text and anchor.key not in shown:
            other = best.setdefault(anchor.key, anchor)
            if _rank(anchor) > _rank(other):
                best[anchor.key] = anchor
    return tuple(_told(list(best.values())[:_MOST], accepted))


def _rank(anchor: Anchor) -> tuple[bool, float]:
    return not anchor.marks & regions.OUTSIDE, anchor.points


def _told(some: Iterable[Anchor], accepted: Container[str]) -> Iterator[Unplaced]:
    for anchor in some:
        yield Unplaced(anchor.text[:_LONGEST], anchor.url, _reason(anchor, anchor.key in accepted))


def _reason(anchor: Anchor, is_accepted: bool) -> Sentence:  # noqa: FBT001
    place = next((said for region, said in _PLACES if anchor.marks & region), None)
    if place is not None:
        return place
    if is_accepted:
        return sentence("It was taken for an article’s link, but no title stands with it.")
    kind = next((said for is_so, said in _kinds(anchor) if is_so), None)
    return kind or sentence(
        "Its address, words and place, and its like on the page, look too little like an article’s."
    )


def _kinds(anchor: Anchor) -> Iterator[tuple[bool, Sentence]]:
    yield (
        anchor.is_more or anchor.is_comments,
        sentence("Its words lead on to an article or to its comments; they are no title."),
    )
    yield addressmarks.is_forum(anchor.url), sentence("It leads to a forum’s thread, on a page of articles.")
    yield addressmarks.is_category(anchor.url), sentence("Its address is a list of articles.")
    yield addressmarks.is_person(anchor.url), sentence("Its address is a person’s page.")
    yield (
        anchors.is_offer(anchor),
        sentence("Its words or its address name a service of the site, no article."),
    )
    is_good = anchor.points >= acceptance.ACCEPTED
    yield is_good, sentence("It heads other articles, or its like on the page are not taken for articles.")

"""What one card says of its article: title, summary, author, image. Times and sections have modules of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from slugify import slugify

from feedsvc.reading import addresses, addressmarks, labels, largerlines, regions, vocabulary
from feedsvc.reading.anchors import Anchor, is_inside_running_text
from feedsvc.reading.cards import Card
from feedsvc.reading.document import Document, Node, folded
from feedsvc.reading.phrases import block_of, plain, text_points

MOST_TITLE = 400
_CUT = re.compile(r"(?:\.\.\.|…|\[…\]|\[\.\.\.\])\s*$")
_PERMALINK = re.compile(
    r"^(?:permanent link to|permalink to|permalink:?|link to|read more about|leggi:?|lien permanent vers"
    r"|enlace permanente a)\s*:?\s*",
    re.IGNORECASE,
)


_SOME_OF_LINK = frozenset(("link", "@title", "@aria-label", "image's alt"))
"""What says of a title that it is some of a link's words, not all that stands in the element."""
_WITHOUT_LABELS = frozenset(("heading in the link", "link in a heading"))
"""What says of a title that it is a heading's words: a label in the heading, as a kicker, is none of them."""


@dataclass(frozen=True, slots=True)
class Title:
    """A card's title with the element it was read from and what says that it is the title."""

    text: str
    node: Node
    evidence: str
    points: float = 0.0
    rejected: tuple[str, ...] = ()

    def holds(self, node: Node) -> bool:
        """Whether a node is part of the title: inside its element and, where that is a link, in its words."""
        own = self.node
        if not own.index <= node.index < own.end:
            return False
        is_some = own.tag == "a" or (self.evidence in _SOME_OF_LINK and own.tag not in regions.HEADINGS)
        is_whole = not is_some and self.evidence not in _WITHOUT_LABELS
        return is_whole or not node.is_text or folded(node.text) in self.text


def title(document: Document, card: Card, marks: list[int]) -> Title | None:
    """Return the best title among a card's links and headings, whole where the page cuts it short."""
    offered = sorted(_offers(document, card, marks), key=lambda offer: -offer[0])
    if not offered:
        return None
    points, text, node, evidence = offered[0]
    whole = _whole(card, text)
    rejected = tuple(dict.fromkeys(t for _, t, _, _ in offered[1:] if t not in (text, whole)))
    return Title(whole[:MOST_TITLE], node, evidence, points, rejected[:3])


def _offers(document: Document, card: Card, marks: list[int]) -> Iterator[tuple[float, str, Node, str]]:
    outer = marks[card.block.index]
    for place, anchor in enumerate(card.anchors):
        if anchor.text and not anchor.is_more and not anchor.is_comments:
            points, text, node, evidence = _offer(anchor, marks, outer)
            yield points - min(place, 3) * _LATER, text, node, evidence
        yield from _attribute_offers(document, anchor)
    larger = largerlines.title(document, card)
    if larger is not None:
        text = plain(document, larger, marks)
        yield _LARGER + text_points(text), text, larger, "larger letters"
    linked = [a.node for a in card.anchors if a.heading is not None]
    for part in card.parts:
        for node in document.elements(part, *regions.HEADINGS):
            text = plain(document, node, marks)
            if text and not marks[node.index] & regions.SPOKEN and not any(a.contains(node) for a in linked):
                yield 2.5 + text_points(text) - 4.0 * bool(marks[node.index] & ~outer & _LABELS), text, node, node.tag


_LARGER = 3.0
"""What larger letters tell where no link names the article: more than a heading, which may be one of its text."""
_LATER = 0.2
"""What each link before it costs a link: the title comes before the text."""
_LEADS_ON = 1.0
"""What a colon at its end costs a link: the title follows in another."""
_LABELS = regions.AUTHOR | regions.SECTION | regions.TIME | regions.COUNT | regions.DURATION


def _offer(anchor: Anchor, marks: list[int], outer: int) -> tuple[float, str, Node, str]:
    node = anchor.heading or anchor.node
    mark = marks[node.index] & ~outer
    points = text_points(anchor.text) + 1.0 - _LEADS_ON * anchor.text.endswith((":", "："))
    evidence = "link"
    if mark & regions.HEADING or anchor.heading is not None:
        points, evidence = points + 2.0, "heading in the link" if anchor.heading is not None else "link in a heading"
    if mark & regions.TITLE:
        points, evidence = points + 1.5, "class names a title"
    if "bookmark" in anchor.node.get("rel").lower():
        points, evidence = points + 1.0, "rel=bookmark"
    if mark & _LABELS and not mark & regions.TITLE:
        points -= 5.0
    elif mark & regions.SUMMARY and not mark & (regions.TITLE | regions.HEADING):
        points -= 1.0
    return points, anchor.text, node, evidence


def _attribute_offers(document: Document, anchor: Anchor) -> Iterator[tuple[float, str, Node, str]]:
    for name in ("title", "aria-label"):
        text = _PERMALINK.sub("", folded(anchor.node.get(name)))
        if text:
            yield min(text_points(text), 1.0) - 1.0, text, anchor.node, f"@{name}"
    for image in document.elements(anchor.node, "img"):
        text = folded(image.get("alt"))
        if text:
            yield min(text_points(text), 1.0) - 1.5, text, anchor.node, "image's alt"


def _whole(card: Card, text: str) -> str:
    """Return the whole title from an attribute where the visible one is cut short."""
    stem = _CUT.sub("", text).rstrip()
    if stem == text or not stem:
        return text
    for anchor in card.anchors:
        for name in ("title", "aria-label"):
            said = _PERMALINK.sub("", folded(anchor.node.get(name)))
            if len(said) > len(stem) and said.casefold().startswith(stem.casefold()):
                return said
    return text


# ---- summary --------------------------------------------------------------------------------------------------------

_LEAST_SUMMARY = 30
_MORE_THAN = 3
"""So many signs more than the title make a text no summary: the title again, in a heading without a link."""
MOST_SUMMARY = 1000


def summary(document: Document, card: Card, marks: list[int], title: Title) -> str | None:
    """Return the teaser's text: the longest running text that is no label and not the title."""
    best = ""
    for part in card.parts:
        for text in _blocks(document, part, marks, title):
            is_title = text.casefold().startswith(title.text.casefold()) and len(text) <= len(title.text) + _MORE_THAN
            if len(text) >= _LEAST_SUMMARY and len(text) > len(best) and not vocabulary.is_more(text) and not is_title:
                best = text
    return _shortened(best) or None


def _blocks(document: Document, part: Node, marks: list[int], title: Title) -> Iterator[str]:
    outer = marks[part.index]
    run: list[str] = []
    holder: Node | None = None
    for node in document.texts(part):
        if title.holds(node):
            continue
        mark = marks[node.index] & ~outer
        if mark & (_LABELS | regions.SPOKEN | regions.HEADING):
            continue
        block = block_of(node)
        if block is not holder and run:
            yield folded("".join(run))
            run = []
        holder = block
        run.append(node.text)
    if run:
        yield folded("".join(run))


def _shortened(text: str) -> str:
    if len(text) <= MOST_SUMMARY:
        return text
    return text[:MOST_SUMMARY].rsplit(" ", 1)[0] + "…"


# ---- author ---------------------------------------------------------------------------------------------------------

_MOST_NAME = 80
_JOIN = ", "
_LEAST_ACCOUNT = 4
_INDEX = re.compile(r"(?<=/)index\.html?$", re.IGNORECASE)
_SCORE = re.compile(r"\s*\(\W*\d[\d.,]*\s*[kKmM]?\)$")
"""A rank or a count of points behind an account's name: "ada (#902)"."""


def author(document: Document, card: Card, marks: list[int], title: Title) -> tuple[str, str] | None:
    """Return the author's name as the card shows it, and what says so."""
    nodes = card.nodes(document)
    own = [n for part in card.parts if part.contains(title.node) for n in document.nodes[part.index : part.end]]
    return (
        (_by_relation(document, own, marks, title) if own else None)
        or _by_relation(document, nodes, marks, title)
        or _by_class(document, nodes, marks, title)
        or _by_word(nodes, title)
    )


def _by_relation(document: Document, nodes: list[Node], marks: list[int], title: Title) -> tuple[str, str] | None:
    names: dict[str, str] = {}
    persons: set[str] = set()
    outer = marks[nodes[0].index]
    for node in nodes:
        if node.tag != "a" or title.node.contains(node) or node.contains(title.node):
            continue
        if marks[node.index] & ~outer & regions.OUTSIDE:
            continue
        related = "author" in node.get("rel").lower()
        url = None if related else addresses.absolute(node.get("href"), document.base)
        if url and not addresses.same_site(url, document.base) and is_inside_running_text(document, node):
            continue
        if related or (url is not None and addressmarks.is_person(url)):
            person = slugify(unquote(_INDEX.sub("", node.get("href")).rstrip("/").rpartition("/")[2]))
            name = _name(document.text(node)) if document.size(node) else _pictured(document, node, person)
            if name and person not in persons:
                persons.add(person)
                names.setdefault(name, "rel=author" if related else "link to a person's page")
    if not names:
        return None
    return _JOIN.join(names), next(iter(names.values()))


def _pictured(document: Document, link: Node, person: str) -> str | None:
    """Return the name in the words beside a picture that links to a person's page: those that its address spells."""
    for said in (link.get("title"), *(image.get("alt") for image in document.elements(link, "img"))):
        words = said.split()
        for start in range(len(words) - 1):
            if slugify(" ".join(words[start:])) == person:
                return " ".join(words[start:])
    return None


def _by_class(document: Document, nodes: list[Node], marks: list[int], title: Title) -> tuple[str, str] | None:
    best: Node | None = None
    for node in nodes:
        if not _is_marked_author(node, marks) or title.node.contains(node) or node.contains(title.node):
            continue
        if best is None or (best.contains(node) and _name(document.text(node))):
            best = node
    if best is None:
        return None
    outer = marks[best.index]
    names = {
        name: None for node in _alike(nodes, best) if (name := _name(_without_times(document, node, marks, outer)))
    }
    return (_JOIN.join(names), "class names an author") if names else None


def _alike(nodes: list[Node], best: Node) -> list[Node]:
    """Return the elements of one tag and class: a byline marks each of several authors so."""
    classes = best.get("class")
    return [n for n in nodes if n.tag == best.tag and n.get("class") == classes] if classes else [best]


def _without_times(document: Document, node: Node, marks: list[int], outer: int) -> str:
    """Return an element's text without what is marked as something else; where all is, without texts of digits."""
    texts = [n for n in document.texts(node) if not marks[n.index] & ~outer & (regions.TIME | regions.COUNT)]
    if outer & (regions.TIME | regions.COUNT):
        texts = [n for n in texts if not any(c.isdigit() for c in n.text)]
    return folded(" ".join(n.text for n in texts if not marks[n.index] & regions.SPOKEN))


def _is_marked_author(node: Node, marks: list[int]) -> bool:
    if node.tag in ("#text", "img") or not marks[node.index] & regions.AUTHOR:
        return False
    return (
        node.parent is None or not marks[node.parent.index] & regions.AUTHOR or node.tag in ("span", "a", "b", "strong")
    )


def _by_word(nodes: list[Node], title: Title) -> tuple[str, str] | None:
    texts = [n for n in nodes if n.is_text and not title.holds(n)]
    for place, node in enumerate(texts):
        said = folded(node.text)
        if any(c.isdigit() for c in said[:_MOST_NAME]) and vocabulary.is_reading_time(said[:_MOST_NAME]):
            continue
        dated = vocabulary.name_after_time(said) if len(said) <= 2 * _MOST_NAME else None
        if dated and (_reads_like_a_name(dated) or _is_account_after(said.removesuffix(dated), dated)):
            return dated, "after a time and a word for by"
        if len(said) > _MOST_NAME or not vocabulary.says_by(said):
            continue
        rest = _name(_without_day(said))
        if rest is None and place + 1 < len(texts):
            rest = _name(folded(texts[place + 1].text))
        follows_time = any(c.isdigit() for before in texts[max(place - 2, 0) : place] for c in before.text)
        if rest and (_reads_like_a_name(rest) or (follows_time and _is_account_after(said.split()[0], rest))):
            return rest, f"after {said[:12]!r}"
    return None


def _name(text: str) -> str | None:
    name = without_score(vocabulary.without_by(folded(text)))
    if not name or len(name) > _MOST_NAME or not any(c.isalpha() for c in name) or vocabulary.is_comments(name):
        return None
    return None if "://" in name or name.endswith("*") else _without_place(name)


def without_score(name: str) -> str:
    """Return a name without the rank or the points that stand behind it in brackets."""
    return _SCORE.sub("", name)


def _without_place(name: str) -> str:
    """Return a byline's name without the place after a slash ("Ada Rossi / Roma"); several names stay."""
    head, mark, tail = name.partition(" / ")
    is_place = mark and (" " not in tail.strip() or "," in tail or (tail.isupper() and not head.isupper()))
    return head.strip() if is_place else name


def _without_day(text: str) -> str:
    """Return a byline without the day or hour after the name ("posted by Ada Rossi at 03:43")."""
    words = text.split()
    end = next((place for place, word in enumerate(words) if any(c.isdigit() for c in word)), len(words))
    if end == len(words):
        return text
    while end and labels.is_linking(words[end - 1]):
        end -= 1
    return " ".join(words[:end]).rstrip(_BETWEEN)


_BETWEEN = " ,;|·•–—-"


_ALSO_PREPOSITIONS = frozenset(("di", "da", "de", "du", "av", "af", "per"))
"""Words that announce an author and as often a place or a part in other languages ("di antaranya")."""


def _reads_like_a_name(text: str) -> bool:
    parts = text.split()
    return len(parts) <= 6 and not any(c.isdigit() for c in text) and (text[0].isupper() or not text[0].islower())


def _is_account_after(before: str, text: str) -> bool:
    """Whether a text is one word of letters, the lower-case name under which somebody writes, after a word for by."""
    said = (before.split() or [""])[-1].casefold()
    return text.isalpha() and len(text) >= _LEAST_ACCOUNT and said not in _ALSO_PREPOSITIONS


# ---- image ----------------------------------------------------------------------------------------------------------

_OFFERED = re.compile(r"(\S*[^\s,])(?:\s+(\d+(?:\.\d+)?)[wx])?\s*(?:,|$)")


def _widest(srcset: str) -> str | None:
    """Return the largest of the pictures that a ``srcset`` offers (HTML, images, srcset attributes)."""
    offered = [(float(match[2] or 1), match[1]) for match in _OFFERED.finditer(srcset) if match[1][:5] != "data:"]
    return max(offered, key=lambda one: one[0])[1] if offered else None


_IMAGE_NAMES = ("data-src", "data-lazy-src", "data-original", "data-lazy", "data-img-url", "src")
_BACKGROUND = re.compile(r"url\(\s*['\"]?([^'\")]+)")


def image(document: Document, card: Card, marks: list[int]) -> str | None:
    """Return the address of the card's first picture that is no placeholder and no tracking pixel."""
    for node in card.nodes(document):
        found = _picture(node)
        if found and not marks[node.index] & (regions.AUTHOR | regions.ADVERTISEMENT):
            url = addresses.absolute(found, document.base)
            if url is not None:
                return url
    return None


def _picture(node: Node) -> str | None:
    if not node.attributes:
        return None
    if node.tag in ("img", "amp-img", "source"):
        if node.get("width") in ("0", "1") or node.get("height") in ("0", "1"):
            return None
        for name in _IMAGE_NAMES:
            said = node.get(name)
            if said and not said.startswith("data:"):
                return said
        return _widest(node.get("data-srcset") or node.get("srcset"))
    if "style" in node.attributes and "url(" in node.get("style"):
        match = _BACKGROUND.search(node.get("style"))
        return match.group(1).strip() if match and not match.group(1).startswith("data:") else None
    return node.get("data-bg") or node.get("data-background") or None

"""Every link of a page, and how much each looks like one to an article: its address, its words, its place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from feedsvc.reading import addresses, addressmarks, idle, regions, rows, vocabulary
from feedsvc.reading.document import Document, Node, folded
from feedsvc.reading.phrases import INLINE, text_points, title_in

_DIGITS = re.compile(r"\d+")
_COMMENTS_FRAGMENT = re.compile(r"comment|respond|disqus|reply|commenti|discuss|form", re.IGNORECASE)
LONGEST_LABEL = 40
_LEAST_SENTENCE = 40
_ENDS = ".!?…:;|»–—-•·)]。！？：）"
MOST_LINKS = 20_000
"""So many links of a page are looked at; the longest archive met has 1,300."""
MOST_REPEATED = 3
"""A link that says the same more often is a label; sliders, tickers and lists show an article up to thrice."""


@dataclass(slots=True, eq=False)
class Anchor:
    """One ``<a>``: where it leads, what it says, and its points; ``key`` compares addresses.

    ``address_points`` are what the address alone is worth.
    """

    node: Node
    url: str
    key: str
    text: str
    marks: int
    is_own: bool
    address_points: float
    signature: tuple[str, ...] = ()
    points: float = 0.0
    is_more: bool = False
    is_comments: bool = False
    is_in_text: bool = False
    is_row: bool = False
    heading: Node | None = None

    @property
    def index(self) -> int:
        """The place in document order."""
        return self.node.index


def collect(document: Document, marks: list[int]) -> list[Anchor]:
    """List the links that could lead to an article, in document order, with their points."""
    site = addressmarks.site_name(document.url or document.base)
    here = addresses.key(document.url) if document.url else None
    links = islice((node for node in document.nodes if node.tag == "a" or _is_scripted(document, node)), MOST_LINKS)
    found = [a for node in links for a in _anchor(document, node, marks, site, here)]
    listed = rows.titles(document)
    for anchor in found:
        anchor.is_row = anchor.is_own and anchor.index in listed
        anchor.is_in_text = anchor.is_in_text and not anchor.is_row
    _give_one_address(found)
    shelves, holders = _shelves(found)
    named = {a.key for a in found if a.marks & regions.NAVIGATION and text_points(a.text) <= 0.0}
    repeated = Counter((a.key, a.text) for a in found if a.text)
    led_to = Counter(text for text, _ in {(a.text, a.key) for a in found})
    titles = {a.text: a.key for a in found if text_points(a.text) > 1.0}
    for anchor in found:
        anchor.signature = _signature(anchor.node)
        anchor.points = (
            anchor.address_points
            - 3.0 * (anchor.url.rstrip("/") in shelves)
            + text_points(anchor.text)
            + _place_points(anchor)
        )
        if repeated[anchor.key, anchor.text] > MOST_REPEATED:
            anchor.points -= 4.0
        if (
            anchor.key in named
            or addressmarks.is_category(anchor.url)
            or _is_shelf(anchor.text)
            or (anchor.url.rstrip("/") in holders and _is_plain(anchor))
        ):
            anchor.points -= 3.0
        says_little = text_points(anchor.text) <= (0.0 if anchor.is_own else 1.0)
        if text_points(anchor.text) <= 0.0 and titles.get(folded(anchor.node.get("title")), anchor.key) != anchor.key:
            anchor.points -= _LABEL  # a label in the card of the article that its attribute names
        if is_offer(anchor) or (led_to[anchor.text] > MOST_REPEATED and says_little):
            anchor.points -= _LABEL
    return found


def _give_one_address(found: list[Anchor]) -> None:
    """Give each article the address of its first link where the others differ in what only names their block."""
    names = idle.parameters(anchor.url for anchor in found if anchor.is_own)
    first: dict[str, str] = {}
    for anchor in found if names else ():
        if anchor.is_own:
            anchor.url = first.setdefault(idle.without(anchor.url, names), anchor.url)
            anchor.key = addresses.key(anchor.url)


def _anchor(document: Document, node: Node, marks: list[int], site: str | None, here: str | None) -> Iterable[Anchor]:
    href = node.get("href") if node.tag == "a" else _scripted(node)
    if not href or href[0] == "#" or href[:11].lower() == "javascript:":
        return
    url = addresses.absolute(href, document.base)
    if url is None:
        return
    url, _, fragment = url.partition("#")
    if fragment[:1] in ("!", "/"):
        url = f"{url}#{fragment}"
        fragment = ""
    key = addresses.key(url)
    is_own = site is not None and addressmarks.site_name(url) == site
    leads_off = not is_own and addressmarks.is_elsewhere(url)
    if (
        key == here
        or leads_off
        or _is_only_a_file(url, node, marks)
        or (fragment and _speaks_of_comments(fragment, node))
    ):
        return
    text, heading = title_in(document, node, marks)
    yield Anchor(
        node=node,
        url=url,
        key=key,
        text=text,
        marks=marks[node.index],
        address_points=addressmarks.points(url),
        is_own=is_own,
        is_more=vocabulary.is_more(text),
        is_comments=vocabulary.is_comments(text),
        heading=heading,
        is_in_text=is_inside_running_text(document, node) or _ends_a_sentence(document, node, marks),
    )


def _is_only_a_file(url: str, node: Node, marks: list[int]) -> bool:
    """Whether a link shows a picture or loads a file; as a title it tells of one, as pages that collect links do."""
    return addressmarks.is_file(url) and not marks[node.index] & (regions.HEADING | regions.TITLE)


_SCRIPT = re.compile(r"\blocation(?:\.href)?\s*=\s*(['\"])(.+?)\1|\blocation\.(?:assign|replace)\(\s*(['\"])(.+?)\3")
_LEAST_SCRIPTED = 15
_MOST_SCRIPTED = 400
"""More elements and texts than one teaser has: a script on so large an element opens no article."""


def _scripted(node: Node) -> str:
    """Return where a script leads from an element that is no link, "" where none does."""
    stated = node.get("data-href") or node.get("data-link")
    if stated or "onclick" not in node.attributes:
        return stated
    match = _SCRIPT.search(node.get("onclick"))
    return (match[2] or match[4]) if match is not None else ""


def _is_scripted(document: Document, node: Node) -> bool:
    """Whether an element is a card that only a script opens: it has words, and no link inside."""
    if not node.attributes or not _scripted(node):
        return False
    if document.size(node) < _LEAST_SCRIPTED or node.end - node.index > _MOST_SCRIPTED:
        return False
    return not any(n.tag == "a" and n.get("href") for n in document.nodes[node.index + 1 : node.end])


def _is_shelf(text: str) -> bool:
    """Whether a link's few words are a list's name: "Most Recent", "All stories"."""
    return text_points(text) <= 0.0 and vocabulary.is_shelf(text)


_LABEL = 8.0
"""What it costs a link to lead to a service of the site, or to say what links to other addresses say: its company
does not make up for it."""


def is_offer(anchor: Anchor) -> bool:
    """Whether a link's few words or its address name what a site offers beside articles: "Horoscope", "Sudoku"."""
    if text_points(anchor.text) <= 0.0 and addressmarks.is_offer(anchor.url):
        return True
    return _is_plain(anchor) and (vocabulary.is_offer(anchor.text) or addressmarks.is_offer(anchor.url))


def _is_plain(anchor: Anchor) -> bool:
    """Whether neither a link's few words nor its address name an article."""
    return text_points(anchor.text) <= 1.0 and anchor.address_points <= 1.0


def _speaks_of_comments(fragment: str, node: Node) -> bool:
    return _COMMENTS_FRAGMENT.search(fragment) is not None or bool(vocabulary.words(node.classes) & vocabulary.COUNT)


# ---- points ---------------------------------------------------------------------------------------------------------


def _place_points(anchor: Anchor) -> float:
    mark = anchor.marks
    points = 0.0
    if mark & regions.OUTSIDE:
        points -= 4.0
    elif mark & regions.MASTHEAD:
        points -= 1.5
    if anchor.heading is not None or mark & regions.HEADING:
        points += 2.0
    if mark & regions.TITLE:
        points += 1.5
    if anchor.is_row:
        points += 1.0
    points += _relation_points(anchor.node.get("rel").lower())
    if mark & (regions.AUTHOR | regions.SECTION | regions.COUNT) and not mark & (regions.HEADING | regions.TITLE):
        points -= 4.0 if len(anchor.text) < LONGEST_LABEL else 0.0
    if mark & regions.ARTICLE:
        points += 0.5
    if anchor.is_in_text:
        points -= 4.0
    return points


@lru_cache(maxsize=1024)
def _relation_points(relation: str) -> float:
    points = 0.0
    if "bookmark" in relation:
        points += 2.0
    if any(word in relation for word in ("author", "tag", "category", "sponsored", "prev", "next", "license", "me")):
        points -= 4.0 if "bookmark" not in relation else 0.0
    return points


def is_inside_running_text(document: Document, node: Node) -> bool:
    """Whether a link is a few words of a sentence: of a paragraph, or of the bare text of another element."""
    holder = node.parent
    while holder is not None and holder.tag in INLINE:
        holder = holder.parent
    if holder is None:
        return False
    linked = document.size(node)
    if holder.tag in ("p", "blockquote"):
        return document.size(holder) - linked > max(linked, _LEAST_SENTENCE)
    near = document.nodes[node.index - 1], *document.nodes[node.end : node.end + 1]
    bare = [len(folded(n.text)) for n in near if n.is_text and n.parent is node.parent]
    if sum(bare) > max(2 * linked, 2 * _LEAST_SENTENCE):
        return True
    return holder.tag not in regions.HEADINGS and _follows_words(document, node)


def _follows_words(document: Document, node: Node) -> bool:
    """Whether bare words that end no sentence stand before a link on its line: it goes on with them."""
    before = document.nodes[node.index - 1]
    if not before.is_text or before.parent is not node.parent:
        return False
    said = folded(before.text)
    return len(said) > _LEAST_SENTENCE and said[-1] not in _ENDS


_LEAST_OPENING = 4


def _ends_a_sentence(document: Document, node: Node, marks: list[int]) -> bool:
    """Whether a short sentence begins before a link and goes on in it ("To begin, simply visit our <a>shop</a>")."""
    before = document.nodes[node.index - 1]
    if not before.is_text or before.parent is not node.parent or marks[node.index] & regions.HEADING:
        return False
    words = before.text.split()
    goes_on = len(words) >= _LEAST_OPENING and words[-1].islower() and words[-1].isalpha()
    return goes_on and not any(c.isdigit() for c in before.text)


def _shelves(found: list[Anchor]) -> tuple[frozenset[str], frozenset[str]]:
    """Return the addresses below which several others lie ("/sport/" is a shelf), and those below which any does."""
    linked = {a.url.rstrip("/") for a in found}
    below: Counter[str] = Counter()
    for url in linked:
        head, _, rest = url.partition("://")
        parts = rest.split("/")
        for size in range(2, len(parts)):
            below[f"{head}://" + "/".join(parts[:size])] += 1
    holders = frozenset(url for url in below if url in linked)
    return frozenset(url for url in holders if below[url] >= 2), holders


def _signature(node: Node) -> tuple[str, ...]:
    """Return how an element stands: the tags above it, and the first class of the nearest of them, digits dropped."""
    path: list[str] = []
    here: Node | None = node
    while here is not None and len(path) <= _SIGNED:
        path.append(_step(here.tag, here.attributes.get("class")) if len(path) <= _CLASSED else here.tag)
        here = here.parent
    return tuple(path)


_SIGNED, _CLASSED = 6, 3


@lru_cache(maxsize=8192)
def _step(tag: str, classes: str | None) -> str:
    names = (classes or "").split()
    return f"{tag}.{_DIGITS.sub('', names[0]) if names else ''}"

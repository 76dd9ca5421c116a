"""One small view over an HTML page: its elements and texts in document order, with subtrees as ranges.

selectolax (lexbor) builds the tree as browsers do; the view is walked once and bounded, so that every later step
is a loop over a list (docs/decisions/0020).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from sys import intern
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from feedsvc.errors import PageTooLargeError
from feedsvc.model.sentences import sentence
from feedsvc.reading import addresses

MOST_NODES = 200_000
"""More elements and texts than any page that people read; the largest archive met has 21,000."""

MOST_DEPTH = 512
"""Deeper nesting than this is flattened by browsers too (512 in Blink and lexbor's own default)."""

NOWHERE = "https://page.invalid/"
"""The base of a page that nobody says the address of (RFC 6761 §6.4); no link below it is ever told."""

_TEXT = "#text"
_UNSEEN = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "iframe",
        "object",
        "embed",
        "select",
        "datalist",
        "textarea",
        "canvas",
        "audio",
        "video",
        "map",
        "math",
    ]
)
_MOST_BESIDE_PICTURE = 64
"""A picture for readers without scripts after more than this in one element belongs to no card."""
_NO_ATTRIBUTES: dict[str, str | None] = {}
_NO_CHILDREN: list[Node] = []
"""Shared by all leaves and never appended to: most nodes are leaves."""

_SOFT_HYPHENS = ("\u00ad", "&shy;", "&#173;", "&#xad;", "&#xAD;")


class Node:
    """An element, or a text (``tag`` is "#text"), with its place: its subtree is ``nodes[index:end]``."""

    __slots__ = ("attributes", "children", "depth", "end", "index", "is_text", "parent", "tag", "text")

    def __init__(self, tag: str, parent: Node | None, index: int, attributes: dict[str, str | None], text: str) -> None:
        self.tag = tag
        self.is_text = tag == _TEXT
        self.parent = parent
        self.index = index
        self.end = index + 1
        self.depth: int = parent.depth + 1 if parent else 0
        self.attributes = attributes
        self.children: list[Node] = _NO_CHILDREN
        self.text = text

    def get(self, name: str) -> str:
        """Return an attribute's value without blanks around it, empty where it is missing."""
        said = self.attributes.get(name)
        return said.strip() if said else ""

    @property
    def classes(self) -> str:
        """The attributes by which a page names the element, together: class, id, data-testid."""
        said = self.attributes.get
        return f"{said('class') or ''} {said('id') or ''} {said('data-testid') or ''}" if self.attributes else "  "

    def ancestors(self) -> Iterator[Node]:
        """Yield the parent, its parent, up to the root."""
        node = self.parent
        while node is not None:
            yield node
            node = node.parent

    def contains(self, other: Node) -> bool:
        """Whether the other node lies in this one's subtree (a node contains itself)."""
        return self.index <= other.index < self.end


def _unbroken(html: str) -> str:
    for mark in _SOFT_HYPHENS:
        html = html.replace(mark, "")
    return html


def folded(text: str) -> str:
    """Return the text with every run of blanks as one."""
    return " ".join(text.split())


@dataclass(slots=True, frozen=True)
class Head:
    """What the page's head says of it, as written; addresses are absolute."""

    title: str | None = None
    metas: dict[str, str] = field(default_factory=dict)
    links: tuple[tuple[str, str, str, str], ...] = ()
    """(rel, href, type, title) of each ``<link>``."""


@dataclass(frozen=True)
class Document:
    """A parsed page. ``nodes`` holds its visible elements and texts in document order; the first is ``<body>``."""

    tree: LexborHTMLParser
    url: str | None
    base: str
    nodes: tuple[Node, ...]
    head: Head
    stated_language: str | None

    @classmethod
    def parse(cls, html: str, url: str | None = None) -> Document:
        """Parse a page; raises PageTooLargeError beyond ``MOST_NODES`` elements and texts.

        Where words may be broken at the end of a line is no part of them: soft hyphens are left out.
        """
        tree = LexborHTMLParser(_unbroken(html))
        base = _base(tree, url)
        root = tree.root
        language = (root.attributes.get("lang") or root.attributes.get("xml:lang")) if root is not None else None
        body = tree.body
        return cls(tree, url, base, tuple(_walk(body)) if body is not None else (), _head(tree, base), language)

    @cached_property
    def language(self) -> str | None:
        """The BCP 47 tag that the page states of itself, None where it states none."""
        said = self.stated_language or self.head.metas.get("content-language") or self.head.metas.get("og:locale") or ""
        tag = said.split(",")[0].split(";")[0].strip().replace("_", "-")
        return tag if tag and tag.replace("-", "").isalnum() and tag[:2].isalpha() else None

    @cached_property
    def title(self) -> str | None:
        """The text of ``<title>``."""
        return self.head.title

    @cached_property
    def site_name(self) -> str | None:
        """The name that the site gives itself (``og:site_name``, ``application-name``)."""
        metas = self.head.metas
        return metas.get("og:site_name") or metas.get("application-name") or None

    @cached_property
    def canonical(self) -> str | None:
        """The address that the page prefers (``rel=canonical``, else ``og:url``)."""
        named = next((href for rel, href, _, _ in self.head.links if "canonical" in rel.split()), None)
        return named or addresses.absolute(self.head.metas.get("og:url", ""), self.base)

    @cached_property
    def _sizes(self) -> tuple[int, ...]:
        """The letters and signs of all texts before each node, with one entry more for the end."""
        return tuple(accumulate((len(n.text.strip()) for n in self.nodes), initial=0))

    def size(self, node: Node) -> int:
        """Return how long the visible text of a subtree is, blanks around texts left out."""
        return self._sizes[node.end] - self._sizes[node.index]

    @cached_property
    def _texts(self) -> tuple[list[Node], tuple[int, ...]]:
        """All texts in document order, and how many of them stand before each node, with one entry more for the end."""
        return [n for n in self.nodes if n.is_text], tuple(accumulate((n.is_text for n in self.nodes), initial=0))

    def text(self, node: Node) -> str:
        """Return the visible text of a subtree, blanks folded, a blank between texts."""
        return folded(" ".join([n.text for n in self.texts(node)]))

    def texts(self, node: Node) -> list[Node]:
        """Return the texts of a subtree in document order."""
        texts, before = self._texts
        return texts[before[node.index] : before[node.end]]

    def elements(self, node: Node, *tags: str) -> Iterator[Node]:
        """Yield the elements of a subtree that have one of the tags, in document order, the node itself included."""
        return (n for n in self.nodes[node.index : node.end] if n.tag in tags)


def _base(tree: LexborHTMLParser, url: str | None) -> str:
    """Return what the page's addresses are relative to; for a saved page of unknown origin a place that is none."""
    url = url or _stated_address(tree) or NOWHERE
    element = tree.css_first("base[href]")
    href = (element.attributes.get("href") or "").strip() if element is not None else ""
    if not href:
        return url
    try:
        joined = urljoin(url, href)
    except ValueError:
        return url
    return joined if joined.startswith(("http://", "https://")) else url


def _stated_address(tree: LexborHTMLParser) -> str | None:
    for selector, name in (("link[rel=canonical][href]", "href"), ("meta[property='og:url'][content]", "content")):
        element = tree.css_first(selector)
        if element is not None and (said := addresses.absolute(element.attributes.get(name) or "", None)):
            return said
    return None


def _head(tree: LexborHTMLParser, base: str) -> Head:
    title = tree.css_first("head > title") or tree.css_first("title")
    metas: dict[str, str] = {}
    for meta in tree.css("meta[content]"):
        said = meta.attributes
        name = said.get("property") or said.get("name") or said.get("http-equiv") or said.get("itemprop")
        if name and said.get("content"):
            metas.setdefault(name.strip().lower(), folded(said["content"] or ""))
    links = []
    for link in tree.css("link[rel][href]"):
        said = link.attributes
        href = addresses.absolute(said.get("href") or "", base)
        if href:
            links.append(
                ((said.get("rel") or "").lower(), href, (said.get("type") or "").lower(), said.get("title") or "")
            )
    text = folded(title.text()) if title is not None else ""
    return Head(text or None, metas, tuple(links))


def _walk(body: LexborNode) -> list[Node]:
    """List the visible nodes below body in document order, without recursion."""
    parent = Node("body", None, 0, body.attributes, "")
    nodes = [parent]
    above: list[tuple[LexborNode | None, Node]] = []
    here = body.child
    while here is not None or above:
        if here is None:
            parent.end = len(nodes)
            here, parent = above.pop()
            continue
        tag, after = intern(here.tag or "-"), here.next
        if tag == "-text":
            text = here.text_content
            if text and not text.isspace():
                nodes.append(Node(_TEXT, parent, len(nodes), _NO_ATTRIBUTES, text))
                _adopt(parent, nodes[-1])
            here = after
        elif tag in _UNSEEN or tag[0] == "-":
            if tag == "noscript":
                _keep_picture(nodes, parent, here)
            here = after
        else:
            node = Node(tag, parent, len(nodes), here.attributes, "")
            nodes.append(node)
            _adopt(parent, node)
            here = here.child
            above.append((after, parent))
            parent = node if node.depth < MOST_DEPTH else parent
            if len(nodes) > MOST_NODES:
                raise PageTooLargeError(sentence("The page has more than %(n)s elements and texts.", n=MOST_NODES))
    nodes[0].end = len(nodes)
    return nodes


def _keep_picture(nodes: list[Node], holder: Node, noscript: LexborNode) -> None:
    """Take a picture that the page keeps for readers without scripts: for the one before it, or as the only one."""
    if nodes[-1].tag == "img":
        _lend(nodes[-1], noscript)
        return
    if len(nodes) - holder.index > _MOST_BESIDE_PICTURE or any(node.tag == "img" for node in nodes[holder.index :]):
        return
    kept = noscript.css_first("img[src]")
    if kept is not None and not _is_unseen(kept.attributes):
        nodes.append(Node("img", holder, len(nodes), dict(kept.attributes), ""))
        _adopt(holder, nodes[-1])


def _is_unseen(said: dict[str, str | None]) -> bool:
    """Whether a picture only counts visits: it has no size, or is hidden."""
    return bool({said.get("width"), said.get("height")} & {"0", "1"}) or "none" in (said.get("style") or "")


def _lend(image: Node, noscript: LexborNode) -> None:
    """Give a picture that waits for a script the address that the page keeps for readers without one."""
    if image.get("data-src") or image.get("src")[:5] not in ("", "data:"):
        return
    kept = noscript.css_first("img[src]")
    if kept is not None:
        image.attributes["data-src"] = kept.attributes.get("src")


def _adopt(parent: Node, node: Node) -> None:
    if parent.children is _NO_CHILDREN:
        parent.children = [node]
    else:
        parent.children.append(node)

"""Articles that a page's markup itself describes: microdata, microformats2 and the older hAtom of countless themes.

Sources: HTML §5 (microdata), microformats.org h-entry and hAtom.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from feedsvc.reading import vocabulary
from feedsvc.reading.document import Document, Node, folded
from feedsvc.reading.items import ARTICLE_TYPES, Item, Property, filled

_ITEMPROP: dict[str, Property] = {
    "headline": "title",
    "name": "title",
    "url": "url",
    "mainentityofpage": "url",
    "author": "author",
    "creator": "author",
    "datepublished": "published",
    "datecreated": "published",
    "datemodified": "updated",
    "dateupdated": "updated",
    "articlesection": "section",
    "image": "image",
    "thumbnailurl": "image",
    "description": "summary",
    "inlanguage": "language",
}
_MF2: dict[str, Property] = {
    "p-name": "title",
    "u-url": "url",
    "u-uid": "url",
    "p-author": "author",
    "dt-published": "published",
    "dt-updated": "updated",
    "p-category": "section",
    "u-photo": "image",
    "u-featured": "image",
    "p-summary": "summary",
}
_HATOM: dict[str, Property] = {
    "entry-title": "title",
    "author": "author",
    "published": "published",
    "updated": "updated",
    "entry-summary": "summary",
}
_SCOPES = "[itemscope], .h-entry, .hentry"
_MOST = 2_000


@dataclass(slots=True)
class _Scope:
    """One item under way: the element that opened it and what was said inside it so far."""

    node: Node
    vocabulary: str
    type: str
    names: dict[str, Property]
    said: dict[Property, list[str]] = field(default_factory=dict)


def read(document: Document) -> tuple[Item, ...]:
    """Return the articles that markup describes, in document order, the innermost scope owning each property."""
    if document.tree.css_first(_SCOPES) is None:
        return ()
    open_scopes: list[_Scope] = []
    done: list[_Scope] = []
    for node in document.nodes:
        while open_scopes and node.index >= open_scopes[-1].node.end:
            open_scopes.pop()
        if node.is_text:
            continue
        scope = _opens(node)
        if scope is not None:
            open_scopes.append(scope)
            done.append(scope)
        elif open_scopes:
            _say(open_scopes[-1], node, document)
        if len(done) > _MOST:
            break
    return tuple(_item(scope) for scope in done if scope.names and scope.said.get("title"))


def _opens(node: Node) -> _Scope | None:
    """Return the scope that an element opens; one of another type is a wall: its names are not the article's."""
    if "itemscope" in node.attributes and not node.get("itemprop"):
        kind = node.get("itemtype").rstrip("/").rsplit("/", 1)[-1]
        return _Scope(node, "microdata", kind, _ITEMPROP if kind in ARTICLE_TYPES else {})
    classes = node.get("class").split()
    if "h-entry" in classes:
        return _Scope(node, "microformats2", "h-entry", _MF2)
    return _Scope(node, "hAtom", "hentry", _HATOM) if "hentry" in classes else None


def _say(scope: _Scope, node: Node, document: Document) -> None:
    for name in _names(scope, node):
        scope.said.setdefault(name, []).extend(_values(node, name, document))


def _names(scope: _Scope, node: Node) -> Iterator[Property]:
    words: Sequence[str] = ()
    if scope.vocabulary == "microdata":
        words = node.get("itemprop").lower().split()
    elif scope.names:
        words = node.get("class").split()
        if scope.vocabulary == "hAtom" and "bookmark" in node.get("rel").split():
            yield "url"
    yield from dict.fromkeys(scope.names[word] for word in words if word in scope.names)


def _values(node: Node, name: Property, document: Document) -> list[str]:
    """Return what an element says: the attribute made for it, else its text; of a person, the name."""
    if name in ("published", "updated"):
        value = node.get("datetime") or node.get("content") or node.get("title") or document.text(node)
    elif name in ("url", "image"):
        said = map(node.get, ("href", "content", "src", "itemid"))
        value = next(filter(None, said), "") or _address(node, document)
    elif name == "author":
        value = node.get("content") or _person(node, document)
    else:
        value = node.get("content") or (_unlabelled(node, document) if name == "title" else document.text(node))
    return [value]


def _unlabelled(node: Node, document: Document) -> str:
    """Return a title without labels set into it in elements of their own, as a kicker; all where nothing is left."""
    texts = [text for text in document.texts(node) if not _is_label(text, node)]
    return folded("".join(text.text for text in texts)) or document.text(node)


def _is_label(text: Node, title: Node) -> bool:
    inside = takewhile(lambda above: above is not title, text.ancestors())
    return any(vocabulary.words(above.classes) & vocabulary.SECTION for above in inside)


def _address(node: Node, document: Document) -> str:
    inside = next(document.elements(node, "img", "meta", "a"), None)
    return "" if inside is None else inside.get("src") or inside.get("content") or inside.get("href")


def _person(node: Node, document: Document) -> str:
    for inside in document.nodes[node.index : node.end]:
        if "name" in inside.get("itemprop").split() or {"fn", "p-name"} & set(inside.get("class").split()):
            return inside.get("content") or document.text(inside)
    return document.text(node)


def _item(scope: _Scope) -> Item:
    said = filled((name, values) for name, values in scope.said.items())
    return Item(scope.vocabulary, scope.type, "microdata", said, position=float(scope.node.index))

"""JSON-LD as sites really write it: graphs, lists, references, JSON that is not quite JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from feedsvc.reading.items import ARTICLE_TYPES, Item, filled

_LONGEST = 3_000_000
_MOST_NODES = 20_000
_WITHIN = ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item", "hasPart", "blogPost", "blogPosts")
"""Where articles stand; comments, live updates, citations and videos are no articles of their own."""
_LISTS = frozenset({"itemListElement", "hasPart", "blogPost", "blogPosts"})
_WRAPPING = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|\]\]>)\s*;?\s*$"
)
_TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")
_BAD_ESCAPE = re.compile(r'\\(?!["\\/bfnrtu])')

Node = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Graph:
    """All nodes of a page's JSON-LD that matter: its articles, and the types that it gives itself."""

    items: tuple[Item, ...] = ()
    types: frozenset[str] = frozenset()
    breadcrumb: tuple[str, ...] = ()


def read(tree: LexborHTMLParser) -> Graph:
    """Return what a page's JSON-LD says; what cannot be parsed is passed over."""
    roots = [root for script in tree.css('script[type*="ld+json"]') for root in parse(script.text() or "")]
    nodes = list(_nodes(roots))
    known = {str(node["@id"]): node for node, _ in nodes if "@id" in node and len(node) > 1}
    items = tuple(_item(node, known, listed) for node, listed in nodes if types(node) & ARTICLE_TYPES)
    own = frozenset(name for node, listed in nodes if not listed for name in types(node))
    return Graph(items, own, _breadcrumb(node for node, _ in nodes))


def parse(text: str) -> list[Any]:
    """Return the values that a script holds: one, several behind each other, or none where it cannot be mended."""
    if len(text) > _LONGEST:
        return []
    bare = _WRAPPING.sub("", _WRAPPING.sub("", text)).strip()
    for mend in (lambda said: said, partial(_TRAILING_COMMA.sub, ""), partial(_BAD_ESCAPE.sub, r"\\\\")):
        bare = mend(bare)
        try:
            return list(_values(bare))
        except (ValueError, RecursionError):
            continue
    return []


def _values(text: str) -> Iterator[Any]:
    decoder = json.JSONDecoder(strict=False)
    at = 0
    while at < len(text):
        value, at = decoder.raw_decode(text, at)
        yield value
        while at < len(text) and text[at] in " \t\r\n;,":
            at += 1


def types(node: Node) -> set[str]:
    """Return the names of a node's types without their vocabulary."""
    said = node.get("@type") or ()
    names = [said] if isinstance(said, str) else said if isinstance(said, list) else ()
    return {name.rsplit("/", 1)[-1].rsplit(":", 1)[-1] for name in names if isinstance(name, str)}


def _nodes(roots: Iterable[Any]) -> Iterator[tuple[Node, bool]]:
    """Yield the nodes in reading order with whether they stand in a list, a bounded number of them."""
    waiting: list[tuple[Any, bool]] = [(root, False) for root in roots][::-1]
    for _ in range(_MOST_NODES):
        if not waiting:
            return
        value, listed = waiting.pop()
        if isinstance(value, list):
            waiting.extend((part, listed) for part in reversed(value))
        elif isinstance(value, dict):
            yield value, listed
            waiting.extend(
                (value[name], listed or name in _LISTS)
                for name in reversed(_WITHIN)
                if isinstance(value.get(name), (dict, list))
            )


def _item(node: Node, known: Mapping[str, Node], listed: bool) -> Item:  # noqa: FBT001 - a value, not a switch
    def texts(*names: str, inside: tuple[str, ...] = ("name", "@value")) -> list[str]:
        return [text for name in names for text in _texts(node.get(name), known, inside)]

    addresses = ("url", "@id", "contentUrl")
    urls = [*texts("url", inside=addresses), *texts("mainEntityOfPage", inside=addresses), *texts("@id")]
    said = filled(
        (
            ("title", texts("headline", "name", "alternativeHeadline")),
            ("url", [url for url in urls if url.startswith(("http", "/"))]),
            ("author", [name for name in texts("author", "creator") if not name.startswith("http")]),
            ("published", texts("datePublished", "dateCreated")),
            ("updated", texts("dateModified")),
            ("section", texts("articleSection")),
            ("image", texts("image", "thumbnailUrl", inside=addresses)),
            ("summary", texts("description", "abstract")),
            ("body", texts("articleBody", "text")),
            ("language", texts("inLanguage", inside=("alternateName", "name"))),
            ("id", texts("identifier", inside=("value",))),
        )
    )
    return Item("JSON-LD", min(types(node) & ARTICLE_TYPES), "json-ld", said, listed)


def _texts(value: Any, known: Mapping[str, Node], inside: tuple[str, ...]) -> Iterator[str]:
    """Yield the texts of a property: itself, of each in a list, or of the node that it is or refers to."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        yield str(value)
    elif isinstance(value, list):
        for part in value[:20]:
            yield from _texts(part, known, inside) if not isinstance(part, list) else ()
    elif isinstance(value, dict):
        node = known.get(str(value.get("@id")), value)
        found = next((node[name] for name in inside if node.get(name)), None)
        yield from (part for part in (found if isinstance(found, list) else [found]) if isinstance(part, str))


def _breadcrumb(nodes: Iterable[Node]) -> tuple[str, ...]:
    """Return the names along the page's first breadcrumb, the home page first."""
    for node in nodes:
        steps = node.get("itemListElement")
        if "BreadcrumbList" in types(node) and isinstance(steps, list):
            return tuple(name for step in steps[:20] if isinstance(step, dict) and (name := _step(step)))
    return ()


def _step(step: Node) -> str | None:
    item = step.get("item")
    name = step.get("name") or (item.get("name") if isinstance(item, dict) else None)
    return " ".join(name.split()) if isinstance(name, str) else None

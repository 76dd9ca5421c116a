"""A stretch of a page as clean HTML: what an article's body is published as."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape
from itertools import islice
from typing import TypeGuard

from feedsvc.reading import addresses, bylines, sanitise, textlines
from feedsvc.reading.document import Document, Node
from feedsvc.reading.htmllines import HtmlLines

_KEPT = frozenset(
    {
        *("p", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "code", "ul", "ol", "li", "dl", "dt"),
        *("dd", "figure", "figcaption", "img", "a", "strong", "em", "b", "i", "u", "s", "del", "ins", "sub"),
        *("sup", "q", "cite", "br", "hr", "table", "thead", "tbody", "tr", "th", "td", "caption"),
    }
)
_VOID = frozenset({"img", "br", "hr"})
_ATTRIBUTES = ("href", "alt", "title", "datetime", "colspan", "rowspan")
_BLOCKS = frozenset({"div", "section", "article", "main"})
_ASIDE = frozenset({"nav", "aside", "form", "footer", "button", "header"})
_MARGINAL = re.compile(
    r"(?:^|[\s_-])(?:share|sharing|social|related|correlat\w*|newsletter|adv|ads?|advert\w*|banner|promo\w*|comment[sio]?|"
    r"tags?|breadcrumbs?|sponsor\w*|recommend\w*|most-?read|read-?more|outbrain|taboola|cookie\w*|toolbar|sidebar|"
    r"author-?(?:box|bio)|post-?nav\w*|widget|sr-only|screen-reader-text|visually-hidden)(?:$|[\s_-])",
    re.IGNORECASE,
)
_WRAPPERS = frozenset({"div", "section", "article", "main", "td"})
_GAP = 120
"""Nodes between two paragraphs of one text, at most."""
_SMALL = 100
"""Pixels below which an image is an icon."""
_IMAGES = ("data-src", "data-lazy-src", "data-original", "data-orig-file", "src")
_SETS = ("data-srcset", "data-lazy-srcset", "srcset")
_BETWEEN = re.compile(r"(?<=[wx]),\s*|,\s+")
"""Between two pictures of a ``srcset`` (HTML §4.8.4.2.1): an address may hold commas inside."""


def between(document: Document, start: int, end: int) -> str:
    """Return the nodes from ``start`` to before ``end`` as clean HTML, without what stands beside an article.

    Loose text becomes paragraphs. Links and images are absolute.
    """
    pieces: list[str] = []
    open_tags: list[Node] = []
    skip_until = -1
    for node in document.nodes[start:end]:
        while open_tags and node.index >= open_tags[-1].end:
            pieces.append(_closing(open_tags.pop()))
        if node.index < skip_until:
            continue
        if node.is_text:
            pieces.append(escape(node.text, quote=False))
        elif is_marginal(node):
            skip_until = node.end
        elif node.tag in _KEPT or node.tag in _BLOCKS:
            pieces.append(_opening(node, document.base))
            if node.tag not in _VOID:
                open_tags.append(node)
    pieces.extend(_closing(node) for node in reversed(open_tags))
    return sanitise.html(_in_paragraphs("".join(pieces)), document.base)


def restored(blocks: Iterable[str], document: Document, lines: HtmlLines) -> Iterator[str]:
    """Yield blocks of an extracted text with the links that the page gives them, and the pictures between them."""
    places = {
        textlines.folded(line.text): place for line, place in reversed([*zip(lines.lines, lines.places, strict=True)])
    }
    end = None
    for block in blocks:
        place = places.get(textlines.folded(bylines.text_of(block))) if block.startswith(("<p", "<h")) else None
        if place is None:
            yield block
            continue
        yield from _pictures(document, end, place.start)
        linked = between(document, opening_of(document, place.start), place.end)
        yield linked if bylines.text_of(linked) == bylines.text_of(block) else block
        end = place.end


def opening_of(document: Document, index: int) -> int:
    """Return the element that a text begins, so that its paragraph, heading or link is not lost."""
    node = document.nodes[index]
    while node.parent is not None and node.parent.index > 0 and document.nodes[node.parent.index + 1] is node:
        if node.parent.tag in _WRAPPERS:
            break
        node = node.parent
    return node.index


def _pictures(document: Document, start: int | None, end: int) -> Iterator[str]:
    """Yield the pictures of the text itself between two of its blocks."""
    if start is None or not 0 < end - start <= _GAP:
        return
    for node in document.nodes[start:end]:
        if node.tag == "img" and _is_picture(node) and (url := _image(node, document.base)):
            img = f'<img src="{escape(url)}" alt="{escape(node.get("alt"))}">'
            yield sanitise.html(f"<figure>{img}{_caption(node, document)}</figure>", document.base)


def _caption(image: Node, document: Document) -> str:
    """Return what a figure says of its picture."""
    figure = next((above for above in islice(image.ancestors(), 6) if above.tag == "figure"), None)
    said = document.elements(figure, "figcaption") if figure is not None else ()
    text = next((text for node in said if (text := document.text(node))), "")
    return f"<figcaption>{escape(text, quote=False)}</figcaption>" if text else ""


def _is_picture(node: Node) -> bool:
    """Say whether an image belongs to the text: framed as a figure, of no tiny size, and in no margin."""
    sizes = [int(size) for size in (node.get("width"), node.get("height")) if size.isdigit()]
    above = list(islice(node.ancestors(), 6))
    framed = any(holder.tag in ("figure", "picture", "p") for holder in above[:4])
    return framed and min(sizes, default=_SMALL) >= _SMALL and not any(map(is_marginal, above))


def is_marginal(node: Node) -> bool:
    """Say whether an element only stands beside an article: navigation, sharing, related titles, advertisements."""
    return node.tag in _ASIDE or bool(_MARGINAL.search(node.classes))


def _opening(node: Node, base: str | None) -> str:
    if node.tag in _BLOCKS:
        return "\n\n"
    if node.tag == "img":
        picture = _image(node, base)
        return f'<img src="{escape(picture)}" alt="{escape(node.get("alt"))}">' if picture else ""
    said = "".join(f' {name}="{escape(node.get(name))}"' for name in _ATTRIBUTES if node.get(name))
    return f"<{node.tag}{said}>"


def _closing(node: Node) -> str:
    return "\n\n" if node.tag in _BLOCKS else f"</{node.tag}>"


def _image(node: Node, base: str | None) -> str | None:
    """Return the picture itself rather than the placeholder that stands for it until somebody scrolls."""
    named = [node.get(name) for name in _IMAGES[:-1]]
    own = node.get("src")
    holder = node.parent
    offered = (
        [node, *(sibling for sibling in holder.children if sibling.tag == "source")] if _in_picture(holder) else [node]
    )
    sets = [_largest(said) for each in offered for name in _SETS if (said := each.get(name))]
    sources = [*named, *([own] if not _is_placeholder(own) else []), *sets, own]
    return next((url for said in sources if said and (url := addresses.absolute(said, base))), None)


def _in_picture(holder: Node | None) -> TypeGuard[Node]:
    return holder is not None and holder.tag == "picture"


def _is_placeholder(source: str) -> bool:
    """Say whether a picture only stands in for another until somebody scrolls."""
    return not source or source.startswith("data:") or bool(_PLACEHOLDER.search(source))


_PLACEHOLDER = re.compile(
    r"(?:placeholder|blank|spacer|pixel|transparent|lazy(?:load)?|1x1|grey|loading)[\w-]*\.(?:gif|png|svg|jpe?g|webp)",
    re.IGNORECASE,
)


def _largest(srcset: str) -> str:
    """Return the largest picture that a ``srcset`` offers."""
    offered = [piece.split() for piece in _BETWEEN.split(srcset)]
    return max((parts for parts in offered if parts), key=_size, default=[""])[0].rstrip(",")


def _size(parts: list[str]) -> float:
    try:
        return float(parts[1].rstrip("wx,")) if len(parts) > 1 else 1.0
    except ValueError:
        return 0.0


_PART = re.compile(
    r"<(p|h[2-6]|blockquote|pre|ul|ol|dl|figure|table)\b.*?</\1>|<(?:hr|img)\b[^>]*>|\n\s*\n|(?:<br>\s*){2,}", re.DOTALL
)


def _in_paragraphs(html: str) -> str:
    """Return markup whose loose text stands in paragraphs; a blank line or two breaks part them."""
    return "\n".join(_parts(html))


def _parts(html: str) -> Iterator[str]:
    at = 0
    for match in _PART.finditer(html):
        yield from _loose(html[at : match.start()])
        if match[0].startswith("<") and not match[0].startswith("<br"):
            yield match[0]
        at = match.end()
    yield from _loose(html[at:])


def _loose(text: str) -> Iterator[str]:
    bare = re.sub(r"^(?:\s|<br>)+|(?:\s|<br>)+$", "", text)
    if bare:
        yield f"<p>{bare}</p>"

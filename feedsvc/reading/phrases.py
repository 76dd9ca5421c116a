"""The texts of an element as phrases: what reads like a title, what is a kicker, a label or a button."""

from __future__ import annotations

from functools import lru_cache

from feedsvc.reading import addressmarks, regions, vocabulary
from feedsvc.reading.document import Document, Node, folded

INLINE = frozenset(
    "b i em strong u font mark sup sub wbr q abbr ins tt code s bdi bdo big small var cite".split()  # noqa: SIM905
)
"""Elements that mark words inside a sentence and never divide one text from the next."""
_INSIDE_A_BLOCK = INLINE | {"a", "span", "br"}


def block_of(text: Node) -> Node | None:
    """Return the nearest element around a text that is a block of its own."""
    node = text.parent
    while node is not None and node.tag in _INSIDE_A_BLOCK:
        node = node.parent
    return node


@lru_cache(maxsize=8192)
def text_points(text: str) -> float:
    """Return how much a text reads like a title rather than a label, a button or a number."""
    letters = addressmarks.letters(text)
    if letters == 0 or text.startswith(("http://", "https://", "www.")):
        return -3.0
    if vocabulary.is_more(text) or vocabulary.is_comments(text) or vocabulary.is_price(text):
        return -3.0
    size = len(text.split())
    wide = addressmarks.wide_letters(text)
    if wide * 2 > letters:
        wide -= addressmarks.spelled_letters(text) // 2
        return 2.0 if wide >= 9 else 1.0 if wide >= 6 else 0.0 if wide == 5 else -1.0
    if size >= 5 or (size >= 4 and letters >= 18):
        return 2.0
    if size >= 3 or letters >= 18:
        return 1.0
    return 0.0 if size == 2 else -1.5


def title_in(document: Document, node: Node, marks: list[int]) -> tuple[str, Node | None]:
    """Return the words of a link that could be a title, with the heading inside it, if any."""
    headed = _heading_in(document, node, marks)
    if headed is not None:
        return headed
    named = _titled(document, node, marks)
    if named is not None:
        return plain(document, named, marks), named
    text = plain(document, node, marks) if _is_all_of_heading(node) else _first_phrase(document, node, marks)
    return text or folded(node.get("aria-label") or node.get("title")), None


def _heading_in(document: Document, node: Node, marks: list[int]) -> tuple[str, Node] | None:
    """Return the heading inside a link; of several, one that a class calls a title, else that of the highest rank."""
    found: list[tuple[bool, int, float, str, Node]] = []
    for inner in document.nodes[node.index + 1 : node.end]:
        if inner.tag in regions.HEADINGS and (text := plain(document, inner, marks)):
            is_title = bool(marks[inner.index] & ~marks[node.index] & regions.TITLE)
            found.append((is_title, -int(inner.tag[1]), text_points(text), text, inner))
    best = max(found, key=lambda one: one[:3], default=None)
    return (best[3], best[4]) if best is not None else None


def _is_all_of_heading(node: Node) -> bool:
    """Whether a link is the only element of a heading: then all that it says is heading, kicker and title."""
    return node.parent is not None and node.parent.tag in regions.HEADINGS


def _titled(document: Document, node: Node, marks: list[int]) -> Node | None:
    outer = marks[node.index]
    for inner in document.nodes[node.index + 1 : node.end]:
        mark = marks[inner.index] & ~outer
        if not inner.is_text and mark & regions.TITLE and not mark & regions.LABELS and document.text(inner):
            return inner
    return None


def _first_phrase(document: Document, node: Node, marks: list[int]) -> str:
    """Return the first text of a link that reads like a title, else all its text."""
    runs = phrases(document, node, marks)
    if len(runs) == 1:
        return runs[0]
    for run in runs:
        if text_points(run) >= 1 and run[-1] not in _OPENS:
            return run
    if len(runs) >= _LEAST_WORDS and all(" " not in run for run in runs):
        return " ".join(runs)  # each word in an element of its own
    return max(runs, key=len, default="")


_LEAST_WORDS = 3
_OPENS = ":："
"""What ends a kicker that the title goes on from."""


def phrases(document: Document, node: Node, marks: list[int]) -> list[str]:
    """List the texts of a subtree that no block or span divides, without labels of times, authors and counts."""
    outer = marks[node.index]
    runs: list[list[str]] = []
    last: Node | None = None
    for inner in document.texts(node):
        if marks[inner.index] & ~outer & (regions.LABELS & ~regions.SECTION):
            continue
        holder = _holder(inner, node)
        if holder is last and runs:
            runs[-1].append(inner.text)
        else:
            runs.append([inner.text])
        last = holder
    return [text for run in runs if (text := folded("".join(run)))]


def _holder(text: Node, top: Node) -> Node:
    node = text.parent or top
    while node is not top and node.tag in INLINE and node.parent is not None:
        node = node.parent
    return node


def plain(document: Document, node: Node, marks: list[int]) -> str:
    """Return the text of a title's element without the labels inside it; all of it where nothing else is left."""
    outer = marks[node.index]
    inner = document.texts(node)
    own = [n for n in inner if not marks[n.index] & ~outer & regions.LABELS]
    return folded("".join([n.text for n in _headline(own, node)])) or folded(" ".join([n.text for n in inner]))


_MOST_PARTS = 24


def _headline(texts: list[Node], node: Node) -> list[Node]:
    """Return the texts of a heading without a kicker: of several elements side by side, the one that reads best."""
    if not 2 <= len(texts) <= _MOST_PARTS:
        return texts
    top = _common(texts, node)
    parts = [[t for t in texts if child.contains(t)] for child in top.children]
    parts = [part for part in parts if part]
    if len(parts) < 2 or any(child.is_text or child.tag in INLINE for child in top.children):
        return texts
    if len(parts) >= _LEAST_WORDS and all(" " not in _joined(part) for part in parts):
        return texts  # each word in an element of its own
    stated = _stated(node)
    return max(
        parts,
        key=lambda part: (
            stated.endswith(_joined(part)),
            text_points(_joined(part)),
            _is_bold(part, top),
            len(_joined(part)),
        ),
    )


def _stated(node: Node) -> str:
    """Return what an attribute of a heading's link says: the title, or a kicker and then the title."""
    link = (
        node if node.tag == "a" else next((child for child in node.children if child.tag == "a"), node.parent or node)
    )
    return folded(link.get("title") or link.get("aria-label"))


def _is_bold(texts: list[Node], top: Node) -> bool:
    """Whether a class makes a part's letters bold, as a title's beside a kicker's."""
    for above in texts[0].ancestors():
        if above is top:
            return False
        if "bold" in vocabulary.words(above.classes):
            return True
    return False


def _joined(texts: list[Node]) -> str:
    return folded("".join(t.text for t in texts))


def _common(texts: list[Node], node: Node) -> Node:
    """Return the smallest element below a node that holds all of the texts."""
    while True:
        below = next((child for child in node.children if all(child.contains(t) for t in texts)), None)
        if below is None or below.is_text:
            return node
        node = below

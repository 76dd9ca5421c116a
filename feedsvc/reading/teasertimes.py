"""The times that a card shows: texts, ``<time>``, attributes; published kept apart from updated.

A text node is read by itself, never glued to its neighbours. A form without direction ("3 h") counts only where a tag
or a class speaks of time, or where most cards of the list show one in the same place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from feedsvc.model.times import Age, CivilDate, ClockTime, Mention, Role
from feedsvc.reading import datepieces, labels, regions, stamps, timetexts, vocabulary
from feedsvc.reading.anchors import Anchor
from feedsvc.reading.candidates import TimeSaid
from feedsvc.reading.cards import Card
from feedsvc.reading.document import Document, Node, folded
from feedsvc.reading.phrases import block_of
from feedsvc.reading.teaser import Title

_MOST_TEXT = 120
_MOST_UNMARKED = 60
_MOST_LABELLED = 90
"""A line that says what its times are of may be longer: "Publié le 28/11/2025 à 10:30, mis à jour le …"."""
_DATA = re.compile(r"date|time|publish|epoch|stamp|created|^data-ts$|^data-utc$|modified|updated", re.IGNORECASE)
_ATTRIBUTES = ("datetime", "content")
_UPDATED = re.compile(r"modif|updat", re.IGNORECASE)


@dataclass(slots=True)
class Shown:
    """A time with where it stood: the tags and classes around it, and whether that place speaks of time.

    ``unsure`` says that elsewhere it counts only where a list repeats it: it was put together, or stood above prose.
    """

    said: TimeSaid
    path: tuple[str, str]
    supported: bool
    updated_class: bool = False
    unsure: bool = False


MOST_TEXTS = 20_000
"""So many different short texts of a page are read for times; the longest archive met has 5,000."""
_UNKNOWN = 160
"""What one text costs of them where no language is known: each of the languages is tried on it."""


class Reader:
    """Reads short texts of one page for times: in its languages, by its humanizer."""

    def __init__(self, languages: tuple[str, ...], humanizer: str | None = None) -> None:
        self._languages = languages
        self._humanizer = humanizer
        self._left = MOST_TEXTS
        self._read: dict[str, tuple[Mention, ...]] = {}

    def read(self, text: str) -> tuple[Mention, ...]:
        """Return the times that a text tells, left to right."""
        found = self._read.get(text)
        if found is None:
            self._left -= 1 if self._languages else _UNKNOWN
            found = timetexts.read_all(text, self._languages, self._humanizer) if self._left >= 0 else ()
            self._read[text] = found
        return found


def shown(document: Document, card: Card, marks: list[int], title: Title, reader: Reader) -> list[Shown]:
    """List every time of a card, those without support included, in document order."""
    found: list[Shown] = []
    label: Role | None = None
    joined = 0
    prose = range(0)
    pieces = dict(_pieces(document, card, marks, title, reader))
    for node in card.nodes(document):
        if node.index in prose:
            continue
        if node.index >= prose.stop and _is_body(document, node, title):
            prose = _prose(document, node)
        if node.is_text:
            if node.index < joined:
                continue
            if node.index in pieces:
                one, joined = pieces[node.index]
                found.append(one)
                label = None
                continue
            said = list(_in_text(document, node, marks, title, reader, label, card))
            if node.index < prose.stop:
                said = [replace(one, unsure=True) for one in said]
            label = labels.role(folded(node.text)) if not said and len(node.text) < _MOST_UNMARKED else None
            found.extend(said)
        elif node.attributes:
            found.extend(_in_attributes(node, marks, reader, label))
            whole = _in_pieces(document, node, marks, title, reader, label) if node.index >= joined else None
            if whole is not None:
                found.append(whole)
                joined = node.end
    return _with_roles(found)


def _pieces(
    document: Document, card: Card, marks: list[int], title: Title, reader: Reader
) -> Iterator[tuple[int, tuple[Shown, int]]]:
    """Yield the dates that successive texts of a card make up, by their first text, with where the last ends."""
    texts = [n for n in card.nodes(document) if n.is_text and n.text.strip() and not title.holds(n)]
    for start, end, mention in datepieces.find([folded(n.text) for n in texts], reader.read):
        first, mark = texts[start], marks[texts[start].index]
        said = TimeSaid(mention.text, "text", mention, mention.role)
        yield (
            first.index,
            (
                Shown(said, _path(first), bool(mark & regions.TIME), _is_updated(first, mark), unsure=True),
                texts[end - 1].end,
            ),
        )


_MOST_PIECES = 6


def _in_pieces(
    document: Document, node: Node, marks: list[int], title: Title, reader: Reader, label: Role | None
) -> Shown | None:
    """Return the date of an element marked as a time that lays it out in pieces: a day above a month and a year."""
    if not marks[node.index] & regions.TIME:
        return None
    outer = marks[node.parent.index] if node.parent is not None else 0
    if outer & regions.TIME or node.contains(title.node) or document.size(node) > _MOST_UNMARKED:
        return None
    pieces = [text for n in document.texts(node) if (text := folded(n.text))]
    if not 2 <= len(pieces) <= _MOST_PIECES:
        return None
    mention = _only(reader.read(" ".join(pieces)))
    if mention is None or mention.rest or mention.text in pieces or not _needs_all(mention, pieces, reader):
        return None
    said = TimeSaid(mention.text[mention.start : mention.end], "text", mention, _role(mention, label))
    return Shown(said, _path(node), True, _is_updated(node, marks[node.index]))


def _needs_all(mention: Mention, pieces: list[str], reader: Reader) -> bool:
    """Whether no piece says alone what all do, and none makes a year of a count beside a day and month."""
    mentions = [one for piece in pieces if (one := _only(reader.read(piece))) is not None]
    alone = [one.expression for one in mentions if not (one.needs_support and isinstance(one.expression, Age))]
    said = mention.expression
    if not isinstance(said, CivilDate) or said.year is None:
        return said not in alone
    return not any(
        isinstance(one, CivilDate) and one.day is not None and one.year is None and str(said.year) not in pieces
        for one in alone
    )


_LEAST_BODY = 400
_MOST_OF_BODY = 0.6
_BODIES = frozenset(("div", "section", "p", "td", "blockquote"))


def _is_body(document: Document, node: Node, title: Title) -> bool:
    """Whether an element is the text of a whole post: what is said in it tells no time of the post itself.

    An element most of which is another lays it out beside something else: that other one is the text.
    """
    if node.tag not in _BODIES or document.size(node) < _LEAST_BODY:
        return False
    if node.contains(title.node) or node.index < title.node.index or _holds_time(document, node):
        return False
    inner = (document.size(child) for child in node.children if child.tag in _BODIES and child.tag != "p")
    return max(inner, default=0) < _MOST_OF_BODY * document.size(node)


def _prose(document: Document, body: Node) -> range:
    """Return the nodes of a whole post's text from its first long block on; a line above it may tell its date."""
    for node in document.nodes[body.index : body.end]:
        block = block_of(node) if node.is_text else None
        if block is not None and document.size(block) > _MOST_UNMARKED:
            return range(node.index, body.end)
    return range(body.end, body.end)


def _holds_time(document: Document, node: Node) -> bool:
    """Whether a marked time stands in an element, with little text around it: then it is no running text."""
    return any(n.tag == "time" for n in document.nodes[node.index : node.end])


def _in_text(
    document: Document, node: Node, marks: list[int], title: Title, reader: Reader, label: Role | None, card: Card
) -> Iterator[Shown]:
    mark = marks[node.index]
    if title.holds(node) and not mark & regions.TIME:
        return
    text = folded(node.text)
    marked = bool(mark & regions.TIME)
    if len(text) > (_MOST_TEXT if marked else _MOST_LABELLED) or mark & regions.DURATION:
        return
    if not marked and (not _may_tell_time(text) or _is_running_text(document, node, card)):
        return
    is_long = not marked and len(text) > _MOST_UNMARKED
    for mention in _read_parts(node.text, reader):
        if is_long and mention.role is Role.UNSTATED:
            continue
        if _counts_reading(mention) or (not marked and _is_length(mention, node)):
            continue
        role = _role(mention, label)
        yield Shown(
            TimeSaid(mention.text[mention.start : mention.end], "text", mention, role),
            _path(node),
            marked,
            _is_updated(node, mark),
        )


def _counts_reading(mention: Mention) -> bool:
    """Whether a length stands by a word for reading; beside a day that word counts the readers ("阅读：33")."""
    is_date = isinstance(mention.expression, CivilDate)
    return not is_date and vocabulary.is_reading_time(mention.rest)


_GAP = re.compile(r"(?:\s*\u00a0){2,}\s*")
"""What old pages set between the parts of a line: "Published 25.08.2015 14:46", and far from it "Views: 571"."""


def _read_parts(text: str, reader: Reader) -> Iterator[Mention]:
    for part in _GAP.split(text):
        yield from reader.read(folded(part))


_MOST_LINE = 160
_MOST_LOOKED_AT = 400


def _is_running_text(document: Document, node: Node, card: Card) -> bool:
    """Whether a text stands inside a paragraph's prose, after its beginning; other cards' lines are none."""
    block = block_of(node)
    if block is None or document.size(block) <= _MOST_LINE:
        return False
    start, end = max(block.index, card.index), min(block.end, card.end)
    if not any(document.nodes[at].is_text for at in range(start, node.index)):
        return False
    size = 0
    for inner in document.nodes[start : min(end, start + _MOST_LOOKED_AT)]:
        if inner.is_text and block_of(inner) is block:
            size += len(inner.text.strip())
    return size > _MOST_LINE


_CLOCK_LEVELS = 3
_MOST_WORDS_ONLY = 24


def _is_length(mention: Mention, node: Node) -> bool:
    """Whether a bare "1:37" stands by a video's picture or button, and so says how long it is."""
    if not isinstance(mention.expression, ClockTime):
        return False
    near = (above for _, above in zip(range(_CLOCK_LEVELS), node.ancestors(), strict=False))
    return any(vocabulary.words(above.classes) & (vocabulary.MEDIA | vocabulary.DURATION) for above in near)


def _may_tell_time(text: str) -> bool:
    """Whether a text without a time's tag or class is worth reading: short, or with a digit."""
    return len(text) <= _MOST_WORDS_ONLY or any(map(str.isdigit, text))


def _role(mention: Mention, label: Role | None) -> Role:
    if mention.role is not Role.UNSTATED:
        return mention.role
    if label is not None:
        return label
    return Role.UNSTATED


def _in_attributes(node: Node, marks: list[int], reader: Reader, label: Role | None) -> Iterator[Shown]:
    for name, value in node.attributes.items():
        source = _source(node, name, marks[node.index])
        if source is None or not value or len(value) > _MOST_TEXT:
            continue
        mention = stamps.read(value) or (_only(reader.read(folded(value))) if source == "title" else None)
        if mention is not None:
            role = Role.UPDATED if _UPDATED.search(node.get("itemprop") or name) else label or Role.UNSTATED
            yield Shown(
                TimeSaid(folded(value), source, mention, role), _path(node), True, _is_updated(node, marks[node.index])
            )


_TIMELESS = frozenset(("class", "href", "id", "src", "style"))


def _source(node: Node, name: str, mark: int) -> str | None:
    if name in _TIMELESS:
        return None
    if name == "datetime":
        return "datetime"
    if name == "content" and mark & regions.TIME:
        return "content"
    if name == "title" and (mark & regions.TIME or node.tag in ("time", "abbr", "span")):
        return "title" if node.tag != "a" or mark & regions.TIME else None
    return "data" if name[:5] == "data-" and _names_time(name) else None


@lru_cache(maxsize=1024)
def _names_time(attribute: str) -> bool:
    return _DATA.search(attribute) is not None


def _only(mentions: tuple[Mention, ...]) -> Mention | None:
    return mentions[0] if len(mentions) == 1 else None


def _path(node: Node) -> tuple[str, str]:
    above = node.parent if node.is_text else node
    if above is None:
        return "", ""
    return _step(above), _step(above.parent) if above.parent is not None else ""


def _step(node: Node) -> str:
    return f"{node.tag}.{(node.get('class').split() or [''])[0]}"


def _is_updated(node: Node, mark: int) -> bool:
    """Whether classes speak of an update and not of publication too (themes write "published updated" for both)."""
    above = node.parent if node.is_text else node
    return bool(mark & regions.UPDATED) and above is not None and "published" not in vocabulary.words(above.classes)


def _with_roles(found: list[Shown]) -> list[Shown]:
    """Read the class "updated" as such only beside another time: alone it is most themes' name for the date."""
    if all(shown.updated_class for shown in found):
        return found
    for shown in found:
        if shown.updated_class and shown.said.role is Role.UNSTATED:
            shown.said = replace(shown.said, role=Role.UPDATED)
    return found


_MOST_LEVELS = 3
_MOST_BESIDE = 40
_SAMPLE = 24
"""So many links of a group tell whether it is worth looking beside the others."""


def beside(document: Document, links: Iterable[Anchor], reader: Reader) -> frozenset[str]:
    """Return the keys of links that have a time beside them, in an element that no other link stands in."""
    asked = list(links)
    sample = {a.key for a in asked[:_SAMPLE] if _is_timed(document, a, reader)}
    if len(sample) * 4 < min(len(asked), _SAMPLE):
        return frozenset(sample)
    return frozenset(sample | {a.key for a in asked[_SAMPLE:] if _is_timed(document, a, reader)})


def _is_timed(document: Document, link: Anchor, reader: Reader) -> bool:
    return any(_tells_time(node, reader) for node in _beside(document, link))


def _beside(document: Document, link: Anchor) -> Iterator[Node]:
    """Yield the nodes of the largest small element around a link that has no other link."""
    node = link.node
    for level, above in enumerate(link.node.ancestors()):
        if level >= _MOST_LEVELS or above.end - above.index > _MOST_BESIDE:
            break
        if sum(n.tag == "a" for n in document.nodes[above.index : above.end]) > 1:
            break
        node = above
    return iter(document.nodes[node.index : node.end])


def _tells_time(node: Node, reader: Reader) -> bool:
    if node.tag == "time":
        return True
    if not node.is_text or len(node.text) > _MOST_UNMARKED or not _may_tell_time(node.text):
        return False
    return bool(reader.read(folded(node.text)))

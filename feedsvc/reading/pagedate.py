"""The day that a page prints at its head, as newspapers do: "Sabato 10 gennaio 2026, 08:15"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set

from feedsvc.model.times import CivilDate, Role
from feedsvc.reading import timetexts, vocabulary
from feedsvc.reading.candidates import Candidate, TimeSaid
from feedsvc.reading.document import Document, Node, folded
from feedsvc.reading.moments import words
from feedsvc.reading.regions import HEADINGS

SOURCE = "head"
_LEAST_TEXT, _MOST_TEXT = 8, 80
_MOST_NODES = 2000
"""A page's head is at its beginning."""
_ARTICLES = frozenset(("article", "main", "section", "li", "td", "a", "footer", "aside"))
_HEADS = frozenset(("header", "masthead", "topbar", "testata", "banner"))


def find(document: Document, languages: tuple[str, ...], candidates: Sequence[Candidate]) -> TimeSaid | None:
    """Return the date at the head of a page, None where there is none or more than one.

    It is in full, with its weekday or time of day or in an element for times, and stands in the page's own header: not
    in one that has an article's title, and not among an article's times.
    """
    articles = {words(said) for candidate in candidates for said in candidate.times}
    titles = {candidate.title for candidate in candidates}
    found = {words(said): said for said in _at_head(document, languages, titles) if words(said) not in articles}
    return next(iter(found.values())) if len(found) == 1 else None


def _at_head(document: Document, languages: tuple[str, ...], titles: Set[str]) -> Iterator[TimeSaid]:
    for node in document.nodes[:_MOST_NODES]:
        if len(node.text) < _LEAST_TEXT or not any(map(str.isdigit, node.text)):
            continue
        text = folded(node.text)
        if not _LEAST_TEXT <= len(text) <= _MOST_TEXT:
            continue
        header = _header(node)
        if header is None or any(document.text(each) in titles for each in document.elements(header, *HEADINGS)):
            continue
        for mention in timetexts.read_all(text, languages, None):
            date = mention.expression
            if isinstance(date, CivilDate) and mention.role is not Role.PUBLISHED and _is_in_full(date, node):
                yield TimeSaid(text, SOURCE, mention, mention.role)


def _is_in_full(date: CivilDate, node: Node) -> bool:
    """Whether a date names its year and day, and more than that: a founding day or a jubilee seldom does."""
    if date.year is None or date.month is None or date.day is None:
        return False
    marked = node.parent is not None and not vocabulary.words(node.parent.classes).isdisjoint(vocabulary.TIME)
    return marked or date.weekday is not None or date.time is not None


def _header(node: Node) -> Node | None:
    """Return the page's header that a text stands in, None where it is an article's or a list's."""
    above = [each for each in node.ancestors() if each.tag not in ("html", "body")]
    if any(each.tag in _ARTICLES for each in above):
        return None
    return next((each for each in above if _is_header(each)), None)


def _is_header(node: Node) -> bool:
    named = not vocabulary.words(node.classes).isdisjoint(_HEADS)
    return node.tag == "header" or node.get("role") == "banner" or named

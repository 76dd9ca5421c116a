"""An operator's own selectors as a strategy: what they name outweighs every guess."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from feedsvc import timex
from feedsvc.model.pages import Selectors, Trace
from feedsvc.reading import addresses, labels, sanitise, stamps, structured
from feedsvc.reading.candidates import Candidate, TimeSaid
from feedsvc.reading.document import Document, folded

_MACHINE = ("datetime", "content", "data-time", "data-timestamp", "data-date", "title")
_PICTURE = ("data-src", "data-lazy-src", "data-original", "src", "content", "href")
_HEADINGS = "h1, h2, h3, h4, h5, h6"
_MOST = 2_000


def is_css(text: str) -> bool:
    """Say whether a text is a CSS selector that this reader can follow."""
    try:
        LexborHTMLParser("<p></p>").css(text)
    except SelectolaxError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class _Task:
    """A page, what the operator chose on it, and how its words are read."""

    document: Document
    chosen: Selectors
    languages: Sequence[str]
    humanizer: str | None


def find(
    document: Document, chosen: Selectors, languages: Sequence[str] = (), humanizer: str | None = None
) -> tuple[Candidate, ...]:
    """Return an article for each element that ``block`` names; without a ``block``, the page's own fields.

    An element without a title or a link is none. Selectors are known to be CSS.
    """
    task = _Task(document, chosen, languages, humanizer)
    if chosen.block is None:
        own = _own(task)
        return () if own is None else (own,)
    elements = document.tree.css(chosen.block)[:_MOST]
    return tuple(found for at, element in enumerate(elements) if (found := _candidate(element, at, task)) is not None)


def confirmed(candidates: Iterable[Candidate], chosen: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Return of all candidates those about the articles that an operator's ``block`` named."""
    keys = {addresses.key(candidate.link) for candidate in chosen if candidate.link}
    return tuple(c for c in candidates if c.link is not None and addresses.key(c.link) in keys)


def _candidate(element: LexborNode, at: int, task: _Task) -> Candidate | None:
    chosen, base = task.chosen, task.document.base
    heading = _first(element, chosen.title or _HEADINGS) or (None if chosen.title else _anchor(element))
    anchor = _first(element, chosen.link) if chosen.link else _anchor(heading or element) or _anchor(element)
    link = addresses.absolute(_value(anchor, ("href",)), base) if anchor is not None else None
    title = _text(heading)
    if not title or link is None:
        return None
    return Candidate(
        strategy="selectors",
        title=title,
        link=link,
        position=float(at),
        block=chosen.block,
        article_id=addresses.article_id(link),
        **_fields(element, task),
    )


def _own(task: _Task) -> Candidate | None:
    """Return the page's own article with the fields that the operator named; the title is the page's unless chosen."""
    root, document = task.document.tree.root, task.document
    link = addresses.own(document.canonical, document.url)
    title = _text(_first(root, task.chosen.title)) if root is not None and task.chosen.title else ""
    fields = _fields(root, task) if root is not None else {}
    shown = structured.without_site(document.title or "", document.site_name)
    if link is None or not (title or (shown and any(fields.values()))):
        return None
    return Candidate(strategy="selectors", title=title or shown, link=link, whole=bool(fields.get("content")), **fields)


def _fields(element: LexborNode, task: _Task) -> dict[str, Any]:
    """Return the fields that the operator named, by their names in a candidate."""
    chosen, base = task.chosen, task.document.base
    author = _text(_first(element, chosen.author))
    picture = _value(_first(element, chosen.image), _PICTURE)
    content = _first(element, chosen.content)
    fields: dict[str, Any] = {
        "section": _text(_first(element, chosen.section)) or None,
        "author": (labels.author(author) or author) or None,
        "summary": _text(_first(element, chosen.summary)) or None,
        "image": addresses.absolute(picture, base) if picture else None,
        "content": (sanitise.html(content.html or "", base) or None) if content is not None else None,
        "times": tuple(_times(_first(element, chosen.time), task)),
    }
    named = [name for name in ("section", "author", "summary", "image", "content") if fields[name]]
    fields["traces"] = tuple(Trace(name, "selectors", repr(getattr(chosen, name))) for name in named)
    return fields


def _times(element: LexborNode | None, task: _Task) -> Iterator[TimeSaid]:
    if element is None:
        return
    for name in _MACHINE:
        value = element.attributes.get(name) or ""
        mention = stamps.read(value)
        if mention is not None:
            yield TimeSaid(value, "datetime", mention)
            break
    text = _text(element)
    for mention in timex.read_all(text, task.languages, humanizer=task.humanizer):
        yield TimeSaid(text, "text", mention, mention.role)


def _first(element: LexborNode | None, selector: str | None) -> LexborNode | None:
    if element is None or selector is None:
        return None
    return element.css_first(selector)


def _anchor(element: LexborNode) -> LexborNode | None:
    """Return the link in an element, the element itself or the link around it."""
    inside = _first(element, "a[href]")
    above = element.parent
    while inside is None and above is not None and above.tag not in ("body", "html"):
        inside = above if above.tag == "a" and above.attributes.get("href") else None
        above = above.parent
    return inside


def _text(element: LexborNode | None) -> str:
    return "" if element is None else folded(element.text(separator=" "))


def _value(element: LexborNode | None, names: Sequence[str]) -> str:
    """Return the first of an element's attributes that says something; of one that holds a picture, the picture's."""
    if element is None:
        return ""
    said = (element.attributes.get(name) for name in names)
    inside = element.css_first("img") if element.tag not in ("img", "a", "meta", "link") else None
    return next((value for value in said if value), "") or _value(inside, names)

"""Structured data as a strategy: what JSON-LD, microdata, microformats and metas say of a page's articles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from feedsvc import timex
from feedsvc.model.pages import Trace
from feedsvc.model.times import Role
from feedsvc.reading import addresses, addressmarks, jsonld, marked, metas, sanitise, stamps
from feedsvc.reading.candidates import Candidate, TimeSaid
from feedsvc.reading.document import Document
from feedsvc.reading.items import Item, Property
from feedsvc.reading.jsonld import Graph

_SITE_SUFFIX = (" | ", " - ", " – ", " — ", " :: ", " » ", " • ", " · ")
_TRACED: tuple[Property, ...] = ("title", "section", "author", "published", "summary", "image")


@dataclass(frozen=True, slots=True)
class Structure:
    """All structured data of a page: its graph, what its markup marks, and what its metas say of the page itself."""

    graph: Graph
    marked: tuple[Item, ...]
    meta: Item

    @property
    def items(self) -> tuple[Item, ...]:
        """The articles that a vocabulary describes, JSON-LD before markup."""
        return (*self.graph.items, *self.marked)


def read(document: Document) -> Structure:
    """Return all structured data of a page, uninterpreted."""
    return Structure(jsonld.read(document.tree), marked.read(document), metas.read(document.head.metas))


def find(document: Document, structure: Structure) -> tuple[Candidate, ...]:
    """Return the articles that a page's structured data lists, in its order; never the page itself from its metas.

    Those of other sites to which a page of its own articles leads in a campaign are a partner's, and left out.
    """
    found = [candidate for item in structure.items if (candidate := as_candidate(item, document)) is not None]
    foreign = {id(c) for c in found if not addresses.same_site(c.link or "", document.base or "")}
    if 2 * len(foreign) >= len(found):
        return tuple(found)
    return tuple(c for c in found if id(c) not in foreign or not addressmarks.is_campaign(c.link or ""))


def own(structure: Structure, document: Document) -> tuple[Item, ...]:
    """Return the items that describe the page itself rather than others that it lists, most telling first."""
    page = addresses.own(document.canonical, document.url)
    here = {addresses.key(url) for url in (page, document.url) if url}
    named = [item for item in structure.items if addresses_of(item, document) & here]
    alone = [item for item in structure.graph.items if not item.listed]
    return tuple(named or (alone if len(alone) == 1 else ()))


def addresses_of(item: Item, document: Document) -> set[str]:
    """Return the keys of all addresses that an item gives itself."""
    urls = (addresses.absolute(url.partition("#")[0], document.base) for url in item.said.get("url", ()))
    return {addresses.key(url) for url in urls if url}


def as_candidate(item: Item, document: Document) -> Candidate | None:
    """Return an item as a possible article, None without a title or an address."""
    title = item.first("title")
    urls = (addresses.absolute(url.partition("#")[0], document.base) for url in item.said.get("url", ()))
    link = next((url for url in urls if url), None)
    if title is None or link is None:
        return None
    image = item.first("image")
    return Candidate(
        strategy="structured",
        title=title,
        link=link,
        section=item.first("section"),
        author=author(item, document),
        times=tuple(times(item, document)),
        summary=item.first("summary"),
        image=addresses.absolute(image, document.base) if image else None,
        language=item.first("language"),
        article_id=addresses.article_id(link),
        position=item.position,
        traces=tuple(traces(item)),
    )


def traces(item: Item) -> Iterator[Trace]:
    """Yield which vocabulary gave each field."""
    for name in _TRACED:
        if item.first(name):
            yield Trace(name, "structured", f"{item.vocabulary} {item.type}".strip())


def times(item: Item, document: Document) -> Iterator[TimeSaid]:
    """Yield the times that an item says: values for machines, or words in the page's language."""
    languages = (document.language,) if document.language else ()
    for name, role in (("published", Role.PUBLISHED), ("updated", Role.UPDATED)):
        for text in item.said.get(name, ()):  # type: ignore[call-overload]
            mention = stamps.read(text, role) or timex.read(text[:200], languages)
            if mention is not None:
                yield TimeSaid(text, item.source, replace(mention, role=role), role)


def author(item: Item, document: Document) -> str | None:
    """Return who wrote it: all names in their order, the site's own name only where no person is named."""
    names = [name for name in item.said.get("author", ()) if len(name) <= 120 and not name.startswith(("http", "@"))]
    persons = [name for name in names if not is_site(name, document)]
    return ", ".join(dict.fromkeys(persons or names)) or None


def is_site(name: str, document: Document) -> bool:
    """Say whether an author's name is only the site's: what it calls itself, or its host ("example.com")."""
    host = addresses.split(document.url or "").hostname or ""
    return _letters(name) in {_letters(document.site_name or ""), _letters(host.removeprefix("www."))}


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, name.casefold()))


def without_site(title: str, site_name: str | None) -> str:
    """Return a page's title without the site's name at its end ("Title | Site")."""
    for mark in _SITE_SUFFIX:
        head, found, tail = title.rpartition(mark)
        if found and head and (tail.casefold() == (site_name or "").casefold() or len(tail) * 3 < len(head)):
            return head.strip()
    return title


def body(item: Item) -> str | None:
    """Return the whole text that an item carries as paragraphs of escaped HTML."""
    text = item.first("body")
    return sanitise.paragraphs(line.strip() for line in text.splitlines() if line.strip()) if text else None

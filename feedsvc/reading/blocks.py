"""The strategy of repeated blocks: every article that a page links to, as its card shows it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from feedsvc.model.pages import NamedLink, Trace, Unplaced
from feedsvc.reading import (
    acceptance,
    addresses,
    addressmarks,
    anchors,
    besidetimes,
    cards,
    dayheadings,
    edgetimes,
    headings,
    kickers,
    pagesection,
    passedover,
    regions,
    sameplace,
    sectionnames,
    sections,
    sharedlabels,
    teaser,
    teasertimes,
    timesupport,
    vocabulary,
)
from feedsvc.reading.candidates import Candidate, TimeSaid
from feedsvc.reading.document import Document, Node

STRATEGY = "blocks"
_MOST_HEADING = 60


@dataclass(frozen=True, slots=True)
class Blocks:
    """What repeated blocks tell: candidates, the sections that the navigation names, and links that are no entries."""

    candidates: tuple[Candidate, ...]
    sections: tuple[NamedLink, ...]
    passed_over: tuple[Unplaced, ...] = ()


def find(
    document: Document,
    languages: Sequence[str] = (),
    humanizer: str | None = None,
    breadcrumb: Sequence[str] = (),
) -> Blocks:
    """Return a candidate for each card of a page, in document order; ``breadcrumb`` is the page's stated trail."""
    marks = regions.marks(document)
    found = anchors.collect(document, marks)
    reader = teasertimes.Reader(tuple(languages), humanizer)
    by_key = acceptance.accepted(found, lambda some: teasertimes.beside(document, some, reader))
    by_key = _without_months(by_key, reader)
    placed = cards.find(document, by_key, marks)
    headings.give(document, placed, marks)
    placed = [card for card in placed if not _is_offered(document, card)]
    directory = sections.Directory(document, marks, by_key)
    directory.count(links[0].url for links in by_key.values())
    own_section = pagesection.of_page(document, directory, breadcrumb)
    page = _Page(document, marks, directory, reader, _block_names(document, placed), own_section)
    days = dayheadings.take(document, placed, reader)
    titled = [(card, title) for card in placed if (title := teaser.title(document, card, marks)) is not None]
    page.authors = sameplace.authors(document, titled, directory, reader) | besidetimes.names(
        document, titled, directory, reader
    )
    page.placed = sameplace.named(document, titled, marks, reader)
    times = timesupport.supported(
        teasertimes.shown(document, card, marks, title, page.reader) for card, title in titled
    )
    names = page.heading_names([card for card, _ in titled if card not in days])
    labels = kickers.without(
        [card for card, _ in titled],
        [tuple(sections.labels(document, card, marks, title, directory)) for card, title in titled],
    )
    candidates = [
        page.candidate(card, title, dayheadings.dated(said, days.get(card), reader), page.names_of(card, names, own))
        for (card, title), said, own in zip(titled, times, labels, strict=True)
    ]
    candidates = edgetimes.placed(document, titled, candidates, reader)
    passed_over = passedover.find(found, by_key, {card.key for card, _ in titled})
    return Blocks(sharedlabels.spread([card for card, _ in titled], candidates), tuple(directory.links), passed_over)


_MOST_MONTH = 32
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_BETWEEN_MONTHS = re.compile(r"\s*[/–—-]\s*")


def _without_months(
    by_key: dict[str, list[anchors.Anchor]], reader: teasertimes.Reader
) -> dict[str, list[anchors.Anchor]]:
    """Return the links without those that only name a month or two ("May/June 2022"): an issue beside its articles.

    Where most links do so, the page lists issues.
    """
    months = {key for key, links in by_key.items() if all(_is_month(a.text, reader) for a in links)}
    return by_key if 2 * len(months) > len(by_key) else {k: v for k, v in by_key.items() if k not in months}


def _is_month(text: str, reader: teasertimes.Reader) -> bool:
    if len(text) > _MOST_MONTH or not _YEAR.search(text):
        return False
    *before, last = _BETWEEN_MONTHS.split(text)
    year = last.split()[-1:]
    said = [reader.read(" ".join((name, *year))) for name in before] + [reader.read(last)]
    return all(len(mentions) == 1 and not mentions[0].rest for mentions in said)


def _is_offered(document: Document, card: cards.Card) -> bool:
    """Whether a card's block sells, asks or advertises, or its heading and its address name a game or a service."""
    if card.heading is None:
        return False
    name = document.text(card.heading)
    return vocabulary.is_trade(name) or (vocabulary.is_offer(name) and addressmarks.is_offer(card.anchors[0].url))


class _Page:
    """What the cards of one page share."""

    def __init__(
        self,
        document: Document,
        marks: list[int],
        directory: sections.Directory,
        reader: teasertimes.Reader,
        names: dict[int, str],
        own: sections.Named | None,
    ) -> None:
        self.document = document
        self.marks = marks
        self.directory = directory
        self.reader = reader
        self.blocks = names
        self.authors: dict[cards.Card, tuple[str, str]] = {}
        self.placed: dict[cards.Card, sections.Named] = {}
        self._own = own

    def heading_names(self, placed: list[cards.Card]) -> dict[int, sections.Named | None]:
        """Return what each block's heading says of a section, by the heading's place."""
        under: dict[int, list[cards.Card]] = {}
        for card in placed:
            if card.heading is not None:
                under.setdefault(card.heading.index, []).append(card)
        return {
            index: sections.of_heading(
                self.document, members[0].heading, [m.anchors[0].url for m in members], self.directory
            )
            for index, members in under.items()
            if members[0].heading is not None
        }

    def candidate(
        self,
        card: cards.Card,
        title: teaser.Title,
        times: tuple[TimeSaid, ...],
        named: Sequence[sections.Named],
    ) -> Candidate:
        """Return what one card says."""
        document, marks = self.document, self.marks
        author = teaser.author(document, card, marks, title) or self.authors.get(card)
        section = self._section(named, author[0] if author else None, times)
        traces = [Trace("title", STRATEGY, title.evidence, title.rejected)]
        if section is not None:
            traces.append(Trace("section", STRATEGY, section.evidence))
        if author is not None:
            traces.append(Trace("author", STRATEGY, author[1]))
        traces.extend(Trace("time", STRATEGY, f"{t.source}: {t.text}") for t in times)
        return Candidate(
            strategy=STRATEGY,
            title=title.text,
            link=_address(card),
            section=section.name if section else None,
            author=author[0] if author else None,
            times=times,
            summary=teaser.summary(document, card, marks, title),
            image=teaser.image(document, card, marks),
            article_id=_article_id(card),
            block=self.blocks[card.block.index],
            position=float(card.index),
            traces=tuple(traces),
            title_weight=title.points,
            section_weight=section.weight if section else 0.0,
        )

    def names_of(
        self, card: cards.Card, names: dict[int, sections.Named | None], labels: Sequence[sections.Named]
    ) -> tuple[sections.Named, ...]:
        """Return every name that could be a card's section: its labels, its block's heading, its address, the page."""
        heading = names.get(card.heading.index) if card.heading is not None else None
        others = [
            self.placed.get(card),
            heading,
            sections.of_address(card.anchors[0].url, self.directory),
            self._own_of(card),
        ]
        return (*labels, *(n for n in others if n is not None))

    def _own_of(self, card: cards.Card) -> sections.Named | None:
        """Return the page's own section: surer than an address in the page's list, less so below other headings."""
        own, heading = self._own, card.heading
        if own is None or sections.is_general(own.name):
            return own
        is_main = (
            heading is None
            or heading.tag == "h1"
            or sectionnames.fold(self.document.text(heading)) == sectionnames.fold(own.name)
        )
        return replace(own, weight=sections.OWN) if is_main else own

    def _section(
        self, named: Sequence[sections.Named], author: str | None, times: tuple[TimeSaid, ...]
    ) -> sections.Named | None:
        said = {sectionnames.fold(t.text) for t in times} | ({sectionnames.fold(author)} if author else set())
        return sections.best(
            n
            for n in named
            if sectionnames.fold(n.name) not in said
            and (n.is_filed or not self.directory.is_site(n.name))
            and not (self._may_be_time(n) and self.reader.read(n.name))
        )

    @staticmethod
    def _may_be_time(named: sections.Named) -> bool:
        """Whether a name could be the day of its articles: a label of theirs, a heading with a number."""
        return named.is_label or any(c.isdigit() for c in named.name)


def _address(card: cards.Card) -> str:
    """Return the card's address as most of its links write it."""
    first = card.anchors[0].url
    if all(a.url == first for a in card.anchors):
        return first
    return Counter(a.url for a in card.anchors).most_common(1)[0][0]


_ELEMENT_ID = re.compile(r"^(?:post|node|article|entry|story|item|news)[-_]?(\d+)$|^(\d{3,})$", re.IGNORECASE)
_ID_NAMES = (
    "data-id",
    "data-post-id",
    "data-article-id",
    "data-nid",
    "data-entry-id",
    "data-story-id",
    "data-content-id",
)


def _article_id(card: cards.Card) -> str | None:
    """Return the number under which the site keeps an article, from the card's own elements or its address."""
    for node in (card.parts[0], *card.parts[0].children[:2]):
        named = not node.attributes.keys().isdisjoint(_ID_NAMES)
        said = next((node.get(name) for name in _ID_NAMES if node.get(name)), None) if named else None
        match = _ELEMENT_ID.match(node.get("id"))
        if said or match:
            return said or (match and (match[1] or match[2]))
    return addresses.article_id(_address(card))


def _block_names(document: Document, placed: Sequence[cards.Card]) -> dict[int, str]:
    """Return a name for each block that is the same at the next visit: its heading, ids and classes, and its rank."""
    names: dict[int, str] = {}
    ranks: Counter[str] = Counter()
    for card in placed:
        if card.block.index in names:
            continue
        name = _block_name(document, card)
        ranks[name] += 1
        names[card.block.index] = name if ranks[name] == 1 else f"{name} ({ranks[name]})"
    return names


def _block_name(document: Document, card: cards.Card) -> str:
    heading = document.text(card.heading)[:_MOST_HEADING] if card.heading is not None else ""
    parts = (_step(card.block.parent), _step(card.block), f'"{heading}"' if heading else "")
    return " ".join(part for part in parts if part)


def _step(node: Node | None) -> str:
    if node is None:
        return ""
    name = node.get("id") or (node.get("class").split() or [""])[0]
    return f"{node.tag}{'#' if node.get('id') else '.'}{name}" if name else node.tag

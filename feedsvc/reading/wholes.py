"""Whole articles on a page by what a reader sees: a heading, a time or a byline near it, and prose below."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from feedsvc.model.pages import Trace
from feedsvc.model.times import Role
from feedsvc.reading import addresses, bylines, markup, pagesection, sectionnames, stamps, textlines
from feedsvc.reading.candidates import Candidate, TimeSaid
from feedsvc.reading.document import Document, Node
from feedsvc.reading.htmllines import HtmlLines
from feedsvc.reading.lines import Run, body_of, runs
from feedsvc.reading.textlines import Kind, Line

_LEAST_WORDS = 60
_POST_WORDS = 80
_COUNT = re.compile(r"^\W*\d[\d.,]*\s?[kKmM]?\b\W*$")
"""How often a page was shared or read, as "11K"."""
_HEADS, _LISTS = frozenset(("header", "footer", "aside")), frozenset(("nav", "menu", "ul", "ol"))
_MENU = 3
"""So many links in a list make it a menu rather than an article's own label."""
_REACH = 8
"""Lines between a heading and its time or byline."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole article by its lines: the heading, what says when and who, and the body."""

    title: int
    run: Run
    body: tuple[Line, ...]
    end: int
    words: int

    @property
    def first(self) -> int:
        """The first line that belongs to it."""
        return min(self.title, self.run.first)

    @property
    def is_post(self) -> bool:
        """Whether it is a whole post rather than a long teaser: several paragraphs, and not cut off."""
        cut = self.body[-1].text.rstrip(" ])").endswith(("...", "…"))
        return self.words >= _POST_WORDS and len(self.body) >= 2 and not cut


def find(lines: HtmlLines) -> Iterator[Whole]:
    """Yield the whole articles of a page in their order."""
    headed = [found for run in runs(lines.lines) if (found := _headed(run, lines)) is not None]
    headed = list({title: (title, run) for title, run in reversed(headed)}.values())[::-1]
    for at, (title, run) in enumerate(headed):
        end = headed[at + 1][0] if at + 1 < len(headed) else len(lines.lines)
        start = max(title, run.last) + 1
        paragraphs = tuple(
            line
            for line in body_of(lines.lines[start:end])
            if not lines.places[line.number].level or line.number < end - 1
        )
        words = sum(lines.places[line.number].unlinked for line in paragraphs if not lines.places[line.number].level)
        if words >= _LEAST_WORDS:
            yield Whole(title, run, paragraphs, end, words)


def _headed(run: Run, lines: HtmlLines) -> tuple[int, Run] | None:
    """Return the heading that a run of times and names belongs to: the nearest above, else right below."""
    above = range(run.first - 1, max(run.first - _REACH, -1), -1)
    for number in above:
        if lines.places[number].level and textlines.is_headline(lines.lines[number].text):
            return number, run
        if lines.lines[number].kind is Kind.TEXT and lines.places[number].unlinked > 60:
            return None
    for number in range(run.last + 1, min(run.last + 3, len(lines.lines))):
        if lines.places[number].level in (1, 2) and textlines.is_headline(lines.lines[number].text):
            return number, run
    return None


def further(whole: Whole, document: Document, lines: HtmlLines, own: str | None) -> Candidate | None:
    """Return a whole article other than the page's own, None where no address of its own can be found for it."""
    title = lines.lines[whole.title].text
    link = _link(whole, document, lines, title)
    if link is None or (own is not None and addresses.key(link) == addresses.key(own)):
        return None
    first, last = lines.places[whole.body[0].number], lines.places[whole.body[-1].number]
    content = markup.between(document, markup.opening_of(document, first.start), last.end)
    return Candidate(
        strategy="article",
        title=title,
        link=link,
        section=section_above(whole.title, document, lines),
        author=whole.run.author,
        times=(*whole.run.said, *times_beside(document, lines, whole)),
        summary=bylines.summary(line.text for line in whole.body),
        content=content or None,
        article_id=addresses.article_id(link),
        position=float(lines.places[whole.title].start),
        whole=True,
        traces=(Trace("title", "article", f"a heading with {_run_words(whole, lines)!r} and a body of its own"),),
    )


def _run_words(whole: Whole, lines: HtmlLines) -> str:
    return " ".join(line.text for line in lines.lines[whole.run.first : whole.run.last + 1])[:120]


def section_above(title: int, document: Document, lines: HtmlLines) -> str | None:
    """Return the section that stands right above a title: no time, count, or part of a menu.

    A heading is one where it is a link; others head what follows.
    """
    line, place = lines.lines[title - 1], lines.places[title - 1]
    if title == 0 or line.kind is Kind.TIME or (place.level and place.unlinked) or _COUNT.match(line.text):
        return None
    if (
        not textlines.is_section(line.text)
        or textlines.says_nothing(line.text)
        or sectionnames.clean(line.text) is None
    ):
        return None
    return None if _is_chrome(document, place.start, lines.places[title].start) else line.text


def _is_chrome(document: Document, above: int, title: int) -> bool:
    """Say whether what stands above a title is the page's header or a menu, and no trail that leads to the title."""
    for holder in document.nodes[above].ancestors():
        if holder.contains(document.nodes[title]) or pagesection.is_trail(holder):
            return False
        if holder.tag in _HEADS:
            return True
        if holder.tag in _LISTS and len(list(islice(document.elements(holder, "a"), _MENU))) == _MENU:
            return not any(map(pagesection.is_trail, holder.ancestors()))
    return False


def _link(whole: Whole, document: Document, lines: HtmlLines, title: str) -> str | None:
    """Return the address in or around the heading, else the one below the body whose words are the title's."""
    place = lines.places[whole.title]
    heading = [*document.nodes[place.start : place.end], *document.nodes[place.start].ancestors()]
    around = next((node for node in heading[:8] if node.tag == "a" and node.get("href")), None)
    if around is not None:
        return addresses.absolute(around.get("href"), document.base)
    end = lines.places[whole.end - 1].end if whole.end - 1 < len(lines.places) else len(document.nodes)
    for node in document.nodes[lines.places[whole.body[-1].number].end : end]:
        url = addresses.absolute(node.get("href"), document.base) if node.tag == "a" else None
        if url is not None and _spells(url, title):
            return url
    return None


def _spells(url: str, title: str) -> bool:
    """Say whether an address is made of a title's words."""
    words = {word for word in bylines.ascii_words(title) if len(word) > 3}
    return len(words) >= 2 and len(words & set(bylines.ascii_words(url))) * 2 >= len(words)


def times_beside(document: Document, lines: HtmlLines, whole: Whole) -> Iterator[TimeSaid]:
    """Yield the values for machines around an article's heading."""
    first = lines.places[min(whole.title, whole.run.first)].start
    last = lines.places[max(whole.title, whole.run.last)].end
    yield from machine_times(document, first, last)


def machine_times(document: Document, first: int, last: int) -> Iterator[TimeSaid]:
    """Yield the values for machines between two places: of ``<time>``, and of properties of the publication."""
    for node in document.nodes[max(first - 3, 0) : last]:
        value = node.get("datetime") or (node.get("content") if node.get("itemprop").startswith("date") else "")
        if node.is_text or not value:
            continue
        role = _role(node)
        mention = stamps.read(value, role)
        if mention is not None:
            yield TimeSaid(value, "datetime", mention, role)


def _role(node: Node) -> Role:
    said = f"{node.classes} {node.get('itemprop')}".lower()
    if "publish" in said or "created" in said:
        return Role.PUBLISHED
    return Role.UPDATED if "modif" in said or "updat" in said else Role.UNSTATED

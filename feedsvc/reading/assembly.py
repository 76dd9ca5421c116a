"""From a page's bytes to its reading: the order in which the parts of this room work."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from itertools import pairwise
from zoneinfo import ZoneInfo

from feedsvc import timex
from feedsvc.model.pages import Article, Hints, NamedLink, Page, Reading, Unplaced
from feedsvc.model.sentences import sentence
from feedsvc.model.times import Evidence, PageClock, Timestamp
from feedsvc.reading import (
    addresses,
    article,
    barren,
    blocks,
    cachestamps,
    clock,
    decode,
    judge,
    labels,
    language,
    lines,
    moments,
    named,
    pagedate,
    selectors,
    structured,
    syndicated,
    zones,
)
from feedsvc.reading.candidates import Candidate, TimeSaid
from feedsvc.reading.document import NOWHERE, Document
from feedsvc.reading.uncollected import uncollected
from feedsvc.reading.zones import SiteZone
from feedsvc.timex.tags import language_of


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the strategies made of a page, before any time is resolved."""

    candidates: tuple[Candidate, ...]
    unplaced: tuple[Unplaced, ...] = ()
    language: str | None = None
    reason: str | None = None
    document: Document | None = None
    expected: tuple[str, ...] = ()
    sections: tuple[NamedLink, ...] = ()
    passed_over: tuple[Unplaced, ...] = ()


def read(page: Page, hints: Hints = Hints()) -> Reading:
    """Return what a page says; raises PageError, and nothing else, for one that cannot be read.

    Articles are in reading order, each once. Relative words are resolved against the page's own clock. A feed in a
    page's place is read as one.
    """
    with uncollected():
        return syndicated.as_source(page, hints.section) or _read(page, hints)


def _read(page: Page, hints: Hints) -> Reading:
    decoded = decode.decode(page.body, page.content_type)
    seen = _seen_in_html(decoded.text, page.url, hints) if decoded.is_html else _seen_in_text(decoded.text, hints)
    html = decoded.text if decoded.is_html else ""
    site = _site_zone(seen, html, page, hints)
    zone = site.zone if site is not None else None
    dated = clock.infer(
        [c.times for c in seen.candidates],
        html=html,
        origin=page.origin,
        zone=zone,
        humanizer=hints.humanizer,
        head=_head(seen, hints),
        blocks=[c.block for c in seen.candidates],
    )
    home = None if zone or not dated else zones.home(page.url, seen.language, dated.span.latest)
    articles = _articles(seen, hints, dated, zone, home)
    return _reading(page, hints, seen, dated, articles, site)


def _site_zone(seen: _Seen, html: str, page: Page, hints: Hints) -> SiteZone | None:
    """Return the operator's zone, else the one that the page's own evidence leaves."""
    if hints.zone is not None:
        return SiteZone(ZoneInfo(hints.zone), hints.zone, "the operator says so")
    return zones.find(
        (time for c in seen.candidates for time in c.times),
        cachestamps.read(html),
        retrieved_at=page.origin.retrieved_at,
        url=page.url,
        language=seen.language,
    )


def _head(seen: _Seen, hints: Hints) -> TimeSaid | None:
    if seen.document is None:
        return None
    languages = _languages(hints, seen.language, seen.document.language)
    return pagedate.find(seen.document, languages, seen.candidates)


def _seen_in_html(text: str, url: str | None, hints: Hints) -> _Seen:
    document = Document.parse(text, url)
    told = document.language
    likely = _guessed(document) if _is_default(told) else None
    languages = _languages(hints, told, likely)
    structure = structured.read(document)
    found = blocks.find(document, languages, hints.humanizer, structure.graph.breadcrumb)
    if not _is_default(told):
        likely = _language_of_times(found, told)
    stated = structured.find(document, structure)
    whole = article.find(document, structure, languages, hints.humanizer)
    if not whole and not _is_list((*stated, *found.candidates)):
        own = article.alone(document, structure, languages, hints.humanizer)
        whole = (own,) if own is not None else ()
    chosen = selectors.find(document, hints.selectors, languages, hints.humanizer) if hints.selectors else ()
    guessed = (*whole, *stated, *found.candidates)
    if hints.selectors and hints.selectors.block:
        guessed = selectors.confirmed(guessed, chosen)
    verdict = judge.merge((*chosen, *guessed))
    reason = None if verdict.candidates else barren.why(document)
    if hints.selectors and hints.selectors.block and not verdict.candidates:
        reason = sentence(
            "The operator’s selector %(selector)s names no article on this page.", selector=repr(hints.selectors.block)
        )
    tag = hints.language or likely or told or hints.site_language
    made_by = _WORDPRESS if any(mark in text for mark in _WORDPRESS_MARKS) else ()
    return _Seen(
        verdict.candidates, verdict.unplaced, tag, reason, document, made_by, found.sections, found.passed_over
    )


_WORDPRESS = ("wordpress/",)
_WORDPRESS_MARKS = ("/wp-content/", "/wp-includes/", " type-post")
"""What its pages show of it: addresses of their files, the class of each post."""
_LEAST_LISTED = 4
"""So many articles are a list though no time stands with any."""


def _is_list(candidates: Sequence[Candidate]) -> bool:
    """Whether what a page lists is credible: something has a time, or there are several."""
    links = {candidate.link for candidate in candidates}
    return len(links) >= _LEAST_LISTED or any(candidate.times for candidate in candidates)


def _language_of_times(found: blocks.Blocks, told: str | None) -> str | None:
    """Return the language of most times on a page that states another, as copied templates do, else None."""
    mentions = (time.mention for candidate in found.candidates for time in candidate.times)
    said = [m.language for m in mentions if m is not None and m.language not in ("und", "en")]
    most = max(sorted(set(said)), key=said.count, default="")
    enough = said.count(most) >= _ENOUGH and 2 * said.count(most) > len(said)
    return most if enough and most != language_of(told or "") else None


_ENOUGH = 3
"""So many times in one language say that a page is in it."""


def _guessed(document: Document) -> str | None:
    return language.guess(n.text for n in document.nodes if n.is_text)


def _seen_in_text(text: str, hints: Hints) -> _Seen:
    likely = language.guess(text.splitlines())
    found = lines.read_lines(text, _languages(hints, None, likely), hints.humanizer)
    tag = hints.language or likely or found.language or hints.site_language
    return _Seen(judge.merge(found.candidates).candidates, found.unplaced, tag, found.reason)


def _languages(hints: Hints, stated: str | None, guessed: str | None = None) -> tuple[str, ...]:
    """Return the languages to try: the operator's word, the page's own, and what its words look like."""
    tags = (hints.language, stated, guessed, hints.site_language)
    return tuple({tag.partition("-")[0].lower(): tag for tag in reversed(tags) if tag}.values())[::-1]


def _is_default(stated: str | None) -> bool:
    """Whether the language that a page states is what systems write where nobody set one."""
    return stated is None or stated.lower() in ("en", "en-us")


def _articles(
    seen: _Seen, hints: Hints, dated: PageClock | None, zone: tzinfo | None, home: tzinfo | None
) -> tuple[Article, ...]:
    settled = [(c, moments.settle(c, dated, zone, hints.humanizer, home)) for c in seen.candidates]
    sorted_blocks = _sorted_blocks(settled)
    return tuple(
        Article(
            title=c.title,
            link=_told(c.link),
            section=c.section or hints.section,
            author=c.author,
            time_text=said.time_text,
            published=said.published,
            updated=said.updated,
            summary=labels.without_credits(c.summary) if c.summary else None,
            content=c.content,
            image=c.image if c.image and not c.image.startswith(NOWHERE) else None,
            language=c.language or seen.language,
            article_id=c.article_id,
            position=position,
            listed=c.block,
            ordered=c.block in sorted_blocks,
            traces=c.traces,
        )
        for position, (c, said) in enumerate(settled)
    )


def _told(url: str | None) -> str | None:
    """Return an address as readers may follow it, None below a base that is no place."""
    return None if url is None or url.startswith(NOWHERE) else addresses.canonical(url)


_LEAST_SORTED = 3


def _sorted_blocks(settled: Sequence[tuple[Candidate, moments.Moments]]) -> frozenset[str]:
    """Return the blocks whose articles all have a time and stand newest first."""
    times: dict[str, list[moments.Moments]] = defaultdict(list)
    for candidate, said in settled:
        if candidate.block is not None:
            times[candidate.block].append(said)
    return frozenset(block for block, said in times.items() if len(said) >= _LEAST_SORTED and _is_sorted(said))


def _is_sorted(said: Sequence[moments.Moments]) -> bool:
    times = [m.published for m in said if m.published is not None]
    if len(times) < len(said) or len({each.span.earliest for each in times}) < _LEAST_SORTED:
        return False
    return all(_may_follow(newer, older) for newer, older in pairwise(times))


def _may_follow(newer: Timestamp, older: Timestamp) -> bool:
    """Return whether one time may stand below another in a list that is newest first.

    Times of one kind are wide for one reason, the page's clock or what nobody knows of its program, and so compare
    however wide they are.
    """
    if newer.basis == older.basis:
        return older.span.earliest <= newer.span.earliest and older.at <= newer.at
    return older.span.earliest <= newer.span.latest


def _reading(
    page: Page, hints: Hints, seen: _Seen, dated: PageClock | None, articles: tuple[Article, ...], site: SiteZone | None
) -> Reading:
    document = seen.document
    mentions = [t.mention for c in seen.candidates for t in c.times if t.mention is not None]
    ranked = dated.humanizers if dated is not None and dated.humanizers else timex.rank(mentions)
    return Reading(
        url=page.url,
        language=seen.language,
        zone=site.name if site is not None else None,
        humanizer=hints.humanizer,
        clock=dated,
        articles=articles,
        unplaced=tuple(replace(one, link=_told(one.link)) for one in seen.unplaced),
        feeds=named.feeds(document) if document else (),
        sitemaps=named.sitemaps(document) if document else (),
        sections=tuple(link for link in seen.sections if not link.url.startswith(NOWHERE)),
        passed_over=tuple(replace(one, link=_told(one.link)) for one in seen.passed_over),
        humanizers=ranked,
        expected=tuple(name for name in ranked if name.startswith(seen.expected)),
        title=document.title if document else None,
        site_name=document.site_name if document else None,
        notes=tuple(_notes(seen, site)),
        reason=seen.reason,
    )


def _notes(seen: _Seen, site: SiteZone | None) -> Iterator[Evidence]:
    """Yield what was found out of the page besides its articles: its zone, and a language that it does not state."""
    if site is not None:
        yield Evidence("zone", site.evidence)
    stated = seen.document.language if seen.document is not None else None
    if stated is not None and seen.language is not None and language_of(stated) != language_of(seen.language):
        yield Evidence("page", f"it states {stated}; its words are {seen.language}")

"""Entries made and revised: what a visit changes in one entry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from slugify import slugify

from feedsvc.merge import ages, content
from feedsvc.merge.ages import Said
from feedsvc.merge.identity import mint
from feedsvc.merge.matching import Sight
from feedsvc.merge.moving import spread
from feedsvc.merge.narrowing import first_moment, moved
from feedsvc.model.entries import ContentPolicy, Entry, History, Section, Source
from feedsvc.model.pages import Article
from feedsvc.model.times import Evidence, Span, Timestamp

_RESERVED_SLUGS = frozenset({"all", "status"})
_NAMELESS = "news"


@dataclass(frozen=True, slots=True)
class Occasion:
    """What every entry of one merge has in common; ``tagging_entity`` mints the ids (RFC 4151)."""

    source: Source
    seen_at: datetime
    tagging_entity: str
    left: frozenset[str] = frozenset()
    """The humanizers that remain possible after this visit, none for all."""
    likely: frozenset[str] = frozenset()
    """Those that the page contradicts least."""
    expected: frozenset[str] = frozenset()
    """Those of the program that made the page, none where it does not show."""
    doubt: timedelta = timedelta()
    """How much older than it looks the page may be."""
    witnessed: bool = False
    """Whether other articles say that it is as old as it looks."""


@dataclass(frozen=True, slots=True)
class Known:
    """An entry met again, with its history as this page leaves it.

    None where the page excludes what was known; ``earlier`` where it says that the article is older than that.
    """

    sight: Sight
    entry: Entry
    history: History | None
    bounded: History
    """The entry's own history with what this page allows under any humanizer and however old it is."""
    told: Said | None = None
    earlier: bool = False
    leaving: bool = True
    """Whether the page may not show it for long, so that there will be no more to learn."""
    misread: bool = False
    """Whether the page excludes what was known only because another humanizer than those learnt printed it."""
    aside: bool = False
    """Whether it stands only in blocks that may be made before the page is."""


@dataclass(frozen=True, slots=True)
class New:
    """An article met for the first time, with its history, and since when it can have been published at all."""

    sight: Sight
    history: History
    absent_at: datetime | None
    dropped: tuple[Evidence, ...]
    told: Said | None = None


def section(name: str) -> Section:
    """Return the shelf for a section's name as a site prints it; its slug is never a word that addresses need."""
    slug = slugify(name, max_length=80) or _NAMELESS
    return Section(f"{slug}-1" if slug in _RESERVED_SLUGS else slug, name)


def created(new: Sequence[New], known: Sequence[Entry], occasion: Occasion) -> tuple[Entry, ...]:
    """Return entries for the articles that are none yet, in reading order."""
    taken = {entry.id for entry in known}
    entries = []
    for article in new:
        entry = _entry(article, occasion, frozenset(taken))
        taken.add(entry.id)
        entries.append(entry)
    blocks = [n.sight.article.listed if n.sight.article.ordered else None for n in new]
    likely = [_expected(article, entry, occasion) for article, entry in zip(new, entries, strict=True)]
    moments = spread(list(zip(blocks, likely, strict=True)))
    return tuple(_shown_at(entry, moment, occasion) for entry, moment in zip(entries, moments, strict=True))


def _expected(new: New, entry: Entry, occasion: Occasion) -> Timestamp:
    """Return the moment of an entry with the span that the program means by its age that made the page.

    No more of it than the page's own words allow: a block that may lag reaches back further, but not its moment.
    """
    moment, said = entry.published, new.sight.article.published
    if not occasion.expected or said is None or moment.basis != ages.AGE:
        return moment
    meant = ages.span(entry.history, occasion.expected)
    span = meant.intersect(said.span) if meant else None
    return replace(moment, span=span, at=span.centre) if span else moment


def _shown_at(entry: Entry, moment: Timestamp, occasion: Occasion) -> Entry:
    same = entry.updated_at == entry.published_at
    shown = replace(moment, span=ages.doubted(entry.history, entry.published.span, occasion.doubt))
    return replace(entry, published=shown, updated_at=moment.at if same else max(entry.updated_at, moment.at))


def _entry(new: New, occasion: Occasion, taken: frozenset[str]) -> Entry:
    article, source = _allowed(new.sight.article, occasion.source), occasion.source
    history = ages.restricted(new.history, occasion.left)
    span = ages.span(history, occasion.left) or ages.span(history, frozenset()) or Span.instant(occasion.seen_at)
    cut_by_absence = new.absent_at is not None and not new.dropped
    moment = first_moment(article.published, span, occasion.seen_at, absent=cut_by_absence, dropped=new.dropped)
    updated = article.updated.at if article.updated else moment.at
    return Entry(
        id=mint(occasion.tagging_entity, source.id, new.sight.keys, taken),
        source_id=source.id,
        title=article.title,
        published=moment,
        updated_at=min(max(updated, moment.at), max(occasion.seen_at, moment.at)),
        first_seen_at=occasion.seen_at,
        last_seen_at=occasion.seen_at,
        link=article.link,
        sections=_sections((), new.sight, source),
        author=article.author,
        summary=article.summary,
        content=article.content,
        image=article.image,
        language=article.language,
        time_text=article.time_text,
        article_id=article.article_id,
        keys=new.sight.keys,
        history=replace(history, digests=content.remembered(None, article)),
    )


def met(known: Known, occasion: Occasion) -> Entry:
    """Return the entry as it is after this visit."""
    entry, sight = known.entry, known.sight
    article = _allowed(sight.article, occasion.source)
    after = _edited(content.completed(entry, article), entry, article, occasion.seen_at)
    after = _dated(after, known, occasion)
    return replace(
        after,
        last_seen_at=max(entry.last_seen_at, occasion.seen_at),
        link=_address(entry, sight) or after.link,
        sections=_sections(entry.sections, sight, occasion.source),
        keys=tuple(dict.fromkeys((*entry.keys, *sight.keys))),
    )


def _dated(entry: Entry, known: Known, occasion: Occasion) -> Entry:
    """Return the entry with what this visit's times change: a narrower span, or word that it was published again."""
    span = ages.span(known.history, occasion.left) if known.history else None
    if known.history is None or span is None:
        history = replace(entry.history, not_before=known.bounded.not_before, not_after=known.bounded.not_after)
        after = replace(entry, history=history)
        return after if known.misread or known.aside else _republished(after, known.sight.article, occasion)
    kept = ages.restricted(known.history, occasion.left)
    history = replace(
        entry.history,
        hypotheses=kept.hypotheses,
        fixed=kept.fixed,
        not_before=known.bounded.not_before,
        not_after=known.bounded.not_after,
    )
    # A page that is merged again moves nothing again.
    best = (ages.span(history, occasion.likely) or span) if occasion.seen_at > entry.last_seen_at else None
    open_span = ages.doubted(history, span, occasion.doubt)
    moment = known.sight.article.published
    after = moved(replace(entry, history=history), open_span, best, moment, leaving=known.leaving)
    return replace(after, updated_at=max(entry.updated_at, after.published_at))


def _edited(after: Entry, entry: Entry, article: Article, seen_at: datetime) -> Entry:
    """Return the entry with an edit of its texts, where there is one and it may move ``updated`` already."""
    if not content.is_edit(entry, article):
        return replace(after, history=replace(after.history, digests=content.remembered(entry, article)))
    if not content.may_move(entry, seen_at):
        return after
    history = replace(after.history, digests=content.remembered(entry, article), edits=entry.history.edits + 1)
    return replace(content.edited(after, article), updated_at=max(entry.updated_at, seen_at), history=history)


def _republished(entry: Entry, article: Article, occasion: Occasion) -> Entry:
    """Return the entry published again: ``published`` stays, ``updated`` tells, once for each time it happened.

    On a page that may be older than it looks, an age that is too small by no more than that tells nothing.
    """
    said, doubt = article.published, timedelta() if occasion.witnessed else occasion.doubt
    if said is None or max(entry.updated_at, entry.published.span.latest + doubt) >= said.span.earliest:
        return entry
    if entry.republished and said.span.earliest - entry.updated_at <= said.span.width:
        return entry  # the same time once more, its words a little more exact
    return replace(entry, republished=True, updated_at=max(entry.updated_at, min(said.at, occasion.seen_at)))


def _address(entry: Entry, sight: Sight) -> str | None:
    """Return an address never met before; one that was changes nothing, so that none flickers."""
    new = any(key.startswith("link:") and key not in entry.keys for key in sight.keys)
    return sight.article.link if new else None


def _sections(before: tuple[Section, ...], sight: Sight, source: Source) -> tuple[Section, ...]:
    names = sight.sections or ((source.hints.section,) if source.hints.section and not before else ())
    shelves = {shelf.slug: shelf for shelf in (*map(section, reversed(names)), *reversed(before))}
    return tuple(reversed(shelves.values()))


def _allowed(article: Article, source: Source) -> Article:
    """Return the article with what the operator lets its feeds republish."""
    match source.content:
        case ContentPolicy.NONE:
            return replace(article, content=None, summary=None)
        case ContentPolicy.SUMMARY:
            return replace(article, content=None)
        case ContentPolicy.FULL | ContentPolicy.PAGE:
            return article


# ---- what changed --------------------------------------------------------------------------------------------------


def shows_differently(old: Entry, new: Entry) -> bool:
    """Return whether feeds show the entry differently, spans aside."""
    return _shown(old) != _shown(new)


def _shown(entry: Entry) -> Entry:
    """Return the entry without what only evidence and bookkeeping change."""
    return replace(
        entry,
        published=Timestamp(Span.instant(entry.published.at), entry.published.at, ""),
        last_seen_at=entry.first_seen_at,
        keys=(),
        history=History(),
    )


def differs(old: Entry, new: Entry) -> bool:
    """Return whether anything but the moment of the last sight changed."""
    return replace(new, last_seen_at=old.last_seen_at) != old


def revised(entry: Entry) -> Entry:
    """Return the entry with its next revision."""
    return replace(entry, revision=entry.revision + 1)

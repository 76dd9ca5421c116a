"""Entries made and revised: what a visit changes in one entry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from slugify import slugify

from feedsvc.merge import content
from feedsvc.merge.identity import mint
from feedsvc.merge.matching import Sight
from feedsvc.merge.narrowing import first_sight
from feedsvc.model.entries import ContentPolicy, Entry, History, Section, Source
from feedsvc.model.pages import Article
from feedsvc.model.times import Span, Timestamp

_RESERVED_SLUGS = frozenset({"all", "status"})
_NAMELESS = "news"


@dataclass(frozen=True, slots=True)
class Occasion:
    """What every entry of one merge has in common; ``tagging_entity`` mints the ids (RFC 4151)."""

    source: Source
    seen_at: datetime
    tagging_entity: str


def section(name: str) -> Section:
    """Return the shelf for a section's name as a site prints it; its slug is never a word that addresses need."""
    slug = slugify(name, max_length=80) or _NAMELESS
    return Section(f"{slug}-1" if slug in _RESERVED_SLUGS else slug, name)


def created(
    found: Sequence[Sight], known: Sequence[Entry], occasion: Occasion, absent: Mapping[int, datetime]
) -> tuple[Entry, ...]:
    """Return entries for the sights that are none yet, in reading order; ``absent`` says who was not there before."""
    taken = {entry.id for entry in known}
    entries = []
    for index, sight in enumerate(found):
        if sight.entry is None:
            entry = _new(sight, occasion, absent.get(index), frozenset(taken))
            taken.add(entry.id)
            entries.append(entry)
    return tuple(entries)


def _new(sight: Sight, occasion: Occasion, absent_at: datetime | None, taken: frozenset[str]) -> Entry:
    article, source = _allowed(sight.article, occasion.source), occasion.source
    moment = first_sight(article.published, occasion.seen_at, absent_at)
    updated = article.updated.at if article.updated else moment.at
    return Entry(
        id=mint(occasion.tagging_entity, source.id, sight.keys, taken),
        source_id=source.id,
        title=article.title,
        published=moment,
        updated_at=min(max(updated, moment.at), max(occasion.seen_at, moment.at)),
        first_seen_at=occasion.seen_at,
        last_seen_at=occasion.seen_at,
        link=article.link,
        sections=_sections((), sight, source),
        author=article.author,
        summary=article.summary,
        content=article.content,
        image=article.image,
        language=article.language,
        time_text=article.time_text,
        article_id=article.article_id,
        keys=sight.keys,
        history=History(digests=content.remembered(None, article)),
    )


def met(entry: Entry, sight: Sight, moment: Timestamp | None, occasion: Occasion) -> Entry:
    """Return the entry as it is after this visit; a moment of None says that the page excludes what was known."""
    article = _allowed(sight.article, occasion.source)
    after = _edited(content.completed(entry, article), entry, article, occasion.seen_at)
    if moment is None:
        after = _republished(after, article, occasion.seen_at)
    return replace(
        after,
        published=moment or entry.published,
        last_seen_at=max(entry.last_seen_at, occasion.seen_at),
        link=_address(entry, sight) or after.link,
        sections=_sections(entry.sections, sight, occasion.source),
        keys=tuple(dict.fromkeys((*entry.keys, *sight.keys))),
    )


def _edited(after: Entry, entry: Entry, article: Article, seen_at: datetime) -> Entry:
    """Return the entry with an edit of its texts, where there is one and it may move ``updated`` already."""
    if not content.is_edit(entry, article):
        return replace(after, history=replace(after.history, digests=content.remembered(entry, article)))
    if not content.may_move(entry, seen_at):
        return after
    history = replace(after.history, digests=content.remembered(entry, article), edits=entry.history.edits + 1)
    return replace(content.edited(after, article), updated_at=max(entry.updated_at, seen_at), history=history)


def _republished(entry: Entry, article: Article, seen_at: datetime) -> Entry:
    """Return the entry published again: ``published`` stays, ``updated`` tells, once for each time it happened."""
    said = article.published
    if said is None or entry.updated_at >= said.span.earliest:
        return entry
    return replace(entry, republished=True, updated_at=max(entry.updated_at, min(said.at, seen_at)))


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

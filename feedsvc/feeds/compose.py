"""Entries become a feed: what is shown, in which order, and how much of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from html import escape
from types import MappingProxyType
from unicodedata import category
from urllib.parse import urlsplit

from feedsvc.feeds.addresses import absolute
from feedsvc.feeds.content import clean, text_of
from feedsvc.feeds.text import excerpt, plain
from feedsvc.model.entries import Entry, Section
from feedsvc.model.feeds import Feed, FeedEntry, Imprint, Shelf

FEWEST = 20
"""As many entries stay in a feed however large they are: readers that ask once a day must not miss any."""
LONGEST_TITLE = 400
LONGEST_SUMMARY = 2_000
LONGEST_RIGHTS = 1_000
LONGEST_CONTENT = 100_000
"""Characters of one article's HTML; a longer one is shown by its summary, and its link leads to the rest."""
NO_CHANGE_YET = datetime(2000, 1, 1, tzinfo=UTC)
"""What an empty feed calls its last change: Atom demands one (RFC 4287 §4.2.15)."""
NO_RIGHTS: Mapping[str, str] = MappingProxyType({})
"""What is known of the rights of sources whose operator says nothing of them."""
_BRACKETED = re.compile(r"<[^<>]*>|[<>]")
_UNDETERMINED = "und"
"""ISO 639-2 for a language that nobody has said."""


def compose(
    shelf: Shelf,
    entries: Sequence[Entry],
    imprint: Imprint,
    names: Mapping[str, str],
    *,
    rights: Mapping[str, str] = NO_RIGHTS,
    waiting: Sequence[Entry] = (),
    summaries: bool = False,
) -> Feed:
    """Return the subscription feed of a shelf: newest first, cut at the imprint's size and bytes.

    ``names`` says how each source is called, ``rights`` under which rights it publishes. With ``summaries`` no entry
    carries its content. What is ``waiting`` for its archive page is shown in any case, though without its content where
    there is no room: nobody would meet it anywhere else. Entries of one moment keep the order in which they are given,
    and of two with one id the later is left out.
    """
    needed = {entry.id for entry in waiting}
    newest = {entry.id for entry in _newest_first(entries)[: imprint.feed_size]} | needed
    chosen = [entry for entry in _newest_first((*entries, *waiting)) if entry.id in newest]
    presented = (_present(entry, imprint, names, rights, summaries=summaries) for entry in chosen)
    return _feed(shelf, entries, tuple(_within(presented, imprint.feed_bytes, needed)), imprint, names)


def archive(
    shelf: Shelf,
    number: int,
    entries: Sequence[Entry],
    imprint: Imprint,
    names: Mapping[str, str],
    *,
    rights: Mapping[str, str] = NO_RIGHTS,
    full: bool = True,
) -> Feed:
    """Return an archive page of a shelf (RFC 5005 §4): every entry given, whatever its size, under the feed's own id.

    Page 1 holds the oldest entries. A page names the next one although that may not be full yet, so that the page
    itself never changes once it is full.
    """
    shown = tuple(_present(entry, imprint, names, rights) for entry in _newest_first(entries))
    return replace(
        _feed(shelf, entries, shown, imprint, names),
        self_path=shelf.archive_path(number),
        current_path=shelf.path,
        previous_archive_path=shelf.archive_path(number - 1) if number > 1 else None,
        next_archive_path=shelf.archive_path(number + 1) if full else None,
    )


def _feed(
    shelf: Shelf,
    entries: Sequence[Entry],
    shown: tuple[FeedEntry, ...],
    imprint: Imprint,
    names: Mapping[str, str],
) -> Feed:
    title = _title(shelf, entries, imprint, names)
    return Feed(
        id=feed_id(shelf.path, imprint),
        title=title,
        subtitle=_subtitle(shelf, title),
        self_path=shelf.path,
        home_path=shelf.home_path,
        updated_at=max((entry.updated_at for entry in shown), default=NO_CHANGE_YET),
        author=_source_name(shelf.source, names) if shelf.source else plain(imprint.name),
        language=_usual_language(shown),
        entries=shown,
        rights=_common_rights(shown),
    )


def _common_rights(entries: Iterable[FeedEntry]) -> str | None:
    """Return the rights that hold for every entry, None where they differ or nobody has said them."""
    found = {entry.rights for entry in entries}
    return found.pop() if len(found) == 1 else None


def _newest_first(entries: Iterable[Entry]) -> list[Entry]:
    unique: dict[str, Entry] = {}
    for entry in entries:
        unique.setdefault(entry.id, entry)
    return sorted(unique.values(), key=_shown_at, reverse=True)


def _shown_at(entry: Entry) -> datetime:
    return entry.published_at.astimezone(UTC).replace(microsecond=0)


def _present(
    entry: Entry, imprint: Imprint, names: Mapping[str, str], rights: Mapping[str, str], *, summaries: bool = False
) -> FeedEntry:
    home = absolute(entry.link)
    link = home or imprint.url(f"/entries/{entry_key(entry.id)}")
    title = _visible(excerpt(plain(entry.title), LONGEST_TITLE))
    content = _content(entry, home)
    summary = _visible(_summary(entry, content))
    if summary == title and not content:
        summary = ""
    place = _host(home) if home else _source_name(entry.source_id, names)
    published_at = _shown_at(entry)
    return FeedEntry(
        id=entry.id,
        title=title or excerpt(summary, 80) or link,
        link=link,
        published_at=published_at,
        updated_at=distinct(max(entry.updated_at.astimezone(UTC), published_at), entry.id),
        author=_person(entry.author) or _source_name(entry.source_id, names),
        summary=summary or place,
        content=None if summaries else content or (None if summary else _pointer(link, place)),
        image=absolute(entry.image, home),
        language=_language(entry.language),
        categories=_categories(entry.sections),
        rights=excerpt(plain(rights.get(entry.source_id, "")), LONGEST_RIGHTS) or None,
        published=entry.published,
        time_text=plain(entry.time_text) if entry.time_text else None,
    )


def _pointer(link: str, place: str) -> str:
    """Return what stands where an article's text would: its title again would be read twice."""
    return f'<p><a href="{escape(link)}">{escape(place)}</a></p>'


def _host(link: str) -> str:
    """Return a site's host as people say it."""
    return (urlsplit(link).hostname or link).removeprefix("www.")


def _visible(text: str) -> str:
    """Return the text, or nothing where there is nothing to be seen in it: zero-width blanks, marks of direction."""
    return text if any(category(character)[0] in "LNPS" for character in text) else ""


def entry_key(entry_id: str) -> str:
    """Return what names an entry in addresses: the specific part of its tag URI (RFC 4151), ``source/hash``."""
    return entry_id.split(":", 2)[-1]


def _content(entry: Entry, home: str | None) -> str | None:
    """Return the content with addresses resolved against the article's own; our page for it is no base for them."""
    if not entry.content or len(entry.content) > 4 * LONGEST_CONTENT:
        return None
    cleaned = clean(entry.content, home)
    return cleaned if 0 < len(cleaned) <= LONGEST_CONTENT else None


def _summary(entry: Entry, content: str | None) -> str:
    if entry.summary and (summary := plain(entry.summary[: 4 * LONGEST_SUMMARY])):
        return excerpt(summary, LONGEST_SUMMARY)
    source = content or (entry.content or "")[:LONGEST_CONTENT]
    return excerpt(text_of(source[:20_000])) if source else ""


def distinct(moment: datetime, entry_id: str) -> datetime:
    """Return the moment with a fraction of a second of the entry's own.

    Entries of one visit change in the same second, and equal moments in one feed look like one bulk edit to readers
    and to the W3C validator. The fraction comes from the id, so that it is the same in every feed and for ever.
    """
    fraction = int.from_bytes(sha256(entry_id.encode()).digest()[:8], "big") % 999_999 + 1
    return moment.replace(microsecond=0) + timedelta(microseconds=fraction)


def _person(name: str | None) -> str:
    """Return a name without mail addresses, which harvesters read, and without what readers take for tags."""
    words = [word for word in _BRACKETED.sub(" ", plain(name or "")).split() if "@" not in word]
    return excerpt(" ".join(words), 200)


def _source_name(source_id: str, names: Mapping[str, str]) -> str:
    return _person(names.get(source_id)) or source_id


def _language(tag: str | None) -> str | None:
    subtags = (tag or "").replace("_", "-").split("-")
    well_formed = subtags[0].isalpha() and len(subtags[0]) in (2, 3)
    if not well_formed or not all(part.isascii() and part.isalnum() and len(part) <= 8 for part in subtags):
        return None
    return "-".join([subtags[0].lower(), *subtags[1:]])


def _usual_language(entries: Iterable[FeedEntry]) -> str:
    counted = Counter(entry.language for entry in entries if entry.language)
    return min(counted, key=lambda tag: (-counted[tag], tag), default=_UNDETERMINED)


def _categories(sections: Iterable[Section]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for section in sections if (name := excerpt(plain(section.name), 100))))


def _title(shelf: Shelf, entries: Iterable[Entry], imprint: Imprint, names: Mapping[str, str]) -> str:
    section = _section_name(shelf.section, entries)
    if shelf.source:
        source = _source_name(shelf.source, names)
        return f"{source}: {section}" if section else source
    return section or plain(imprint.name)


def _section_name(slug: str, entries: Iterable[Entry]) -> str:
    """Return the name most often used for the slug, the first in the alphabet of equals."""
    named = Counter(plain(section.name) for entry in entries for section in entry.sections if section.slug == slug)
    return min(named, key=lambda name: (-named[name], name), default=slug) or slug


def _subtitle(shelf: Shelf, title: str) -> str:
    if shelf == Shelf():
        return "Every source and every section, newest first."
    if shelf.source and not shelf.section:
        return f"{title}: every section, newest first."
    return f"{title}, newest first."


def feed_id(path: str, imprint: Imprint) -> str:
    """Return the tag URI (RFC 4151) of what stands at a path for ever."""
    return f"tag:{imprint.authority},{imprint.date}:{path.removeprefix('/')}"


def _within(entries: Iterable[FeedEntry], budget: int, needed: Collection[str]) -> Iterator[FeedEntry]:
    """Yield the entries that fit, newest first, at least the fewest and all that are needed.

    Those of them that do not fit go without content.
    """
    spent = 0
    closed = False
    for position, entry in enumerate(entries):
        size = _printed_size(entry)
        if closed or spent + size > budget:
            closed = closed or position >= FEWEST
            if closed and entry.id not in needed:
                continue
            entry = replace(entry, content=None)
            size = _printed_size(entry)
        spent += size
        yield entry


def _printed_size(entry: FeedEntry) -> int:
    """Return about how many bytes an entry takes in XML, where markup is escaped."""
    texts = (entry.title, entry.link, entry.summary, entry.content or "")
    return 800 + sum(len(escape(text, quote=False).encode()) for text in texts)

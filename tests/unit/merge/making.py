"""Short ways to write the values that tests of merging begin with."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from feedsvc.merge import merge
from feedsvc.model.changes import Changes
from feedsvc.model.entries import Entry, Source
from feedsvc.model.pages import Article, Reading
from feedsvc.model.times import Evidence, Span, Timestamp

NOON = datetime(2026, 1, 10, 12, tzinfo=UTC)
SOURCE = Source("site", "The Site", url="https://site.example/")
ENTITY = "feeds.example,2026"


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def ago(youngest: float, oldest: float, at: datetime = NOON) -> Timestamp:
    """The moment of words that stand for these ages, in minutes, on a page made at an instant."""
    span = Span(at - minutes(oldest), at - minutes(youngest))
    return Timestamp(span, span.centre, "datetime", evidence=(Evidence("datetime", "", span),))


def article(title: str = "Il sindaco inaugura il ponte nuovo", **fields) -> Article:
    slug = title.casefold().replace(" ", "-")
    return Article(**{"title": title, "link": f"https://site.example/{slug}/", "published": ago(10, 11), **fields})


def printed(count: int, at: datetime, title: str, **fields) -> Article:
    """An article whose age a page made at an instant gives in minutes, to be read with the program that printed it."""
    span = Span(at - minutes(count + 1), at - minutes(count - 0.5))
    evidence = Evidence("age", f"{count} minuti fa", span)
    moment = Timestamp(span, span.centre, "age", clock=Span.instant(at), evidence=(evidence,))
    return article(title, published=moment, **fields)


def page(*articles: Article) -> Reading:
    numbered = tuple(replace(a, position=n) for n, a in enumerate(articles))
    return Reading("https://site.example/", "it", "Europe/Rome", None, None, numbered)


def visit(reading: Reading, known: tuple[Entry, ...] = (), at: datetime = NOON, **rest) -> Changes:
    return merge(rest.pop("source", SOURCE), known, reading, at, tagging_entity=ENTITY, **rest)


def after(changes: Changes, known: tuple[Entry, ...] = ()) -> tuple[Entry, ...]:
    """What a store holds after the changes."""
    rows = {entry.id: entry for entry in known}
    rows.update({entry.id: entry for entry in (*changes.created, *changes.changed, *changes.narrowed)})
    rows.update(
        {i: replace(rows[i], last_seen_at=max(rows[i].last_seen_at, changes.seen_at)) for i in changes.seen_ids}
    )
    return tuple(rows.values())

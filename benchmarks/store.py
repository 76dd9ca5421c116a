"""What the store costs as it grows: merging and writing per article, reading per feed, bytes per entry.

    python -m benchmarks.store [--entries 1000000] [--database URL]

A visit meets 20 articles, two of them new and two edited, as a listing does between two visits. The store is filled up
to each size in between. Written to disk as in service (WAL, foreign keys on).
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import time
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from feedsvc import merge
from feedsvc.model.changes import Changes
from feedsvc.model.entries import Entry, Section, Source
from feedsvc.model.pages import Article, Reading
from feedsvc.model.times import Span, Timestamp
from feedsvc.model.visits import Outcome, Visit
from feedsvc.store import Store, open_store

SOURCES = 400
PER_PAGE, NEW, EDITED = 20, 2, 2
VISITS = 150
START = datetime(2026, 1, 1, tzinfo=UTC)
SECTIONS = ("Cronaca", "Politica", "Sport", "Economia", "Esteri", "Cultura", "Salute", "Motori")
WORDS = "il governo la città nuovo piano treno mare scuola lavoro giustizia europa salute energia voto acqua luce"


class World:
    """Sources whose articles are numbered; the same number is always the same article."""

    def __init__(self, store: Store) -> None:
        self.store, self.dice = store, random.Random(1)
        self.published = dict.fromkeys(range(SOURCES), 0)
        self.sources = [Source(f"s{n}", f"Source {n}", url=f"https://s{n}.example/") for n in range(SOURCES)]
        store.put_sources(self.sources)
        self.clock = START
        self.edits = 0

    def article(self, site: int, number: int, position: int, edit: int = 0) -> Article:
        """Return an article as the listing shows it."""
        dice = random.Random(site * 1_000_003 + number)
        at = START + timedelta(minutes=7 * number + site % 7)
        text = " ".join(dice.choices(WORDS.split(), k=40))
        return Article(
            title=f"{text[:60].title()} {number}" + (f" ({edit})" if edit else ""),
            link=f"https://s{site}.example/2026/01/{number}-{text[:30].replace(' ', '-')}",
            section=dice.choice(SECTIONS),
            author=dice.choice(("Mario Rossi", "Anna Verdi", None)),
            published=Timestamp(Span.instant(at), at, "datetime", at.isoformat()),
            time_text=at.isoformat(),
            summary=text,
            position=position,
        )

    def reading(self, site: int, new: int) -> Reading:
        """Return what the listing says after it published so many articles more."""
        self.published[site] += new
        last = self.published[site]
        numbers = range(last - 1, max(last - max(PER_PAGE, new), 0) - 1, -1)
        edited = set(range(last - new - EDITED, last - new))
        self.edits += 1
        articles = (
            self.article(site, number, n, self.edits if number in edited else 0) for n, number in enumerate(numbers)
        )
        return Reading(f"https://s{site}.example/", "it", "Europe/Rome", None, None, tuple(articles))

    def visit(self, site: int, new: int) -> tuple[float, float, float]:
        """Merge and record one visit; return the seconds spent to find, to merge and to write."""
        reading, source = self.reading(site, new), self.sources[site]
        self.clock = max(self.clock + timedelta(seconds=1), START + timedelta(minutes=7 * self.published[site] + 10))
        state = self.store.source_state(source.id)
        marks = [time.perf_counter()]
        known = self.store.known(source.id, merge.all_keys(reading.articles))
        marks.append(time.perf_counter())
        changes = merge.merge(source, known, reading, self.clock, tagging_entity="bench.example,2026-01-01")
        marks.append(time.perf_counter())
        self.record(source.id, changes, state)
        marks.append(time.perf_counter())
        found, merged, written = (after - before for before, after in pairwise(marks))
        return found, merged, written

    def record(self, source_id: str, changes: Changes, state) -> None:
        visit = Visit(source_id, self.clock, Outcome.READ, articles=PER_PAGE, created=len(changes.created))
        after = replace(state, last_visit_at=self.clock, next_visit_at=self.clock + timedelta(hours=1))
        self.store.record(source_id, visit, changes, after)

    def fill(self, entries: int) -> None:
        """Let every source publish its share of so many entries; the newest come in as a visit brings them."""
        kept = sum(self.published.values())
        for site in range(SOURCES):
            share = (entries - kept) // SOURCES
            while share > PER_PAGE:
                self.publish(site, some := min(share - PER_PAGE, 250))
                share -= some
            self.visit(site, max(share, 1))

    def publish(self, site: int, count: int) -> None:
        """Keep articles that no later visit meets again, without merging them."""
        source, first = self.sources[site], self.published[site]
        self.published[site] += count
        created = tuple(self.entry(source.id, self.article(site, first + n, 0)) for n in reversed(range(count)))
        self.clock = max(self.clock, created[0].published_at) + timedelta(seconds=1)
        self.record(source.id, Changes(self.clock, created), self.store.source_state(source.id))

    def entry(self, source_id: str, article: Article) -> Entry:
        """Return the entry that merging makes of a new article."""
        at, slug = article.published.at, article.section.lower()
        name = article.link.rsplit("/", 1)[-1]
        return Entry(
            id=f"tag:bench.example,2026-01-01:{source_id}/{hash(name) & 0xFFFFFFFFFFFFFFFF:016x}",
            source_id=source_id,
            title=article.title,
            published=article.published,
            updated_at=at,
            first_seen_at=at,
            last_seen_at=at,
            link=article.link,
            sections=(Section(slug, article.section),),
            author=article.author,
            summary=article.summary,
            time_text=article.time_text,
            keys=(f"link:{article.link}", f"title:{article.title.lower()}"),
        )


def microseconds(action, times: int = 300) -> float:
    """Return the median microseconds of an action."""
    spent = []
    for _ in range(times):
        began = time.perf_counter()
        action()
        spent.append(time.perf_counter() - began)
    return statistics.median(spent) * 1e6


def measure(world: World, size_of) -> tuple[str, ...]:
    """Return one line of the table: the cost of visits and reads at the store's present size."""
    store, dice = world.store, world.dice
    entries = store.feed_state().count
    visits = [world.visit(dice.randrange(SOURCES), NEW) for _ in range(VISITS)]
    found, merged, written = (statistics.median(column) * 1e6 / PER_PAGE for column in zip(*visits, strict=True))
    some = [f"s{dice.randrange(SOURCES)}" for _ in range(50)]
    return (
        f"{entries:,}",
        f"{found:.0f}",
        f"{merged:.0f}",
        f"{written:.0f}",
        f"{found + merged + written:.0f}",
        f"{microseconds(store.version, 2000):.1f}",
        f"{microseconds(lambda: store.feed_state(dice.choice(some), None)):.0f}",
        f"{microseconds(lambda: store.feed_state(None, 'sport')):.0f}",
        f"{microseconds(lambda: store.feed(None, 'sport'), 40) / 1e3:.1f}",
        f"{microseconds(lambda: store.feed(dice.choice(some)), 40) / 1e3:.1f}",
        f"{microseconds(lambda: store.entries(query='governo -mare'), 5) / 1e3:.0f}",
        f"{microseconds(lambda: store.entries(query='nirgendwo'), 3) / 1e3:.0f}",
        f"{size_of() / max(entries, 1):,.0f}",
    )


HEADINGS = (
    ("entries", 11),
    ("find", 6),
    ("merge", 6),
    ("write", 6),
    ("all µs/article", 15),
    ("version µs", 11),
    ("304 µs", 7),
    ("304 all µs", 11),
    ("shelf ms", 9),
    ("source ms", 10),
    ("words ms", 9),
    ("no hit ms", 10),
    ("bytes/entry", 12),
)


def line(cells) -> str:
    return "".join(cell.rjust(width) for cell, (_, width) in zip(cells, HEADINGS, strict=True))


def run(url: str, sizes: list[int], size_of) -> None:
    store = open_store(url)
    world = World(store)
    print(line([name for name, _ in HEADINGS]), flush=True)
    for size in sizes:
        began = time.perf_counter()
        world.fill(size)
        print(line(measure(world, size_of)), f"   (filled in {time.perf_counter() - began:.0f} s)", flush=True)
    store.close()


def main() -> None:
    parser = argparse.ArgumentParser(description="What the store costs as it grows.")
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--database", help="the address of an empty database; without it, a SQLite file")
    chosen = parser.parse_args(sys.argv[1:])
    sizes = [size for size in (10_000, 30_000, 100_000, 300_000, 1_000_000) if size <= chosen.entries] or [
        chosen.entries
    ]
    with tempfile.TemporaryDirectory() if not chosen.database else nullcontext("") as folder:
        path = Path(folder) / "feedsvc.db"
        print(f"{chosen.database or 'SQLite'}: {SOURCES} sources; a visit: {PER_PAGE} articles, {NEW} new")
        run(chosen.database or f"sqlite:///{path}", sizes, (lambda: path.stat().st_size) if folder else lambda: 0)


if __name__ == "__main__":
    main()

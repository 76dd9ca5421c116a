"""A news site in virtual time: behaves like WordPress with a theme that prints ages, and knows the truth.

``Site.answer(path, at)`` is what its server answers at an instant; nothing depends on when or how often it was asked.
``serve(site, clock)`` puts it behind a real HTTP server on loopback.
"""

from __future__ import annotations

import html
import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from benchmarks.printers import PRINTERS

SECTIONS = ("Cronaca", "Politica", "Economia", "Sport", "Cultura")
NOUNS = [
    "sindaco",
    "ponte",
    "scuola",
    "teatro",
    "mercato",
    "ospedale",
    "strada",
    "porto",
    "museo",
    "bilancio",
    "stadio",
    "tram",
    "parco",
    "fiume",
    "treno",
]
VERBS = [
    "apre",
    "chiude",
    "cambia",
    "raddoppia",
    "ritorna",
    "riparte",
    "divide",
    "sorprende",
    "rallenta",
    "costa",
    "attende",
    "convince",
]
PLACES = [
    "Bari",
    "Lecce",
    "Genova",
    "Torino",
    "Trieste",
    "Napoli",
    "Palermo",
    "Cagliari",
    "Ancona",
    "Perugia",
    "Pescara",
    "Matera",
    "Udine",
    "Pavia",
]


@dataclass(frozen=True)
class Cache:
    """A page cache: how long it keeps a page, and how it says so."""

    lifetime: timedelta = timedelta(minutes=30)
    stamp: str = "litespeed"
    """"litespeed", "wp-super-cache", "w3tc", "wp-rocket", "age" (the HTTP field), "date" (an old Date) or "none"."""


@dataclass(frozen=True)
class Habits:
    """How one site behaves."""

    dialect: str = "wordpress"
    language: str = "it"
    zone: str = "Europe/Rome"
    wall_clock: bool = False
    cache: Cache | None = None
    layout: str = "articles"
    """"articles" (WordPress), "list" (bare list items), "cards" (nested divisions), "dated" (a day beside the age)."""
    sidebar: timedelta | None = None
    """How long the block of latest news beside the list is cached on its own."""
    shown: int = 20
    gap: timedelta = timedelta(minutes=40)
    unrest: float = 0.15
    """The share of posts that are edited, moved, updated, published again or removed."""
    ids: bool = True


@dataclass(frozen=True)
class Change:
    """Something that happens to a post at an instant: "title", "slug", "text", "again", "removed"."""

    at: datetime
    kind: str


@dataclass(frozen=True)
class Post:
    """One article and all that will happen to it."""

    number: int
    published_at: datetime
    title: str
    sections: tuple[str, ...]
    changes: tuple[Change, ...] = field(default=())

    def happened(self, kind: str, at: datetime) -> int:
        return sum(change.kind == kind and change.at <= at for change in self.changes)

    def title_at(self, at: datetime) -> str:
        return self.title + ", la novità" * self.happened("title", at)

    def slug_at(self, at: datetime) -> str:
        base = self.title.casefold().replace(" ", "-").replace(",", "")
        return base + "-bis" * self.happened("slug", at)

    def text_at(self, at: datetime) -> str:
        more = " I lavori proseguono, aggiunge il comune." * self.happened("text", at)
        return f"{self.title}: i fatti raccontati da chi li ha visti, con le voci della città e le reazioni.{more}"

    def dated_at(self, at: datetime) -> datetime:
        again = [change.at for change in self.changes if change.kind == "again" and change.at <= at]
        return max([self.published_at, *again])

    def shown_at(self, at: datetime) -> bool:
        return self.published_at <= at and not self.happened("removed", at)


@dataclass(frozen=True)
class Answer:
    """One HTTP answer, and the moment at which its page was made."""

    status: int
    headers: dict[str, str]
    body: bytes
    made_at: datetime


class Site:
    """A site from ``start`` on for ``length``, with the days before it already written; one seed is one site."""

    def __init__(self, habits: Habits, start: datetime, length: timedelta, seed: int = 0) -> None:
        self.habits = habits
        self.start = start
        self.zone = ZoneInfo(habits.zone)
        self.dice = random.Random(seed)
        self.phase = timedelta(seconds=self.dice.randrange(3600))
        self.posts = tuple(self._write(start - timedelta(days=4), start + length))

    def _write(self, begin: datetime, end: datetime) -> Iterator[Post]:
        at, number, used = begin, 1000, set()
        while at < end:
            at += timedelta(seconds=int(self.dice.expovariate(1 / self.habits.gap.total_seconds())) + 1)
            title = self._title(used)
            yield Post(
                number, at, title, tuple(self.dice.sample(SECTIONS, self.dice.choice((1, 1, 2)))), self._fate(at)
            )
            number += self.dice.randrange(1, 9)

    def _title(self, used: set[str]) -> str:
        while True:
            pick = self.dice.choice
            title = f"Il {pick(NOUNS)} di {pick(PLACES)} {pick(VERBS)} e il {pick(NOUNS)} {pick(VERBS)} la città"
            if title not in used:
                used.add(title)
                return title

    def _fate(self, at: datetime) -> tuple[Change, ...]:
        if self.dice.random() >= self.habits.unrest:
            return ()
        kind = self.dice.choice(("title", "slug", "text", "again", "removed", "title"))
        return (Change(at + timedelta(minutes=self.dice.randrange(5, 600)), kind),)

    # ---- truth -----------------------------------------------------------------------------------------------------

    def post(self, link: str | None) -> Post | None:
        """The post that an address has ever led to."""
        slug = unquote(link or "").rstrip("/").rpartition("/")[2]
        return self._by_slug().get(slug)

    def _by_slug(self) -> dict[str, Post]:
        if not hasattr(self, "_slugs"):
            self._slugs = {
                p.slug_at(at): p for p in self.posts for at in (p.published_at, datetime.max.replace(tzinfo=UTC))
            }
        return self._slugs

    # ---- answers ---------------------------------------------------------------------------------------------------

    def answer(self, path: str, at: datetime) -> Answer:
        """What the server answers at an instant; ``path`` is "/" or "/section/"."""
        made = self.answer_made(at)
        wanted = path.strip("/").casefold()
        body = self.page(made, wanted, self._aside_made(made)).encode()
        headers = {"Content-Type": "text/html; charset=UTF-8", "Date": format_datetime(at, usegmt=True)}
        return Answer(200, headers | self._cache_headers(made, at), body, made)

    def answer_made(self, at: datetime) -> datetime:
        """When the page was made that the server answers at an instant."""
        at = at.replace(microsecond=0)
        return _step(at, self.habits.cache.lifetime, self.phase) if self.habits.cache else at

    def _aside_made(self, made: datetime) -> datetime:
        return _step(made, self.habits.sidebar, self.phase / 2) if self.habits.sidebar else made

    def _cache_headers(self, made: datetime, at: datetime) -> dict[str, str]:
        stamp = self.habits.cache.stamp if self.habits.cache else None
        if stamp == "age":
            return {"Age": str(int((at - made).total_seconds())), "Cache-Control": "max-age=1800"}
        return {"Date": format_datetime(made, usegmt=True)} if stamp == "date" else {}

    def page(self, made: datetime, section: str, aside_made: datetime) -> str:
        """The whole page as it was made at an instant."""
        shelf = [
            p for p in self.posts if p.shown_at(made) and (not section or section in map(str.casefold, p.sections))
        ]
        shelf.sort(key=lambda post: post.dated_at(made), reverse=True)
        rows = "\n".join(LAYOUTS[self.habits.layout](self, post, made) for post in shelf[: self.habits.shown])
        aside = ""
        if self.habits.sidebar:
            latest = sorted((p for p in self.posts if p.shown_at(aside_made)), key=lambda p: p.dated_at(aside_made))[
                -6:
            ]
            items = "".join(_list_item(self, post, aside_made) for post in reversed(latest))
            aside = f'<aside class="widget"><h3>Ultime notizie</h3><ul>{items}</ul></aside>'
        return (
            f'<!DOCTYPE html><html lang="{self.habits.language}"><head><meta charset="utf-8">'
            f"<title>La Voce</title></head>"
            f'<body class="home blog"><header><h1>La Voce</h1></header><main id="main">\n{rows}\n</main>{aside}'
            f"<footer>La Voce</footer></body></html>{self._stamp(made)}"
        )

    def _stamp(self, made: datetime) -> str:
        local = made.astimezone(self.zone).strftime("%Y-%m-%d %H:%M:%S")
        kind = self.habits.cache.stamp if self.habits.cache else "none"
        return {
            "litespeed": f"\n<!-- Page generated by LiteSpeed Cache 6.5 on {local} -->"
            f"\n<!-- Page cached by LiteSpeed Cache 6.5 on {local} -->",
            "wp-super-cache": f"\n<!-- Cached page generated by WP-Super-Cache on {local} -->",
            "w3tc": f"\n<!-- Served from: lavoce.example @ {local} by W3 Total Cache -->",
            "wp-rocket": f"\n<!-- This website is like a Rocket, isn't it? Debug: cached@{int(made.timestamp())} -->",
        }.get(kind, "")

    def age(self, post: Post, made: datetime) -> str:
        """The words beside a post."""
        dated = post.dated_at(made).replace(microsecond=0)
        age = (made - dated).total_seconds()
        if self.habits.wall_clock:
            shift = made.astimezone(self.zone).utcoffset() - dated.astimezone(self.zone).utcoffset()
            age += shift.total_seconds()
        return PRINTERS[self.habits.dialect](max(age, 1), self.habits.language)

    def link(self, post: Post, made: datetime) -> str:
        return f"https://lavoce.example/{post.slug_at(made)}/"


def _step(at: datetime, length: timedelta, phase: timedelta) -> datetime:
    """The last time that a cache of this lifetime was filled."""
    origin = datetime(2020, 1, 1, tzinfo=UTC) + phase
    return at - (at - origin) % length


def _article(site: Site, post: Post, made: datetime) -> str:
    mark = f' id="post-{post.number}" class="post-{post.number} post type-post"' if site.habits.ids else ' class="post"'
    shelves = ", ".join(f'<a href="/category/{s.casefold()}/" rel="category tag">{s}</a>' for s in post.sections[:1])
    return (
        f'<article{mark}><header><span class="cat-links">{shelves}</span>'
        f'<h2 class="entry-title"><a href="{site.link(post, made)}">{html.escape(post.title_at(made))}</a></h2>'
        f'<div class="entry-meta"><span class="posted-on">{site.age(post, made)}</span></div></header>'
        f'<div class="entry-summary"><p>{html.escape(post.text_at(made))}</p></div></article>'
    )


def _dated(site: Site, post: Post, made: datetime) -> str:
    day = post.dated_at(made).astimezone(site.zone).strftime("%d/%m/%Y")
    return _article(site, post, made).replace(
        "</span></div></header>", f'</span> <span class="date">{day}</span></div></header>'
    )


def _list_item(site: Site, post: Post, made: datetime) -> str:
    return (
        f'<li class="item"><a href="{site.link(post, made)}">{html.escape(post.title_at(made))}</a> '
        f'<span class="time">{site.age(post, made)}</span></li>'
    )


def _card(site: Site, post: Post, made: datetime) -> str:
    return (
        f'<div class="td_module_10"><div class="td-thumb"><a href="{site.link(post, made)}">'
        f'<img src="/i/{post.number}.jpg" alt=""></a></div>'
        f'<div class="item-details"><h3><a href="{site.link(post, made)}">{html.escape(post.title_at(made))}</a></h3>'
        f'<div class="meta"><a class="td-post-category" href="/{post.sections[0].casefold()}/">{post.sections[0]}</a> '
        f'<span class="td-post-date">{site.age(post, made)}</span></div>'
        f'<div class="td-excerpt">{html.escape(post.text_at(made))}</div></div></div>'
    )


LAYOUTS: dict[str, Callable[[Site, Post, datetime], str]] = {
    "articles": _article,
    "list": _list_item,
    "cards": _card,
    "dated": _dated,
}


def times(start: datetime, length: timedelta, every: timedelta, jitter: float, seed: int) -> list[datetime]:
    """The instants of visits at a mean distance, each jittered by a share of it."""
    dice, at, found = random.Random(seed), start, []
    while at < start + length:
        found.append(at)
        at += every * (1 + jitter * (2 * dice.random() - 1))
    return found


@contextmanager
def serve(site: Site, clock: Callable[[], datetime]) -> Iterator[str]:
    """The site behind a real server on loopback; gives its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer = site.answer(self.path, clock())
            self.send_response_only(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, *_: object) -> None:
            """Say nothing: a test reads the answers."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()

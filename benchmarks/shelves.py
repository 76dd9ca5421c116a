"""Stores of every size for the benchmarks of serving, and how an answer's time depends on the size."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from feedsvc.model.changes import Changes
from feedsvc.model.entries import Entry, Section, Source
from feedsvc.model.times import Span, Timestamp
from feedsvc.model.visits import Outcome, Visit
from feedsvc.runtime import Runtime
from feedsvc.settings import Settings
from feedsvc.store import open_store
from feedsvc.web import create_app

NOON = datetime(2026, 1, 10, 12, tzinfo=UTC)
CHUNK = 5_000
_NAMES = ("304", "200", "304 after a commit", "rendered anew")


def fill(database: Path, *, entries: int, sections: int, words: int = 40) -> None:
    """Make a store with so many entries on so many sections."""
    store = open_store(f"sqlite:///{database}")
    store.put_source(Source("site", "Site", url="https://site.example/"))
    for first in range(0, entries, CHUNK):
        created = tuple(
            _entry(number, entries, sections, words) for number in range(first, min(first + CHUNK, entries))
        )
        state = replace(store.source_state("site"), last_visit_at=NOON)
        store.record("site", Visit("site", NOON, Outcome.READ), Changes(NOON, created=created), state)
    store.close()


def _entry(number: int, count: int, sections: int, words: int) -> Entry:
    at = NOON - timedelta(minutes=count - number)
    body = " ".join(f"parola{(number * 7 + word * word) % 997}" for word in range(words))
    return Entry(
        id=f"tag:feeds.example,2026-01-01:site/{number:08x}",
        source_id="site",
        title=f"Titolo numero {number} della sezione",
        published=Timestamp(Span(at - timedelta(minutes=1), at), at, "age"),
        updated_at=at,
        first_seen_at=at,
        last_seen_at=at,
        link=f"https://site.example/articoli/{number}",
        sections=(Section(f"section-{number % sections}", f"Section {number % sections}"),),
        author="Anna Bianchi",
        summary=body[:200],
        content=f"<p>{body}</p><p>{body[::-1]}</p>",
        language="it",
        keys=(f"id:{number}",),
    )


def flatness(home: Path, *, full: bool) -> Iterator[str]:
    """Yield the lines of a table: what answers cost inside the process, for stores of every size."""
    factor = 1 if full else 50
    yield f"\n{'in the process, µs: median (p99)':<34}{''.join(f'{name:>18}' for name in _NAMES)}"
    large = 1_000_000 // factor
    for entries, sections in ((100, 1), (10_000, 10), (large, 10), (20_000, 10_000 // factor), (large, large // 100)):
        database = home / f"flat-{entries}-{sections}.db"
        fill(database, entries=entries, sections=sections, words=40 if entries <= 20_000 else 10)
        told = "".join(f"{_said(costs):>18}" for costs in _costs(database, sections))
        yield f"  {entries:>10,} entries, {sections:>6,} feeds  {told}"
        database.unlink()


def _said(costs: list[float]) -> str:
    ranked = sorted(costs)
    return f"{median(ranked):,.0f} ({ranked[int(len(ranked) * 0.99)]:,.0f})"


def _costs(database: Path, sections: int) -> tuple[list[float], ...]:
    url = f"sqlite:///{database}"
    runtime = Runtime(Settings(database=url, public_url="http://127.0.0.1:8000", cache_bytes=256_000_000), ())
    service = create_app(runtime)
    service.extensions["feedsvc.feeds"].press.token = runtime.store.version  # asked each time, or commits go unseen
    app: Callable[..., Any] = service.wsgi_app
    other = open_store(url)
    visits = iter(range(1, 1_000_000))

    def commit() -> None:
        other.put_source(Source(f"other-{next(visits)}", "Other", url="https://other.example/"))

    paths = [f"/feeds/section-{number * 7919 % sections}.atom" for number in range(min(sections, 500))]
    etags = {path: dict(_ask(app, path)[1])["ETag"] for path in paths}
    warm = [_timed(app, path, etags[path]) for _ in range(20) for path in (paths * 500)[:500]]
    sent = [_timed(app, path, None) for _ in range(20) for path in (paths * 500)[:500]]
    after = [(commit(), _timed(app, path, etags[path]))[1] for path in (paths * 200)[:200]]
    anew = []
    for path in (paths * 50)[:50]:
        cold = create_app(runtime).wsgi_app
        _ask(cold, "/feeds.opml" if sections < 100 else "/feeds/status.atom")
        anew.append(_timed(cold, path, None))
    other.close()
    runtime.store.close()
    return warm, sent, after, anew


def _timed(app: Callable[..., Any], path: str, etag: str | None) -> float:
    began = time.perf_counter()
    status, _ = _ask(app, path, etag)
    took = (time.perf_counter() - began) * 1e6
    if status[:3] != ("304" if etag else "200"):
        raise SystemExit(f"{path}: {status}")
    return took


def _ask(app: Callable[..., Any], path: str, etag: str | None = None) -> tuple[str, list[tuple[str, str]]]:
    told: list[Any] = []
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "HTTP_ACCEPT_ENCODING": "gzip",
        "wsgi.url_scheme": "http",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
    }
    if etag:
        environ["HTTP_IF_NONE_MATCH"] = etag
    b"".join(app(environ, lambda status, headers: told.extend((status, headers))))
    return told[0], told[1]

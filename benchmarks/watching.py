"""Watch a simulated site and compare what comes of it with the truth."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from statistics import mean

from benchmarks.site import Post, Site
from feedsvc import timex
from feedsvc.merge import merge
from feedsvc.model.changes import Changes
from feedsvc.model.entries import Entry, Source
from feedsvc.model.pages import Article, Hints, Reading
from feedsvc.model.times import Evidence, PageClock, Span, Timestamp
from feedsvc.model.visits import Body, Learnt

Look = Callable[[datetime], Sequence[Entry]]
"""One visit: what is known after it."""


@dataclass
class Watched:
    """What was seen of the entry of one post over all visits."""

    first_at: datetime
    ids: set[str] = field(default_factory=set)
    shown: list[datetime] = field(default_factory=list)
    entry: Entry | None = None

    def changes(self) -> list[timedelta]:
        return [
            abs(after - before) for before, after in zip(self.shown, self.shown[1:], strict=False) if after != before
        ]


@dataclass
class Report:
    """A site watched from a first visit on, against the truth."""

    posts: dict[int, Watched] = field(default_factory=dict)
    outside: int = 0
    checks: int = 0
    duplicates: int = 0
    strangers: int = 0
    naive: dict[int, list[datetime]] = field(default_factory=dict)
    learnt_after: int | None = None

    def errors(self, site: Site, *, watched: bool) -> list[float]:
        """Minutes between the moment shown and the truth, of posts watched from publication or older than the watch."""
        posts = {post.number: post for post in site.posts}
        return [
            abs((w.shown[-1] - posts[number].dated_at(w.first_at)).total_seconds()) / 60
            for number, w in self.posts.items()
            if (posts[number].published_at > site.start) is watched
        ]

    def most_changes(self) -> int:
        return max((len(w.changes()) for w in self.posts.values()), default=0)

    def largest_change(self) -> timedelta:
        return max((change for w in self.posts.values() for change in w.changes()), default=timedelta())


def watch(site: Site, visits: Iterable[datetime], look: Look) -> Report:
    """Make the visits and report."""
    report = Report()
    for at in visits:
        seen: dict[int, str] = {}
        for entry in look(at):
            post = site.post(entry.link)
            if post is None:
                report.strangers += 1
                continue
            if seen.setdefault(post.number, entry.id) != entry.id:
                report.duplicates += 1
            _note(report, post, entry, at)
    return report


def _note(report: Report, post: Post, entry: Entry, at: datetime) -> None:
    watched = report.posts.setdefault(post.number, Watched(at))
    watched.ids.add(entry.id)
    watched.shown.append(entry.published_at)
    watched.entry = entry
    report.checks += 1
    # A humanizer counts whole seconds: the truth is known to one.
    # A post published again before it was first met looks published then: nobody could know better.
    span, truth = entry.published.span, post.dated_at(watched.first_at)
    report.outside += not span.earliest - timedelta(seconds=1) <= truth <= span.latest + timedelta(seconds=1)


class Merging:
    """Visits that go through the merge alone: the page is read by one who knows where everything stands."""

    def __init__(self, site: Site, hints: Hints = Hints()) -> None:
        self.site = site
        self.source = Source("site", "La Voce", url="https://lavoce.example/", hints=hints)
        self.known: dict[str, Entry] = {}
        self.learnt = Learnt()
        self.before: Body | None = None
        self.made: datetime | None = None
        self.changes: list[Changes] = []

    def __call__(self, at: datetime) -> Sequence[Entry]:
        made = self.site.answer_made(at)
        seen_at = self._looks_made(made, at)
        if self.before and made == self.made:
            self.before = replace(self.before, seen_at=at)
            return tuple(self.known.values())
        self.made = made
        self._merge(perfect(self.site, made, seen_at, self._basis(made, at)), seen_at, at)
        return tuple(self.known.values())

    def _looks_made(self, made: datetime, at: datetime) -> datetime:
        """When the answer says that it was made: a cache that hides says that it was made just now."""
        cache = self.site.habits.cache
        return at.replace(microsecond=0) if cache and cache.stamp == "none" else made

    def _basis(self, made: datetime, at: datetime) -> str:
        cache = self.site.habits.cache
        if cache is None or cache.stamp == "none":
            return "http"
        if cache.stamp in ("age", "date"):
            return "http age" if at - made >= timedelta(minutes=1) else "http"
        return "cache stamp"

    def _merge(self, reading: Reading, seen_at: datetime, at: datetime) -> None:
        changes = merge(
            self.source,
            tuple(self.known.values()),
            reading,
            seen_at,
            tagging_entity="feeds.example,2026",
            learnt=self.learnt,
            before=self.before,
            gone=[e for e in self.known.values() if e.last_seen_at < at - timedelta(minutes=20)],
        )
        self.changes.append(changes)
        self.known |= {e.id: e for e in (*changes.created, *changes.changed, *changes.narrowed)}
        for id_ in changes.seen_ids:
            self.known[id_] = replace(self.known[id_], last_seen_at=max(self.known[id_].last_seen_at, seen_at))
        self.learnt = changes.learnt or self.learnt
        changed_since = self.before.seen_at if self.before else None
        made_after = changed_since if self.learnt.hidden_cache else seen_at
        self.before = Body("", seen_at, changed_since, made_after=made_after, seen_at=at)


def perfect(site: Site, made: datetime, looks_made: datetime | None = None, basis: str = "http") -> Reading:
    """What a reader that makes no mistake reads from the page made at an instant, or that looks as if it were."""
    clock = Span(looks_made or made, (looks_made or made) + timedelta(seconds=1))
    shown = sorted((p for p in site.posts if p.shown_at(made)), key=lambda p: p.dated_at(made), reverse=True)
    articles = [_article(site, post, made, clock) for post in shown[: site.habits.shown]]
    numbered = tuple(replace(article, position=n) for n, article in enumerate(articles))
    return Reading(
        "https://lavoce.example/", site.habits.language, site.habits.zone, None, PageClock(clock, basis), numbered
    )


def _article(site: Site, post: Post, made: datetime, clock: Span) -> Article:
    words = site.age(post, made)
    return Article(
        title=post.title_at(made),
        link=site.link(post, made),
        section=post.sections[0],
        time_text=words,
        published=_published(words, site, clock),
        summary=post.text_at(made),
        language=site.habits.language,
        article_id=f"post-{post.number}" if site.habits.ids else None,
        listed="main",
        ordered=True,
    )


def _published(words: str, site: Site, clock: Span) -> Timestamp | None:
    mention = timex.read(words, (site.habits.language,))
    resolution = timex.resolve(mention, clock, site.zone) if mention else None
    if resolution is None:
        return None
    evidence = (Evidence("age", words, resolution.span),)
    return Timestamp(
        resolution.span, resolution.at, "age", words, resolution.rule, resolution.humanizers, clock, evidence
    )


def summary(numbers: Sequence[float]) -> str:
    return f"{mean(numbers):6.2f}" if numbers else "     –"

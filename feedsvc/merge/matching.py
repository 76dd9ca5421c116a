"""Which articles of a page are one article, and which entry each of them already is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from feedsvc.merge import identity
from feedsvc.model.entries import Entry
from feedsvc.model.pages import Article
from feedsvc.model.times import Span

_MAX_TITLES_OF_A_KEY = 2
_MIN_TELLING_TITLE = 15
_RELATED = 0.6


@dataclass(frozen=True, slots=True)
class Sight:
    """One article as a page shows it, in however many places, with the entry that it already is.

    ``article`` has the best of each field, ``places`` are its sights in reading order, ``keys`` the identities of all.
    """

    article: Article
    places: tuple[Article, ...]
    keys: tuple[str, ...]
    entry: Entry | None = None

    @property
    def sections(self) -> tuple[str, ...]:
        """The names of the sections that it stood in, in reading order."""
        return tuple(dict.fromkeys(place.section for place in self.places if place.section))


def sights(articles: Sequence[Article], known: Sequence[Entry]) -> tuple[Sight, ...]:
    """Return each article of a page once, in reading order, with the entry that it is.

    Address and site's id decide first, then the number in the address, then the title where nothing speaks against it.
    """
    keyed = _usable_keys(articles)
    holders = _holders(known)
    groups = _grouped(articles, keyed, holders)
    found = [_sight([articles[i] for i in g], [keyed[i] for i in g], holders) for g in groups]
    return _by_title(found, known)


def _usable_keys(articles: Sequence[Article]) -> list[tuple[str, ...]]:
    """Return each article's keys without those that several headlines of the page share (a section's address)."""
    keyed = [identity.keys(article) for article in articles]
    titles: dict[str, set[str]] = defaultdict(set)
    for article, own in zip(articles, keyed, strict=True):
        title = identity.title_key(article.title)
        for key in own:
            titles[key].add(title)
    return [tuple(key for key in own if len(titles[key]) <= _MAX_TITLES_OF_A_KEY) for own in keyed]


def _holders(known: Iterable[Entry]) -> dict[str, Entry]:
    """Return which entry holds each key other than a title; the one seen first where several do."""
    holders: dict[str, Entry] = {}
    for entry in sorted(known, key=lambda e: (e.first_seen_at, e.id)):
        for key in entry.keys:
            if not key.startswith("title:"):
                holders.setdefault(key, entry)
    return holders


def _grouped(
    articles: Sequence[Article], keyed: Sequence[tuple[str, ...]], holders: dict[str, Entry]
) -> list[list[int]]:
    """Return the articles' places in groups that are one article, each group and all of them in reading order."""
    parent = list(range(len(articles)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = index = parent[parent[index]]
        return index

    first: dict[str, int] = {}
    for index, own in enumerate(keyed):
        for label in _labels(articles[index], own, holders):
            other = root(first.setdefault(label, index))
            parent[max(other, root(index))] = min(other, root(index))
    groups: dict[int, list[int]] = defaultdict(list)
    for index in range(len(articles)):
        groups[root(index)].append(index)
    return list(groups.values())


def _labels(article: Article, own: tuple[str, ...], holders: dict[str, Entry]) -> list[str]:
    """Return what joins places of one page: strong keys, the entry they lead to, a title with the same slug or none."""
    strong = [key for key in own if not key.startswith("title:")]
    entries = [f"entry:{holders[key].id}" for key in strong if key in holders and _agrees(own, holders[key])][:1]
    slug = identity.slug(article.link) if article.link else ""
    titles = [f"{key}\n{slug}" for key in own if key.startswith("title:")]
    return strong + entries + titles


def _agrees(own: tuple[str, ...], entry: Entry) -> bool:
    """Return False for an address that the site has given to another article: other id and other title."""
    ids = {key for key in own if key.startswith("id:")}
    known_ids = {key for key in entry.keys if key.startswith("id:")}
    if not ids or not known_ids or ids & known_ids:
        return True
    return any(key in entry.keys for key in own if key.startswith("title:"))


def _sight(places: list[Article], keyed: list[tuple[str, ...]], holders: dict[str, Entry]) -> Sight:
    keys = tuple(dict.fromkeys(key for own in keyed for key in own))
    ranked = sorted(keys, key=lambda key: _STRENGTH[key.partition(":")[0]])
    entry = next((holders[key] for key in ranked if key in holders and _agrees(keys, holders[key])), None)
    return Sight(_best(places), tuple(places), keys, entry)


_STRENGTH = {"link": 0, "id": 1, "number": 2, "title": 3}


def _best(places: list[Article]) -> Article:
    """Return the first place with what it lacks taken from the others: the fullest text, the narrowest time."""
    first = places[0]
    if len(places) == 1:
        return first

    def longest(values: Iterable[str | None]) -> str | None:
        return max((v for v in values if v), key=len, default=None)

    when = min(places, key=_time_width)
    return replace(
        first,
        title=max(places, key=lambda p: (p.content is not None, len(p.title))).title,
        link=next((p.link for p in places if p.link), None),
        author=next((p.author for p in places if p.author), None),
        time_text=when.time_text,
        published=when.published,
        updated=next((p.updated for p in places if p.updated), None),
        summary=longest(p.summary for p in places),
        content=longest(p.content for p in places),
        image=next((p.image for p in places if p.image), None),
        article_id=next((p.article_id for p in places if p.article_id), None),
    )


def _time_width(article: Article) -> timedelta:
    return article.published.span.width if article.published else timedelta.max


def _by_title(found: list[Sight], known: Sequence[Entry]) -> tuple[Sight, ...]:
    """Give the sights without an entry those with their title, where the times can be the same.

    Where another sight of the page is that entry already, a related address makes both one: a block cached apart still
    shows the old one.
    """
    titled: dict[str, list[Entry]] = defaultdict(list)
    for entry in known:
        for key in entry.keys:
            if key.startswith("title:"):
                titled[key].append(entry)
    answer: dict[str, Sight] = {}
    for sight in found:
        if sight.entry:
            id_ = sight.entry.id
            answer[id_] = _joined(answer[id_], sight) if id_ in answer else sight
    for number, sight in enumerate(found):
        if sight.entry is None:
            candidates = _candidates(sight, titled)
            free = next((e for e in candidates if e.id not in answer), None)
            other = next((answer[e.id] for e in candidates if e.id in answer and _related(sight, answer[e.id])), None)
            if free is None and other and other.entry:
                answer[other.entry.id] = _joined(other, sight)
            else:
                answer[free.id if free else f"new {number}"] = replace(sight, entry=free)
    return tuple(sorted(answer.values(), key=lambda sight: sight.article.position))


def _candidates(sight: Sight, titled: dict[str, list[Entry]]) -> list[Entry]:
    entries = [entry for key in sight.keys if key.startswith("title:") for entry in titled.get(key, ())]
    return [entry for entry in entries if _same_by_title(sight, entry)]


def _related(one: Sight, other: Sight) -> bool:
    """Return whether two addresses are forms of one: without a link, or with the longer part of a slug in common."""
    if one.article.link is None or other.article.link is None:
        return True
    slugs = identity.slug(one.article.link), identity.slug(other.article.link)
    common = next((n for n, (a, b) in enumerate(zip(*slugs, strict=False)) if a != b), min(map(len, slugs)))
    return common > _RELATED * max(map(len, slugs))


def _joined(one: Sight, other: Sight) -> Sight:
    places = (*one.places, *other.places)
    return replace(one, article=_best(list(places)), places=places, keys=tuple(dict.fromkeys((*one.keys, *other.keys))))


def _same_by_title(sight: Sight, entry: Entry) -> bool:
    """Return whether one title means one article: times overlap, ids agree, and it tells enough where links differ."""
    article = sight.article
    if not _compatible(article.published.span if article.published else None, entry):
        return False
    if article.link is None or entry.link is None or identity.slug(article.link) == identity.slug(entry.link):
        return True
    ids = {key for key in sight.keys if key.startswith("id:")}
    known_ids = {key for key in entry.keys if key.startswith("id:")}
    return not (ids and known_ids and not ids & known_ids) and len(article.title) >= _MIN_TELLING_TITLE


def _compatible(span: Span | None, entry: Entry) -> bool:
    """Return whether a page's time can be the entry's: of its first publication or of its last."""
    if span is None or span.intersect(entry.published.span) is not None:
        return True
    return entry.republished and abs(span.nearest(entry.updated_at) - entry.updated_at) <= span.width

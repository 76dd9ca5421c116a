"""Article pages: how often each field is right, and how fast, beside the extractors that people use.

By default over pages of our own in the markup of several systems. FEEDSVC_BENCH_ARTICLES names a directory of others:
NAME.html or NAME.html.gz beside NAME.json with "url" and any of "title", "authors", "day", "section" (a name, or a list
of names of which any will do), "image", "language" (two letters), "body".
"""

from __future__ import annotations

import gzip
import json
import os
import re
import time
import unicodedata
import warnings
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from html import unescape
from pathlib import Path
from statistics import mean
from typing import Any

from benchmarks.articlepages import OWN
from feedsvc.model.pages import Hints, Page
from feedsvc.model.times import Timestamp
from feedsvc.reading import read

FIELDS = ("title", "author", "day", "section", "image", "language", "body")


@dataclass
class Case:
    """One page with what is true of it; None where nobody says."""

    name: str
    html: bytes
    url: str
    title: str | None = None
    authors: list[str] | None = None
    day: str | None = None
    section: str | list[str] | None = None
    image: str | None = None
    language: str | None = None
    body: str | None = None


@dataclass
class Said:
    """What a reader says of a page."""

    title: str = ""
    author: str = ""
    day: str = ""
    section: str = ""
    image: str = ""
    language: str = ""
    body: str = ""


@dataclass
class Row:
    """One reader's figures."""

    scores: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in FIELDS})
    seconds: float = 0.0
    misses: list[str] = field(default_factory=list)


def main() -> None:
    """Print a row for each reader."""
    cases = _cases()
    print(f"{len(cases)} article pages\n")
    print(f"{'reader':<28}" + "".join(f"{name:>10}" for name in FIELDS) + f"{'pages/s':>10}")
    for name, reader in _readers().items():
        row = _measured(reader, cases)
        shown = "".join(f"{mean(row.scores[f]):>10.3f}" if row.scores[f] else f"{'-':>10}" for f in FIELDS)
        print(f"{name:<28}{shown}{len(cases) / row.seconds:>10.1f}", flush=True)
        if os.environ.get("FEEDSVC_BENCH_MISSES") == name:
            print("\n".join(row.misses))


def _cases() -> list[Case]:
    place = os.environ.get("FEEDSVC_BENCH_ARTICLES")
    if not place:
        return [Case(**page) for page in OWN]
    cases = []
    for truth in sorted(Path(place).glob("*.json")):
        plain, packed = truth.with_suffix(".html"), truth.with_suffix(".html.gz")
        html = plain.read_bytes() if plain.exists() else gzip.decompress(packed.read_bytes())
        known = {key: value for key, value in json.loads(truth.read_text()).items() if key in Case.__annotations__}
        cases.append(Case(name=truth.stem, html=html, **known))
    return cases


def _measured(reader: Callable[[Case], Said], cases: list[Case]) -> Row:
    row = Row()
    for case in cases:
        began = time.perf_counter()
        said = reader(case)
        row.seconds += time.perf_counter() - began
        for name, score in _scores(case, said).items():
            row.scores[name].append(score)
            if score < 0.5:
                truth = case.authors if name == "author" else getattr(case, name)
                row.misses.append(f"  {case.name}: {name}: {getattr(said, name)[:100]!r}, truly {str(truth)[:100]!r}")
    return row


def _scores(case: Case, said: Said) -> dict[str, float]:
    scores: dict[str, float] = {}
    if case.title:
        scores["title"] = float(_near(said.title, case.title))
    if case.authors:
        scores["author"] = float(any(_fold(name) in _fold(said.author) for name in case.authors if _fold(name)))
    if case.day:
        scores["day"] = float(said.day == case.day)
    if case.section:
        sections = [case.section] if isinstance(case.section, str) else case.section
        scores["section"] = float(_fold(said.section) in map(_fold, sections))
    if case.image:
        scores["image"] = float(_file(said.image) == _file(case.image))
    if case.language:
        scores["language"] = float(said.language.casefold()[:2] == case.language)
    if case.body:
        scores["body"] = _f1(said.body, case.body)
    return scores


def _fold(text: str | None) -> str:
    return " ".join(re.sub(r"[^\w]+", " ", unicodedata.normalize("NFKC", text or "").casefold()).split())


def _file(url: str) -> str:
    """Return an address without what asks for a size of it."""
    return re.sub(r"^https?:|[?#].*", "", url)


def _near(a: str, b: str) -> bool:
    first, second = _fold(a), _fold(b)
    return bool(first) and (first == second or SequenceMatcher(None, first, second).ratio() >= 0.9)


def _f1(said: str, truth: str) -> float:
    """Return the F1 of shingles of four words, as the article extraction benchmark counts."""
    found, right = _shingles(said), _shingles(truth)
    both = sum((found & right).values())
    return 2 * both / (sum(found.values()) + sum(right.values())) if both else 0.0


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text)
    return Counter(tuple(words[at : at + 4]) for at in range(max(1, len(words) - 3)))


# ---- readers --------------------------------------------------------------------------------------------------------


def _readers() -> dict[str, Callable[[Case], Said]]:
    readers: dict[str, Callable[[Case], Said]] = {"feedsvc": ours}
    for name, peer in (("trafilatura", trafilatura), ("newspaper4k", newspaper4k), ("extruct", extruct)):
        try:
            readers[name] = peer()
        except ImportError as error:
            print(f"{name} is not here: {error}")
    return readers


def ours(case: Case) -> Said:
    """Return what our reading says of the page's own article: the first one with a body, else the first."""
    reading = read(Page(case.html, url=case.url, content_type="text/html"), Hints())
    article = next((a for a in reading.articles if a.content), next(iter(reading.articles), None))
    if article is None:
        return Said()
    uncaptioned = re.sub(
        r"<figcaption>.*?</figcaption>", "", article.content or ""
    )  # no truth counts what pictures say
    broken = re.sub(r"</(?:p|li|h\d|blockquote|td)>|<br>", " ", uncaptioned)
    text = unescape(re.sub(r"<[^>]*>", "", broken))
    return Said(
        article.title,
        article.author or "",
        _day_of(article.published),
        article.section or "",
        article.image or "",
        article.language or "",
        text,
    )


_DIGITS = re.compile(r"(\d{4})[-/]?(\d{1,2})[-/]?(\d{1,2})(?!\d)")


def _day_of(published: Timestamp | None) -> str:
    """Return the day as the site counts it: in its address, by the offset that it prints, else by our reading."""
    if published is None:
        return ""
    addressed_first = sorted(published.evidence, key=lambda said: said.kind != "url")
    found = next((match for said in addressed_first if (match := _DIGITS.match(said.text))), None)
    return "-".join(part.zfill(2) for part in found.groups()) if found else published.at.date().isoformat()


def trafilatura() -> Callable[[Case], Said]:
    """Return trafilatura with its metadata."""
    import trafilatura as peer

    def reader(case: Case) -> Said:
        found = peer.bare_extraction(case.html, url=case.url, with_metadata=True, include_comments=False)
        if found is None:
            return Said()
        section = (found.categories or [""])[0] if isinstance(found.categories, list) else found.categories or ""
        return Said(
            found.title or "",
            found.author or "",
            found.date or "",
            section,
            found.image or "",
            found.language or "",
            found.text or "",
        )

    return reader


def newspaper4k() -> Callable[[Case], Said]:
    """Return newspaper4k as its manual says."""
    import newspaper

    def reader(case: Case) -> Said:
        article = newspaper.Article(case.url, fetch_images=False)
        try:
            article.download(input_html=case.html.decode("utf-8", "replace"))
            article.parse()
        except Exception:  # noqa: BLE001 - a peer's failure is its miss
            return Said()
        day = article.publish_date.date().isoformat() if article.publish_date else ""
        image, language = article.top_image or "", article.meta_lang or ""
        return Said(article.title or "", ", ".join(article.authors), day, "", image, language, article.text or "")

    return reader


def extruct() -> Callable[[Case], Said]:
    """Return extruct's JSON-LD, microdata and OpenGraph, the first that says a field."""
    import extruct as peer

    def reader(case: Case) -> Said:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                data = peer.extract(
                    case.html, base_url=case.url, syntaxes=["json-ld", "microdata", "opengraph"], uniform=True
                )
        except Exception:  # noqa: BLE001 - a peer's failure is its miss
            return Said()
        return _from_items([item for name in ("json-ld", "microdata") for item in _flat(data[name])], data["opengraph"])

    return reader


def _flat(items: list[dict]) -> list[dict]:
    return [node for item in items for node in (item.get("@graph") or [item]) if isinstance(node, dict)]


def _from_items(items: list[dict], metas: list[dict]) -> Said:
    article = next((i for i in items if "Article" in str(i.get("@type")) or "Posting" in str(i.get("@type"))), {})
    meta = dict(pair for group in metas for pair in group.items() if isinstance(pair[1], str))
    authors = article.get("author") or []
    names = [
        a.get("name", "") if isinstance(a, dict) else str(a)
        for a in (authors if isinstance(authors, list) else [authors])
    ]
    section = article.get("articleSection") or meta.get("article:section") or ""
    return Said(
        title=str(article.get("headline") or meta.get("og:title") or ""),
        author=", ".join(map(str, names)),
        day=str(article.get("datePublished") or meta.get("article:published_time") or "")[:10],
        section=section[0] if isinstance(section, list) and section else str(section),
        image=_image_of(article.get("image")) or meta.get("og:image") or "",
        language=str(article.get("inLanguage") or meta.get("og:locale") or ""),
        body=str(article.get("articleBody") or ""),
    )


def _image_of(said: Any) -> str:
    first = said[0] if isinstance(said, list) and said else said
    return str(first.get("url") or "") if isinstance(first, dict) else str(first or "")


if __name__ == "__main__":
    main()

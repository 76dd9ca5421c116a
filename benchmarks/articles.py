"""Article pages: how often each field is right, and how fast, beside the extractors that people use.

By default over pages of our own in the markup of several systems. FEEDSVC_BENCH_ARTICLES names a directory of others,
or of directories of them, each a set with a table of its own: NAME.html or NAME.html.gz beside NAME.json with "url" and
any of "title", "authors", "day", "section" (a name, or a list of names of which any will do), "image", "language" (two
letters), "body", and "phrases": {"with": [...], "without": [...]}, what the body holds and what it does not.

Below each reader's figures stand those of its two halves: pages are in one or the other by their names alone, so that
what was learnt on one half can be tried on the other. FEEDSVC_BENCH_KEPT names a directory where the peers' answers
are kept from run to run; FEEDSVC_BENCH_MISSES a reader whose failures are printed.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import time
import unicodedata
import warnings
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from difflib import SequenceMatcher
from html import unescape
from importlib.metadata import version
from pathlib import Path
from statistics import mean
from typing import Any
from zlib import crc32

from benchmarks.articlepages import OWN
from feedsvc.model.pages import Hints, Page
from feedsvc.model.times import Timestamp
from feedsvc.reading import read

_LEAST_HALVED = 20
"""Pages below which halves say nothing."""
_MISSED = 0.5
FIELDS = ("title", "author", "day", "section", "image", "language", "body", "phrases")


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
    phrases: dict[str, list[str]] | None = None

    @property
    def half(self) -> int:
        """Which half of its set it is in, by its name alone."""
        return crc32(self.name.encode()) % 2


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
    seconds: float = 0.0
    """How long the answer took when it was kept, 0 for one that was not."""


@dataclass
class Row:
    """One reader's figures over a set: scores by field, of all pages and of each half."""

    scores: dict[tuple[str, int | None], list[float]] = field(default_factory=lambda: defaultdict(list))
    seconds: float = 0.0
    misses: list[str] = field(default_factory=list)

    def shown(self, half: int | None) -> str:
        """Return the mean of each field as columns."""
        scores = [self.scores[name, half] for name in FIELDS]
        return "".join(f"{mean(found):>10.4f}" if found else f"{'-':>10}" for found in scores)


def main() -> None:
    """Print a table for each set, with a row for each reader and one for each half."""
    readers = _readers()
    for title, cases in _sets().items():
        print(f"\n{title}: {len(cases)} article pages\n")
        print(f"{'reader':<28}" + "".join(f"{name:>10}" for name in FIELDS) + f"{'pages/s':>10}")
        for name, reader in readers.items():
            row = _measured(reader, cases)
            print(f"{name:<28}{row.shown(None)}{len(cases) / row.seconds:>10.1f}", flush=True)
            if len(cases) >= _LEAST_HALVED:
                print("\n".join(f"{f'  half {half}':<28}{row.shown(half)}" for half in (0, 1)))
            if os.environ.get("FEEDSVC_BENCH_MISSES") == name:
                print("\n".join(row.misses))


def _sets() -> dict[str, list[Case]]:
    place = os.environ.get("FEEDSVC_BENCH_ARTICLES")
    if not place:
        return {"our own": [Case(**page) for page in OWN]}
    places = [Path(place), *sorted(inner for inner in Path(place).iterdir() if inner.is_dir())]
    return {each.name: cases for each in places if (cases := _cases(each))}


def _cases(place: Path) -> list[Case]:
    cases = []
    for truth in sorted(place.glob("*.json")):
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
        row.seconds += said.seconds or time.perf_counter() - began
        for name, score in _scores(case, said).items():
            row.scores[name, None].append(score)
            row.scores[name, case.half].append(score)
            if score < _MISSED:
                truth = case.authors if name == "author" else getattr(case, name)
                shown = getattr(said, name, "")[:100]
                row.misses.append(f"  {case.name} ({case.half}): {name}: {shown!r}, truly {str(truth)[:100]!r}")
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
    if case.phrases:
        scores["phrases"] = _judged(said.body, case.phrases)
    return scores


def _fold(text: str | None) -> str:
    return " ".join(re.sub(r"[^\w]+", " ", unicodedata.normalize("NFKC", text or "").casefold()).split())


def _file(url: str) -> str:
    """Return an address without what asks for a size of it."""
    return re.sub(r"^https?:|[?#].*", "", url)


def _near(a: str, b: str) -> bool:
    first, second = _fold(a), _fold(b)
    return bool(first) and (first == second or SequenceMatcher(None, first, second).ratio() >= 0.9)


def _judged(said: str, phrases: dict[str, list[str]]) -> float:
    """Return the share of phrases that are rightly in a text or rightly not."""
    text = " ".join(said.split())
    right = [" ".join(phrase.split()) in text for phrase in phrases["with"]]
    right.extend(" ".join(phrase.split()) not in text for phrase in phrases["without"])
    return mean(right)


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
            readers[name] = _kept(name, peer())
        except ImportError as error:
            print(f"{name} is not here: {error}")
    return readers


def _kept(name: str, reader: Callable[[Case], Said]) -> Callable[[Case], Said]:
    """Return a reader whose answers are kept by its release and the page, where a directory is named for them."""
    place = os.environ.get("FEEDSVC_BENCH_KEPT")
    if not place:
        return reader
    Path(place).mkdir(parents=True, exist_ok=True)

    def keeping(case: Case) -> Said:
        page = hashlib.sha256(case.url.encode() + b"\n" + case.html).hexdigest()
        kept = Path(place) / f"{name}-{version(name)}-{page}.json"
        if not kept.exists():
            began = time.perf_counter()
            said = reader(case)
            said.seconds = time.perf_counter() - began
            kept.write_text(json.dumps(asdict(said)))
        return Said(**json.loads(kept.read_text()))

    return keeping


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

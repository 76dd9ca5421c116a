"""Reads back what humanizers printed: how much is found, contains the humanizer's own interval, points into it.

The rows of one language are one task, so that a process loads each table once and a text that many humanizers print is
resolved once.
"""

from __future__ import annotations

import json
import lzma
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from multiprocessing import Pool
from pathlib import Path

from feedsvc import timex
from feedsvc.model.times import Mention, Span
from feedsvc.timex.tags import language_of

NOW = datetime(2026, 1, 10, 14, 37, 23, tzinfo=UTC)
CLOCK = Span.instant(NOW)
FULL = frozenset(
    "it en de fr es pt nl pl ru uk tr ar he fa hi bn zh ja ko vi id th el cs ro hu sv da nb fi ca".split()  # noqa: SIM905
)
MONTHS = 20 * 86400
"""Texts that stand for longer than this count calendar months or years: they may be three days off."""
WORST, ENOUGH = 15, 20


@dataclass(frozen=True, slots=True)
class Said:
    """One text with the ages, whole seconds and both included, at which one humanizer prints it in one locale."""

    lib: str
    option: str
    locale: str
    lo: int
    hi: int
    text: str

    @property
    def slack(self) -> float:
        return 3 * 86400 if self.hi - self.lo >= MONTHS else 1.01


def said_in(paths: Iterable[Path]) -> Iterator[Said]:
    """Yield the texts of harvested rows that count back from NOW."""
    for path in paths:
        with lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                if "now" not in row and "lib" in row:
                    yield from (Said(row["lib"], row["option"], row["locale"], *text) for text in row["texts"])


Ages = tuple[float, float]


@lru_cache(maxsize=20_000)
def _read(text: str, locale: str) -> Mention | None:
    return timex.read(text, [locale])


@lru_cache(maxsize=20_000)
def _free(text: str, locale: str) -> tuple[Ages, float]:
    """Return the ages of a text that was found, its humanizer not given, and the age of its moment."""
    resolution = timex.resolve(_found(text, locale), CLOCK, UTC)
    assert resolution is not None
    return _ages(resolution.span), (NOW - resolution.at).total_seconds()


@lru_cache(maxsize=20_000)
def _own(text: str, locale: str, humanizer: str) -> Ages:
    resolution = timex.resolve(_found(text, locale, humanizer), CLOCK, UTC, humanizer=humanizer)
    assert resolution is not None
    return _ages(resolution.span)


def _found(text: str, locale: str, humanizer: str | None = None) -> Mention:
    mention = _read(text, locale) if humanizer is None else timex.read(text, [locale], humanizer=humanizer)
    assert mention is not None
    return mention


def _ages(span: Span) -> Ages:
    return (NOW - span.latest).total_seconds(), (NOW - span.earliest).total_seconds()


@dataclass(slots=True)
class Score:
    """How many texts were asked, and of how many each promise held."""

    asked: int = 0
    found: int = 0
    contained: int = 0
    pointed: int = 0
    own: int = 0

    def add(self, said: Said) -> None:
        self.asked += 1
        if _read(said.text, said.locale) is None:
            return
        self.found += 1
        (youngest, oldest), at = _free(said.text, said.locale)
        self.contained += youngest - said.slack <= said.lo and said.hi + 1 <= oldest + said.slack
        self.pointed += said.lo <= at <= said.hi + 1
        youngest, oldest = _own(said.text, said.locale, f"{said.lib}/{said.option}")
        self.own += abs(youngest - said.lo) <= said.slack and abs(oldest - said.hi - 1) <= said.slack

    def __add__(self, other: Score) -> Score:
        return Score(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))

    @property
    def shares(self) -> tuple[float, ...]:
        """Found of those asked; contained, pointed, own of those found."""
        return (self.found / self.asked, *(n / max(1, self.found) for n in (self.contained, self.pointed, self.own)))

    def row(self) -> str:
        return f"{self.asked:9,}" + "".join(f"{share:12.2%}" for share in self.shares)


Row = tuple[str, str, str]
"""Library, option, locale."""


def _scores(said: list[Said]) -> dict[Row, Score]:
    scores: dict[Row, Score] = defaultdict(Score)
    for one in sorted(said, key=lambda one: (one.text, one.locale)):
        scores[one.lib, one.option, one.locale].add(one)
    return dict(scores)


def scores_of(said: Iterable[Said], processes: int) -> dict[Row, Score]:
    """Return the scores of each row, languages spread over processes."""
    tasks: dict[str, list[Said]] = defaultdict(list)
    for one in said:
        tasks[language_of(one.locale)].append(one)
    by_size = sorted(tasks.values(), key=len, reverse=True)
    if processes < 2:
        return {row: score for task in by_size for row, score in _scores(task).items()}
    with Pool(processes) as pool:
        return {row: score for found in pool.imap_unordered(_scores, by_size) for row, score in found.items()}


def _grouped(scores: dict[Row, Score], key: int) -> dict[str, Score]:
    groups: dict[str, Score] = defaultdict(Score)
    for row, score in scores.items():
        name = language_of(row[2]) if key == 2 else row[key]
        groups[name] += score
    return groups


def exactness(said: Iterable[Said], processes: int) -> None:
    """Print the scores by library, by language, and of the rows that keep the promises worst."""
    scores = scores_of(said, processes)
    heading = f"{'texts':>9}{'found':>12}{'contained':>12}{'at inside':>12}{'own, named':>12}"
    print(f"{'':24}{heading}")
    for lib, score in sorted(_grouped(scores, 0).items()):
        print(f"{lib:24}{score.row()}")
    print(f"{'all':24}{sum(scores.values(), Score()).row()}\n")
    languages = _grouped(scores, 2)
    print(f"{'language':24}{heading}")
    for language in sorted(FULL & languages.keys()):
        print(f"{language:24}{languages[language].row()}")
    rest = {name: score for name, score in languages.items() if name not in FULL}
    print(f"{f'{len(rest)} others':24}{sum(rest.values(), Score()).row()}\n")
    whole = [row for row, score in scores.items() if score.asked >= ENOUGH]
    print(f"{f'worst rows of {ENOUGH} texts or more':48}{heading}" if whole else "")
    for row in sorted(whole, key=lambda row: min(scores[row].shares[0], *scores[row].shares[1::2]))[:WORST]:
        print(f"{' '.join(row):48}{scores[row].row()}")


def unnamed(said: list[Said]) -> None:
    """Print what becomes of texts whose language is not given."""
    counts = Counter(_unnamed(one) for one in said)
    print(f"{len(said):,} texts, language not given:")
    for name in ("contained", "unread", "overlapping", "wrong"):
        print(f"    {name:14}{counts[name] / len(said):8.2%}")


def _unnamed(said: Said) -> str:
    mention = timex.read(said.text)
    resolution = mention and timex.resolve(mention, CLOCK, UTC)
    if resolution is None:
        return "unread"
    youngest, oldest = _ages(resolution.span)
    youngest, oldest = youngest - said.slack, oldest + said.slack
    if youngest <= said.lo and said.hi + 1 <= oldest:
        return "contained"
    return "overlapping" if youngest < said.hi + 1 and said.lo < oldest else "wrong"

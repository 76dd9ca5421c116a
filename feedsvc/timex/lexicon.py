"""Loads one language's words about time: calendar names from CLDR, everything else from ``languages/<tag>.toml``.

A language is data: two files, read on first use and kept. Words are folded as texts are (``normalise.fold``), and words
of Latin or Greek letters are known without their accents too.
"""

from __future__ import annotations

import json
import re
import tomllib
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import IntEnum, auto
from functools import cache, cached_property
from importlib.resources import files
from typing import Any, Literal

from feedsvc.model.times import Grain, Role
from feedsvc.timex.normalise import fold

TOKEN = re.compile(
    r"\d+|[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u30ff\u3400-\u9fff\uac00-\ud7af]"
    r"|(?:[^\W\d_]|[\u0300-\u036f\u0900-\u0dff])+|.",
    re.DOTALL,
)
"""Digits, a letter of a script that writes no blanks, a run of other letters, or a sign."""


class Kind(IntEnum):
    """What a word does in an expression; the value it carries is named beside it."""

    UNIT = auto()  # Grain
    PAST_UNIT = auto()  # Grain; the word itself looks back ("órája")
    NUMBER = auto()  # float
    SOME = auto()  # None: a few
    QUANTITY = auto()  # (float, Grain)
    BEFORE = auto()  # None: looks back, before the quantity
    AFTER = auto()  # None: looks back, after the quantity
    AROUND = auto()  # None: before the quantity, only together with AFTER
    QUALIFIER = auto()  # "about", "over", "under", "almost"
    AND = auto()
    VAGUE = auto()  # (youngest, oldest) in seconds
    DAY = auto()  # days ago
    DAY_PART = auto()  # (days ago, start, end)
    PART = auto()  # (start, end) in seconds after midnight
    WEEKDAY = auto()  # 0 is Monday
    LAST = auto()
    PERIOD = auto()  # (Grain, periods ago)
    MONTH = auto()  # 1..12
    JALALI_MONTH = auto()
    AM = auto()
    PM = auto()
    AT = auto()  # before a time of day
    CLOCK = auto()  # after a time of day
    HOUR_MARK = auto()  # between hour and minute
    MINUTE_MARK = auto()
    SECOND_MARK = auto()
    ON = auto()  # before a date
    OF = auto()  # between the parts of a date
    ORDINAL = auto()  # after a day's number
    ORDINAL_DAY = auto()  # a day's number as a word
    ERA = auto()  # the Gregorian year before the era's first
    YEAR_MARK = auto()
    MONTH_MARK = auto()
    DAY_MARK = auto()
    LABEL = auto()  # Role
    BY = auto()
    FRAME = auto()  # words that may stand beside a time without meaning
    TALLY = auto()  # what a number beside a time counts ("5 commenti"): without meaning
    REFUSE = auto()  # words that speak of another time: nothing beside them is read


_TELLING = frozenset(
    {
        *(Kind.UNIT, Kind.PAST_UNIT, Kind.QUANTITY, Kind.VAGUE, Kind.DAY, Kind.DAY_PART, Kind.WEEKDAY),
        *(Kind.MONTH, Kind.JALALI_MONTH, Kind.PERIOD),
    }
)
"""Without a word of these kinds, or figures, no expression has a meaning (``grammar``)."""
_BESIDE_FIGURES = frozenset({Kind.HOUR_MARK, Kind.MONTH_MARK, Kind.AM, Kind.PM, Kind.CLOCK, Kind.ERA})
"""What figures mean a time with that no sign joins ("2 pm", "14h", "1月9日")."""
_FIGURE = re.compile("[0-9〇零一二三四五六七八九十]")
_JOINED_FIGURES = re.compile("[0-9] ?[./:-] ?[0-9]|[0-9]{4} [0-9]{2} [0-9]{2}")

Order = Literal["dmy", "mdy", "ymd"]
Meaning = tuple[Kind, Any]

_GRAINS = {grain.name.lower(): grain for grain in Grain}
_HOUR = 3600
_PARTS = {
    "dawn": (3, 7), "morning": (5, 12), "noon": (11, 13), "midday": (11, 15), "afternoon": (12, 18),
    "evening": (17, 24), "night": (20, 30), "small_hours": (0, 6), "last_night": (18, 30), "overnight": (-4, 8),
}  # fmt: skip
_LISTS = {
    "some": Kind.SOME, "and": Kind.AND, "last": Kind.LAST, "at": Kind.AT, "clock": Kind.CLOCK, "am": Kind.AM,
    "pm": Kind.PM, "hour_mark": Kind.HOUR_MARK, "minute_mark": Kind.MINUTE_MARK, "second_mark": Kind.SECOND_MARK,
    "on": Kind.ON, "of": Kind.OF, "ordinal": Kind.ORDINAL, "year_mark": Kind.YEAR_MARK, "month_mark": Kind.MONTH_MARK,
    "day_mark": Kind.DAY_MARK, "by": Kind.BY, "frame": Kind.FRAME, "refuse": Kind.REFUSE, "tally": Kind.TALLY,
}  # fmt: skip


def _number_and_grain(key: str) -> tuple[float, Grain]:
    number, grain = key.split()
    return float(number), _GRAINS[grain]


def _seconds(key: str) -> tuple[float, float]:
    youngest, oldest = key.split("-")
    return float(youngest), float(oldest)


def _part(key: str) -> tuple[int, int]:
    start, end = _PARTS[key]
    return start * _HOUR, end * _HOUR


def _day_part(key: str) -> tuple[int, int, int]:
    day, part = key.split()
    return int(day), *_part(part)


def _period(key: str) -> tuple[Grain, int]:
    number, grain = _number_and_grain(key)
    return grain, int(number)


_TABLES: Mapping[str, tuple[Kind | None, Callable[[str], Any]]] = {
    "units": (Kind.UNIT, _GRAINS.__getitem__),
    "past_units": (Kind.PAST_UNIT, _GRAINS.__getitem__),
    "numbers": (Kind.NUMBER, float),
    "quantities": (Kind.QUANTITY, _number_and_grain),
    "qualifiers": (Kind.QUALIFIER, str),
    "vague": (Kind.VAGUE, _seconds),
    "days": (Kind.DAY, int),
    "day_parts": (Kind.DAY_PART, _day_part),
    "parts": (Kind.PART, _part),
    "weekdays": (Kind.WEEKDAY, int),
    "months": (Kind.MONTH, int),
    "jalali_months": (Kind.JALALI_MONTH, int),
    "ordinal_days": (Kind.ORDINAL_DAY, int),
    "era_years": (Kind.ERA, int),
    "periods": (Kind.PERIOD, _period),
    "labels": (Kind.LABEL, Role),
    "past": (None, lambda key: Kind[key.upper()]),
}  # fmt: skip


@dataclass(frozen=True)
class Lexicon:
    """One language's words.

    ``words`` maps a folded phrase to all that it can mean, ``reach`` the first token of phrases to the number of
    tokens in the longest of them. ``bare_units``: a unit alone is one of it ("час назад"). ``marks_lead``: the words
    for day, month and year stand before their figures ("ngày 10 tháng 1"). ``syllables``: each syllable stands by
    itself, and of a name only the first has a capital ("Thể thao"). ``units_lead``: units stand before their numbers.
    """

    tag: str
    order: Order
    words: Mapping[str, tuple[Meaning, ...]]
    reach: Mapping[str, int]
    bare_units: bool
    marks_lead: bool
    syllables: bool
    units_lead: bool
    eras: frozenset[str]

    @cached_property
    def _telling(self) -> frozenset[str]:
        """The longest token of each phrase that can be the heart of an expression: the rarest, most likely."""
        return self._longest_tokens(_TELLING)

    @cached_property
    def _telling_beside_figures(self) -> frozenset[str]:
        return self._telling | self._longest_tokens(_BESIDE_FIGURES)

    def _longest_tokens(self, kinds: frozenset[Kind]) -> frozenset[str]:
        phrases = (phrase for phrase, meanings in self.words.items() if any(kind in kinds for kind, _ in meanings))
        return frozenset(max(TOKEN.findall(phrase), key=len) for phrase in phrases)

    def may_tell(self, text: str) -> bool:
        """Return whether a folded text, which no glued words hide in, can hold an expression: most texts cannot."""
        figures = _FIGURE.search(text) is not None
        if figures and _JOINED_FIGURES.search(text):
            return True
        telling = self._telling_beside_figures if figures else self._telling
        return not telling.isdisjoint(TOKEN.findall(text))

    @cached_property
    def glued_before(self) -> re.Pattern[str]:
        """Finds a word that looks back and has run into the word before it ("Politikvor 3 Stunden")."""
        leads = [word for word, meanings in self.words.items() if (Kind.BEFORE, None) in meanings and len(word) > 1]
        return re.compile(r"(?<=[^\W\d_]{4})(?:" + "|".join(map(re.escape, leads)) + r") ?(?=\d)" if leads else r"(?!)")


def _phrases(words: str) -> list[str]:
    return [folded for word in words.split(",") if (folded := fold(word))]


def _table_meanings(name: str, table: Mapping[str, str]) -> Iterator[tuple[str, Meaning]]:
    kind, value_of = _TABLES[name]
    for key, words in table.items():
        value = value_of(key)
        meaning: Meaning = (kind, value) if kind else (value, None)
        for phrase in _phrases(words):
            yield phrase, meaning


def _counted(words: str) -> Iterator[tuple[str, Meaning]]:
    """Yield the numbers from one on; a slash parts the forms of one number."""
    for value, forms in enumerate(words.split(","), 1):
        for form in forms.split("/"):
            yield fold(form), (Kind.NUMBER, float(value))


def _meanings(data: Mapping[str, Any]) -> Iterator[tuple[str, Meaning]]:
    for name, content in data.items():
        if name in _TABLES:
            yield from _table_meanings(name, content)
        elif name == "count":
            yield from _counted(content)
        elif name in _LISTS:
            for phrase in _phrases(content):
                yield phrase, (_LISTS[name], None)


def _calendar_names(cldr: Mapping[str, Any], taken: Collection[str]) -> Iterator[tuple[str, Meaning]]:
    """Yield CLDR's names, its am and pm only where the language has no such word of its own ("am" in German)."""
    for kind, table in ((Kind.MONTH, cldr["months"]), (Kind.WEEKDAY, cldr["weekdays"])):
        for key, names in table.items():
            for name in names:
                yield fold(name), (kind, int(key))
    for kind, names in ((Kind.AM, cldr["am"]), (Kind.PM, cldr["pm"])):
        for name in names:
            if fold(name) not in taken:
                yield fold(name), (kind, None)


def _unaccented(phrase: str) -> str:
    if phrase.isascii() or phrase[0] > "\u04ff":
        return phrase
    bare = "".join(c for c in unicodedata.normalize("NFD", phrase) if not "\u0300" <= c <= "\u036f")
    return unicodedata.normalize("NFC", bare)


def _collect(found: Iterator[tuple[str, Meaning]], words: dict[str, tuple[Meaning, ...]]) -> None:
    for phrase, meaning in found:
        known = words.get(phrase, ())
        if meaning not in known:
            words[phrase] = (*known, meaning)


def _with_unaccented(words: dict[str, tuple[Meaning, ...]]) -> None:
    for phrase, meanings in list(words.items()):
        if (bare := _unaccented(phrase)) != phrase:
            words.setdefault(bare, meanings)


def _reach(words: Mapping[str, tuple[Meaning, ...]]) -> dict[str, int]:
    reach: dict[str, int] = {}
    for phrase in words:
        tokens = TOKEN.findall(phrase)
        reach[tokens[0]] = max(reach.get(tokens[0], 0), len(tokens))
    return reach


def _compile(tag: str, own: Mapping[str, Any], like: Mapping[str, Any], cldr: Mapping[str, Any]) -> Lexicon:
    """Put a language together from its own words, those of one that is ``like`` it, CLDR's and the shared ones."""
    words: dict[str, tuple[Meaning, ...]] = {}
    for found in (_meanings(own), _meanings(like), _calendar_names(cldr, words), _meanings(_shared())):
        _collect(found, words)
    data = {**like, **own}
    _with_unaccented(words)
    return Lexicon(
        tag=tag,
        order=data.get("order", cldr["order"]),
        words=words,
        reach=_reach(words),
        bare_units=data.get("bare_units", False),
        marks_lead=data.get("marks_lead", False),
        syllables=data.get("syllables", False),
        units_lead=data.get("units_lead", False),
        eras=frozenset(data.get("eras", ())),
    )


@cache
def tags() -> tuple[str, ...]:
    """Return the languages that have words of their own, hand-written ones first."""
    names = [entry.name for entry in files(__package__).joinpath("languages").iterdir()]
    by_hand = sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml") and name[0] != "_")
    return (*by_hand, *sorted({name.removesuffix(".json") for name in names if name.endswith(".json")} - {*by_hand}))


@cache
def _by_lower() -> dict[str, str]:
    return {tag.lower(): tag for tag in tags()}


def _nearest(tag: str) -> str | None:
    """Return the known language for a BCP 47 tag, the regional one before the bare one."""
    wanted = tag.replace("_", "-").lower()
    while wanted:
        if wanted in _by_lower():
            return _by_lower()[wanted]
        wanted = wanted.rpartition("-")[0]
    return None


@cache
def load(tag: str) -> Lexicon | None:
    """Return the words of a language, None where the tag is unknown. Reads package data on the first call."""
    nearest = _nearest(tag)
    if nearest is None:
        return None
    if nearest != tag:
        words = load(nearest)
        return replace(words, order=_regional_order(tag, words.order)) if words else None
    return _read(nearest)


_MONTH_FIRST_REGIONS = frozenset({"us", "ph", "pr", "gu", "as", "vi", "pa"})
"""Regions whose English or Spanish pages print the month before the day (CLDR 47)."""


def _regional_order(tag: str, order: Order) -> Order:
    """Return the order of a numeric date in a region: English is month first, but day first outside these regions."""
    language, _, region = tag.replace("_", "-").lower().partition("-")
    if language not in {"en", "es"} or not region:
        return order
    return "mdy" if _MONTH_FIRST_REGIONS & {*region.split("-")} else "dmy"


@cache
def _shared() -> Mapping[str, Any]:
    """Return the words that pages of every language print."""
    return tomllib.loads(files(__package__).joinpath("languages", "_shared.toml").read_text("utf-8"))


def shared_words() -> Mapping[str, tuple[Meaning, ...]]:
    """Return the phrases that every language knows, with what they mean to all."""
    words: dict[str, tuple[Meaning, ...]] = {}
    _collect(_meanings(_shared()), words)
    _with_unaccented(words)
    return words


def _by_hand(tag: str) -> Mapping[str, Any]:
    """Return what is written by hand for a language, none for one that only CLDR knows."""
    file = files(__package__).joinpath("languages", f"{tag}.toml")
    return tomllib.loads(file.read_text("utf-8")) if file.is_file() else {}


def _read(tag: str) -> Lexicon:
    data = _by_hand(tag)
    like = _by_hand(data["like"]) if "like" in data else {}
    cldr = json.loads(files(__package__).joinpath("languages", f"{tag}.json").read_text("utf-8"))
    return _compile(tag, data, like, cldr)

"""Prints what programs of whole sites print: Discourse, Mastodon, Drupal; called by harvest_catalogs.py.

Each rule was read in the program's source at the version that its name says.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from babel import Locale, UnknownLocaleError
from dateutil.relativedelta import relativedelta
from plurals import Category, half_up, plural_form
from stretches import Stretch, grid, stretches

Row = tuple[str, str, str, list[Stretch]]
AGES = grid()
MINUTE, HOUR, DAY, WEEK, MONTH, YEAR = 60, 3600, 86400, 7 * 86400, 30 * 86400, 365 * 86400
NOW = datetime(2026, 1, 10, 14, 37, 23, tzinfo=UTC)


# ---- Discourse 3.2: relativeAge() of its formatter; older ages are dates --------------------------------------------


def _tiny(age: int) -> tuple[str, int] | None:
    minutes = max(1, half_up(age / MINUTE))
    if minutes < 45:
        return "x_minutes", minutes
    if minutes < 1410:
        return "about_x_hours", 1 if minutes < 90 else half_up(minutes / 60)
    return ("x_days", 1 if minutes < 2520 else half_up(minutes / 1440)) if minutes <= 14 * 1440 else None


def _medium(age: int) -> tuple[str, int] | None:
    minutes = half_up(age / MINUTE)
    if age > 5 * DAY:
        return None
    if minutes <= 55:
        return "x_minutes", minutes
    if minutes < 1410:
        return "x_hours", 1 if minutes < 90 else half_up(minutes / 60)
    return "x_days", 1 if minutes < 2520 else half_up((minutes - 720) / 1440)


DISCOURSE: dict[str, Callable[[int], tuple[str, int] | None]] = {
    "tiny": _tiny,
    "medium": _medium,
    "medium_with_ago": _medium,
}


def discourse(folder: Path) -> Iterator[Row]:
    for file in sorted((folder / "config" / "locales").glob("client.*.yml")):
        locale, content = next(iter(yaml.safe_load(file.read_text(encoding="utf-8")).items()))
        words = content.get("js") or {}
        category = plural_form(locale.replace("_", "-"))
        for option, unit_of in DISCOURSE.items():
            told = (words.get("dates") or {}).get(option) or {}
            now = words.get("now") or "" if option != "tiny" else None

            def text_at(
                age: int, told: Any = told, now: Any = now, unit_of: Any = unit_of, category: Category = category
            ) -> str:
                if now is not None and age < MINUTE:
                    return str(now)
                unit, n = unit_of(age) or ("", 0)
                return _counted(told.get(unit) or {}, n, category)

            yield "discourse", option, locale, stretches(text_at, AGES)


def _counted(forms: dict[str, str], n: int, category: Category) -> str:
    return (forms.get(category(n)) or forms.get("other") or "").replace("%{count}", str(n))


# ---- Mastodon 4.3: timeAgoString() of its relative timestamp; a week and more is a date -----------------------------

_PLURAL = re.compile(r"\{number, plural,((?: ?[\w=]+ ?\{[^{}]*(?:\{number\}[^{}]*)?\})+) ?\}")
_FORM = re.compile(r"([\w=]+) ?\{([^{}]*(?:\{number\}[^{}]*)?)\}")


def mastodon(folder: Path) -> Iterator[Row]:
    for file in sorted((folder / "app" / "javascript" / "mastodon" / "locales").glob("*.json")):
        words = json.loads(file.read_text(encoding="utf-8"))
        category = plural_form(file.stem)
        for option, prefix in (("short", "relative_time."), ("full", "relative_time.full.")):

            def text_at(age: int, words: Any = words, prefix: str = prefix, category: Category = category) -> str:
                if age < 10:
                    return str(words.get(f"{prefix}just_now", ""))
                steps = (("seconds", 1, MINUTE), ("minutes", MINUTE, HOUR), ("hours", HOUR, DAY), ("days", DAY, WEEK))
                unit, size = next(((unit, size) for unit, size, limit in steps if age < limit), ("", 1))
                return _message(words.get(prefix + unit, ""), age // size, category)

            yield "mastodon", option, file.stem, stretches(text_at, AGES)


def _message(text: str, n: int, category: Category) -> str:
    """Return a message in ICU's format with its number."""

    def choose(match: re.Match[str]) -> str:
        forms = dict(_FORM.findall(match[1]))
        said: str = forms.get(f"={n}") or forms.get(category(n)) or forms.get("other") or ""
        return said.replace("#", str(n))

    return _PLURAL.sub(choose, text).replace("{number}", str(n))


# ---- Drupal 8 to 11: DateFormatter, two units -----------------------------------------------------------------------

Parts = tuple[tuple[str, int], ...]
_PLAIN = {"year": YEAR, "month": MONTH, "week": WEEK, "day": DAY, "hour": HOUR, "minute": MINUTE, "second": 1}
_UNITS = tuple(_PLAIN)
_SHOWN = {*range(1, 13), *range(20, 24), 30, 31, 45, 59}
"""Numbers that show every form of every language: with all of them a language would have five thousand texts."""


def _interval(age: int) -> list[int]:
    """Return the count of each unit, years of 365 days and months of 30, as formatInterval() has them."""
    counts = []
    for size in _PLAIN.values():
        count, age = divmod(age, size)
        counts.append(count)
    return counts


def _difference(age: int) -> list[int]:
    """Return the count of each unit, years and months of the calendar, as formatTimeDiffSince() has them."""
    past = relativedelta(NOW, NOW - timedelta(seconds=age))
    return [past.years, past.months, past.days // 7, past.days % 7, past.hours, past.minutes, past.seconds]


def _parts(counts: list[int], most: int) -> Parts:
    """Return the first units that are not zero, up to the first that is."""
    first = next((i for i, count in enumerate(counts) if count), len(counts))
    shown = [(_UNITS[i], counts[i]) for i in range(first, min(first + most, len(counts)))]
    return tuple(shown[: 1 if len(shown) > 1 and not shown[1][1] else most])


DRUPAL: dict[str, tuple[Callable[[int], list[int]], int, str]] = {
    "timeDiff": (_difference, 2, "long"),
    "timeDiff_1": (_difference, 1, "long"),
    "interval": (_interval, 2, "short"),
    "interval_1": (_interval, 1, "short"),
}
"""By option: how it counts, how many units it shows, and how long its words for minute and second are."""


def drupal(folder: Path) -> Iterator[Row]:
    """Yield rows in the languages of the lexicon: Drupal's own translations are in no package.

    The words are CLDR's for the units and, from MediaWiki's catalogues in the folder, for "ago".
    """
    lexicon = Path(__file__).parents[2] / "feedsvc" / "timex" / "languages"
    known = {option: _stretches(counts, most) for option, (counts, most, _) in DRUPAL.items()}
    for file in sorted(lexicon.glob("[a-z]*.toml")):
        ago = _ago(folder / f"{file.stem}.json")
        try:
            patterns = Locale.parse(file.stem)._data["unit_patterns"]  # noqa: SLF001 - format_unit() reads them so too
        except (UnknownLocaleError, ValueError):
            continue
        for option, (*_, style) in DRUPAL.items() if ago else ():
            texts = [(lo, hi, _said(parts, patterns, style, plural_form(file.stem))) for lo, hi, parts in known[option]]
            told = [(lo, hi, ago.replace("$1", text)) for lo, hi, text in texts if text]
            yield "drupal", option, file.stem, told


def _ago(file: Path) -> str:
    return str(json.loads(file.read_text(encoding="utf-8")).get("ago", "")) if file.is_file() else ""


def _stretches(counts: Callable[[int], list[int]], most: int) -> list[tuple[int, int, Parts]]:
    """Return the stretches of the parts shown, without those of two units that show nothing new."""
    parts: dict[str, Parts] = {}

    def key(age: int) -> str:
        found = _parts(counts(age), most)
        parts[repr(found)] = found
        return repr(found)

    told = [(lo, hi, parts[name]) for lo, hi, name in stretches(key, AGES) if name != "()"]
    return [s for s in told if len(s[2]) < 2 or all(n in _SHOWN for _, n in s[2])]


def _said(parts: Parts, patterns: Any, style: str, category: Category) -> str:
    said = [_unit(unit, n, patterns, style if unit in ("minute", "second") else "long", category) for unit, n in parts]
    written = all(any(c.isdigit() for c in text) for text in said)
    return " ".join(said) if written or len(said) == 1 else ""


def _unit(unit: str, n: int, patterns: Any, style: str, category: Category) -> str:
    forms = (patterns.get(f"duration-{unit}") or {}).get(style) or {}
    return str(forms.get(category(n)) or forms.get("other") or "").replace("{0}", str(n))

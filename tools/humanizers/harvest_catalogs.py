"""Prints what humanizers print whose program does not run here: their published rules over their own catalogues.

    python harvest_catalogs.py NAME=FOLDER...

Each rule was read in the program's source at the version that its name says; the words come from the folders.
"""

from __future__ import annotations

import gettext
import json
import re
import sys
import tomllib
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

sys.path.insert(0, str(Path(__file__).parent))
from harvest_sites import discourse, drupal, mastodon
from plurals import categories, half_up, mediawiki_plural, plural_form
from stretches import Print, Stretch, grid, stretches

Row = tuple[str, str, str, list[Stretch]]
AGES = grid()
MINUTE, HOUR, DAY, WEEK, MONTH, YEAR = 60, 3600, 86400, 7 * 86400, 30 * 86400, 365 * 86400
SINCE_MIDNIGHT = 14 * HOUR + 37 * MINUTE + 23
"""The time of day of the reference instant: it moves what counts civil days."""


# ---- WordPress: human_time_diff() of core, four generations --------------------------------------------------------

WORDPRESS = {
    "s": ("%s second", "%s seconds"),
    "m": ("%s min", "%s mins"),
    "m7": ("%s minute", "%s minutes"),
    "h": ("%s hour", "%s hours"),
    "d": ("%s day", "%s days"),
    "w": ("%s week", "%s weeks"),
    "M": ("%s month", "%s months"),
    "y": ("%s year", "%s years"),
}


def wordpress_unit(age: int, generation: str) -> tuple[str, int]:
    """Return unit and number: rounded half up, never under 1."""
    whole = lambda unit: max(1, half_up(age / unit))  # noqa: E731
    if generation == "core<=3.5":
        return ("m", whole(MINUTE)) if age <= HOUR else ("h", whole(HOUR)) if age <= DAY else ("d", whole(DAY))
    if generation in ("core5.3-6.6", "core6.7+") and age < MINUTE:
        return "s", max(1, age)
    steps = [(HOUR, "m7" if generation == "core6.7+" else "m", MINUTE), (DAY, "h", HOUR), (WEEK, "d", DAY)]
    steps += [(MONTH, "w", WEEK), (YEAR, "M", MONTH), (10**12, "y", YEAR)]
    return next((unit, whole(size)) for limit, unit, size in steps if age < limit)


Words = Callable[[str, int], str]
"""From unit and number to the text, "" where the catalogue has no word of its own."""


def _catalogue(file: Path) -> tuple[Words, str]:
    with file.open("rb") as stream:
        words = gettext.GNUTranslations(stream)

    def said(unit: str, n: int) -> str:
        own = words.ngettext(*WORDPRESS[unit], n)
        if own in WORDPRESS[unit]:
            return said("m", n) if unit == "m7" else ""
        return own.replace("%s", str(n))

    ago = words.gettext("%s ago")
    return said, ago if ago != "%s ago" else ""


def _written(locale: str, words: dict[str, Any]) -> Words:
    category = plural_form(locale)
    order = categories(category)

    def said(unit: str, n: int) -> str:
        forms = words.get(unit) or words["m"]
        return str(forms[min(order.index(category(n)), len(forms) - 1)]).replace("%s", str(n))

    return said


def wordpress(folder: Path) -> Iterator[Row]:
    written = tomllib.loads((Path(__file__).parent / "words" / "wordpress.toml").read_text(encoding="utf-8"))
    for locale, words in written.items():
        yield from _generations(locale, _written(locale, words), words["ago"])
        for theme in words.get("themes", ()):
            yield "wordpress", "zox5.3-6.6", locale, stretches(_wordpress_text(_written(locale, words), theme), AGES)
    for file in sorted(folder.glob("*.mo")):
        said, ago = _catalogue(file) if not file.name.startswith(("admin", "continents")) else (None, "")
        if said and ago and file.stem not in {*written, "it_IT", "es_ES", "fr_FR", "de_DE", "ru_RU"}:
            yield from _generations(file.stem, said, ago)


def _generations(locale: str, said: Words, ago: str) -> Iterator[Row]:
    for generation in ("core<=3.5", "core3.6-5.2", "core5.3-6.6", "core6.7+"):
        yield "wordpress", generation, locale, stretches(_wordpress_text(said, ago, generation), AGES)


def _wordpress_text(said: Words, ago: str, generation: str = "core5.3-6.6") -> Print:
    def text_at(age: int) -> str:
        text = said(*wordpress_unit(age, generation))
        return ago.replace("%s", text) if text else ""

    return text_at


# ---- MediaWiki 1.39: Language::getHumanTimestamp() -----------------------------------------------------------------


def mediawiki_message(text: str, n: int, category: Callable[[int], str], order: list[str]) -> str:
    """Return a message with its number and its plural form, forms in the order of categories."""

    def choose(match: re.Match[str]) -> str:
        forms = (match[1] or "").split("|")
        exact = {int(m[1]): m[2] for form in forms if (m := re.match(r"(\d+)=(.*)", form))}
        plain = [form for form in forms if not re.match(r"\d+=", form)]
        place = order.index(category(n)) if category(n) in order else len(order)
        return exact.get(n) or plain[min(place, len(plain) - 1)]

    said = re.sub(r"\{\{PLURAL: *\$1(?:\|(.*?))?\}\}", choose, text).replace("$1", str(n))
    return "" if "{{" in said else said


def mediawiki(folder: Path) -> Iterator[Row]:
    for file in sorted(folder.glob("*.json")):
        words = json.loads(file.read_text(encoding="utf-8"))
        if "minutes-ago" not in words or file.stem in ("qqq", "en-gb"):
            continue
        category, order = mediawiki_plural(folder.parent, file.stem)

        def text_at(age: int, words: dict[str, str] = words, category: Any = category, order: Any = order) -> str:
            if age < 30:
                return words.get("just-now", "")
            unit, size = ("seconds", 1) if age < MINUTE else ("minutes", MINUTE) if age < HOUR else ("hours", HOUR)
            if age >= HOUR + 31 * MINUTE or f"{unit}-ago" not in words:
                return ""
            return mediawiki_message(words[f"{unit}-ago"], age // size, category, order)

        yield "mediawiki", "getHumanTimestamp", file.stem, stretches(text_at, AGES)


# ---- Rails 7: distance_of_time_in_words(), bare and with the word for "ago" ----------------------------------------


def rails_unit(age: int) -> tuple[str, int]:
    minutes = half_up(age / 60)
    if minutes < 2:
        return ("less_than_x_minutes", 1) if minutes == 0 else ("x_minutes", 1)
    steps = [(45, "x_minutes", 1), (90, "about_x_hours", 90), (1440, "about_x_hours", 60), (2520, "x_days", 2520)]
    steps += [(43200, "x_days", 1440), (86400, "about_x_months", 43200), (525600, "x_months", 43200)]
    for limit, key, size in steps:
        if minutes < limit:
            return key, max(1, half_up(minutes / size))
    years, rest = divmod(minutes - round(minutes / 525600 // 4) * 1440, 525600)
    if rest < 131400:
        return "about_x_years", years
    return ("over_x_years", years) if rest < 394200 else ("almost_x_years", years + 1)


def rails(folder: Path) -> Iterator[Row]:
    agos = {
        file.stem: json.loads(file.read_text(encoding="utf-8")).get("ago", "") for file in AGO_FOLDER.glob("*.json")
    }
    for file in sorted((folder / "rails" / "locale").glob("*.yml")):
        words = yaml.safe_load(file.read_text(encoding="utf-8"))
        locale, content = next(iter(words.items()))
        told = content.get("datetime", {}).get("distance_in_words")
        if not told:
            continue
        category = plural_form(locale)

        def bare(age: int, told: dict[str, Any] = told, category: Callable[[int], str] = category) -> str:
            key, n = rails_unit(age)
            forms = told.get(key) or ""
            text = forms if isinstance(forms, str) else forms.get(category(n)) or forms.get("other") or ""
            return text.replace("%{count}", str(n))

        yield "rails", "distance_of_time_in_words", locale, stretches(bare, AGES)
        ago = agos.get(locale.lower()) or agos.get(locale.split("-")[0])
        if ago:

            def with_ago(age: int, bare: Print = bare, ago: str = ago) -> str:
                return ago.replace("$1", bare(age)) if bare(age) else ""

            yield "rails", "time_ago", locale, stretches(with_ago, AGES)


AGO_FOLDER = Path()

# ---- PrettyTime 5 --------------------------------------------------------------------------------------------------

PRETTY = [("Minute", 60), ("Hour", HOUR), ("Day", DAY), ("Week", WEEK), ("Month", 2629743.83), ("Year", 31556925.96)]


def prettytime_unit(age: int) -> tuple[str, int]:
    """Return the unit and the number, rounded up past half; under five minutes it is just now."""
    if age < 300:
        return "JustNow", 0
    name, size = PRETTY[0]
    for (unit, length), (_, following) in pairwise([*PRETTY, ("", 10**12)]):
        name, size = (unit, length) if length <= age else (name, size)
        if age < following:
            break
    whole, rest = divmod(age, size)
    return name, int(whole) + (rest / size > 0.5)


def prettytime(folder: Path) -> Iterator[Row]:
    for file in sorted((folder / "core" / "src" / "main").rglob("Resources_*.java")):
        words = dict(re.findall(r'\{\s*"(\w+)"\s*,\s*"((?:[^"\\]|\\.)*)"\s*\}', file.read_text(encoding="utf-8")))
        words = {key: re.sub(r"\\u([0-9a-fA-F]{4})", lambda m: chr(int(m[1], 16)), word) for key, word in words.items()}
        if not words.get("HourPattern") or not words.get("HourPluralName"):
            continue

        def text_at(age: int, words: dict[str, str] = words) -> str:
            unit, n = prettytime_unit(age)
            number = "Singular" if n == 1 else "Plural"
            name = words.get(f"{unit}Past{number}Name") or words.get(f"{unit}{number}Name", "")
            said = words.get(f"{unit}Pattern", "").replace("%s", "").replace("%n", str(n)).replace("%u", name)
            return " ".join(f"{words.get(unit + 'PastPrefix', '')} {said} {words.get(unit + 'PastSuffix', '')}".split())

        yield "prettytime", "format", file.stem.removeprefix("Resources_"), stretches(text_at, AGES)


# ---- Humanizer 3 (.NET): DateTime.Humanize() -----------------------------------------------------------------------


def humanizer_unit(age: int) -> tuple[str, int]:
    """Return unit and number; from a day on it counts civil days."""
    days = max(0, -(-(age - SINCE_MIDNIGHT) // DAY)) if age > SINCE_MIDNIGHT else 0
    if age < MINUTE:
        return "second", age
    if age < 2 * MINUTE:
        return "minute", 1
    if age < HOUR:
        return "minute", age // MINUTE
    if age < 90 * MINUTE:
        return "hour", 1
    if age < DAY:
        return "hour", age // HOUR
    if age < 2 * DAY:
        return "day", days
    return _humanizer_days(age // DAY, days)


def _humanizer_days(whole: int, days: int) -> tuple[str, int]:
    if whole < 28:
        return "day", days
    if whole < 30:
        return "day", whole
    if whole < 345:
        return "month", max(1, int(whole / 29.5))
    return "year", max(1, whole // 365)


def humanizer(folder: Path) -> Iterator[Row]:
    for file in sorted(folder.rglob("*.yml")):
        document = yaml.safe_load(file.read_text(encoding="utf-8"))
        phrases = ((document.get("surfaces") or {}).get("phrases") or {}).get("relativeDate") or {}
        past = phrases.get("past")
        if not past:
            continue
        category = plural_form(file.stem)

        def text_at(
            age: int, past: dict[str, Any] = past, now: str = phrases.get("now") or "", category: Any = category
        ) -> str:
            unit, n = humanizer_unit(age)
            return now if n == 0 else _humanizer_text(past.get(unit) or {}, n, category(n))

        yield "humanizer.net", "humanize", file.stem, stretches(text_at, AGES)


_DOTNET_FORMS = {"one": "singular", "two": "dual", "few": "paucal", "many": "plural", "other": "default"}


def _humanizer_text(words: dict[str, Any], n: int, category: str) -> str:
    if n == 1 and isinstance(words.get("single"), str):
        return str(words["single"])
    if n == 2 and isinstance(words.get("two"), str):
        return str(words["two"])
    multiple = words.get("multiple") or {}
    forms = multiple.get("forms") or {}
    forms = forms if isinstance(forms, dict) else {"default": forms}
    form = forms.get(_DOTNET_FORMS[category]) if category in _DOTNET_FORMS else None
    form = form or forms.get("default")
    if not isinstance(form, str):
        return ""
    form = form.replace("{prep}", " de" if n % 100 == 0 or n % 100 > 19 else "")  # Romanian's, its only use
    count = form.replace("{count}", str(n)) if "{count}" in form else f"{n} {form}"
    return " ".join(f"{multiple.get('beforeCount') or ''} {count} {multiple.get('afterCount') or ''}".split())


CATALOGUES = {
    "wordpress": wordpress,
    "mediawiki": mediawiki,
    "rails": rails,
    "prettytime": prettytime,
    "humanizer": humanizer,
    "discourse": discourse,
    "mastodon": mastodon,
    "drupal": drupal,
}


def main() -> None:
    global AGO_FOLDER
    folders = {name: Path(folder) for name, _, folder in (argument.partition("=") for argument in sys.argv[1:])}
    AGO_FOLDER = folders.get("mediawiki", AGO_FOLDER)
    for name, folder in folders.items():
        for lib, option, locale, texts in CATALOGUES[name](folder):
            told = [text for text in texts if text[2].strip()]
            if told:
                print(json.dumps({"lib": lib, "option": option, "locale": locale, "texts": told}))


if __name__ == "__main__":
    main()

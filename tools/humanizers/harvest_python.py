"""Prints what the humanizers on PyPI print, as JSON lines; harvest.py runs it where they are installed.

python harvest_python.py [LIB...]
"""

from __future__ import annotations

import importlib.metadata
import json
import pkgutil
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from stretches import Print, Stretch, grid, retold, stretches

NOW = datetime(2026, 1, 10, 14, 37, 23, tzinfo=UTC)
NAIVE = NOW.replace(tzinfo=None)
AGES = grid()

Row = tuple[str, str, str, list[Stretch]]


def told(lib: str, option: str, locales: Iterable[str], printer: Callable[[str], Print]) -> Iterator[Row]:
    """Yield one row a locale; a locale that fails is named and left out."""
    known: list[Stretch] | None = None
    for locale in locales:
        try:
            text_at = _guarded(printer(locale))
            texts = retold(known, text_at, AGES) if known else stretches(text_at, AGES)
        except Exception as error:  # noqa: BLE001 - one broken locale of a library must not stop the harvest
            print(f"{lib}/{option} {locale}: {error!r}"[:160], file=sys.stderr)
            continue
        known = known or texts
        yield lib, option, locale, texts


def _guarded(text_at: Print) -> Print:
    """Return "" where a locale lacks the words for an age: there the library raises, and no page shows anything."""

    def guarded(age: int) -> str:
        try:
            return text_at(age)
        except (ValueError, KeyError):
            return ""

    return guarded


def english_first(names: Iterable[str], english: str = "en") -> list[str]:
    """Return the names in order, English before all: its stretches are looked for, the others' compared."""
    return [english, *sorted(set(names) - {english})]


def ago(age: int) -> timedelta:
    return timedelta(seconds=age)


def arrow() -> Iterator[Row]:
    import arrow as library
    from arrow import locales

    now = library.get(NOW)
    printer = lambda locale: lambda age: now.shift(seconds=-age).humanize(now, locale=locale)  # noqa: E731
    yield from told("arrow", "humanize", english_first(locales._locale_map), printer)  # noqa: SLF001


def babel() -> Iterator[Row]:
    from babel import Locale, localedata
    from babel.dates import format_timedelta

    names = [name for name in localedata.locale_identifiers() if name != "root"]
    for style, threshold in (("long", 0.85), ("long", 1.0), ("short", 0.85), ("narrow", 0.85)):

        def printer(name: str, style: str = style, threshold: float = threshold) -> Print:
            locale = Locale.parse(name)
            return lambda age: format_timedelta(
                ago(-max(age, 1)), locale=locale, format=style, add_direction=True, threshold=threshold
            )

        yield from told("babel", f"timedelta_{style}_{threshold}", english_first(names), printer)


def django() -> Iterator[Row]:
    from django.conf import global_settings, settings

    settings.configure(USE_I18N=True, USE_TZ=True, INSTALLED_APPS=["django.contrib.humanize"], TIME_ZONE="UTC")
    import django as library

    library.setup()
    from django.contrib.humanize.templatetags import humanize
    from django.utils import translation
    from django.utils.timesince import timesince

    class Stopped(datetime):
        @classmethod
        def now(cls, tz: timezone | None = None) -> datetime:
            return NOW if tz else NAIVE

    humanize.datetime = Stopped

    def within(text_at: Callable[[datetime], str]) -> Callable[[str], Print]:
        def printer(locale: str) -> Print:
            translation.activate(locale)
            return lambda age: str(text_at(NOW - ago(age)))

        return printer

    locales = english_first(code for code, _ in global_settings.LANGUAGES)
    yield from told("django", "naturaltime", locales, within(humanize.naturaltime))
    yield from told("django", "timesince", locales, within(lambda then: timesince(then, NOW)))
    yield from told("django", "timesince_depth1", locales, within(lambda then: timesince(then, NOW, depth=1)))


def humanize() -> Iterator[Row]:
    import humanize as library

    folder = Path(library.__file__).parent / "locale"

    def printer(locale: str) -> Print:
        library.deactivate() if locale == "en" else library.activate(locale)
        return lambda age: library.naturaltime(NAIVE - ago(age), when=NAIVE)

    yield from told("humanize", "naturaltime", english_first(f.name for f in folder.iterdir() if f.is_dir()), printer)


def pendulum() -> Iterator[Row]:
    import pendulum as library
    from pendulum import locales

    now = library.instance(NOW)
    names = [module.name for module in pkgutil.iter_modules(locales.__path__) if module.ispkg]

    def printer(name: str) -> Print:
        # against another instant diff_for_humans says "before": format_diff says what it says against now
        return lambda age: library.format_diff(now - now.subtract(seconds=age), is_now=True, locale=name)

    yield from told("pendulum", "diff_for_humans", english_first(names), printer)


def timeago() -> Iterator[Row]:
    import timeago as library
    from timeago import locales

    names = {module.name for module in pkgutil.iter_modules(locales.__path__)} - {"create_tests", "import_locale"}
    for tag, name in [(MISNAMED.get(name, name), name) for name in english_first(names)]:
        printer = lambda name: lambda age: library.format(NAIVE - ago(age), NAIVE, name)  # noqa: E731
        for lib, option, _, texts in told("timeago.py", "format", [name], printer):
            yield lib, option, tag, texts


MISNAMED = {"guj_IN": "gu_IN", "in_BG": "bn_IN", "in_HI": "hi_IN", "in_ID": "id_ID"}
"""Locales of timeago that are not named by their language."""

LIBRARIES = {
    "arrow": arrow,
    "babel": babel,
    "Django": django,
    "humanize": humanize,
    "pendulum": pendulum,
    "timeago": timeago,
}


def main() -> None:
    wanted = sys.argv[1:] or list(LIBRARIES)
    versions = {}
    for name in LIBRARIES:
        with suppress(importlib.metadata.PackageNotFoundError):
            versions[f"{name} (PyPI)"] = importlib.metadata.version(name)
    print(json.dumps({"versions": versions}))
    for name in wanted:
        for lib, option, locale, texts in LIBRARIES[name]():
            print(json.dumps({"lib": lib, "option": option, "locale": locale, "texts": [t for t in texts if t[2]]}))


if __name__ == "__main__":
    main()

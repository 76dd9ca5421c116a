"""Compiles the names of months, weekdays and halves of the day from CLDR (through babel) into feedsvc/timex/languages.

Run it after a new release of babel: ``pip install babel && python -m tools.cldr_words``. What a language says
beyond its calendar names is written by hand, in ``languages/<tag>.toml``.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import babel
from babel import Locale, localedata

LANGUAGES = Path(__file__).parent.parent / "feedsvc" / "timex" / "languages"
TAGS = [
    "it",
    "en",
    "de",
    "fr",
    "es",
    "pt",
    "nl",
    "pl",
    "ru",
    "uk",
    "tr",
    "ar",
    "he",
    "fa",
    "hi",
    "bn",
    "zh",
    "ja",
    "ko",
    "vi",
    "id",
    "th",
    "el",
    "cs",
    "ro",
    "hu",
    "sv",
    "da",
    "nb",
    "fi",
    "ca",
    "sk",
    "bg",
    "sr",
    "hr",
    "sl",
    "lt",
    "lv",
    "et",
    "ms",
    "ur",
    "ta",
    "te",
    "mr",
    "gl",
    "eu",
    "ka",
    "hy",
    "az",
    "kk",
    "sq",
    "mk",
    "bs",
    "is",
    "ga",
    "cy",
    "lb",
    "af",
    "sw",
    "fil",
    "gu",
    "kn",
    "ml",
    "pa",
    "ne",
    "si",
    "km",
    "lo",
    "my",
    "mn",
    "uz",
    "ky",
    "be",
    "mt",
    "so",
    "am",
    "br",
    "fo",
    "fy",
    "nn",
]


def names(locale: Locale, table: str) -> dict[str, list[str]]:
    """Return every form CLDR gives for each key of ``months`` or ``days``, narrow single letters left out."""
    forms: dict[str, dict[str, None]] = {}
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated", "short"):
            for key, name in getattr(locale, table).get(context, {}).get(width, {}).items():
                if not re.fullmatch(r"\d+", name):
                    forms.setdefault(str(key), {})[name.rstrip(".")] = None
    return {key: list(found) for key, found in sorted(forms.items())}


def halves(locale: Locale) -> dict[str, list[str]]:
    """Return the words for am and pm."""
    forms: dict[str, dict[str, None]] = {"am": {}, "pm": {}}
    for widths in locale.day_periods.values():
        for periods in widths.values():
            for half in forms:
                if len(word := periods.get(half, "").rstrip(".")) > 1:
                    forms[half][word] = None
    return {half: list(found) for half, found in forms.items()}


def order(locale: Locale) -> str:
    """Return the order of day, month and year in the short date: "dmy", "mdy" or "ymd"."""
    pattern = re.sub(r"'[^']*'", "", locale.date_formats["short"].pattern)
    return "".join(sorted("dmy", key=lambda field: pattern.lower().index(field)))


def main() -> None:
    for tag in TAGS:
        localedata._cache.clear()  # noqa: SLF001 - babel lets the names of one language leak into the next
        locale = Locale.parse({"zh": "zh_Hans"}.get(tag, tag))
        found = {
            "source": f"CLDR through babel {babel.__version__}",
            "order": order(locale),
            "months": names(locale, "months"),
            "weekdays": names(locale, "days"),
            **halves(locale),
        }
        target = LANGUAGES / f"{tag}.json"
        target.write_text(json.dumps(found, ensure_ascii=False, indent=0, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

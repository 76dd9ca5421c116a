"""Plural categories by language, for catalogues whose program does not run here; stands alone beside the libraries."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable
from functools import cache
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.plural import PluralRule

Category = Callable[[int], str]


def half_up(value: float) -> int:
    return int(value + 0.5)


def plural_form(locale: str) -> Category:
    """Return CLDR's plural category by count; a language that CLDR does not know has "one" and "other"."""
    try:
        rule = Locale.parse(locale.replace("-", "_")).plural_form
    except (UnknownLocaleError, ValueError):
        return _one_or_other
    return lambda n: rule(n)


def _one_or_other(n: int) -> str:
    return "one" if n == 1 else "other"


def categories(category: Category) -> list[str]:
    """Return the categories that a language's counts have, in CLDR's order."""
    found = {category(n) for n in range(200)}
    return [name for name in ("zero", "one", "two", "few", "many", "other") if name in found]


# ---- MediaWiki's own rules -----------------------------------------------------------------------------------------

_ORDERS = {"ksh": ["one", "other", "zero"]}
"""Languages whose forms MediaWiki's code takes in another order than its rules stand."""


def mediawiki_plural(languages: Path, locale: str) -> tuple[Category, list[str]]:
    """Return the category by count and the order of forms, from MediaWiki's folder of languages."""
    rules = _rules(languages).get(locale) or _rules(languages).get(locale.split("-")[0])
    if rules is None:
        return _one_or_other, ["one", "other"]
    rule = PluralRule({name: text for name, text in rules.items() if name != "other"})
    return lambda n: rule(n), _ORDERS.get(locale) or [*(name for name in rules if name != "other"), "other"]


@cache
def _rules(languages: Path) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for name in ("plurals.xml", "plurals-mediawiki.xml"):
        for group in ET.parse(languages / "data" / name).iter("pluralRules"):
            rules = {rule.attrib["count"]: (rule.text or "").split("@")[0].strip() for rule in group}
            found |= {locale.replace("_", "-").lower(): rules for locale in group.attrib["locales"].split()}
    return found

"""What kinds of evidence, and the programs that print ages, are called in front of people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from babel.lists import format_list

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from feedsvc.web.words import Words

MOST_NAMED = 3
QUOTED = frozenset(
    {
        "age",
        "cache stamp",
        "content",
        "data",
        "date",
        "date after the page",
        "datetime",
        "feed",
        "json-ld",
        "label",
        "microdata",
        "not before",
        "opengraph",
        "pair",
        "pairs",
        "text",
        "title",
        "url",
    }
)
"""Kinds whose text stands on the page; the text of others is a note of our own."""
_PROGRAMS = {
    "wordpress": "WordPress",
    "moment": "Moment.js",
    "dayjs": "Day.js",
    "luxon": "Luxon",
    "carbon": "Carbon",
    "rails": "Rails",
    "django": "Django",
    "babel": "Babel",
    "mediawiki": "MediaWiki",
    "prettytime": "PrettyTime",
    "arrow": "Arrow",
    "pendulum": "Pendulum",
    "humanizer.net": "Humanizer",
    "formatjs": "FormatJS",
    "Intl": "Intl.RelativeTimeFormat",
    "gh-relative-time": "GitHub’s relative-time",
}


def families(humanizers: Iterable[str], words: Words) -> str:
    """Return which programs could have printed the words, their options left out: the first ones, and how many more."""
    names = list(dict.fromkeys(name.partition("/")[0] for name in humanizers))
    known = [_PROGRAMS.get(name, name) for name in names]
    if len(known) <= MOST_NAMED:
        return format_list(known, "or", words.locale)
    said, more = ", ".join(known[:MOST_NAMED]), len(known) - MOST_NAMED
    return words.count("%(names)s or %(n)s other", "%(names)s or %(n)s others", more, names=said)


def kind_name(kind: str, words: Words) -> str:
    """Return what a kind of evidence is called in front of people."""
    return _of_pages(words).get(kind) or _of_visits(words).get(kind) or words("other evidence")


def _of_pages(words: Words) -> Mapping[str, str]:
    return {
        "age": words("the age on the page"),
        "cache stamp": words("a note that the cache left in the page"),
        "content": words("a date for programs in the page’s code"),
        "data": words("a date for programs in the page’s code"),
        "date": words("a date on the page"),
        "date after the page": words("a date later than the page itself"),
        "datetime": words("a date for programs in the page’s code"),
        "feed": words("the site’s own feed"),
        "guess": words("a guess from the whole page"),
        "json-ld": words("the page’s structured data"),
        "label": words("a date on the page"),
        "microdata": words("the page’s structured data"),
        "not before": words("the newest date on the page"),
        "opengraph": words("the page’s structured data"),
        "page": words("what the page says"),
        "page date": words("a date on the page"),
        "pair": words("an age and a date side by side"),
        "pairs": words("ages and dates side by side"),
        "text": words("a date on the page"),
        "title": words("a date on the page"),
        "url": words("the date in the article’s address"),
        "zone": words("the zone of the times on the page"),
    }


def _of_visits(words: Words) -> Mapping[str, str]:
    return {
        "absence": words("it was not there on the visit before"),
        "changed since": words("the page changed since the visit before"),
        "file time": words("when the file was written"),
        "first sight": words("the first time we saw it"),
        "http": words("what the server said of the page’s age"),
        "http age": words("what the server said of the page’s age"),
        "Last-Modified": words("when the server says that the page last changed"),
        "retrieval": words("the moment the page was fetched; a cache that does not say so made it older"),
        "stated": words("the operator’s word"),
    }

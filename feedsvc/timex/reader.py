"""Reads a short text in three layers: whole templates, the grammar, the scan."""

from __future__ import annotations

from collections.abc import Iterator

from feedsvc.model.times import Mention
from feedsvc.timex import templates
from feedsvc.timex.laws import named
from feedsvc.timex.normalise import fold

_LONGEST = 4000
"""Characters beyond which a text is no phrase and is not read."""
_ALIASES = {"no": "nb", "iw": "he", "in": "id", "tl": "fil", "sh": "sr", "mo": "ro", "ji": "yi"}


def language_of(tag: str) -> str:
    """Return the language that a BCP 47 tag, or a locale's name, is read as: "it-IT" is "it", "no" is "nb"."""
    base = tag.strip().replace("_", "-").replace("@", "-").partition("-")[0].casefold()
    return _ALIASES.get(base, base)


def _order(languages: tuple[str, ...]) -> Iterator[str]:
    yield from dict.fromkeys((*map(language_of, languages), "en"))


def read(text: str, languages: tuple[str, ...], humanizer: str | None) -> Mention | None:
    """Return the first reading of a text in the languages given and then in English."""
    if len(text) > _LONGEST:
        return None
    folded = fold(text)
    found = _templates(text, folded, languages)
    wanted = named(humanizer) if humanizer else frozenset()
    return next((m for m in found if not wanted.isdisjoint(m.humanizers)), next(iter(found), None))


def _templates(text: str, folded: str, languages: tuple[str, ...]) -> list[Mention]:
    order = _order(languages) if languages else _unknown()
    matches = ((language, templates.lookup(folded, language)) for language in order)
    return [
        Mention(text, *_bounds(text), "", language, "template", match.expression, match.humanizers)
        for language, match in matches
        if match is not None
    ]


def _bounds(text: str) -> tuple[int, int]:
    start = len(text) - len(text.lstrip())
    return start, start + len(text.strip())


def _unknown() -> Iterator[str]:
    yield from dict.fromkeys(("en", "it", "de", "fr", "es", "pt", *templates.languages()))


def read_all(text: str, languages: tuple[str, ...], humanizer: str | None) -> tuple[Mention, ...]:
    """Return all readings of a text."""
    found = read(text, languages, humanizer)
    return () if found is None else (found,)

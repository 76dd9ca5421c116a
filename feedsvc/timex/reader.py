"""Reads a short text in layers, each cheaper and surer than the next: whole templates, then grammar and scan.

Every language given is asked for a template before any is asked for its grammar, English last each time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from feedsvc.model.times import Age, CalendarPeriod, Mention, RelativeDay
from feedsvc.timex import shapes, templates, whole
from feedsvc.timex.laws import named
from feedsvc.timex.meanings import Match
from feedsvc.timex.normalise import Normalised, fold
from feedsvc.timex.tags import language_of, order

if TYPE_CHECKING:
    from feedsvc.timex.grammar import Parse

_LONGEST = 2000
"""Characters beyond which a text is no phrase, whatever entities and blanks it is written with."""
_SHORT = 64
"""Characters up to which a reading is remembered."""


def read(text: str, languages: tuple[str, ...], humanizer: str | None) -> Mention | None:
    """Return the one reading of a text: a whole template, else the time that speaks for it."""
    if len(text) <= _SHORT:
        if humanizer is not None:
            return _remembered(text, languages, humanizer)
        return whole.read(text, languages) or _shaped(text, languages)
    return _read(text, languages, humanizer) if len(text) <= _LONGEST else None


def _read(text: str, languages: tuple[str, ...], humanizer: str | None) -> Mention | None:
    folded = fold(text)
    if not languages and templates.is_disputed(folded):
        return None
    return _whole(text, folded, languages, humanizer) or _spoken(text, folded, languages)


def _unnamed(text: str, languages: tuple[str, ...]) -> Mention | None:
    return _read(text, languages, None)


@lru_cache(maxsize=8192)
def _shaped(text: str, languages: tuple[str, ...]) -> Mention | None:
    return shapes.read(text, languages, _unnamed)


_remembered = lru_cache(maxsize=8192)(_read)
"""The same few texts stand on a page again and again, and on its next visit."""


def read_all(text: str, languages: tuple[str, ...], humanizer: str | None) -> tuple[Mention, ...]:
    """Return all readings of a text, left to right."""
    if len(text) > _LONGEST:
        return ()
    folded = fold(text)
    whole = _whole(text, folded, languages, humanizer)
    if whole is not None:
        return (whole,)
    if not languages and templates.is_disputed(folded):
        return ()
    normalised = Normalised(folded, text)
    return next((_mentions(normalised, *found) for found in _scanned(normalised, languages)), ())


# ---- whole templates -------------------------------------------------------------------------------------------------


def _whole(text: str, folded: str, languages: tuple[str, ...], humanizer: str | None) -> Mention | None:
    found = _by_language(folded, order(languages)) if languages else filter(None, (templates.anywhere(folded),))
    if humanizer is None:
        best = next(found, None)
    else:
        matches, wanted = list(found), named(humanizer)
        best = next((m for m in matches if not wanted.isdisjoint(m[1].humanizers)), matches[0] if matches else None)
    if best is None:
        return None
    language, match = best
    if match.vague:
        match = _widened(match, Normalised(folded, text), language)
    start = len(text) - len(text.lstrip())
    end = start + len(text.strip())
    expression, names, undirected = match.expression, match.humanizers, match.undirected
    return Mention(text, start, end, "", language, "template", expression, names, needs_support=undirected)


def _widened(match: Match, normalised: Normalised, language: str) -> Match:
    """Return words such as "poco fa" with what people mean by them beside what programs do."""
    from feedsvc.timex import lexicon, scan

    words = lexicon.load(language)
    said = [parse.expression for parse in scan.find(normalised, words)] if words else []
    if len(said) != 1 or not isinstance(said[0], Age) or not isinstance(match.expression, Age):
        return match
    return replace(match, expression=replace(match.expression, bounds=(*match.expression.bounds, *said[0].bounds)))


def _by_language(folded: str, order: tuple[str, ...]) -> Iterator[tuple[str, Match]]:
    for language in order:
        match = templates.lookup(folded, language)
        if match is not None:
            yield language, match


# ---- grammar and scan ------------------------------------------------------------------------------------------------


def _spoken(text: str, folded: str, languages: tuple[str, ...]) -> Mention | None:
    from feedsvc.timex import scan

    normalised = Normalised(folded, text)
    for language, parses in _scanned(normalised, languages):
        best = scan.best(parses)
        if best is not None:
            return _mention(normalised, language, best)
    return None


def _scanned(normalised: Normalised, languages: tuple[str, ...]) -> Iterator[tuple[str, tuple[Parse, ...]]]:
    from feedsvc.timex import lexicon, scan

    if not languages:
        found = scan.find_any(normalised)
        if found is not None:
            yield found
        return
    asked: list[lexicon.Lexicon] = []
    for language in dict.fromkeys((*languages, *order(languages))):
        words = lexicon.load(language)
        if words is None:
            continue
        parses = scan.find(normalised, words)
        if parses and not any(scan.refuses(normalised, one, parses) for one in asked):
            yield language_of(language), parses
        asked.append(words)
    found = scan.elsewhere(normalised, asked)
    if found is not None:
        yield found


def _mentions(normalised: Normalised, language: str, parses: tuple[Parse, ...]) -> tuple[Mention, ...]:
    return tuple(_mention(normalised, language, parse) for parse in parses)


def _mention(normalised: Normalised, language: str, parse: Parse) -> Mention:
    """Return a parse as a mention; words that are a template say what their humanizers mean by them."""
    start, end = normalised.span(parse.start, parse.end)
    source = normalised.source
    rest = " ".join(f"{source[:start]} {source[end:]}".split())
    counted = isinstance(parse.expression, Age | RelativeDay | CalendarPeriod)
    match = templates.lookup(normalised.text[parse.start : parse.end], language) if counted else None
    expression, names = (match.expression, match.humanizers) if match else (parse.expression, _printers(parse))
    rule = f"template within {parse.rule}" if match else parse.rule
    return Mention(source, start, end, rest, language, rule, expression, names, parse.role, parse.needs_support)


def _printers(parse: Parse) -> tuple[str, ...]:
    bounds = parse.expression.bounds if isinstance(parse.expression, Age) else ()
    return tuple(dict.fromkeys(name for b in bounds for name in b.humanizers))

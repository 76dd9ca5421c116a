"""Finds every time in a short text and decides whether the text as a whole is one that tells a time.

What is not the time must look like a label, a byline, a separated field or glued neighbours. Prose is never read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from feedsvc.model.times import Age, CivilDate, Grain, Instant, RelativeDay, Role, TimeOfDay
from feedsvc.timex import frames, lexicon, tongues
from feedsvc.timex.frames import Grade, Side
from feedsvc.timex.grammar import Parse, parse
from feedsvc.timex.lexicon import Kind, Lexicon
from feedsvc.timex.normalise import Normalised
from feedsvc.timex.words import Words, has_hump

LONGEST = 400
"""Folded characters beyond which a text is no label but an article."""

_MOST = 10
"""Times in one text beyond which it is a timetable."""
_LAST_CASED = "\u058f"
"""The last letter of the scripts that have capitals, Armenian's."""
_SHORT = 48
"""Folded characters up to which a text is tried in languages that nobody named."""
_LISTED = re.compile(r"\d{1,2}, ?[^\W\d]")
"""A figure that a comma parts from the month behind it."""
_NO_PARSES: tuple[Parse, ...] = ()


def find(text: Normalised, words_of: Lexicon) -> tuple[Parse, ...]:
    """Return every time in a text, left to right; none where the whole is not a text that tells a time.

    Offsets are those of the folded text. Linear in its length; texts beyond ``LONGEST`` are refused.
    """
    if not text.text or len(text.text) > LONGEST:
        return _NO_PARSES
    if not words_of.may_tell(text.text) and not has_hump(text.source):
        return _NO_PARSES
    words = Words(text, words_of)
    found = _expressions(words)
    if not found:
        return _NO_PARSES
    strong = [parse for parse in found if not parse.weak]
    accepted = _accept(words, found)
    if not accepted and len(strong) < len(found) and not _is_compound(words, found):
        accepted = _accept(words, strong)
    return accepted


def refuses(text: Normalised, words_of: Lexicon, parses: Iterable[Parse]) -> bool:
    """Return whether a language holds that times which another one reads in the text speak of something else."""
    words = Words(text, words_of)
    return any(frames.refused(words, parse.begins, parse.end) for parse in parses)


def elsewhere(text: Normalised, refusing: Iterable[Lexicon]) -> tuple[str, tuple[Parse, ...]] | None:
    """Return the time that a short text is, whole and for certain, in a language that nobody named.

    Not where a word of it means to one of the ``refusing`` languages that another time is spoken of.
    """
    folded = text.text
    if len(folded) > _SHORT or not any(map(str.isdigit, folded)):
        return None
    found = _agreed(text, tongues.fluent(folded))
    if found is None or len(found[1]) != 1:
        return None
    only = found[1][0]
    whole = only.begins == 0 and only.end == len(folded) and not only.needs_support
    certain = whole and _is_certain(only, text, found[0])
    return found if certain and not any(Words(text, one).holds(Kind.REFUSE) for one in refusing) else None


def _is_certain(parse: Parse, text: Normalised, language: str) -> bool:
    """Return whether words say more than figures do: an age, a month's name beside its year, a day with its time."""
    match parse.expression:
        case Age():
            return not parse.weak
        case CivilDate(year=int(), day=int()):
            loaded = lexicon.load(language)
            return loaded is not None and Words(text, loaded).holds(Kind.MONTH)
        case RelativeDay(time=TimeOfDay()):
            return not parse.weak
        case _:
            return False


def _expressions(words: Words) -> list[Parse]:
    found: list[Parse] = []
    reached = 0
    for start in words.starts():
        if start < reached or not _may_begin(words, start):
            continue
        if refusal := _refusal(words, start):
            reached = refusal
        elif parsed := parse(words, start):
            found.append(parsed)
            reached = parsed.end
            if len(found) > _MOST:
                return []
    return found


_SKIPPED = frozenset({Kind.REFUSE, Kind.LABEL, Kind.FRAME, Kind.BY})


def _refusal(words: Words, start: int) -> int | None:
    """Return the end of a phrase within which no time begins, though its words might ("i morgon", "公開日")."""
    found = words.at(start)
    if not found or found[0][2] == words.token_end(start):
        return None
    longest = [reading for reading in found if reading[2] == found[0][2]]
    return found[0][2] if all(kind in _SKIPPED for kind, _, _ in longest) else None


def _may_begin(words: Words, start: int) -> bool:
    return words.text[start] in "0123456789~<>'" or bool(words.at(start))


def _gaps(words: Words, parses: Sequence[Parse]) -> list[tuple[int, int]]:
    borders = [0, *(border for parse in parses for border in (parse.begins, parse.end)), len(words.text)]
    return [(borders[i], borders[i + 1]) for i in range(0, len(borders), 2)]


def _accept(words: Words, parses: Sequence[Parse]) -> tuple[Parse, ...]:
    gaps = _gaps(words, parses)
    if not parses or _is_compound(words, parses):
        return _NO_PARSES
    befores = [frames.before(words, *gap) for gap in gaps[:-1]]
    afters = [_after(words, gaps, i, befores[i - 1]) for i in range(1, len(gaps))]
    if all(_goes(words, *sides) for sides in zip(parses, befores, afters, strict=True)):
        return tuple(_labelled(*sides) for sides in zip(parses, befores, afters, strict=True))
    return _NO_PARSES


def _is_compound(words: Words, parses: Sequence[Parse]) -> bool:
    """Return whether two times of one kind are one thing that is not understood.

    They are the ends of a stretch ("9:00-17:00"), an event and no publication, or links of a chain that does not add
    up. One day said in two calendars is one time.
    """
    return any(_is_one_thing(words, first, second) for first, second in pairwise(parses))


def _is_one_thing(words: Words, first: Parse, second: Parse) -> bool:
    start, end = first.end, second.begins
    between = words.text[start:end].strip(" ,")
    if second.needs_support and (words.text[second.start] == "~" or words.text[start:end] in _UNPARTED):
        return True  # "1月10日~15日", "最近24小时"
    if isinstance(first.expression, Age) and isinstance(second.expression, Age):
        alike = first.needs_support is second.needs_support or not _has_figure(words, first)
        return alike and (not between or _joins(words, start, end))
    if not between and (_is_jubilee(first, second) or _is_jubilee(second, first)):
        return True
    if type(first.expression) is not type(second.expression) or first.expression == second.expression:
        return False
    return between in _UNPARTED or _links(words, start, end)


def _is_jubilee(age: Parse, day: Parse) -> bool:
    """Return whether an age counts from an event of a day beside it ("a year ago today", "15 år siden 22. juli")."""
    if not isinstance(age.expression, Age):
        return False
    match day.expression:
        case RelativeDay(days_ago=0):
            return age.expression.grain >= Grain.DAY
        case CivilDate(year=None):
            return age.expression.grain is Grain.YEAR
        case _:
            return False


_UNPARTED = frozenset({"", "-"})
"""What between two times makes one of them that is not understood."""


def _has_figure(words: Words, parse: Parse) -> bool:
    return any(map(str.isdigit, words.text[parse.start : parse.end]))


def _joins(words: Words, start: int, end: int) -> bool:
    return any(kind is Kind.AND and stop == end for kind, _, stop in words.at(words.blank(start)))


def _links(words: Words, start: int, end: int) -> bool:
    """Return whether one small word stands between two times ("8 de agosto a 7 de octubre"), and no label."""
    word = words.text[start:end].strip()
    kinds = {kind for at in range(start, end) for kind, _, _ in words.at(at)}
    return word.isalpha() and len(word) <= 4 and not kinds & {Kind.LABEL, Kind.FRAME}


def _after(words: Words, gaps: Sequence[tuple[int, int]], i: int, before: Side) -> Side:
    """Grade what follows a time: between two times, a label may belong to the later one."""
    led = before.grade is Grade.FRAME and gaps[i - 1][0] < gaps[i - 1][1]
    side = frames.after(words, *gaps[i], led=led)
    return replace(side, role=Role.UNSTATED) if i < len(gaps) - 1 else side


def _goes(words: Words, parse: Parse, before: Side, after: Side) -> bool:
    """Return whether a time may stand between these neighbours."""
    worse, better = sorted((before.grade, after.grade))
    if _is_anniversary(words, parse, before, after) or _is_numbered(words, parse, before):
        return False
    titled = words.text.startswith(":", parse.end)  # "60 Minutes: January 10"
    if parse.needs_support and (titled or _is_led_on(words, parse.begins)):
        return False
    if (before.doubtful or after.doubtful) and (parse.weak or not isinstance(parse.expression, Age)):
        return False
    if parse.needs_support or parse.weak:
        return worse >= Grade.SHELF and better is Grade.FRAME
    return worse >= Grade.BYLINE or (worse is Grade.NAME and better is not Grade.NAME)


def _is_anniversary(words: Words, parse: Parse, before: Side, after: Side) -> bool:
    """Return whether a day of no stated year belongs to a name ("La festa del 2 giugno", "8 Mart Kadınlar Günü")."""
    match parse.expression:
        case CivilDate(year=None, month=int(), day=int(), time=time):
            linked = parse.begins < parse.start
            caseless = words.text[parse.begins - 2 : parse.begins] > _LAST_CASED
            named = before.grade is Grade.NAME and (linked or (caseless and time is None))
            return named or (after.grade is Grade.NAME and time is None and parse.expression.weekday is None)
        case _:
            return False


def _is_numbered(words: Words, parse: Parse, before: Side) -> bool:
    """Return whether the date's first figure counts what is named before it ("Vol. 3, January 2026")."""
    return before.grade is Grade.NAME and _LISTED.match(words.text, parse.begins) is not None


_LINKS = frozenset({Kind.REFUSE, Kind.ON, Kind.AT, Kind.OF, Kind.BY})


def _is_led_on(words: Words, begins: int) -> bool:
    """Return whether a word that no label holds leads on to what begins at an offset ("live in 45 minutes")."""
    end = begins - (words.text[begins - 1 : begins] == " ")
    if words.text[max(0, end - 2) : end].endswith("-") and words.text[end - 2 : end - 1].isalpha() and end == begins:
        return True  # "ל-3 חודשים"
    ending = [reading for at in words.starts_before(end, 4) for reading in words.at(at) if reading[2] == end]
    kinds = {kind for kind, _, _ in ending}
    return not kinds.isdisjoint(_LINKS) and kinds.isdisjoint({Kind.LABEL, Kind.FRAME})


def _labelled(parse: Parse, before: Side, after: Side) -> Parse:
    role = before.role if before.role is not Role.UNSTATED else after.role
    return replace(parse, role=role) if role is not parse.role else parse


def _fineness(parse: Parse) -> Grain:
    match parse.expression:
        case Age(grain=grain) | Instant(grain=grain):
            return grain
        case CivilDate(time=None, day=None):
            return Grain.MONTH
        case _:
            return Grain.DAY if getattr(parse.expression, "time", None) is None else Grain.MINUTE


def best(parses: Iterable[Parse]) -> Parse | None:
    """Return the time that speaks for the text: published before updated, certain before weak, then the finest."""
    return min(
        parses,
        key=lambda parse: (parse.role is Role.UPDATED, parse.needs_support, parse.weak, _fineness(parse), parse.start),
        default=None,
    )


def find_any(text: Normalised) -> tuple[str, tuple[Parse, ...]] | None:
    """Return the times in a text of unknown language with that language, None where languages disagree."""
    return _agreed(text, tongues.likeliest(text.text)) if 0 < len(text.text) <= LONGEST else None


def _agreed(text: Normalised, tags: Iterable[str]) -> tuple[str, tuple[Parse, ...]] | None:
    """Return what all languages that read a text say of it, with the first of them."""
    answers: dict[tuple[object, ...], tuple[str, tuple[Parse, ...]]] = {}
    for tag in tags:
        loaded = lexicon.load(tag)
        parses = find(text, loaded) if loaded else ()
        if parses:
            answers.setdefault(tuple(p.expression for p in parses), (tag, parses))
        if len(answers) > 1:
            break
    return next(iter(answers.values())) if len(answers) == 1 else None

"""Single lines of plain text: what each is by its own words alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum, auto
from itertools import pairwise
from typing import NamedTuple

from feedsvc.errors import PageTooLargeError
from feedsvc.model.sentences import sentence
from feedsvc.model.times import Age, CivilDate, Mention, Role
from feedsvc.reading import labels, timetexts

MOST_LINES = 20_000
"""More than the longest archive; each may cost a look into every language's words."""

_LONGEST_LINE_WITH_TIME = 400
_LONGEST_TITLE = 300
MARKS = "-–—•·*|>»«:;,. \t\u00a0"
_LEADING = re.compile(
    r"((?:\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?,?\s+)?\d{1,2}[:.]\d{2}|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4})(?=\s)[\s\-–—|:·]+",
    re.ASCII,
)
_BLANK_LINES = re.compile(r"\n(?:[ \t\r]*\n){2,}")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_ENDS_SENTENCE = re.compile(r"[.!?…。！？।۔]['\"”’»)\]]*$")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]+")


class Kind(Enum):
    """What a line is, by its own words alone."""

    MARK = auto()
    """Empty, or a bullet that stands alone."""
    LABEL = auto()
    """Announces a time: "Pubblicato", "Updated:"."""
    LINK = auto()
    """Links a label to what follows: "on", "By", "di"."""
    TIME = auto()
    """Says one or more times and nothing else of its own."""
    BYLINE = auto()
    """Names an author: "By John Smith"."""
    TEASER = auto()
    """Section, time and title in one line."""
    TEXT = auto()


class Line(NamedTuple):
    """One line with what was recognised in it; ``before`` and ``after`` are a teaser's section and title."""

    number: int
    text: str
    kind: Kind
    mentions: tuple[Mention, ...] = ()
    role: Role = Role.UNSTATED
    author: str | None = None
    before: str = ""
    after: str = ""
    awaits_author: bool = False
    """True where the line ends in "di", "By": the next line is a name."""
    needs_company: bool = False
    """True for a bare clock time or short date before a title: it counts only where other lines repeat the form."""


# ---- lines ----------------------------------------------------------------------------------------------------------


def split(text: str) -> list[str]:
    """Return the lines of a text, blanks folded; raises PageTooLargeError for more than ``MOST_LINES`` with words."""
    shorter = _BLANK_LINES.sub("\n\n", text.replace("\ufeff", ""))
    lines = [" ".join(line.split()) for line in shorter.splitlines()]
    if sum(map(bool, lines)) > MOST_LINES:
        raise PageTooLargeError(sentence("The text has more than %(n)s lines.", n=MOST_LINES))
    return lines


def line(number: int, text: str, languages: Sequence[str], humanizer: str | None) -> Line:
    """Return a line with what its words alone say."""
    if not text.strip(MARKS):
        return Line(number, text, Kind.MARK)
    bare = text.lstrip("-–—•·*▪▸ ").strip() if text[:2] in ("- ", "– ", "• ", "· ", "* ", "▪ ") else text
    role = labels.role(bare)
    if role is not None:
        return Line(number, bare, Kind.LABEL, role=role)
    if labels.announces_author(bare) or labels.is_linking(bare):
        return Line(number, bare, Kind.LINK, awaits_author=labels.announces_author(bare))
    if len(bare) <= _LONGEST_LINE_WITH_TIME and not labels.is_credit(bare):
        timed = _timed(number, bare, timetexts.read_all(bare, tuple(languages), humanizer))
        if timed is not None:
            return timed
        led = _led(number, bare, languages)
        if led is not None:
            return led
    author = labels.author(bare)
    return Line(number, bare, Kind.BYLINE if author else Kind.TEXT, author=author)


def _timed(number: int, text: str, mentions: tuple[Mention, ...]) -> Line | None:
    """Return the line as a time or a teaser, None where its words only happen to speak of time."""
    if not mentions:
        return None
    before, after = text[: mentions[0].start], text[mentions[-1].end :]
    between = [text[a.end : b.start] for a, b in pairwise(mentions)]
    first = labels.author(before)
    if all(says_nothing(part) for part in (*([] if first else [before]), *between)):
        author = first or labels.author(after)
        if says_nothing(after) or author:
            role = labels.role(before) or next((m.role for m in mentions if m.role is not Role.UNSTATED), Role.UNSTATED)
            awaits = labels.announces_author(after)
            return Line(number, text, Kind.TIME, mentions, role, author=author, awaits_author=awaits)
    if _is_teaser(text, mentions[0]):
        said = mentions[0]
        section, title = _trimmed(text[: said.start]), _trimmed(text[said.end :])
        if not title.strip(" )]"):
            section, title = "", section.rstrip(" ([-–—|·")
        return Line(number, text, Kind.TEASER, (said,), said.role, before=section, after=title)
    return None


def _led(number: int, text: str, languages: Sequence[str]) -> Line | None:
    """Return a line that begins with a clock time or a date in figures as a teaser: tickers and archives write so."""
    match = _LEADING.match(text)
    title = _trimmed(text[match.end() :]) if match is not None else ""
    if match is None or not is_headline(title) or is_prose(title) or title[:1].islower():
        return None
    mentions = timetexts.read_all(match[1], tuple(languages), None)
    if not mentions:
        return None
    return Line(number, text, Kind.TEASER, mentions[:1], mentions[0].role, after=title, needs_company=True)


def says_nothing(text: str) -> bool:
    """Say whether a part of a line is only marks, a label, or a word that links."""
    return labels.is_linking(text) or labels.role(text) is not None or labels.announces_author(text)


def _trimmed(text: str) -> str:
    return text.strip(" \t-–—|·•:,")


def _is_teaser(text: str, mention: Mention) -> bool:
    """Say whether the time parts a line into section and title, rather than being a part of a sentence or a title."""
    before, after = text[: mention.start], text[mention.end :]
    section, title = _trimmed(before), _trimmed(after)
    if not title.strip(" )]") and isinstance(mention.expression, Age) and not mention.needs_support:
        return is_headline(section) and words(section) >= 3 and before[-1:] in " -–—|·(["
    if mention.needs_support or not is_headline(title) or not (says_nothing(section) or is_section(section)):
        return False
    glued = after[:1].strip() != "" or (bool(before) and before[-1:].strip() != "")
    if isinstance(mention.expression, CivilDate) and section and not glued:
        return False
    return (glued or not is_prose(title)) and not title[:1].islower()


# ---- shapes of text -------------------------------------------------------------------------------------------------


def words(text: str) -> int:
    """Return how many words a text has; a script without blanks counts two signs as a word."""
    count = len(text.split())
    return count if text.isascii() else count + sum(map(len, _CJK.findall(text))) // 2


def is_prose(text: str) -> bool:
    """Say whether a text is a paragraph rather than a headline: it is long, or it ends as a sentence does."""
    length = words(text)
    return length >= 45 or (length >= 8 and bool(_ENDS_SENTENCE.search(text)) and (length >= 14 or text[-1] != "?"))


def looks_dated(text: str) -> bool:
    """Say whether a text is short and holds a year: a date, if only in a language that is not read."""
    return len(text) <= 40 and len(text.split()) <= 7 and bool(_YEAR.search(text))


def is_headline(text: str) -> bool:
    """Say whether a text has the length of a title."""
    return 2 <= words(text) <= 45 and len(text) <= _LONGEST_TITLE and not labels.is_credit(text)


def is_title(line: Line) -> bool:
    """Say whether a line could be an article's title."""
    return line.kind is Kind.TEXT and is_headline(line.text) and not (is_prose(line.text) and words(line.text) > 30)


def is_section(text: str) -> bool:
    """Say whether a text could name a section: a few words that are no sentence and no credit."""
    return (
        0 < len(text) <= 40
        and len(text.split()) <= 4
        and not _ENDS_SENTENCE.search(text)
        and not labels.is_credit(text)
        and any(map(str.isalpha, text))
    )


def folded(text: str) -> str:
    """Return a title as it is compared."""
    return " ".join(text.casefold().split())

"""Times that a list sets into its titles or texts, at the head or in brackets at the end ("12.11.2025 - The ferry")."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from feedsvc.model.pages import Trace
from feedsvc.model.times import CivilDate, ClockTime, Mention
from feedsvc.reading.candidates import Candidate, TimeSaid
from feedsvc.reading.cards import Card
from feedsvc.reading.document import Document, folded
from feedsvc.reading.teaser import Title
from feedsvc.reading.teasertimes import Reader

_LEAST = 3
_SHARE = 0.6
"""What says so on most of a list's articles, and on this many, is how the list prints its times."""
_MOST_WORDS = 6
_SIGNS = " []()【】（）|–—-:·•,"
_BRACKETED = re.compile(r"(.*\w\S*?)\s*[\[(（【]([^\[\]()（）【】]{4,32})[\])）】]")
_DASHED = re.compile(r"(.*\w\S*?)\s+[-–—|]\s+(\S.{2,30}\S)")
_LED = re.compile(r"[\[(【]?([^\[\]()【】]{4,45}?)(?:[\])】]\s*[-–—|:]?| ?[–—|]| -|:)\s+(?=\S)")
_MOST_PLACE = 24

Found = tuple[Mention, str]
"""A time and what remains of the text without it."""


def placed(
    document: Document, titled: Sequence[tuple[Card, Title]], candidates: Sequence[Candidate], reader: Reader
) -> list[Candidate]:
    """Return the candidates, those that show no time of their own with the one in their title, else in their text."""
    blocks: dict[int, list[int]] = defaultdict(list)
    for place, (card, _) in enumerate(titled):
        blocks[card.block.index].append(place)
    result = list(candidates)
    for members in blocks.values():
        asked = [place for place in members if not candidates[place].times]
        titles = {place: one for place in asked if (one := _of_title(document, titled[place][1], reader))}
        if _are_times(titles, members):
            result = [_with(c, titles[n], "title") if n in titles else c for n, c in enumerate(result)]
            continue
        texts = {place: one for place in asked if (one := _of_text(candidates[place].summary or "", reader))}
        if _are_times(texts, members):
            result = [_with(c, texts[n], "text") if n in texts else c for n, c in enumerate(result)]
    return result


def _with(candidate: Candidate, found: Found, where: str) -> Candidate:
    mention, rest = found
    said = TimeSaid(mention.text[mention.start : mention.end], "text", mention, mention.role)
    return replace(
        candidate,
        title=rest if where == "title" else candidate.title,
        times=(said,),
        traces=(*candidate.traces, Trace("time", candidate.strategy, f"in the {where}: {said.text}")),
    )


def _are_times(found: dict[int, Found], members: Sequence[int]) -> bool:
    """Whether most of a list's articles tell a time so, and not one after another as a programme does."""
    if len(found) < max(_LEAST, _SHARE * len(members)):
        return False
    values = [_value(found[place][0]) for place in sorted(found)]
    rises = sum(b > a for a, b in pairwise(values))
    return rises <= sum(b < a for a, b in pairwise(values))


def _value(mention: Mention) -> int:
    said = mention.expression
    if isinstance(said, ClockTime):
        return said.time.start
    if isinstance(said, CivilDate):
        return date.min.toordinal() + (said.year or 0) * 372 + (said.month or 0) * 31 + (said.day or 0)
    return 0


def _of_title(document: Document, title: Title, reader: Reader) -> Found | None:
    """Return the time that a title begins with, ends with in brackets or behind a dash, or has in a text of its own."""
    for said, rest in _splits(document, title):
        mention = _whole(said, reader) if any(c.isdigit() for c in said) else None
        if mention is not None and any(c.isalpha() for c in rest):
            return mention, rest
    return None


def _splits(document: Document, title: Title) -> Iterator[tuple[str, str]]:
    texts = [text for n in document.texts(title.node) if (text := folded(n.text))]
    if len(texts) > 1 and title.text.startswith(texts[0]):
        yield texts[0].strip(_SIGNS), title.text[len(texts[0]) :].strip(_SIGNS)
    if len(texts) > 1 and title.text.endswith(texts[-1]):
        yield texts[-1].strip(_SIGNS), title.text[: -len(texts[-1])].rstrip(_SIGNS)
    if bracketed := _BRACKETED.fullmatch(title.text):
        yield bracketed[2], bracketed[1]
    if dashed := _DASHED.fullmatch(title.text):
        yield dashed[2], dashed[1]
    words = title.text.split()
    for count in sorted(range(1, min(_MOST_WORDS, len(words) - 1) + 1), key=lambda n: (_ends_in_figure(words, n), n))[
        ::-1
    ]:
        yield " ".join(words[:count]).strip(_SIGNS), " ".join(words[count:]).lstrip(_SIGNS)


def _ends_in_figure(words: Sequence[str], count: int) -> bool:
    """Whether the last of the first words holds a figure: a word behind a date may begin the title ("Night trains")."""
    return any(c.isdigit() for c in words[count - 1])


def _of_text(text: str, reader: Reader) -> Found | None:
    """Return the day that a teaser's text begins with, a place before it or not, or ends with in brackets."""
    led, bracketed = _LED.match(text), _BRACKETED.fullmatch(text)
    for said in (led[1] if led else "", bracketed[2] if bracketed else ""):
        mentions = reader.read(said) if any(c.isdigit() for c in said) else ()
        if len(mentions) == 1 and len(mentions[0].rest) <= _MOST_PLACE and _is_day(mentions[0]):
            return mentions[0], text
    return None


def _whole(text: str, reader: Reader) -> Mention | None:
    """Return the day or time of day that is all a text says."""
    mentions = reader.read(text)
    if len(mentions) != 1 or mentions[0].rest:
        return None
    return mentions[0] if _is_day(mentions[0]) or isinstance(mentions[0].expression, ClockTime) else None


def _is_day(mention: Mention) -> bool:
    said = mention.expression
    return isinstance(said, CivilDate) and said.month is not None and said.day is not None

"""Why an entry has its time, as a person would explain it: what the page says, when it was made, what follows.

The steps come first, then the drawing, then whatever else spoke for or against it. Only words that stand on the page
are quoted; what the rooms note in their own words is told by its kind.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from feedsvc.feeds.text import plain
from feedsvc.model.sentences import Sentence
from feedsvc.model.times import Span
from feedsvc.web.bar import Axis, Stroke, Tick
from feedsvc.web.evidence import QUOTED, families, kind_name
from feedsvc.web.saying import ABOUT, say, say_ends, say_exactly, say_length

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import tzinfo

    from feedsvc.model.times import Evidence, Timestamp
    from feedsvc.web.words import Words

LONGEST_WORDS = 400
MOST_DRAWN = 3
_VAGUE = timedelta(hours=1)
"""A page's clock that is wider than this wants a word about why."""
_UNSAID = ("first sight", "absence")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the explanation: what it is, what it says, whether that is a quotation, a remark in smaller print."""

    label: str
    text: str
    quoted: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of the drawing: what it stands for, in words and as a stroke."""

    kind: str
    label: str
    said: str
    stroke: Stroke


@dataclass(frozen=True, slots=True)
class Reason:
    """One piece of evidence: its kind, its words where the page has them, the span it allows in words."""

    kind: str
    text: str
    said: str | None
    quoted: bool = True


@dataclass(frozen=True, slots=True)
class Why:
    """Why an entry has its time."""

    steps: tuple[Step, ...]
    span: str
    zone: str
    evidence: tuple[Reason, ...]
    dropped: tuple[Reason, ...]
    bars: tuple[Bar, ...]
    marker: float
    ticks: tuple[Tick, ...]


def explain(published: Timestamp, zone: tzinfo, words: Words) -> Why:
    """Return why a moment was chosen, in words and as a drawing."""
    axis = Axis.around(published.span, *([published.clock] if published.clock else []))
    return Why(
        steps=tuple(_steps(published, zone, words)),
        span=say_ends(published.span, zone, words),
        zone=str(zone),
        evidence=tuple(reason(each, zone, words) for each in _others(published)),
        dropped=tuple(reason(each, zone, words) for each in published.dropped),
        bars=tuple(_bars(published, axis, zone, words)),
        marker=axis.place(published.at),
        ticks=axis.ticks(zone, words),
    )


def reason(evidence: Evidence, zone: tzinfo, words: Words) -> Reason:
    """Return one piece of evidence in words."""
    told = words.tell(evidence.text) if isinstance(evidence.text, Sentence) else ""
    return Reason(
        kind=kind_name(evidence.kind, words),
        text=shorten(plain(evidence.text), LONGEST_WORDS) if evidence.kind in QUOTED else told,
        said=say_ends(evidence.span, zone, words) if evidence.span else None,
        quoted=evidence.kind in QUOTED,
    )


def shorten(text: str, longest: int) -> str:
    """Return a text of at most so many characters, cut between words where it can be."""
    if len(text) <= longest:
        return text
    head = text[: longest - 1]
    cut = head.rpartition(" ")[0] or head
    return (cut if len(cut) > longest // 2 else head).rstrip() + "…"


# ---- the steps ------------------------------------------------------------------------------------------------------


def _steps(published: Timestamp, zone: tzinfo, words: Words) -> Iterator[Step]:
    yield from _said(published, zone, words)
    span, clock = published.span, published.clock
    if clock and _aged(published):
        vague = words("It does not say when: its ages and dates leave this.") if clock.width > _VAGUE else ""
        yield Step(words("The page was made"), say_ends(clock, zone, words), note=vague)
    yield Step(words("So it was published"), say_ends(span, zone, words), note=_reach(published, words))
    if say_ends(span, zone, words) != say_exactly(published.at, zone, words):
        yield Step(
            words("Feeds show"),
            _moment(published, zone, words),
            note=words("They can hold one moment only. It stays, unless later visits rule it out."),
        )


def _said(published: Timestamp, zone: tzinfo, words: Words) -> Iterator[Step]:
    """Yield what the page says of the time, or what is known where it says nothing."""
    text = shorten(plain(published.text or ""), LONGEST_WORDS)
    if published.basis in _UNSAID:
        yield Step(words("The page says"), words("nothing of a time that could be used"))
        yield _unsaid(published, zone, words)
    elif text:
        aged = _aged(published)
        note = _printed(published, aged, words) if aged else kind_name(published.basis, words)
        yield Step(words("The page says"), text, quoted=True, note=note)
    else:
        yield Step(words("Known from"), kind_name(published.basis, words))


def _unsaid(published: Timestamp, zone: tzinfo, words: Words) -> Step:
    seen = next((each.span for each in published.evidence if each.kind == "first sight"), None)
    if published.basis == "absence":
        return Step(words("It appeared"), words("between two visits: one did not find it, the next one did"))
    return Step(words("We first saw it"), say_ends(seen or published.span, zone, words))


def _printed(published: Timestamp, aged: Span, words: Words) -> str:
    """Return which ages the words stand for, and who prints them so, as far as that is known."""
    programs = families(published.humanizers, words)
    youngest, oldest = _ages(published, aged)
    if youngest is None or oldest is None or oldest < youngest:
        return words("an age, as printed by %(programs)s", programs=programs) if programs else ""
    between = {"youngest": say_length(youngest, words), "oldest": say_length(oldest, words)}
    if not programs:
        return words("an age from %(youngest)s to %(oldest)s", **between)
    return words("ages from %(youngest)s to %(oldest)s are printed so by %(programs)s", programs=programs, **between)


def _ages(published: Timestamp, aged: Span) -> tuple[timedelta | None, timedelta | None]:
    """Return the ages that the words allow: how far their span lies before the page's clock, end by end."""
    if published.clock is None:
        return None, None
    return max(published.clock.latest - aged.latest, timedelta()), published.clock.earliest - aged.earliest


def _aged(published: Timestamp) -> Span | None:
    """Return what the page's words allow where they are an age, None where they are something else."""
    alone = published.span if published.basis == "age" else None
    return next((each.span for each in published.evidence if _is_the_age(each, published)), alone)


def _is_the_age(evidence: Evidence, published: Timestamp) -> bool:
    return evidence.kind == "age" and evidence.text == published.text


def _reach(published: Timestamp, words: Words) -> str:
    width = published.span.width
    if width < timedelta(minutes=1):
        return ""
    length = say_length(width, words)
    if _others(published):
        return words("a stretch of %(length)s: what all the evidence leaves", length=length)
    return words("a stretch of %(length)s", length=length)


def _moment(published: Timestamp, zone: tzinfo, words: Words) -> str:
    """Return the moment shown, the seconds only where the span is about as fine."""
    if published.span.width <= ABOUT:
        return say_exactly(published.at, zone, words)
    return say(Span.instant(published.at), published.at, zone, words)


def _others(published: Timestamp) -> list[Evidence]:
    """Return the evidence beside the words already quoted, without what rules nothing out."""
    return [each for each in published.evidence if not _is_the_age(each, published) and not _is_idle(each, published)]


def _is_idle(evidence: Evidence, published: Timestamp) -> bool:
    if evidence.kind == published.basis:
        return evidence.kind in _UNSAID or evidence.text == published.text
    return evidence.kind == "first sight" and bool(evidence.span and evidence.span.latest > published.span.latest)


# ---- the drawing ----------------------------------------------------------------------------------------------------


def _bars(published: Timestamp, axis: Axis, zone: tzinfo, words: Words) -> Iterable[Bar]:
    """Yield the lines of the drawing: what each piece of evidence allows, the clock, what they leave together."""
    rows: list[tuple[str, str, Span | None]] = [
        ("evidence", kind_name(each.kind, words), each.span) for each in _drawn(published)
    ]
    rows.append(("clock", words("the page was made"), published.clock))
    rows.append(("published", words("published"), published.span))
    for kind, label, span in rows:
        stroke = axis.stroke(span) if span else None
        if stroke and span:
            yield Bar(kind, label, say_ends(span, zone, words), stroke)


def _drawn(published: Timestamp) -> list[Evidence]:
    """Return the evidence worth drawing: several pieces that each leave more open than all of them do together."""
    wide = [each for each in published.evidence if each.span and each.span.width > published.span.width]
    return wide[:MOST_DRAWN] if len(wide) > 1 else []

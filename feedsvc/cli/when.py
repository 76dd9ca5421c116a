"""`feedsvc when`: reads time expressions, one by one or streaming as JSON lines."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cache
from typing import IO, TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

from feedsvc import timex
from feedsvc.cli.options import humanizer_option
from feedsvc.cli.output import as_facts, encoded
from feedsvc.errors import BadRequestError
from feedsvc.model.times import CivilDate, Instant, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feedsvc.model.times import Mention, Resolution

_FARTHEST_AHEAD, _FARTHEST_BEHIND = timedelta(hours=14), timedelta(hours=12)
_TAIL = ("lang", "rule", "humanizers", "age", "earliest", "latest", "at", "rest", "needs_support")
_MOST_NAMED = 5
_SKEW = timedelta(minutes=15)
"""How far two clocks of one site may stand apart: a time further ahead of the page's is no article's."""
_AHEAD = "after the page was made: no time at which an article appeared"
_EMPTY: dict[str, Any] = {**dict.fromkeys(_TAIL), "humanizers": [], "needs_support": False}


@dataclass(frozen=True, slots=True)
class Question:
    """A text, and what is known of where it stood."""

    text: str
    languages: tuple[str, ...] = ()
    clock: Span | None = None
    zone: tzinfo | None = None
    """The zone named, else the offset that the clock's moment is written with; the answer is written in it too."""
    humanizer: str | None = None


def ask(fields: dict[str, Any]) -> Question:
    """Return the question that a JSON object asks; raises BadRequestError, which says what is wrong with it."""
    text = fields.get("text")
    if not isinstance(text, str):
        raise BadRequestError("a question has a `text`, and it is a string")
    at = _moment(fields.get("at"))
    zone = _zone(fields.get("zone")) or (at.tzinfo if isinstance(at, datetime) else None)
    humanizer = fields.get("humanizer")
    return Question(
        text,
        _languages(fields.get("lang")),
        _clock(at, zone) if at else None,
        zone,
        humanizer if isinstance(humanizer, str) and humanizer else None,
    )


def _languages(value: object) -> tuple[str, ...]:
    if not value:
        return ()
    tags = value.replace(",", " ").split() if isinstance(value, str) else value
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        raise BadRequestError(f"`lang` is a language tag such as it-IT, not {value!r}")
    return tuple(tags)


@cache
def _known_zone(name: str) -> tzinfo:
    return ZoneInfo(name)


def _zone(value: object) -> tzinfo | None:
    if not value:
        return None
    try:
        return _known_zone(str(value))
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise BadRequestError(f"{value!r} is no time zone; write it like Europe/Rome") from error


def _moment(value: object) -> date | None:
    """Return an ISO 8601 moment, or seconds since 1970, as a datetime; a day alone as the date that it is."""
    if value is None or value == "":
        return None
    try:
        if isinstance(value, int | float):
            return datetime.fromtimestamp(value, UTC)
        text = str(value)
        return (date if len(text) <= len("2026-01-10") else datetime).fromisoformat(text)
    except (ValueError, OverflowError, OSError) as error:
        raise BadRequestError(f"{value!r} is no moment; write it like 2026-01-10T07:30+01:00") from error


def _clock(at: date, zone: tzinfo | None) -> Span:
    """Return the page's clock; a moment without an offset is the zone's, and without a zone anywhere's on Earth.

    A day alone counts whole, from midnight to midnight.
    """
    try:
        return _clock_span(at, zone)
    except OverflowError as error:
        raise BadRequestError(f"{at.isoformat()} lies outside the calendar") from error


def _clock_span(at: date, zone: tzinfo | None) -> Span:
    if not isinstance(at, datetime):
        begins, ends = (datetime.combine(day, time()) for day in (at, at + timedelta(days=1)))
        return Span(_clock_span(begins, zone).earliest, _clock_span(ends, zone).latest)
    if at.tzinfo is not None or zone is not None:
        return Span.instant(at if at.tzinfo is not None else at.replace(tzinfo=zone))
    moment = at.replace(tzinfo=UTC)
    return Span(moment - _FARTHEST_AHEAD, moment + _FARTHEST_BEHIND)


def answer(question: Question) -> dict[str, Any]:
    """Return what `feedsvc when` says: what was found, which ages it allows, and when that was."""
    mention = timex.read(question.text, question.languages, humanizer=question.humanizer)
    if mention is None:
        return {"text": question.text, "found": False, **_EMPTY, "rest": question.text}
    resolution = _resolved(mention, question)
    if resolution is not None and question.clock and _ahead(resolution.span, question.clock):
        return {"text": question.text, "found": False, **_EMPTY, "rule": _AHEAD, "rest": question.text}
    return {
        "text": question.text,
        "found": True,
        "lang": mention.language,
        "rule": mention.rule if resolution is None else f"{mention.rule}: {resolution.rule}",
        "humanizers": list(mention.humanizers),
        "age": _age(mention, question, resolution),
        "earliest": _shown(resolution.span.earliest, question) if resolution else None,
        "latest": _shown(resolution.span.latest, question) if resolution else None,
        "at": _shown(resolution.at, question) if resolution else None,
        "rest": mention.rest,
        "needs_support": mention.needs_support,
    }


def _resolved(mention: Mention, question: Question) -> Resolution | None:
    return timex.resolve(mention, question.clock, question.zone, humanizer=question.humanizer)


def _ahead(span: Span, clock: Span) -> bool:
    return span.earliest - clock.latest > _SKEW


def _age(mention: Mention, question: Question, resolution: Resolution | None) -> list[float] | None:
    """Return the ages in seconds: from the resolved span where the clock is one instant, else from the words alone."""
    if isinstance(mention.expression, CivilDate | Instant):
        return None
    clock = question.clock
    if resolution is not None and clock is not None and clock.earliest == clock.latest:
        span = resolution.span
        return [_number(clock.latest - span.latest), _number(clock.latest - span.earliest)]
    bounds = timex.age(mention, question.humanizer)
    if bounds is None:
        return None
    return [_number(timex.length(bounds.youngest)), _number(timex.length(bounds.oldest))]


def _number(length: timedelta) -> float:
    seconds = length.total_seconds()
    return int(seconds) if seconds == int(seconds) else seconds


def _shown(instant: datetime, question: Question) -> str:
    try:
        return instant.astimezone(question.zone or UTC).isoformat()
    except OverflowError:  # the first and the last day of the calendar have no wall time everywhere
        return instant.isoformat()


def _line(raw: bytes) -> dict[str, Any]:
    """Return the answer to one line; a line that asks nothing is answered with what is wrong with it."""
    text = None
    try:
        fields = json.loads(raw)
        if not isinstance(fields, dict):
            raise BadRequestError("a line is a JSON object with a `text`")
        text = fields.get("text") if isinstance(fields.get("text"), str) else None
        return answer(ask(fields))
    except (ValueError, RecursionError) as error:
        return _refusal(text, f"the line is no JSON: {type(error).__name__}")
    except BadRequestError as error:
        return _refusal(text, str(error))


def _refusal(text: str | None, error: str) -> dict[str, Any]:
    return {"text": text, "found": False, **_EMPTY, "rest": text, "error": error}


def _stream(source: IO[bytes], sink: IO[bytes]) -> None:
    for raw in source:
        if raw.strip():
            sink.write(encoded(_line(raw)) + b"\n")
            sink.flush()


@click.command()
@click.argument("text", nargs=-1)
@click.option(
    "--at", metavar="ISO", help="When the page was made, e.g. 2026-01-10T07:30+01:00; a day alone counts whole."
)
@click.option("--zone", metavar="NAME", help="The page's time zone, e.g. Europe/Rome; else --at's offset.")
@click.option("--lang", metavar="TAG", help="The page's language, e.g. it; several are tried in order.")
@humanizer_option("The program that printed the words, e.g. wordpress, moment/fromNow.")
@click.option("--jsonl", is_flag=True, help="Answer JSON objects on standard input, one a line, in order.")
@click.option("--format", "output", type=click.Choice(["table", "json"]), default="table", show_default=True)
def when(
    text: tuple[str, ...],
    at: str | None,
    zone: str | None,
    lang: str | None,
    humanizer: str | None,
    jsonl: bool,  # noqa: FBT001 - click hands every option over by name
    output: str,
) -> None:
    """Read time expressions: quote each one; several bare words are one text."""
    if jsonl:
        _stream(sys.stdin.buffer, sys.stdout.buffer)
        return
    if not text:
        raise click.UsageError("Give a text, or --jsonl and lines on standard input.")
    texts = (" ".join(text),) if not any(" " in word for word in text) else text
    fields = {"at": at, "zone": zone, "lang": lang, "humanizer": humanizer}
    try:
        answers = [answer(ask({"text": one, **fields})) for one in texts]
    except BadRequestError as error:
        raise click.UsageError(str(error)) from error
    _print(answers, output)


def _print(answers: list[dict[str, Any]], output: str) -> None:
    if output == "json":
        for one in answers:
            click.echo(encoded(one))
        return
    for number, one in enumerate(answers):
        if number:
            click.echo()
        as_facts(one["text"], _facts(one))


def _facts(one: dict[str, Any]) -> Iterator[tuple[str, str | None]]:
    """Yield what an answer says, for people."""
    if not one["found"]:
        yield "found", one["rule"] or "no time in these words"
        return
    yield "language", one["lang"]
    yield "age", f"{_spoken(one['age'][0])} to {_spoken(one['age'][1])}" if one["age"] else None
    if one["earliest"]:
        yield "between", f"{one['earliest']} and {one['latest']}"
        yield "best guess", one["at"]
    else:
        yield "when", "needs the moment at which the page was made: --at 2026-01-10T07:30+01:00"
    names = one["humanizers"]
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    yield "printed by", ", ".join(names[:_MOST_NAMED]) + more
    yield "rule", one["rule"]
    yield "other words", one["rest"]
    yield "beware", "only a time where its place on the page says so" if one["needs_support"] else None


def _spoken(seconds: float) -> str:
    """Return a length in its units: 2910 seconds are "48 min 30 s"."""
    left, parts = abs(seconds), []
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        count, left = divmod(left, size)
        parts += [f"{count:.0f} {unit}"] if count else []
    parts += [f"{left:g} s"] if left or not parts else []
    return ("-" if seconds < 0 else "") + " ".join(parts)

"""`feedsvc read`: reads one page and shows what it says, storing nothing."""

from __future__ import annotations

import contextlib
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

from feedsvc.cli.options import humanizer_option
from feedsvc.cli.output import as_json, as_table, format_option, minute, plain
from feedsvc.errors import FetchTooLargeError
from feedsvc.model.entries import Source
from feedsvc.model.pages import Hints, Page

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from feedsvc.model.pages import Article, NamedLink, Reading, Unplaced
    from feedsvc.model.times import Evidence, PageClock, Timestamp

_MOST_BYTES = 50_000_000
_BASES = {
    "stated": "--at",
    "cache stamp": "a cache’s note in the page",
    "http": "the server’s answer",
    "pairs": "ages beside dates",
    "page date": "the date at its head",
    "file time": "the file’s own time",
}
_MOST_PROGRAMS = 4
_FIRST_YEAR, _LAST_YEAR = 1971, 9000
_COLUMNS = ("Section", "Title", "Author", "Said", "Link")


@click.command()
@click.argument("place", metavar="FILE|URL|-")
@click.option("--url", help="Where the page was published; links in a file are completed with it.")
@click.option("--at", help="When the page was made (ISO 8601), where that is known better than the page can say.")
@click.option("--zone", help="The zone of the page's times, e.g. Europe/Rome.")
@click.option("--lang", help="The page's language, e.g. it.")
@humanizer_option("The program that printed the page's ages, e.g. wordpress.")
@click.option(
    "--explain",
    is_flag=True,
    help="Show what gave each field and what was rejected, and why other links are no entries.",
)
@click.option("--write", is_flag=True, help="Print the source's block for sources.toml instead.")
@format_option
def read(
    place: str,
    url: str | None,
    at: str | None,
    zone: str | None,
    lang: str | None,
    humanizer: str | None,
    *,
    explain: bool,
    write: bool,
    output: str,
) -> None:
    """Read one page: a file, an address, or standard input (-)."""
    from feedsvc import reading

    page = _with_moment(_page(place, url), at, _zone(zone))
    found = reading.read(page, Hints(zone=zone, language=lang, humanizer=humanizer))
    if write:
        click.echo(_source_block(found, place).rstrip())
    elif output == "json":
        as_json(document(found, explain=explain))
    else:
        _show(found, explain=explain)


def _page(place: str, url: str | None) -> Page:
    if place == "-":
        body = sys.stdin.buffer.read(_MOST_BYTES + 1)
        if len(body) > _MOST_BYTES:
            raise FetchTooLargeError(f"Standard input holds more than {_MOST_BYTES:,} bytes.")
        return Page(body, url)
    if place.startswith(("http://", "https://")):
        return _retrieved(place, url)
    from feedsvc.fetch import files

    return replace(files.load(Path(place), max_bytes=_MOST_BYTES), url=url)


def _retrieved(address: str, url: str | None) -> Page:
    from feedsvc.runtime import build

    runtime = build()
    page = runtime.client.retrieve(address, may=runtime.robots.check)
    assert isinstance(page, Page), "a request without validators is never answered by 304"
    return replace(page, url=url or page.url)


def _zone(name: str | None) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise click.UsageError(f"{name!r} is no time zone; write it like Europe/Rome.") from error


def _with_moment(page: Page, at: str | None, zone: ZoneInfo | None) -> Page:
    if at is None:
        return page
    try:
        moment = datetime.fromisoformat(at)
    except ValueError as error:
        raise click.UsageError(f"{at!r} is no moment; write it like 2026-01-10T07:30+01:00.") from error
    if len(at) <= len("2026-01-10"):
        raise click.UsageError(f"{at!r} is a day and no moment; write it like 2026-01-10T07:30+01:00.")
    moment = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    if moment.tzinfo is None:
        raise click.UsageError(f"{at!r} has no offset; write it like 2026-01-10T07:30+01:00, or give --zone.")
    if not _FIRST_YEAR <= moment.year < _LAST_YEAR:
        raise click.UsageError(f"{at!r} is no moment at which a page was made; check its year.")
    return replace(page, origin=replace(page.origin, stated_at=moment))


# ---- for programs ---------------------------------------------------------------------------------------------------


def document(found: Reading, *, explain: bool = False) -> dict[str, Any]:
    """Return a reading as the JSON that `feedsvc read` prints: null where the page does not say."""
    zone = ZoneInfo(found.zone) if found.zone else None
    return {
        "page": {
            "url": found.url,
            "language": found.language,
            "zone": found.zone,
            "humanizer": found.humanizer or next(iter(found.humanizers), None),
            "clock": _clock(found.clock, zone),
            "title": found.title,
            "site_name": found.site_name,
            "sections": [_link(link) for link in found.sections],
            "feeds": [_link(link) for link in found.feeds],
            "sitemaps": [_link(link) for link in found.sitemaps],
            "reason": found.reason,
        },
        "entries": [_entry(article, zone, explain=explain) for article in found.articles],
        "unplaced": [_apart(one) for one in found.unplaced],
        **({"passed_over": [_apart(one) for one in found.passed_over]} if explain else {}),
    }


def _apart(one: Unplaced) -> dict[str, str | None]:
    return {"title": one.title, "link": one.link, "reason": one.reason}


def _entry(article: Article, zone: ZoneInfo | None, *, explain: bool) -> dict[str, Any]:
    said: dict[str, Any] = {
        "title": article.title,
        "link": article.link,
        "section": article.section,
        "author": article.author,
        "time_text": article.time_text,
        "published": _timestamp(article.published, zone),
        "updated": _timestamp(article.updated, zone),
        "summary": article.summary,
        "content": article.content,
        "image": article.image,
        "language": article.language,
        "position": article.position,
        "listed": article.listed,
    }
    if explain:
        said["traces"] = [
            {"field": t.field, "strategy": t.strategy, "evidence": t.evidence, "rejected": list(t.rejected)}
            for t in article.traces
        ]
    return said


def _timestamp(said: Timestamp | None, zone: ZoneInfo | None) -> dict[str, Any] | None:
    if said is None:
        return None
    return {
        "earliest": _moment(said.span.earliest, zone),
        "latest": _moment(said.span.latest, zone),
        "at": _moment(said.at, zone),
        "basis": said.basis,
        "text": said.text,
        "rule": said.rule,
    }


def _clock(clock: PageClock | None, zone: ZoneInfo | None) -> dict[str, Any] | None:
    if clock is None:
        return None
    return {
        "earliest": _moment(clock.span.earliest, zone),
        "latest": _moment(clock.span.latest, zone),
        "basis": clock.basis,
        "evidence": [_evidence(one, zone) for one in clock.evidence],
        "dropped": [_evidence(one, zone) for one in clock.dropped],
    }


def _evidence(one: Evidence, zone: ZoneInfo | None) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "text": one.text,
        "earliest": _moment(one.span.earliest, zone) if one.span else None,
        "latest": _moment(one.span.latest, zone) if one.span else None,
    }


def _link(link: NamedLink) -> dict[str, str]:
    return {"name": link.name, "url": link.url, "kind": link.kind}


def _moment(at: datetime, zone: ZoneInfo | None) -> str:
    with contextlib.suppress(OverflowError):  # the ends of the calendar have no local time
        at = at.astimezone(zone) if zone else at
    return at.isoformat()


# ---- for people -----------------------------------------------------------------------------------------------------


def _show(found: Reading, *, explain: bool) -> None:
    for line in _headlines(found):
        click.echo(plain(line))
    if found.articles:
        click.echo()
        published = f"Published ({found.zone or 'UTC'})"
        as_table((published, *_COLUMNS), [_row(article, found) for article in found.articles])
    passed_over = _set_apart(found.passed_over, "Passed over") if explain else ()
    for line in (*(_reasons(found) if explain else ()), *_set_apart(found.unplaced), *passed_over):
        click.echo(plain(line) if line else "")


def _headlines(found: Reading) -> Iterator[str]:
    name = found.site_name or found.title or found.url or "The page"
    yield f"{name}: {_count(len(found.articles), 'entry', 'entries')}, {len(found.unplaced)} set apart."
    if found.clock is not None:
        span, basis = found.clock.span, _BASES.get(found.clock.basis, found.clock.basis)
        yield f"The page was made between {minute(span.earliest)} and {minute(span.latest)} UTC, known from: {basis}."
    if found.humanizers and found.humanizer is None:
        yield f"Its ages are such as these print: {_programs(found.humanizers)}."
    if found.zone is None and found.articles:
        yield "It does not say its time zone: with --zone its times are known better."
    if found.sections:
        yield "Sections: " + ", ".join(link.name for link in found.sections)
    if found.feeds:
        yield "Feeds of its own: " + ", ".join(link.url for link in found.feeds)
    if found.reason:
        yield found.reason


def _programs(humanizers: Sequence[str]) -> str:
    """Return the programs that these dialects are settings of, the likeliest ones by name."""
    names = list(dict.fromkeys(name.partition("/")[0] for name in humanizers))
    more = len(names) - _MOST_PROGRAMS
    return ", ".join(names[:_MOST_PROGRAMS]) + (f" and {_count(more, 'other', 'others')}" if more > 0 else "")


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _row(article: Article, found: Reading) -> tuple[str | None, ...]:
    zone = ZoneInfo(found.zone) if found.zone else None
    published = article.published
    at = minute(published.at, zone) if published else None
    return at, article.section, article.title, article.author, article.time_text, article.link


def _set_apart(unplaced: Sequence[Unplaced], heading: str = "Set apart") -> Iterator[str]:
    """Yield what is no entry, under the reason that it shares with others."""
    reasons = dict.fromkeys(one.reason for one in unplaced)
    for reason in reasons:
        alike = [one.title for one in unplaced if one.reason == reason]
        yield ""
        yield f"{heading}, {len(alike)}: {reason}"
        yield from (f"  {title}" for title in alike)


def _reasons(found: Reading) -> Iterator[str]:
    zone = ZoneInfo(found.zone) if found.zone else None
    if found.clock is not None:
        yield ""
        yield "When the page was made:"
        yield from _told(found.clock.evidence, found.clock.dropped, zone)
    for article in found.articles:
        yield ""
        yield f"{article.position + 1}. {article.title}"
        if article.published is not None:
            span = article.published.span
            yield f"   published between {minute(span.earliest, zone)} and {minute(span.latest, zone)}:"
            yield from _told(article.published.evidence, article.published.dropped, zone)
        for trace in article.traces:
            rejected = f"; not {', '.join(map(repr, trace.rejected))}" if trace.rejected else ""
            yield f"   {trace.field}: {trace.evidence} ({trace.strategy}){rejected}"


def _told(used: Sequence[Evidence], dropped: Sequence[Evidence], zone: ZoneInfo | None) -> Iterator[str]:
    """Yield pieces of evidence, what was set aside after what was used."""
    for word, pieces in (("", used), ("not ", dropped)):
        for one in pieces:
            span = f": {minute(one.span.earliest, zone)} to {minute(one.span.latest, zone)}" if one.span else ""
            yield f"     {word}{one.kind} {one.text!r}{span}"


# ---- for sources.toml -----------------------------------------------------------------------------------------------


def _source_block(found: Reading, place: str) -> str:
    """Return the page as a source of sources.toml, with what the page itself made known."""
    from slugify import slugify

    from feedsvc import sources

    name = sources.one_line(found.site_name or found.title or found.url or Path(place).stem)
    source = Source(
        slugify(name, max_length=48, word_boundary=True) or "source",
        name[: sources.LONGEST_NAME],
        url=found.url,
        path=None if found.url else place,
        hints=Hints(found.zone, found.language, found.humanizer),
    )
    return sources.block(source) + "\n".join([] if found.articles else _selectors_wanted(found.reason))


def _selectors_wanted(reason: str | None) -> list[str]:
    """Return lines that say what an operator has to point out on a page that is not understood."""
    return [
        f"# {reason or 'No article was found on this page.'} Point them out, as CSS:",
        "# [source.selectors]",
        '# block = "…"    # the element of each article',
        '# title = "…"    # inside it; link, section, author, time, summary, image too, where they are needed',
    ]

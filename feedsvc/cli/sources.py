"""`feedsvc sources`: list, check and add sources."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from feedsvc import sources as declared
from feedsvc.cli.output import as_json, as_table, format_option, minute, moment, plain
from feedsvc.errors import FeedsvcError
from feedsvc.runtime import build

if TYPE_CHECKING:
    from feedsvc.model.entries import Source
    from feedsvc.model.visits import SourceState
    from feedsvc.runtime import Runtime

FACTS = ("articles", "timed", "language", "zone", "humanizer")


@click.group(invoke_without_command=True)
@format_option
@click.pass_context
def sources(context: click.Context, output: str) -> None:
    """List the sources and what is known of each; `check` and `add` do more."""
    if context.invoked_subcommand is not None:
        return
    runtime = build()
    states = runtime.states()
    known = [(source, states.get(source.id)) for source in runtime.store.sources()]
    if output == "json":
        as_json([_facts(source, state) for source, state in known])
    else:
        columns = ("Source", "Name", "Health", "Entries", "Last read (UTC)", "Next visit (UTC)", "Error")
        as_table(columns, [_line(source, state) for source, state in known], below="Error")
        if not known:
            click.echo("No source yet: `feedsvc sources add URL` adds one.")


def _facts(source: Source, state: SourceState | None) -> dict[str, str | int | None]:
    return {
        "id": source.id,
        "name": source.name,
        "place": source.url or source.path,
        "health": state.health.value if state else None,
        "entries": state.entries if state else 0,
        "last_success": moment(state.last_success_at) if state else None,
        "next_visit": moment(state.next_visit_at) if state else None,
        "error": state.error if state else None,
    }


def _line(source: Source, state: SourceState | None) -> tuple[str | None, ...]:
    if state is None or state.last_visit_at is None:
        return source.id, source.name, "new", None, None, None, None
    visits = minute(state.last_success_at), minute(state.next_visit_at)
    return source.id, source.name, state.health.value, str(state.entries), *visits, state.error


@sources.command()
@format_option
def check(output: str) -> None:
    """Read every source once, store nothing, and say what each page gives; exit 1 when one gives nothing."""
    runtime = build()
    results = [_tried(runtime, source) for source in runtime.in_turn(runtime.sources)]
    if output == "json":
        as_json(results)
    else:
        columns = ("Source", "Articles", "With a time", "Language", "Zone", "Humanizer", "Fault")
        rows = [tuple(None if v is None else str(v) for v in result.values()) for result in results]
        as_table(columns, rows, below="Fault")
    if any(result["fault"] for result in results):
        sys.exit(1)


@sources.command()
@click.argument("url")
@click.option("--id", "source_id", help="The source's name in addresses; made from its host without it.")
@click.option("--name", help="The source's name for people; the site's own without it.")
@click.option("--dry-run", is_flag=True, help="Print the lines for sources.toml and write nothing.")
def add(url: str, source_id: str | None, name: str | None, *, dry_run: bool) -> None:
    """Read the page at URL once and declare it as a source.

    Says so where the site's own feed already does the job.
    """
    if not url.startswith(("http://", "https://")):
        raise click.UsageError(f"{url!r} is no web address; write it like https://example.org/news.")
    runtime = build()
    reading = runtime.read(url)
    source = declared.proposed(url, reading, source_id, name)
    for line in declared.remarks(reading, runtime.shared_by_feeds(reading)):
        click.echo(plain(line), err=True)
    if dry_run:
        click.echo(declared.block(source), nl=False)
        return
    runtime.declare(source)
    click.echo(f"Added {source.id} to {runtime.settings.sources}.", err=True)


def _tried(runtime: Runtime, source: Source) -> dict[str, str | int | None]:
    result: dict[str, str | int | None] = dict.fromkeys(("source", *FACTS, "fault"))
    result["source"] = source.id
    try:
        found = runtime.look(source)
    except FeedsvcError as error:
        return {**result, "fault": str(error)}
    timed = sum(article.published is not None for article in found.articles)
    facts = (len(found.articles), timed, found.language, found.zone, found.humanizer)
    return {**result, **dict(zip(FACTS, facts, strict=True)), "fault": found.reason}

"""`feedsvc refresh`: visit sources now."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from feedsvc.cli.output import as_json, as_table, format_option
from feedsvc.errors import SourceBusyError
from feedsvc.runtime import build

if TYPE_CHECKING:
    from feedsvc.model.visits import Visit
    from feedsvc.runtime import Runtime


@click.command()
@click.argument("source", nargs=-1)
@click.option(
    "--save",
    type=click.Path(file_okay=False, path_type=Path),
    help="Keep the pages in this directory too, a file for each source, for `feedsvc replay`.",
)
@format_option
def refresh(source: tuple[str, ...], save: Path | None, output: str) -> None:
    """Visit the named sources now, or all of them.

    Exit status 1 when a visit failed; the others are carried out all the same.
    """
    runtime = build()
    names = source or tuple(each.id for each in runtime.store.sources())
    known = [runtime.source(name) for name in names]
    with click.progressbar(known, label="Visiting", file=sys.stderr, hidden=not sys.stderr.isatty()) as progress:
        results = [_visited(runtime, each.id, save) for each in runtime.in_turn(progress)]
    if output == "json":
        as_json(results)
    else:
        columns = ("Source", "Outcome", "Articles", "With a time", "New", "Changed", "Error")
        rows = [tuple(str(v) if v is not None else None for v in each.values()) for each in results]
        as_table(columns, rows, below="Error")
    if any(result["error"] for result in results):
        sys.exit(1)


def _visited(runtime: Runtime, name: str, save: Path | None) -> dict[str, str | int | None]:
    """Visit one source; one that somebody else is visiting is told as such and stops no other."""
    try:
        return _facts(runtime.refresh(name, save=save))
    except SourceBusyError as error:
        nothing = dict.fromkeys(("articles", "timed", "created", "changed"), 0)
        return {"source": name, "outcome": "busy", **nothing, "error": str(error)}


def _facts(visit: Visit) -> dict[str, str | int | None]:
    return {
        "source": visit.source_id,
        "outcome": visit.outcome.value,
        "articles": visit.articles,
        "timed": visit.timed,
        "created": visit.created,
        "changed": visit.changed,
        "error": visit.error,
    }

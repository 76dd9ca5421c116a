"""`feedsvc check`: the health of every source, as a table and as an exit code."""

from __future__ import annotations

import sys
from datetime import datetime

import click

from feedsvc.cli.output import as_json, as_table, format_option, minute
from feedsvc.runtime import build
from feedsvc.web.health import report

COLUMNS = {
    "componentId": "Source",
    "status": "Health",
    "entries": "Entries",
    "timedShare": "With a time",
    "lastSuccess": "Last read (UTC)",
    "nextVisit": "Next visit (UTC)",
    "output": "Why",
}


_OVERALL = {
    "pass": "pass: every source is well.",
    "warn": "warn: not every source is well.",
    "fail": "fail: every source fails.",
}


@click.command()
@format_option
def check(output: str) -> None:
    """Say how every source does, as `/health` does; exit 1 when every source fails."""
    runtime = build()
    document = report(runtime.store.sources(), runtime.states(), runtime.now())
    if output == "json":
        as_json(document)
    else:
        facts = [fact for facts in document["checks"].values() for fact in facts]
        as_table(
            list(COLUMNS.values()), [[_cell(key, fact.get(key)) for key in COLUMNS] for fact in facts], below="Why"
        )
        click.echo(_OVERALL[document["status"]])
    if document["status"] == "fail":
        sys.exit(1)


def _cell(key: str, value: object) -> str | None:
    if key in ("lastSuccess", "nextVisit") and isinstance(value, str):
        return minute(datetime.fromisoformat(value))
    if isinstance(value, float):
        return f"{value:.0%}"
    return None if value is None else str(value)

"""How commands speak: tables for people on a terminal, JSON for programs.

What lays out tables is imported when one is printed: `feedsvc when` answers streams sooner without it.
"""

from __future__ import annotations

import contextlib
import json
import shutil
from datetime import UTC
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime, tzinfo

    from rich.console import Console
    from rich.style import Style

NOTHING = "–"
_UNBOUNDED = 100_000
"""Columns of a file or a pipe, whose reader folds lines if anybody does."""
_FIGURES = frozenset({"Articles", "With a time", "Entries", "New", "Changed"})
"""Columns of figures, which stand at the right."""

format_option = click.option(
    "--format",
    "output",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="A table for people, or JSON for programs.",
)


def as_json(value: Any) -> None:
    """Print one JSON document."""
    click.echo(encoded(value, indent=2))


def encoded(value: Any, *, indent: int | None = None) -> bytes:
    """Return a value as JSON, in UTF-8 whatever the terminal prints (RFC 8259 §8.1)."""
    try:
        return json.dumps(value, ensure_ascii=False, indent=indent).encode()
    except UnicodeEncodeError:  # half a surrogate pair, which JSON can escape but UTF-8 cannot hold
        return json.dumps(value, indent=indent).encode()


def as_table(columns: Sequence[str], rows: Iterable[Sequence[str | None]], *, below: str = "") -> None:
    """Print rows under their columns; columns in which no row says anything are left out.

    What stands in the column ``below`` is whole sentences, which get lines of their own under the table. Text from
    pages is shown as it is: no markup, no control characters; nothing is cut off, however narrow the terminal. Signs
    that take two columns are counted as two. Addresses that a terminal folds can still be followed.
    """
    from rich.table import Table
    from rich.text import Text

    filled = [[plain(cell) if cell else "" for cell in row] for row in rows]
    told = columns.index(below) if below else None
    kept = [at for at, _ in enumerate(columns) if at != told and (at == 0 or any(row[at] for row in filled))]
    table = Table(box=None, header_style="bold", pad_edge=False)
    for at in kept:
        table.add_column(columns[at], justify="right" if columns[at] in _FIGURES else "left", overflow="fold")
    for row in filled:
        table.add_row(*(Text(row[at] or NOTHING, style=_link_to(row[at])) for at in kept))
    console = _console()
    console.print(table)
    for row in filled:
        if told is not None and row[told]:
            console.print(Text(f"{row[0]}: {row[told]}"), soft_wrap=True)


def as_facts(title: str, facts: Iterable[tuple[str, str | None]]) -> None:
    """Print a title and under it what is known, a line each; what is not known is left out."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, show_header=False, padding=(0, 0, 0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for label, value in facts:
        if value:
            table.add_row(label, Text(plain(value)))
    console = _console()
    console.print(Text(plain(title), style="bold"))
    console.print(table)


def _console() -> Console:
    """Return where tables are printed: as wide as the terminal, and as wide as they are where there is none."""
    from rich.console import Console

    return Console(soft_wrap=False, width=shutil.get_terminal_size((_UNBOUNDED, 0)).columns)


def _link_to(cell: str) -> Style:
    from rich.style import Style

    return Style(link=cell) if cell.startswith(("https://", "http://")) else Style.null()


def plain(text: str | None) -> str:
    """Return a text without anything that a terminal would obey, marks of direction among it.

    None are added around a right-to-left title either: of the terminals that reorder lines some drop isolates, and
    others print them as signs.
    """
    return "".join(sign if sign.isprintable() else " " for sign in text or NOTHING)


def minute(at: datetime | None, zone: tzinfo | None = None) -> str | None:
    """Return an instant as people read it in a table, to the minute, in a zone or in UTC; None for none."""
    with contextlib.suppress(OverflowError):  # the ends of the calendar have no local time
        at = at.astimezone(zone or UTC) if at else at
    return f"{at:%Y-%m-%d %H:%M}" if at else None


def moment(at: datetime | None) -> str | None:
    """Return an instant as ISO 8601 to the second, None for none."""
    return at.isoformat(timespec="seconds") if at else None

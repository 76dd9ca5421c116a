"""How commands speak: tables for people on a terminal, JSON for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

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
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def as_table(columns: Sequence[str], rows: Iterable[Sequence[str | None]], title: str | None = None) -> None:
    """Print rows under their columns. Text from pages is shown as it is: no markup, no control characters."""
    table = Table(*columns, title=title, title_justify="left", box=None, header_style="bold", pad_edge=False)
    for row in rows:
        table.add_row(*(Text(plain(cell)) for cell in row))
    Console(soft_wrap=False).print(table)


def plain(text: str | None) -> str:
    """Return a text without anything that a terminal would obey."""
    return "".join(sign if sign.isprintable() else " " for sign in text or "–")


def moment(at: datetime | None) -> str | None:
    """Return an instant as ISO 8601 to the second, None for none."""
    return at.isoformat(timespec="seconds") if at else None

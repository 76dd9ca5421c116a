"""`feedsvc export`: the whole service as files."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from feedsvc.runtime import build
from feedsvc.web import create_app
from feedsvc.web.export import export as write_out


@click.command()
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path))
def export(directory: Path) -> None:
    """Write every feed, archive page and page as files into DIRECTORY, with .gz and .br beside them.

    Only what changed is written, each file moved to its place whole. Run it again after each refresh;
    docs/operating.md has the configuration of nginx that serves the directory.
    """
    runtime = build()
    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.completed:,} files"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        under_way = progress.add_task("files", total=None)
        tally = write_out(create_app(runtime), runtime, directory, lambda: progress.advance(under_way))
    click.echo(f"{tally.written:,} written, {tally.unchanged:,} unchanged, {tally.removed:,} removed", err=True)

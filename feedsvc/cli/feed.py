"""`feedsvc feed`: print one feed, byte for byte as the service would send it."""

from __future__ import annotations

import click

from feedsvc.errors import UnknownNameError
from feedsvc.runtime import build
from feedsvc.web import create_app


@click.command()
@click.argument("section", default="all")
@click.option("--source", help="Only what this source says.")
@click.option("--format", "form", type=click.Choice(["atom", "rss", "json"]), default="atom", show_default=True)
def feed(section: str, source: str | None, form: str) -> None:
    """Print the feed of SECTION, a name as in addresses (`primo-piano`); without one, of everything."""
    path = f"/feeds/{source}/{section}.{form}" if source else f"/feeds/{section}.{form}"
    runtime = build()
    answer = create_app(runtime).test_client().get(path)
    if answer.status_code != 200:
        known = ", ".join(shelf.slug for shelf in runtime.store.sections(source)) or "none yet"
        raise UnknownNameError(f"There is no feed {path}; the sections are: {known}.")
    click.echo(answer.data, nl=False)

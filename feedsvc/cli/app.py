"""The `feedsvc` command: finds the module of a command, and turns our errors into one sentence and an exit status."""

from __future__ import annotations

import importlib
import io
import logging
import os
import sys
from typing import TYPE_CHECKING, NoReturn

import click
from typing_extensions import override

from feedsvc.errors import FeedsvcError

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS = {
    "check": "Show the health of every source; exit 1 when every source fails.",
    "copy": "Copy the whole store to another database, such as from SQLite to PostgreSQL.",
    "export": "Write the whole service as files.",
    "feed": "Print one feed.",
    "read": "Read one page and show what it says; store nothing.",
    "refresh": "Visit sources now.",
    "replay": "Run saved visits through the whole write path, in memory.",
    "serve": "Serve the feeds and keep them fresh.",
    "sources": "List, check and add sources.",
    "when": "Read a time expression.",
    "worker": "Visit sources when they are due; on PostgreSQL from a queue that many workers share.",
}
"""Every command with its line of help, so that `--help` imports none of them."""


class LazyGroup(click.Group):
    """A group whose commands live in modules of their own: starting one does not pay for the others."""

    @override
    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return sorted(COMMANDS)

    @override
    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of that name, None where there is none."""
        if cmd_name not in COMMANDS:
            return None
        command = getattr(importlib.import_module(f"feedsvc.cli.{cmd_name}"), cmd_name)
        assert isinstance(command, click.Command)
        return command

    @override
    def invoke(self, ctx: click.Context) -> object:
        """Run the command and send all that it printed; what cannot be sent is no fault of ours."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            _leave_quietly()
        except OSError as error:
            # Of the files and networks that commands work on errors of ours speak: what is left is mostly the output.
            place = repr(error.filename) if error.filename else "the output"
            click.echo(f"feedsvc: {place}: {error.strerror or error}", err=True)
            _leave_quietly(1)
        return result

    @override
    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="feedsvc")
def app() -> None:
    """Turn news pages that print only relative times into feeds with dates that can say why."""


def main(argv: Sequence[str] | None = None) -> None:
    """Run the command line; exit 0 when done, 1 when it failed, 2 when it was used wrongly."""
    # What a command has to say it prints; only what runs as a service keeps a log (`logs.begin`).
    logging.getLogger("feedsvc").addHandler(logging.NullHandler())
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal that cannot print a sign shows a question mark in its place.
            stream.reconfigure(errors="replace")
    try:
        app.main(args=argv, prog_name="feedsvc")
    except FeedsvcError as error:
        click.echo(f"feedsvc: {error}", err=True)
        sys.exit(1)


def _leave_quietly(status: int = 0) -> NoReturn:
    """End although nobody takes the output any more (`| head`), without a word about that from the interpreter."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    sys.exit(status)

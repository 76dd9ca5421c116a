"""Options that several commands share, checked before anything is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from feedsvc import timex

if TYPE_CHECKING:
    from collections.abc import Callable


def humanizer_option(text: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return the option with its help; an unknown name is refused in one sentence, with the names nearest to it."""
    return click.option("--humanizer", metavar="NAME", callback=_checked, help=text)


def _checked(_context: click.Context, _parameter: click.Parameter, name: str | None) -> str | None:
    if name and not timex.is_humanizer(name):
        near = " or ".join(timex.nearest_humanizers(name))
        raise click.BadParameter(
            f"{name!r} is no known humanizer; {f'is it {near}?' if near else 'docs/time.md lists them.'}"
        )
    return name

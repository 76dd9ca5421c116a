"""Writes the README's table of settings from the settings themselves: python -m tools.settings_table."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from feedsvc.settings import PREFIX, Settings

README = Path(__file__).parents[1] / "README.md"
START = "<!-- settings: this table is made from feedsvc/settings.py and a test holds it to that -->"
END = "<!-- settings end -->"


def table() -> str:
    """Return the table in Markdown."""
    rows = [
        f"| `{PREFIX}{name.upper()}` | {_default(field.default)} | {field.description} |"
        for name, field in Settings.model_fields.items()
    ]
    return "\n".join(["| setting | default | meaning |", "|---|---|---|", *rows])


def _default(value: Any) -> str:
    match value:
        case None | "" | ():
            return "–"
        case timedelta():
            return f"`{_period(value)}`"
        case bool():
            return f"`{str(value).lower()}`"
        case _:
            return f"`{value}`"


def _period(value: timedelta) -> str:
    """Return an elapsed time as ISO 8601 writes it, which is how the setting is given."""
    if value.seconds == 0:
        return f"P{value.days}D"
    hours, rest = divmod(int(value.total_seconds()), 3600)
    return "PT" + (f"{hours}H" if hours else "") + (f"{rest // 60}M" if rest else "")


def main() -> None:
    """Write the table into the README."""
    text = README.read_text("utf-8")
    before, after = text[: text.index(START) + len(START)], text[text.index(END) :]
    README.write_text(f"{before}\n{table()}\n{after}", "utf-8")


if __name__ == "__main__":
    main()

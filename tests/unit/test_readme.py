"""The README says what the code says."""

from __future__ import annotations

import re
from pathlib import Path

from feedsvc.cli.app import COMMANDS
from feedsvc.settings import Settings
from tools.settings_table import END, START, table

README = Path(__file__).parents[2] / "README.md"
MAKEFILE = README.parent / "Makefile"


def test_the_settings_table_is_the_one_that_the_settings_make() -> None:
    text = README.read_text("utf-8")
    assert text[text.index(START) + len(START) : text.index(END)].strip() == table().strip()


def test_every_setting_says_what_it_means() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


def test_every_command_that_the_readme_shows_exists() -> None:
    shell = "\n".join(re.findall(r"```sh\n(.*?)```", README.read_text("utf-8"), re.DOTALL))
    shown = set(re.findall(r"^feedsvc ([a-z]+)", shell, re.MULTILINE))
    assert shown
    assert shown <= COMMANDS.keys()


def test_every_make_target_that_the_readme_shows_exists() -> None:
    shown = set(re.findall(r"`?make ([a-z]+)", README.read_text("utf-8")))
    assert {"serve", "test"} <= shown
    assert shown <= set(re.findall(r"^([a-z]+):", MAKEFILE.read_text("utf-8"), re.MULTILINE))

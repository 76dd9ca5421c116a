"""Golden pairs: a page, and all that is read from it, as `feedsvc read` prints it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from feedsvc.cli.read import read

HERE = Path(__file__).parent
SEED = next((HERE.parents[1] / "seeds" / "pages").glob("*.txt"))
CASES = {
    "mission": [str(SEED), "--zone", "Europe/Rome", "--lang", "it", "--humanizer", "wordpress"],
    "mission-unaided": [str(SEED)],
    "mission-dated": [
        str(SEED),
        *("--zone", "Europe/Rome", "--lang", "it", "--humanizer", "wordpress", "--at", "2026-01-10T07:30+01:00"),
    ],
}


@pytest.mark.parametrize("name", CASES)
def test_the_reading_is_the_one_that_was_looked_at(name: str, request: pytest.FixtureRequest) -> None:
    result = CliRunner().invoke(read, [*CASES[name], "--format", "json"])
    assert result.exit_code == 0, result.output
    golden = HERE / f"{name}.json"
    if request.config.getoption("--golden-update"):
        golden.write_text(result.stdout, "utf-8")
    assert json.loads(result.stdout) == json.loads(golden.read_text("utf-8"))

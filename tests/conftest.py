"""What every tier of the tests shares."""

from __future__ import annotations

import os

import pytest

from tests import postgres


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--golden-update", action="store_true", help="write the golden readings anew")


def missing(part: str, reason: str) -> None:
    """Skip the test because a part of the machine is missing; fail where FEEDSVC_REQUIRE names the part."""
    if part in os.environ.get("FEEDSVC_REQUIRE", "").split(","):
        pytest.fail(f"{part} is required here: {reason}")
    pytest.skip(f"{part}: {reason}")


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        postgres.prepare()


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        postgres.stop()

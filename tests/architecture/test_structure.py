"""The house keeps its shape: floors, sizes, what a start costs."""

from __future__ import annotations

import ast
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "feedsvc"
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "migrations/versions" not in path.as_posix())


def functions(path: Path) -> list[tuple[str, int]]:
    tree = ast.parse(path.read_text("utf-8"))
    return [
        (f"{path.relative_to(PACKAGE)}:{node.name}", _lines(node))
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def _lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of code: the signature and the docstring are what a reader is glad of, not what he has to follow."""
    assert node.end_lineno is not None
    body = node.body[1:] if ast.get_docstring(node) and len(node.body) > 1 else node.body
    return node.end_lineno - body[0].lineno + 1


def test_imports_only_go_down() -> None:
    run = subprocess.run(
        [Path(sys.executable).with_name("lint-imports")],
        cwd=PACKAGE.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout


def test_functions_are_small() -> None:
    sizes = sorted(size for path in MODULES for _, size in functions(path))
    assert statistics.median(sizes) < 10
    assert sizes[int(len(sizes) * 0.9)] < 30


def test_no_function_is_longer_than_a_screen() -> None:
    assert [(name, size) for path in MODULES for name, size in functions(path) if size > 50] == []


def test_no_module_is_longer_than_four_hundred_lines() -> None:
    assert [(path.name, count) for path in MODULES if (count := len(path.read_text("utf-8").splitlines())) > 400] == []


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_every_module_says_what_it_is(module: Path) -> None:
    assert ast.get_docstring(ast.parse(module.read_text("utf-8")))


@pytest.mark.parametrize("stem", ["utils", "helpers", "common", "manager", "misc"])
def test_no_module_is_named_for_nothing(stem: str) -> None:
    assert not [path for path in MODULES if path.stem == stem]


@pytest.mark.parametrize(
    ("room", "strangers"),
    [
        ("feedsvc.timex", {"flask", "sqlalchemy", "pydantic", "selectolax", "trafilatura", "feedgen", "click", "rich"}),
        ("feedsvc.reading", {"flask", "sqlalchemy", "pydantic", "feedgen", "click", "rich"}),
        ("feedsvc.cli.app", {"flask", "sqlalchemy", "pydantic", "feedgen", "selectolax", "rich"}),
    ],
)
def test_a_room_does_not_pay_for_what_it_does_not_use(room: str, strangers: set[str]) -> None:
    code = f"import sys, {room}; print(' '.join({{name.partition('.')[0] for name in sys.modules}}))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not strangers & set(run.stdout.split())

"""Runs the benchmarks: python -m benchmarks [NAME…]; without a name all of them, each in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def names() -> list[str]:
    """Return the benchmarks: the modules here that have a `main`."""
    return sorted(
        path.stem
        for path in HERE.glob("*.py")
        if not path.stem.startswith("_") and "\ndef main(" in path.read_text("utf-8")
    )


def run(chosen: list[str]) -> int:
    """Run the chosen benchmarks one after the other; return how many failed."""
    unknown = sorted(set(chosen) - set(names()))
    if unknown:
        sys.exit(f"There is no benchmark {', '.join(unknown)}; there are: {', '.join(names())}.")
    failed = 0
    for name in chosen or names():
        print(f"\n{'=' * 100}\n{name}\n{'=' * 100}", flush=True)
        failed += subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=False).returncode != 0
    return failed


if __name__ == "__main__":
    sys.exit(1 if run(sys.argv[1:]) else 0)

"""Compiles which languages know which words into feedsvc/timex/languages/_known.tsv.

Run it after a change of the languages' words: ``python -m tools.known_words``.
"""

from __future__ import annotations

from pathlib import Path

from feedsvc.timex import tongues

TABLE = Path(__file__).parent.parent / "feedsvc" / "timex" / "languages" / "_known.tsv"


def main() -> None:
    """Write the table."""
    TABLE.write_text(tongues.compiled(), encoding="utf-8")


if __name__ == "__main__":
    main()

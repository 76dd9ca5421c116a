"""Makes text from pages safe to publish: the only door through which markup leaves a page."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape


def paragraphs(lines: Iterable[str]) -> str:
    """Return lines of plain text as escaped HTML, one paragraph each."""
    return "\n".join(f"<p>{escape(line, quote=False)}</p>" for line in lines)

"""Saved pages, confined to one directory."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from feedsvc.errors import FetchError, FetchRefusedError, FetchTooLargeError
from feedsvc.model.pages import Origin, Page

HTML_ENDINGS = (".html", ".htm", ".xhtml")


def retrieve(path: str, root: Path, *, max_bytes: int = 20_000_000) -> Page:
    """Return the page saved at ``path`` below ``root``.

    Links are followed before the confinement is checked, so that none leads outside. Raises FetchRefusedError for
    a path outside the root, FetchTooLargeError beyond ``max_bytes``, FetchError for one that cannot be read.
    """
    try:
        place = (root / path).resolve(strict=True)
    except (OSError, ValueError) as error:
        raise FetchError(f"The saved page {path!r} cannot be found below {str(root)!r}.") from error
    if not place.is_relative_to(root.resolve()):
        raise FetchRefusedError(f"The saved page {path!r} lies outside {str(root)!r}, where pages may be read from.")
    return load(place, max_bytes=max_bytes)


def load(place: Path, *, max_bytes: int = 20_000_000) -> Page:
    """Return the page in a file that the user named, wherever it lies. Raises FetchError."""
    try:
        with place.open("rb") as file:
            body = file.read(max_bytes + 1)
            modified = datetime.fromtimestamp(place.stat().st_mtime, UTC)
    except OSError as error:
        raise FetchError(f"The saved page {str(place)!r} cannot be read: {error.strerror or error}.") from error
    if len(body) > max_bytes:
        raise FetchTooLargeError(f"The saved page {str(place)!r} is larger than {max_bytes:,} bytes.")
    return Page(body, content_type=_media_type(place), origin=Origin(modified_at=modified))


def _media_type(place: Path) -> str | None:
    # Only what a file's name says for certain; the reader looks at the bytes for the rest.
    return "text/html" if place.suffix.lower() in HTML_ENDINGS else None

"""Saved pages, confined to one directory."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from feedsvc.errors import FetchError, FetchRefusedError, FetchTooLargeError
from feedsvc.model.pages import Origin, Page
from feedsvc.model.sentences import sentence

HTML_ENDINGS = (".html", ".htm", ".xhtml")


def retrieve(path: str, root: Path, *, max_bytes: int = 20_000_000) -> Page:
    """Return the page saved at ``path`` below ``root``.

    Links are followed before the confinement is checked, so that none leads outside. Raises FetchRefusedError for
    a path outside the root, FetchTooLargeError beyond ``max_bytes``, FetchError for one that cannot be read.
    """
    try:
        place = (root / path).resolve(strict=True)
    except (OSError, ValueError) as error:
        raise FetchError(
            sentence("The saved page %(path)s cannot be found below %(root)s.", path=repr(path), root=repr(str(root)))
        ) from error
    if not place.is_relative_to(root.resolve()):
        raise FetchRefusedError(
            sentence(
                "The saved page %(path)s lies outside %(root)s, where pages may be read from.",
                path=repr(path),
                root=repr(str(root)),
            )
        )
    if not place.is_file():  # opening a pipe would wait for whoever writes into it
        raise FetchError(sentence("The saved page %(path)s is no file.", path=repr(path)))
    return load(place, max_bytes=max_bytes)


def load(place: Path, *, max_bytes: int = 20_000_000) -> Page:
    """Return the page in a file that the user named, wherever it lies. Raises FetchError."""
    try:
        with place.open("rb") as file:
            body = file.read(max_bytes + 1)
            modified = datetime.fromtimestamp(place.stat().st_mtime, UTC)
    except OSError as error:
        raise FetchError(
            sentence(
                "The saved page %(path)s cannot be read: %(why)s.",
                path=repr(str(place)),
                why=error.strerror or str(error),
            )
        ) from error
    if len(body) > max_bytes:
        raise FetchTooLargeError(
            sentence("The saved page %(path)s is larger than %(n)s bytes.", path=repr(str(place)), n=max_bytes)
        )
    return Page(body, content_type=_media_type(place), origin=Origin(modified_at=modified))


def _media_type(place: Path) -> str | None:
    # Only what a file's name says for certain; the reader looks at the bytes for the rest.
    return "text/html" if place.suffix.lower() in HTML_ENDINGS else None

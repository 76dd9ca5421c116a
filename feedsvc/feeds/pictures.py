"""What kind of picture an address leads to, as far as the address tells."""

from __future__ import annotations

from pathlib import PurePosixPath
from urllib.parse import urlsplit

_MEDIA_TYPES = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
}


def media_type(url: str) -> str | None:
    """Return the media type that the address's extension stands for, None where it has none that is known."""
    return _MEDIA_TYPES.get(PurePosixPath(urlsplit(url).path).suffix.lower())

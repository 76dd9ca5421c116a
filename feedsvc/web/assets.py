"""The static files, read once: their bytes, their types, and one version for all of them."""

from __future__ import annotations

from functools import cache
from hashlib import blake2b
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
    "ico": "image/vnd.microsoft.icon",
}


@cache
def files() -> Mapping[str, bytes]:
    """Return every static file by its name."""
    folder = resources.files("feedsvc.web") / "static"
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.name.rpartition(".")[2] in _TYPES}


@cache
def version() -> str:
    """Return what changes exactly when a static file does; part of their addresses, so that caches may keep them."""
    digest = blake2b(digest_size=6)
    for name, content in sorted(files().items()):
        digest.update(f"{name}:{len(content)}:".encode() + content)
    return digest.hexdigest()


def media_type(name: str) -> str:
    """Return the media type of a static file."""
    return _TYPES[name.rpartition(".")[2]]

"""Entries become rows and come back equal."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from feedsvc.model.entries import Entry
from feedsvc.store import search
from feedsvc.store.codec import decode_fields, encode_fields

_COLUMNS = (
    "id",
    "source_id",
    "updated_at",
    "first_seen_at",
    "last_seen_at",
    "revision",
    "title",
    "link",
    "author",
    "summary",
    "content",
)
_KEPT_IN_COLUMNS = frozenset(_COLUMNS)
CHANGING = (*(_KEPT_IN_COLUMNS - {"id", "source_id"}), "published_at", "author_words", "words", "document")
"""Columns of an entry that may change."""

NARROWING = ("last_seen_at", "published_at", "document")
"""Columns of an entry that change when only its evidence does."""

MAX_WORDS = 20_000
"""Signs of an entry's text that can be searched."""


def entry_key(entry_id: str) -> str:
    """Return the part of a tag URI that names the entry in addresses: what follows the authority and its date."""
    return entry_id.split(":", 2)[-1]


def digest(key: str) -> bytes:
    """Return what stands for an identity key in the index."""
    return hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def entry_row(entry: Entry) -> dict[str, Any]:
    """Return the row of an entry, less what only the store knows (number, arrivals)."""
    return {name: getattr(entry, name) for name in _COLUMNS} | {
        "key": entry_key(entry.id),
        "published_at": entry.published_at,
        "author_words": search.words(entry.author),
        "words": _words(entry),
        "document": encode_fields(entry, _KEPT_IN_COLUMNS),
    }


def narrowed_row(entry: Entry) -> dict[str, Any]:
    """Return what of an entry's row changes when only its evidence does."""
    return {
        "last_seen_at": entry.last_seen_at,
        "published_at": entry.published_at,
        "document": encode_fields(entry, _KEPT_IN_COLUMNS),
    }


def entry_of(row: Mapping[str, Any]) -> Entry:
    """Return the entry of a row."""
    return decode_fields(Entry, row["document"], {name: row[name] for name in _COLUMNS})


def _words(entry: Entry) -> str:
    plain = search.words(entry.title, entry.author, entry.summary, *(section.name for section in entry.sections))
    return (plain + search.markup_words(entry.content))[:MAX_WORDS]

"""What a page's ``<meta>`` elements say of it as an article: OpenGraph and the vocabularies beside it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import cast

from feedsvc.reading.items import Item, Property, filled

_FILE = files(__package__).joinpath("metas.toml").read_text(encoding="utf-8")
_NAMES = cast(dict[Property, list[str]], tomllib.loads(_FILE))
_LABELLED = (("twitter:label1", "twitter:data1"), ("twitter:label2", "twitter:data2"))
_AUTHOR_LABELS = frozenset(
    ("written by", "by", "scritto da", "escrito por", "écrit par", "verfasst von", "geschrieben von", "geschreven door")
)


def read(metas: Mapping[str, str]) -> Item:
    """Return what the page's own metas say of it, whatever kind of page it is; names are in lower case."""
    said = filled((name, [metas[key] for key in keys if metas.get(key)]) for name, keys in _NAMES.items())
    authors = [*_labelled(metas), *(name for name in said.get("author", ()) if not name.startswith("http"))]
    return Item("meta", metas.get("og:type", ""), "opengraph", {**said, "author": tuple(authors)})


def _labelled(metas: Mapping[str, str]) -> list[str]:
    """Return the author that cards for social networks name behind a label ("Written by")."""
    return [
        metas[data]
        for label, data in _LABELLED
        if metas.get(label, "").casefold() in _AUTHOR_LABELS and metas.get(data)
    ]

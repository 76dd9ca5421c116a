"""Names of sections as texts: without what systems write around them, for comparing, as parts of addresses."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import unquote

from slugify import slugify

from feedsvc.reading import addresses, vocabulary
from feedsvc.reading.document import folded

MOST_NAME = 40
"""Characters of the longest name of a section."""
_MOST_WORDS = 5
_PREFIX = re.compile(
    r"^(?:posted in|filed under|in|categor(?:y|ies|ia|ie|ías)|kategorien?|rubri(?:k|que|ca)|カテゴリー?|分类|分類"
    r"|section|sezione|topics?|tags?|browsing|рубрика|kategori)\s*[:：]\s*|^(?:posted in|filed under)\s+",
    re.IGNORECASE,
)
_ARCHIVE = re.compile(
    r"^(?:(?:category|tag|topic|section) archives?"
    r"|(?:archiv\w*|arkiv\w*|arquivos?)\s+(?:(?:for|of|de|da|do|der|des|della|del|dalla|per|la|the|till|för)\s+){0,3}"
    r"(?:categor\w+|catégorie|kategori\w*|tags?|etiquetas?|rubri\w+|schlagw\w+))\s*[:：]?\s+"
    r"|^archives? for (?:the )?(?=['‘“\"])|(?<=['’”\"]) category$",
    re.IGNORECASE,
)
"""What systems write around a category's name over its page: "Category Archives: Film"."""
_TRIM = "'‘’“”\"\u201e" + " \t\r\n-–—|/·•›»«‹:：,;>#[]()【】"


slug_of = lru_cache(maxsize=8192)(slugify)
"""Return a name as a part of an address spells it."""


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Return a name for comparing."""
    return " ".join(re.sub(r"\W+", " ", text.casefold()).split())


@lru_cache(maxsize=8192)
def clean(text: str) -> str | None:
    """Return a section's name without labels and separators around it, None for what can be no section."""
    name = _PREFIX.sub("", _ARCHIVE.sub("", folded(text)).strip(_TRIM)).strip(_TRIM)
    if not name or len(name) > MOST_NAME or len(name.split()) > _MOST_WORDS or not any(c.isalpha() for c in name):
        return None
    if vocabulary.is_no_section(name) or vocabulary.is_more(name) or vocabulary.is_comments(name):
        return None
    return name


_LEAST_CALLED = 2
_TAG = re.compile(r"/(?:tags?|etiquetas?|schlagwort\w*|hashtags?|search|user|domain)/", re.IGNORECASE)


def is_called(name: str, url: str) -> bool:
    """Whether an address below another part ends in the very name of a link: the page of that subject, and no tag's."""
    path = addresses.split(url).path
    parts = [part for part in unquote(path).split("/") if part]
    return len(parts) >= _LEAST_CALLED and slug_of(parts[-1]) == slug_of(name) != "" and not _TAG.search(path)

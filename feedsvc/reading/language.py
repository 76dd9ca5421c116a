"""Which language a page is in when it does not say: its script, else its commonest small words."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

_MOST_TEXT = 8_000
_LEAST_WORDS = 6
_LEAST_LEAD = 1.3
"""So much commoner are a language's small words than the next one's before it is believed."""

_WORD = re.compile(r"[^\W\d_]+")
_SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]"), 0.05),
    ("ko", re.compile(r"[\uac00-\ud7af]"), 0.2),
    ("zh", re.compile(r"[\u3400-\u9fff]"), 0.2),
    ("th", re.compile(r"[\u0e00-\u0e7f]"), 0.2),
    ("he", re.compile(r"[\u0590-\u05ff]"), 0.2),
    ("el", re.compile(r"[\u0370-\u03ff]"), 0.2),
    ("bn", re.compile(r"[\u0980-\u09ff]"), 0.2),
    ("ta", re.compile(r"[\u0b80-\u0bff]"), 0.2),
    ("te", re.compile(r"[\u0c00-\u0c7f]"), 0.2),
    ("ka", re.compile(r"[\u10a0-\u10ff]"), 0.2),
    ("hy", re.compile(r"[\u0530-\u058f]"), 0.2),
)
"""Scripts that one language of many pages uses alone, with the share of a text's letters that decides."""


@cache
def _small_words() -> dict[str, frozenset[str]]:
    said = tomllib.loads(files(__package__).joinpath("smallwords.toml").read_text(encoding="utf-8"))
    return {tag: frozenset(words.split()) for tag, words in said.items()}


def guess(texts: Iterable[str]) -> str | None:
    """Return the language of a page's texts, None where neither script nor words decide."""
    text = _sample(texts)
    letters = sum(map(str.isalpha, text))
    if not letters:
        return None
    by_script = next((tag for tag, signs, share in _SCRIPTS if len(signs.findall(text)) > share * letters), None)
    return by_script or _by_words(text)


def _sample(texts: Iterable[str]) -> str:
    taken: list[str] = []
    size = 0
    for text in filter(None, texts):
        taken.append(text)
        size += len(text)
        if size > _MOST_TEXT:
            break
    return " ".join(taken)[: 2 * _MOST_TEXT].casefold()


def _by_words(text: str) -> str | None:
    seen = Counter(_WORD.findall(text))
    counts = Counter({tag: sum(seen[word] for word in words) for tag, words in _small_words().items()})
    (first, most), (_, next_most) = counts.most_common(2)
    return first if most >= _LEAST_WORDS and most >= _LEAST_LEAD * next_most else None

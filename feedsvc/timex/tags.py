"""Language tags: which language a tag is read as, and in which order languages are asked."""

from __future__ import annotations

from functools import lru_cache

_ALIASES = {"no": "nb", "iw": "he", "in": "id", "tl": "fil", "sh": "sr", "mo": "ro", "ji": "yi"}


def language_of(tag: str) -> str:
    """Return the language that a BCP 47 tag, or a locale's name, is read as: "it-IT" is "it", "no" is "nb"."""
    base = tag.strip().replace("_", "-").replace("@", "-").partition("-")[0].casefold()
    return _ALIASES.get(base, base)


@lru_cache(maxsize=512)
def order(languages: tuple[str, ...]) -> tuple[str, ...]:
    """Return the languages of some tags in their order, each once, then English."""
    return tuple(dict.fromkeys((*map(language_of, languages), "en")))

"""Words around an article that name its parts: "Pubblicato", "di", "By", "Foto": facts of the trade, by language.

They are looked up folded (lower case, no marks at the ends). A label or a byline is never a title or a section.
"""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files

from feedsvc.model.times import Role

_EDGE = " \t\u00a0-–—|·•:;,./»«>"

_WORDS = tomllib.loads(files(__package__).joinpath("labels.toml").read_text(encoding="utf-8"))
PUBLISHED = frozenset(_WORDS["published"])
UPDATED = frozenset(_WORDS["updated"])
BYLINE = frozenset(_WORDS["byline"])
LINKING = frozenset(_WORDS["linking"])

_CREDIT = re.compile(
    r"""^(?:
        \(\s*[^()]{2,60}\)\s*[.\s]*                                  # (ITALPRESS).
      | [-–—]\s*\S.{1,60}?\s*[-–—]                                   # -Foto Xinhua-
      | [(\[]?\s*(?:foto(?:grafi[ea])?|photos?|ph|credits?|crediti|image|immagin[ei]|imagen|imagem|bild|fonte|source|
          fuente|quelle|©|copyright|\(c\)|video|riproduzione\s+riservata|fotos|zdjęcie|zdroj|фото|источник)
        \b[\s:./-]*.{0,80}
    )$""",
    re.IGNORECASE | re.VERBOSE,
)
_TRAILING_CREDIT = re.compile(r"\s*\((?:[^\W\d_]|[/ .&-]){2,40}\)\s*\.?\s*$")
_DATELINE = re.compile(r"^[^\W\d_a-zß-ÿ][\w’'.,/ -]{0,50}?(?:\s*\([^()]{2,40}\)){1,3}\s*[-–—:]\s*")
_NAME = re.compile(r"^[^\W\d_][^\d:;!?\"“”«»(){}\[\]|/*]{1,60}$")


def fold(text: str) -> str:
    """Return a label as it is looked up: lower case, one blank between words, no marks at its ends."""
    return " ".join(text.casefold().split()).strip(_EDGE)


def role(text: str) -> Role | None:
    """Return the role that a bare label announces ("Pubblicato", "Updated:"), None where the text is no label."""
    folded = fold(text)
    if folded in PUBLISHED:
        return Role.PUBLISHED
    return Role.UPDATED if folded in UPDATED else None


def announces_author(text: str) -> bool:
    """Say whether a bare word announces an author ("di", "By", "Por:")."""
    return fold(text) in BYLINE


def is_linking(text: str) -> bool:
    """Say whether a text is nothing, marks, or a word that only links a label to a date ("on", "il")."""
    folded = fold(text)
    return not folded or folded in LINKING


def is_name(text: str) -> bool:
    """Say whether a text could be an author's name: a few words, the first in upper case where its script has cases."""
    name = text.strip(_EDGE)
    first = name[:1]
    return bool(_NAME.match(name)) and len(name.split()) <= 6 and (first.isupper() or not first.islower())


def author(text: str) -> str | None:
    """Return the name in a byline ("By John Smith", "di Mario Rossi"), None where the text is no byline."""
    words = text.strip(_EDGE).split()
    for length in (3, 2, 1):
        head, tail = " ".join(words[:length]), " ".join(words[length:])
        if tail and fold(head) in BYLINE and is_name(tail):
            return tail.strip(_EDGE)
    return None


def is_credit(text: str) -> bool:
    """Say whether a line only credits somebody: "(ITALPRESS).", "-Foto Xinhua-", "Foto Ipa Agency"."""
    return len(text) <= 100 and bool(_CREDIT.match(text.strip()))


def without_credits(text: str) -> str:
    """Return a paragraph without its dateline ("MILANO (AGENCY) – ") and without the credit at its end."""
    return _TRAILING_CREDIT.sub("", _DATELINE.sub("", text.strip())).strip()

"""Words to search for: text and questions are cut into the same words, so that both databases find the same entries.

A kept text is " mattarella firma il decreto ": lower case, no accents, one blank around each word, so that a word or a
phrase is found by one LIKE and never in the middle of another word. Scripts without blanks count each sign as a word.
"""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass

MAX_TERMS, MAX_QUESTION = 20, 1_000
"""A question that holds more is cut: each term is one more comparison with each entry."""

_MARKUP = re.compile(r"<[^>]*>")
_WORD = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]|[^\W\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]+")
_TERM = re.compile(r'(-?)(?:"([^"]*)"?|(\S+))')


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase as a LIKE pattern, escaped by a backslash; ``absent`` where it must not be found."""

    pattern: str
    absent: bool = False


def words(*texts: str | None) -> str:
    """Return the words of some texts as they are kept, each with a blank on both sides."""
    return "".join(f" {' '.join(_words(text))} \n" for text in texts if text)


def markup_words(markup: str | None) -> str:
    """Return the words of HTML as they are kept."""
    return words(html.unescape(_MARKUP.sub(" ", markup))) if markup else ""


def terms(question: str) -> tuple[Term, ...]:
    """Return what a question asks for: words, "quoted phrases", -without, and prefix* for the beginning of a word."""
    found = (_term(phrase or word, absent=sign == "-") for sign, phrase, word in _TERM.findall(question[:MAX_QUESTION]))
    return tuple(term for term in found if term is not None)[:MAX_TERMS]


def like(text: str) -> str:
    """Return a text as a LIKE pattern that means only itself, escaped by a backslash."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _term(text: str, *, absent: bool) -> Term | None:
    cut = " ".join(_words(text))
    if not cut:
        return None
    escaped = like(cut)
    return Term(f"% {escaped}%" if text.endswith("*") else f"% {escaped} %", absent)


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return _WORD.findall("".join(sign for sign in plain if not unicodedata.combining(sign)))

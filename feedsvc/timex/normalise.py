"""Folds a text so that one word has one spelling, and remembers where each character came from.

The law that everything in this room rests on: ``fold(fold(text)) == fold(text)``, and a text and its folded form are
read alike.
"""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

_PLAIN = re.compile(r"[!-%'-_a-~]+(?: [!-%'-_a-~]+)*").fullmatch
"""ASCII without control characters, doubled blanks, ampersands or backticks: only its case is folded."""

_ENTITY = r"&(?:amp;|#38;|#x26;)*(?:#[0-9]{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});"
_PIECE = re.compile(_ENTITY + "|.[\u0300-\u036f\u0653-\u0655\u093c\u09bc\u3099\u309a]*|.", re.DOTALL | re.IGNORECASE)
"""What folds as one: an entity, or a character with the marks that compose with it."""

_SPELLINGS = {
    # Letters with two spellings on the web; a lexicon is folded by the same rule.
    "İ": "i", "ı": "i", "ς": "σ", "ё": "е", "Ё": "е", "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا",
    "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ہ": "ه", "ۀ": "ه", "ە": "ه", "ـ": "", "臺": "台",
    # Signs with many looks.
    "`": "'", "´": "'", "‘": "'", "’": "'", "‛": "'", "ʼ": "'", "ʻ": "'", "′": "'", "՚": "'", "׳": "'",
    "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "״": '"',
    "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-", "﹣": "-", "־": "-",
    "•": "·", "∙": "·", "・": "·", "‧": "·", "●": "·", "▪": "·", "⋅": "·", "■": "·", "◦": "·", "･": "·",
    "│": "|", "┃": "|", "¦": "|", "❘": "|", "،": ",", "՝": ",", "、": ",", "。": ".", "٫": ".", "٬": ",", "°": "º",
    "〜": "~", "～": "~", "۔": ".", "॰": ".", "।": ".", "【": "(", "】": ")", "〔": "(", "〕": ")",
}  # fmt: skip
_VOWEL_POINTS = frozenset([*range(0x0591, 0x05BE), 0x05BF, 0x05C1, 0x05C2, *range(0x064B, 0x0653), 0x0670])


def _fold_character(character: str) -> str:
    """Return the folded form of one composed character: nothing, a character, or a few."""
    if character in _SPELLINGS:
        return _SPELLINGS[character]
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if category in {"Zs", "Zl", "Zp", "Cc"}:
        return " "
    if category == "Cf" or ord(character) in _VOWEL_POINTS or "\ufe00" <= character <= "\ufe0f":
        return ""
    if "\uff01" <= character <= "\uff5e":
        return chr(ord(character) - 0xFEE0).lower()
    return unicodedata.normalize("NFC", character.lower())


class _Folds(dict[int, str]):
    """The table for ``str.translate``, filled as characters are met."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _fold_character(chr(code))
        return folded


_folds = _Folds()


def _one_for_one(character: str) -> bool:
    return len(_folds[ord(character)]) == 1


def _decode(piece: str) -> str:
    """Return the text that an entity stands for, other pieces composed (NFC)."""
    if len(piece) > 1 and piece[0] == "&":
        for _ in range(piece.count("&") + piece.count(";")):
            piece = html.unescape(piece)
    return unicodedata.normalize("NFC", piece)


def _fold_piece(piece: str) -> str:
    folded = piece.translate(_folds) if len(piece) == 1 else _decode(piece).translate(_folds)
    return folded if len(piece) == 1 else unicodedata.normalize("NFC", folded)


def _collapse(text: str) -> str:
    return " ".join(text.split())


@dataclass(frozen=True)
class Normalised:
    """A folded ``text`` beside the ``source`` that it was made from."""

    text: str
    source: str

    @cached_property
    def _origins(self) -> list[tuple[int, int]]:
        """Where in the source each folded character came from, as (start, end)."""
        origins: list[tuple[int, int]] = []
        folded: list[str] = []
        for match in _PIECE.finditer(self.source):
            for character in _fold_piece(match[0]):
                if character != " " or (folded and folded[-1] != " "):
                    origins.append(match.span())
                    folded.append(character)
        return origins

    @cached_property
    def _alike(self) -> bool:
        """Whether each character of the source became exactly one."""
        same = len(self.text) == len(self.source)
        return same and (self.source.isascii() or all(map(_one_for_one, {*self.source})))

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where ``text[start:end]`` stands in the source; an empty stretch stays empty."""
        if start >= end:
            return (0, 0)
        if self._alike:
            return start, end
        origins = self._origins
        return origins[start][0], origins[end - 1][1]

    @cached_property
    def humps(self) -> frozenset[int]:
        """Offsets in ``text`` before which the source went from small to capital letter inside a word ("oreMilano")."""
        pieces = list(self.source) if self._alike else [_decode(self.source[i:j]) for i, j in self._origins]
        return frozenset(_humps(pieces))


def _humps(pieces: list[str]) -> list[int]:
    return [i for i in range(1, len(pieces)) if pieces[i].isupper() and pieces[i - 1].islower()]


def normalise(text: str) -> Normalised:
    """Return the text folded: small letters, ASCII digits, single blanks, one look for each sign.

    Entities are decoded, invisible and direction marks, vowel points and lengthening strokes dropped, letters that the
    web spells in two ways unified. Linear in the length of the text; raises nothing.
    """
    return Normalised(fold(text), text)


def fold(text: str) -> str:
    """Return the folded text alone: the form of every word in a lexicon and of every template."""
    if _PLAIN(text):
        return text.lower()
    if "&" not in text and unicodedata.is_normalized("NFC", text):
        return _collapse(text.translate(_folds))
    return _collapse("".join(_fold_piece(match[0]) for match in _PIECE.finditer(text)))

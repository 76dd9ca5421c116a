"""Words by which pages mark what a part of them is, in class names, link relations, labels and headings.

Weak evidence each: shape decides. The words themselves are data (``words.toml``).
"""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import files

from feedsvc.reading import labels

_DATA = tomllib.loads(files(__package__).joinpath("words.toml").read_text(encoding="utf-8"))
_MOST_CLASS_TEXT = 400
_MOST_LABEL = 90


def _classes(name: str) -> frozenset[str]:
    return frozenset(_DATA["classes"][name])


NAVIGATION = _classes("navigation")
CHROME = _classes("chrome")
FOOTER = _classes("footer")
ADVERTISEMENT = _classes("advertisement")
TITLE = _classes("title")
TIME = _classes("time")
UPDATED = _classes("updated")
CATEGORY = _classes("category")
SECTION = _classes("section")
AUTHOR = _classes("author")
SUMMARY = _classes("summary")
DURATION = _classes("duration")
COUNT = _classes("count")
READING = _classes("reading")
MEDIA = _classes("media")


def alternatives(table: str, name: str) -> str:
    """Return one of the data's lists as the body of an alternation."""
    return "|".join(_DATA[table][name])


def _whole(name: str) -> re.Pattern[str]:
    return re.compile(rf"^\W*(?:{alternatives('labels', name)})\W*$", re.IGNORECASE)


# ---- classes --------------------------------------------------------------------------------------------------------

_WORD = re.compile(r"[A-Z]{2,}(?![a-z])|[A-Z]?[a-z]+|[^\W\d_A-Za-z]+")
_SPOKEN = re.compile(
    r"(?:^|[\s_-])(?:sr-only|screen-?reader(?:-?text)?|visually-?hidden|visuallyhidden|visually_hidden|a11y-hidden"
    r"|hidden-text|(?:[\w-]*-)?accessibility-(?:label|text)|u-?hidden-?visually|is-?vishidden|assistive-text|off-?screen|vh)(?:$|[\s_-])",
    re.IGNORECASE,
)


_UTILITY = re.compile(
    r"\S*[\[\]:/!]\S*|(?<!\S)text-(?:\d?x?[sl]|xs|sm|md|lg|base|black|white|left|right|center|justify|current|\w+-\d+)(?!\S)"
)
"""Classes that name a style ("hover:text-lg", "w-[12px]"), not a part: their words say nothing of what stands there."""


_HASH = re.compile(r"(?<![^\W_])(?=[0-9a-f]*\d[a-f])[0-9a-f]{8,}(?![^\W_])")
"""A number in base 16, which a build or a system puts into a class: its letters are no words."""


@lru_cache(maxsize=20_000)
def words(classes: str) -> frozenset[str]:
    """Return the words of a class attribute in lower case: "td-post-category" has three, "cardTitle" two."""
    return frozenset(
        word.lower() for word in _WORD.findall(_HASH.sub(" ", _UTILITY.sub(" ", classes[:_MOST_CLASS_TEXT])))
    )


@lru_cache(maxsize=20_000)
def is_spoken_only(classes: str) -> bool:
    """Whether a class attribute hides its text from eyes and leaves it to screen readers."""
    return _SPOKEN.search(classes[:_MOST_CLASS_TEXT]) is not None


# ---- labels ---------------------------------------------------------------------------------------------------------

_MORE = _whole("more")
_NO_SECTION = _whole("no_section")
_COMMENTS = re.compile(
    rf"^\W*(?:\d[\d.,]*\s*[kK]?\s*)?(?:{alternatives('labels', 'comments')})\W*(?:\(?\d*\)?)?\W*$", re.IGNORECASE
)
_SHELF = re.compile(
    rf"\b(?:{alternatives('labels', 'shelf')})\b|(?:{alternatives('labels', 'shelf_anywhere')})", re.IGNORECASE
)
_OFFER = _whole("offer")
_READING_TIME = re.compile(rf"\b(?:{alternatives('labels', 'reading_time')})\b|[阅閱読분]", re.IGNORECASE)
_WRITTEN = re.compile(
    r"^(?:posted|written|published|scritto|pubblicato|postato|inserito|escrito|écrit)\s+", re.IGNORECASE
)
_KIND = re.compile(
    r"^(?:interview|foto|text|kolumne|analyse|kommentar)\s*:\s*|^(?:an?|eine?|une?|una|uno|uma|um|een|en|et)\s+(?:[^\W\d_]+[\s-]){1,3}?(?:by|von|par|por|de|di|da|van|av|af)(?:\s+|$)",
    re.IGNORECASE,
)
"""A kind of text and the word before its author: "Ein Kommentar von", "An analysis by"."""
_MARKS = " \t-–—|·•,;:/：／"


@lru_cache(maxsize=8192)
def is_more(text: str) -> bool:
    """Whether a link's text only says that there is more ("Read more", "Leggi tutto", "続きを読む")."""
    return len(text) < _MOST_LABEL and _MORE.match(text) is not None


@lru_cache(maxsize=8192)
def is_comments(text: str) -> bool:
    """Whether a link's text only counts or invites comments."""
    return len(text) < _MOST_LABEL and _COMMENTS.match(text) is not None


_ANNOUNCING = _whole("announcing")


@lru_cache(maxsize=8192)
def announces_section(text: str) -> bool:
    """Whether a bare label announces the section that follows it ("Posted in", "From", "Kategorie:")."""
    return 0 < len(text) < _MOST_LABEL and _ANNOUNCING.match(text) is not None


@lru_cache(maxsize=8192)
def is_offer(text: str) -> bool:
    """Whether a link's text names what a site offers beside articles: the weather, a horoscope, a programme."""
    return len(text) < _MOST_LABEL and _OFFER.match(text) is not None


_TRADE = _whole("trade")


@lru_cache(maxsize=8192)
def is_trade(text: str) -> bool:
    """Whether a heading is that of a box which sells, asks or advertises: a shop, classifieds, a poll."""
    return len(text) < _MOST_LABEL and _TRADE.match(text) is not None


def is_reading_time(text: str) -> bool:
    """Whether a text with a length of time says how long it takes to read ("5 min read")."""
    return _READING_TIME.search(text) is not None


@lru_cache(maxsize=8192)
def is_no_section(text: str) -> bool:
    """Whether a label names a kind, a state or an advertiser rather than a section ("Sticky Post", "Sponsored")."""
    return _NO_SECTION.match(text) is not None


@lru_cache(maxsize=8192)
def is_shelf(text: str) -> bool:
    """Whether a heading says how its block was chosen ("Most read", "Primo piano") rather than what it is about."""
    return _SHELF.search(text) is not None


_MONEY = alternatives("labels", "money")
_PRICE = re.compile(
    rf"^\W*(?:[^\W\d_]{{2,8}}\s+){{0,2}}?(?:(?:{_MONEY})\s*\d[\d.,\s]*|\d[\d.,\s]*(?:,-|–)?\s*(?:{_MONEY}))\W*$",
    re.IGNORECASE,
)


@lru_cache(maxsize=8192)
def is_price(text: str) -> bool:
    """Whether a text is a price and no more than a word or two before it ("ab 429,99 €", "1.240 din")."""
    return len(text) < _MOST_LABEL and any(c.isdigit() for c in text) and _PRICE.match(text) is not None


_CHOSEN = _whole("chosen")
_LEADING_ON = _whole("leading_on")


@lru_cache(maxsize=8192)
def is_chosen(text: str) -> bool:
    """Whether all of a heading says how its block was chosen ("Latest news", "Lo más visto"), whoever links to it.

    Unlike a shelf, whose words may also stand in a section's name ("Top 14", "Notizie locali").
    """
    return len(text) < _MOST_LABEL and _CHOSEN.match(text) is not None


@lru_cache(maxsize=8192)
def leads_on(text: str) -> bool:
    """Whether a label leads on to the rest of a section ("More sports", "Alle Meldungen aus IT")."""
    return len(text) < _MOST_LABEL and _LEADING_ON.match(text) is not None


@lru_cache(maxsize=8192)
def without_by(text: str) -> str:
    """Return a byline without the word that introduces it ("By", "di", "von", "作者：")."""
    text = _KIND.sub("", _WRITTEN.sub("", text.strip(_MARKS)))
    head, _, tail = text.partition(" ")
    if tail and labels.announces_author(head):
        return tail.strip(_MARKS)
    head, mark, tail = text.partition(":") if ":" in text else text.partition("：")
    if mark and labels.announces_author(head):
        return tail.strip(_MARKS)
    return "" if labels.announces_author(text) else text


_MOST_AFTER_TIME = 3
"""So many words before a word for by may end a time ("at 5:47 pm by"): a number further off is no part of one."""


@lru_cache(maxsize=8192)
def name_after_time(text: str) -> str | None:
    """Return the name at the end of a line that has a time first ("Published on 10 March 2026 by Ada Rossi")."""
    words = text.split()
    for place in range(len(words) - 1, 0, -1):
        if any(c.isdigit() for c in words[place]):
            return None
        near = words[max(place - _MOST_AFTER_TIME, 0) : place]
        if labels.announces_author(words[place]) and any(c.isdigit() for word in near for c in word):
            return " ".join(words[place + 1 :]).strip(_MARKS) or None
    return None


def says_by(text: str) -> bool:
    """Whether a text begins with a word that introduces an author."""
    return without_by(text) != text.strip(_MARKS)

"""HTML found on a page becomes HTML that is safe in any reader: an allow-list, and every address absolute."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from contextvars import ContextVar
from html import unescape

import nh3

from feedsvc.feeds.addresses import absolute
from feedsvc.feeds.text import plain, printable


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ELEMENTS = _names(
    "a abbr article aside audio b bdi blockquote br caption cite code col colgroup dd del details dfn div dl dt em "
    "figcaption figure footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark ol p picture pre q rp rt ruby s "
    "samp section small source span strong sub summary sup table tbody td tfoot th thead time tr u ul var video wbr"
)
_DROPPED = _names("script style iframe object embed form template noscript svg math title select textarea")
"""Elements whose text is no text for people: they go with all that is in them."""
_ATTRIBUTES: dict[str, set[str]] = {
    "*": {"lang", "dir", "title"},
    "a": {"href", "hreflang"},
    "audio": {"src", "controls"},
    "blockquote": {"cite"},
    "col": {"span"},
    "colgroup": {"span"},
    "del": {"cite", "datetime"},
    "img": {"src", "srcset", "sizes", "alt", "width", "height"},
    "ins": {"cite", "datetime"},
    "ol": {"start", "reversed"},
    "q": {"cite"},
    "source": {"src", "srcset", "sizes", "type", "media"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
    "video": {"src", "poster", "controls", "width", "height"},
}
_VOID = _names("br col hr img source wbr")
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)")
_MOST_PASSES = 5
_DESCRIPTOR = re.compile(r"\d{1,6}(\.\d{1,4})?[wx]")
_LINKS = ("http", "https", "mailto", "tel")
_FETCHED = {("img", "src"), ("source", "src"), ("audio", "src"), ("video", "src"), ("video", "poster")}
_FOLLOWED = {("a", "href"), ("blockquote", "cite"), ("q", "cite"), ("del", "cite"), ("ins", "cite")}


def clean(html: str, base_url: str | None = None) -> str:
    """Return the HTML with allowed elements only, scripts gone, addresses absolute, no character that breaks XML.

    Addresses that cannot be made absolute lose their attribute; a picture without an address goes. Law: idempotent.
    """
    before = _BASE.set(base_url)
    try:
        cleaned = _stable(_CLEANER, printable(html))
        return cleaned if _ruby_is_sound(cleaned) else _stable(_CLEANER_WITHOUT_RUBY, cleaned)
    finally:
        _BASE.reset(before)


def _stable(cleaner: nh3.Cleaner, html: str) -> str:
    """Clean until nothing changes: what a removed element held may not stand where it then stands."""
    for _ in range(_MOST_PASSES):
        cleaned = printable(cleaner.clean(html)).strip()
        if cleaned == html:
            break
        html = cleaned
    return html


def _ruby_is_sound(html: str) -> bool:
    """Return whether each annotation stands straight in its ruby, where alone parsers take it without complaint."""
    if "<rt" not in html and "<rp" not in html:
        return True
    opened: list[str] = []
    for closing, name in _TAG.findall(html):
        if closing:
            del opened[-1:]
        elif name in ("rt", "rp") and opened[-1:] != ["ruby"]:
            return False
        elif name not in _VOID:
            opened.append(name)
    return True


def text_of(html: str) -> str:
    """Return the words of the HTML as one line of plain text."""
    return plain(unescape(_STRIPPER.clean(printable(html).replace("<", " <"))))


def _kept(element: str, attribute: str, value: str) -> str | None:
    if (element, attribute) in _FETCHED:
        return absolute(value, _BASE.get())
    if (element, attribute) in _FOLLOWED:
        return absolute(value, _BASE.get(), schemes=_LINKS)
    if attribute == "srcset":
        return _srcset(value, _BASE.get())
    return printable(value)


_BASE: ContextVar[str | None] = ContextVar("base_url", default=None)
"""The base of the addresses in the HTML being cleaned: a cleaner for each base would cost more than its work."""


def _made(elements: frozenset[str]) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(elements),
        clean_content_tags=set(_DROPPED),
        attributes={name: allowed for name, allowed in _ATTRIBUTES.items() if name in elements or name == "*"},
        attribute_filter=_kept,
        link_rel=None,
        url_schemes=set(_LINKS),
        strip_comments=True,
    )


_CLEANER, _CLEANER_WITHOUT_RUBY = _made(_ELEMENTS), _made(_ELEMENTS - {"ruby", "rt", "rp"})
_STRIPPER = nh3.Cleaner(tags=set(), clean_content_tags=set(_DROPPED), attributes={}, link_rel=None)


def _srcset(value: str, base_url: str | None) -> str | None:
    """Return the candidates with absolute addresses; commas inside them are escaped, which naive readers split at."""
    kept = [
        f"{url.replace(',', '%2C')} {descriptor}".rstrip()
        for found, descriptor in _candidates(value)
        if (url := absolute(found, base_url)) is not None
    ]
    return ", ".join(kept) or None


def _candidates(value: str) -> Iterator[tuple[str, str]]:
    """Yield address and descriptor of each candidate (HTML standard, "parse a srcset attribute", less its errors)."""
    words = deque(value.split())
    while words:
        address = words.popleft().lstrip(",")
        descriptor, rest = "", ""
        if not address.endswith(",") and words:
            descriptor, _, rest = words.popleft().partition(",")
        if rest:
            words.appendleft(rest)
        if address := address.rstrip(","):
            yield address, descriptor if _DESCRIPTOR.fullmatch(descriptor) else ""

"""Makes text from pages safe to publish: the only door through which markup leaves a page."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

import nh3

from feedsvc.reading import addresses

_TAGS = {
    *("p", "h2", "h3", "h4", "h5", "h6", "br", "hr", "blockquote", "q", "cite", "pre", "code"),
    *("ul", "ol", "li", "dl", "dt", "dd", "figure", "figcaption", "img", "a", "time", "abbr"),
    *("strong", "em", "b", "i", "u", "s", "del", "ins", "mark", "sub", "sup", "small"),
    *("table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"),
}
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "time": {"datetime"},
    "abbr": {"title"},
    "ol": {"start"},
}
_ADDRESSES = {("a", "href"), ("img", "src")}


def html(fragment: str, base: str | None = None) -> str:
    """Return markup that can do no harm, its links and images made absolute; what cannot be is dropped.

    Scripts, styles, forms and frames are gone with their content; other unknown elements leave their text.
    """

    def kept(tag: str, attribute: str, value: str) -> str | None:
        return addresses.absolute(value, base) if (tag, attribute) in _ADDRESSES else value

    return nh3.clean(
        fragment,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        clean_content_tags={"script", "style", "form", "iframe", "object", "noscript", "template", "svg", "math"},
        attribute_filter=kept,
        url_schemes={"http", "https"},
        link_rel="noopener noreferrer",
    ).strip()


def paragraphs(lines: Iterable[str]) -> str:
    """Return lines of plain text as escaped HTML, one paragraph each."""
    return "\n".join(f"<p>{escape(line, quote=False)}</p>" for line in lines)

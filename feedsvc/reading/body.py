"""The only door to trafilatura: the main text of an article page as clean HTML."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

from feedsvc.reading import sanitise

_TAGS = {
    "p": "p",
    "quote": "blockquote",
    "list": "ul",
    "item": "li",
    "table": "table",
    "row": "tr",
    "cell": "td",
    "code": "code",
}
_INLINE = frozenset({"hi", "ref", "del", "lb"})
_RENDERED = {"#b": "strong", "#i": "em", "#u": "u", "#t": "code", "#sub": "sub", "#sup": "sup"}


def blocks(html: str, url: str | None) -> list[str]:
    """Return the top-level blocks of a page's main text, each as clean HTML without links and images.

    With them the extractor chooses its text worse: they are put back from the page itself.
    """
    import trafilatura  # slow to load, and only article pages need it

    try:
        found = trafilatura.bare_extraction(
            html,
            url=url,
            include_comments=False,
            include_formatting=True,
            with_metadata=False,
        )
    except Exception:  # noqa: BLE001 - an extractor for a hostile web: what it trips over has no main text for us
        return []
    body = getattr(found, "body", None)
    if body is None:
        return []
    cleaned = (sanitise.html(block, url) for block in _blocks(body))
    return [block for block in cleaned if block]


def _blocks(body: Any) -> Iterator[str]:
    """Yield the elements of a text, and what stands loose between them as paragraphs of its own."""
    loose = escape(body.text or "", quote=False)
    for child in body:
        html = "".join(_html(child))
        if child.tag in _INLINE:
            loose += html
        else:
            yield from _paragraph(loose)
            yield html
            loose = ""
        loose += escape(child.tail or "", quote=False)
    yield from _paragraph(loose)


def _paragraph(loose: str) -> Iterator[str]:
    if loose.strip():
        yield f"<p>{loose.strip()}</p>"


def _html(element: Any) -> Iterator[str]:
    opening, closing = _tags(element)
    yield opening
    yield escape(element.text or "", quote=False)
    for child in element:
        yield from _html(child)
        yield escape(child.tail or "", quote=False)
    yield closing


def _tags(element: Any) -> tuple[str, str]:
    if element.tag == "lb":
        return "<br>", ""
    name = _name(element)
    return (f"<{name}>", f"</{name}>") if name else ("", "")


def _name(element: Any) -> str:
    rendered = element.get("rend") or ""
    if element.tag == "head":
        return rendered if rendered in ("h2", "h3", "h4", "h5", "h6") else "h2"
    if element.tag == "list" and rendered == "ol":
        return "ol"
    if element.tag == "hi":
        return _RENDERED.get(rendered, "em")
    return _TAGS.get(str(element.tag), "")

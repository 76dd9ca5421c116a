"""Text that was found on a page becomes text that every feed reader survives."""

from __future__ import annotations

import re
from html import unescape
from html.entities import html5

_PLANES = "".join(f"{chr(plane << 16)}-{chr((plane << 16) + 0xFFFD)}" for plane in range(1, 17))
_FORBIDDEN = re.compile(f"[^ -~\u00a0-\ud7ff\t\n\r\ue000-\ufdcf\ufdf0-\ufffc{_PLANES}]+")
"""What is not in XML 1.0 §2.2 ``Char``, and of that C1, DEL, U+FFFD and the noncharacters. One class of ranges, the
most frequent first: each character of each feed is looked up in it."""
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_TAGS = (
    "a abbr address article aside audio b bdi bdo big blockquote body br button canvas caption center cite code col "
    "colgroup data dd del details dfn dialog dir div dl dt em embed fieldset figcaption figure font footer form frame "
    "frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe img input ins kbd label legend li link listing m "
    "main map mark menu meta meter nav noframes noscript object ol optgroup option output p param picture plaintext "
    "pre progress q rp rt ruby s samp script section select slot small source span strike strong style sub summary "
    "sup table tbody td template textarea tfoot th thead time title tr track tt u ul var video wbr xmp acronym applet "
    "area base basefont command datagrid datalist eventsource isindex comment"
)
_TAG = re.compile(rf"</?(?:{'|'.join(_TAGS.split())})(?:\s[^<>]*)?/?>", re.IGNORECASE)
_END_TAG = re.compile(rf"</(?:{'|'.join(_TAGS.split())})\s*>", re.IGNORECASE)
_AMPERSAND = re.compile(r"&(?:amp;|AMP;|#0*38;|#[xX]0*26;)+")
_LINE_ENDS = {0x0D: "\n", 0x85: "\n", 0x2028: "\n", 0x2029: "\n", 0x0B: "\n", 0x0C: "\n"}
_ELLIPSIS = "…"


def printable(text: str) -> str:
    """Return the text without the characters that break readers.

    Gone are what XML 1.0 §2.2 forbids, the C0 and C1 controls, noncharacters and U+FFFD; NEL and the line and
    paragraph separators become line ends. Law: idempotent.
    """
    return _FORBIDDEN.sub("", text.replace("\r\n", "\n").translate(_LINE_ENDS))


def plain(text: str) -> str:
    """Return one line of plain text: printable, references resolved, leaked markup removed, blanks folded.

    A text that holds an end tag is markup that leaked, and loses all its tags; one that only speaks of a tag
    ("how to use <b>") keeps it. References are resolved until none is left: pages escape twice more often than
    headlines mean ``&amp;`` by the letter. Law: idempotent.
    """
    text = printable(text)
    while True:
        resolved = _REFERENCE.sub(_resolve, _AMPERSAND.sub("&", text))
        if _END_TAG.search(resolved):
            resolved = _TAG.sub(" ", resolved)
        resolved = " ".join(printable(resolved).split())
        if resolved == text:
            return resolved
        text = resolved


def _resolve(reference: re.Match[str]) -> str:
    name = reference[0]
    if name[1] != "#" and name[1:] not in html5:
        return name
    return unescape(name)


def excerpt(text: str, length: int = 300) -> str:
    """Return the beginning of a plain text, at most ``length`` characters, cut between two words where it can be."""
    if len(text) <= length:
        return text
    head = text[: length - 1]
    cut = head.rfind(" ")
    return (head[:cut] if cut > length // 2 else head).rstrip(" ,;:-–—") + _ELLIPSIS

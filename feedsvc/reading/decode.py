"""Bytes to text as browsers do it: byte order mark, HTTP charset, ``<meta>``, detection (HTML §13.2.3).

Two departures, both where a browser would show damage: bytes that are valid UTF-8 beyond doubt are UTF-8 whatever a
label says, and a label UTF-8 that most of the bytes contradict is passed over.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

import webencodings
from chardetng_py import EncodingDetector

from feedsvc.errors import PageTooLargeError, PageUnreadableError
from feedsvc.model.sentences import sentence

MOST_BYTES = 16 * 1024 * 1024
"""Several times what the heaviest pages of news weigh; a bound on time and memory, not on taste."""

MOST_DEPTH = 10_000
_MANY_TAGS = 20_000
_NESTING = re.compile(
    r"<(/?)(?!(?:p|li|br|img|input|meta|link|hr|td|th|tr|dt|dd|option|source|wbr|area|col|base|param|embed|track)\b)[a-z]",
    re.IGNORECASE,
)
"""Opening and closing tags, without those of elements that never hold anything or close by themselves."""

_HEAD = 16_384
_SAMPLE = 200_000
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xfe\xff", "utf-16be"), (b"\xff\xfe", "utf-16le"))
_META = re.compile(rb"<meta\b[^>]{0,1000}?\bcharset\s*=\s*[\"']?\s*([^\"'\s/>;]{1,40})", re.IGNORECASE)
_XML = re.compile(rb"^\s*<\?xml\b[^>]{0,200}?\bencoding\s*=\s*[\"']([^\"']{1,40})[\"']")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([^\"'\s;]{1,40})", re.IGNORECASE)
_MULTIBYTE = re.compile(rb"[\xc2-\xf4][\x80-\xbf]+")
_CONTROL = re.compile(r"[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_MARKUP = re.compile(
    r"<(?:!doctype\s+html|html|head|body|title|article|section|div|table|ul|meta|p|a)\b[^<]*>", re.IGNORECASE
)
_NOT_TEXT = (
    b"%PDF-",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"\x7fELF",
    b"RIFF",
    b"\x00\x00\x01\x00",
)
_XML_ROOT = re.compile(r"<\?xml\b(?:[^<]|<[!?])*<([A-Za-z][\w:.-]{0,60})")
_HTML_TYPES = ("text/html", "application/xhtml+xml", "application/vnd.wap.xhtml+xml")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A page's text, without NULs. ``charset`` is the encoding's WHATWG name, ``basis`` what named it."""

    text: str
    is_html: bool
    charset: str
    basis: str


def decode(body: bytes, content_type: str | None = None) -> Decoded:
    """Return the text of a page; raises PageTooLargeError, and PageUnreadableError for what is no text at all."""
    if len(body) > MOST_BYTES:
        raise PageTooLargeError(
            sentence("The page has %(n)s bytes; %(most)s are read at most.", n=len(body), most=MOST_BYTES)
        )
    media_type = (content_type or "").partition(";")[0].strip().lower()
    _refuse_binary(body, media_type)
    charset, basis = _charset(body, content_type)
    text = _decoded(body, charset)
    _refuse_noise(text, charset)
    is_html = _is_html(text, media_type)
    if is_html:
        _refuse_depth(text)
    else:
        _refuse_data(text)
    return Decoded(text, is_html, charset, basis)


def _refuse_binary(body: bytes, media_type: str) -> None:
    if body.startswith(_NOT_TEXT):
        if body.startswith(b"\x1f\x8b"):
            raise PageUnreadableError(sentence("The page is packed with gzip; it has to be unpacked first."))
        raise PageUnreadableError(sentence("The bytes begin like a binary file: %(bytes)s.", bytes=repr(body[:8])))
    if media_type.startswith(("image/", "audio/", "video/", "font/")) or media_type == "application/pdf":
        raise PageUnreadableError(sentence("The server calls this %(kind)s, which is no page.", kind=repr(media_type)))


def _refuse_noise(text: str, charset: str) -> None:
    sample = text[:_SAMPLE]
    if len(_CONTROL.findall(sample)) > len(sample) * 0.02 + 4:
        raise PageUnreadableError(
            sentence("The bytes are no text in %(charset)s or any other encoding of the web.", charset=charset)
        )


def _refuse_data(text: str) -> None:
    """Refuse what is made for programs: its lines are no articles."""
    beginning = text[:_HEAD].lstrip("\ufeff \t\r\n")
    root = _XML_ROOT.match(beginning)
    if root is not None:
        raise PageUnreadableError(sentence("This is XML (%(root)s), and neither a page nor a feed.", root=root[1]))
    if beginning.startswith(("{", "[")) and _is_json(text):
        raise PageUnreadableError(sentence("This is JSON, and neither a page nor a feed."))


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _refuse_depth(text: str) -> None:
    """Refuse markup nested so deeply that building its tree takes time quadratic in the depth."""
    if text.count("<") < _MANY_TAGS:
        return
    depth = 0
    for tag in _NESTING.finditer(text):
        depth = max(depth - 1, 0) if tag[1] else depth + 1
        if depth > MOST_DEPTH:
            raise PageTooLargeError(
                sentence("The page’s elements stand more than %(n)s deep in one another.", n=MOST_DEPTH)
            )


# ---- which encoding ------------------------------------------------------------------------------------------------


def _charset(body: bytes, content_type: str | None) -> tuple[str, str]:
    for bom, marked in _BOMS:
        if body.startswith(bom):
            return marked, "byte order mark"
    wide = _utf_16(body)
    if wide is not None:
        return wide, "pattern of NULs"
    utf_8 = _is_utf_8(body)
    for label, basis in _labels(body, content_type):
        name = _known(label)
        if name is not None and not _contradicted(name, body, utf_8=utf_8):
            return name, basis
    return ("utf-8", "detection") if utf_8 else (_detected(body), "detection")


def _labels(body: bytes, content_type: str | None) -> list[tuple[str, str]]:
    head = body[:_HEAD]
    found = []
    if content_type and (match := _CHARSET.search(content_type)):
        found.append((match[1], "HTTP"))
    for pattern, basis in ((_META, "meta"), (_XML, "XML declaration")):
        if declared := pattern.search(head):
            found.append((declared[1].decode("ascii", "replace"), basis))
    return found


def _known(label: str) -> str | None:
    """Return the WHATWG name of a label; a page that says UTF-16 in ASCII bytes is UTF-8 (HTML §13.2.3.2)."""
    encoding = webencodings.lookup(label)
    if encoding is None:
        return None
    name = str(encoding.name)
    return {"utf-16be": "utf-8", "utf-16le": "utf-8", "x-user-defined": "windows-1252"}.get(name, name)


def _utf_16(body: bytes) -> str | None:
    """Return which UTF-16 text without a byte order mark is in: its Latin letters leave every other byte NUL."""
    sample = body[:2000]
    if len(sample) < 4 or sample.count(0) < len(sample) * 0.3:
        return None
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) < 5 * min(even, odd) + 2:
        return None
    return "utf-16be" if even > odd else "utf-16le"


def _is_utf_8(body: bytes) -> bool:
    """Say whether the bytes are UTF-8; a page that was cut off in the middle of a sign still is."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start >= len(body) - 3 and error.reason == "unexpected end of data"
    return True


def _contradicted(name: str, body: bytes, *, utf_8: bool) -> bool:
    """Say whether the bytes plainly are not what the label says."""
    if name != "utf-8":
        return utf_8 and _MULTIBYTE.search(body) is not None and not name.startswith("iso-2022")
    if utf_8:
        return False
    damaged = body[:_SAMPLE].decode("utf-8", "replace").count("\ufffd")
    return damaged > len(_MULTIBYTE.findall(body[:_SAMPLE]))


def _detected(body: bytes) -> str:
    detector = EncodingDetector()
    detector.feed(body[:_SAMPLE], last=True)
    return _known(str(detector.guess(tld=None, allow_utf8=False))) or "windows-1252"


def _decoded(body: bytes, charset: str) -> str:
    text, _ = webencodings.decode(body, webencodings.lookup(charset), "replace")
    return str(text).replace("\x00", "")


# ---- what kind of text -----------------------------------------------------------------------------------------------


def _is_html(text: str, media_type: str) -> bool:
    start = text[:2000].lstrip("\ufeff \t\r\n").lower()
    if start.startswith(("<!doctype html", "<html")):
        return True
    tags = len(_MARKUP.findall(text[:_SAMPLE]))
    return tags >= 1 if media_type in _HTML_TYPES else tags >= 2 and media_type != "text/plain"

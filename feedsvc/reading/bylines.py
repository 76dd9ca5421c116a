"""Small judgements about the texts around an article: who wrote it, whether two titles are one, what a summary says."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from html import unescape

from feedsvc.reading import labels, textlines
from feedsvc.reading.document import Document, Node

_END = re.compile(r"</(?:p|li|h\d|blockquote|td|th|tr|dd|dt|figcaption|pre)>|<[bh]r>")
_TAG = re.compile(r"<[^>]*>")
_PARAGRAPH = re.compile(r"<p>(.*?)</p>", re.DOTALL)
_WORD = re.compile(r"[a-z0-9]+")
_AUTHOR_CLASS = re.compile(
    r"(?:^|[\s_-])(?:author|byline|autor(?:e|a)?|auteur|firma|redattore|journalist|writer|contributor|verfasser)"
    r"(?:s|[-_]{0,2}(?:name|link|meta|info|text|by|label))?(?:$|[\s])",
    re.IGNORECASE,
)
_ACCOUNT = re.compile(
    r"^(?:admin(?:istrator|istratore)?|root|user\d*|editor|webmaster|wp-?admin|author|staff\d*)$", re.IGNORECASE
)
_LONGEST_SUMMARY = 500


def shown(document: Document) -> str | None:
    """Return the author that the markup points out: ``rel=author``, ``itemprop=author``, a class that says so."""
    for node in document.nodes:
        if node.is_text or not _points_out(node):
            continue
        text = document.text(node)
        name = labels.author(text) or text.strip(" \t|·•,:-–—")
        if 3 <= len(name) <= 80 and labels.is_name(name) and not labels.announces_author(name):
            return name
    return None


def _points_out(node: Node) -> bool:
    if node.tag in ("a", "span", "p", "div", "address", "li", "strong", "cite", "h3", "h4", "h5", "h6"):
        marked = "author" in node.get("rel").split() or "author" in node.get("itemprop").split()
        return marked or bool(_AUTHOR_CLASS.search(node.get("class")))
    return False


def is_account(name: str) -> bool:
    """Say whether a name is a login rather than a person's or a desk's."""
    return bool(_ACCOUNT.match(name.strip()))


def alike(a: str, b: str) -> bool:
    """Say whether two titles are one: the same words, or one the beginning of the other."""
    first, second = _plain(a), _plain(b)
    if not first or not second:
        return False
    short, long = sorted((first, second), key=len)
    return first == second or (len(short) >= 15 and long.startswith(short) and 2 * len(short) >= len(long))


def ends_with(heading: str, title: str) -> bool:
    """Say whether a heading is a few words and then the title."""
    first, second = _plain(heading), _plain(title)
    return len(second) >= 15 and len(first) > len(second) and first.endswith(second)


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w]+", " ", unicodedata.normalize("NFKC", text).casefold()).split())


def ascii_words(text: str) -> list[str]:
    """Return the words of a text as they stand in an address: without accents, in lower case."""
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return _WORD.findall(bare)


def text_of(html: str) -> str:
    """Return the text of our own clean HTML."""
    return " ".join(unescape(_TAG.sub("", _END.sub(" ", html))).split())


def paragraphs_of(html: str) -> list[str]:
    """Return the texts of the paragraphs of our own clean HTML."""
    return [text_of(paragraph) for paragraph in _PARAGRAPH.findall(html)]


def summary(paragraphs: Iterable[str]) -> str | None:
    """Return the first paragraph of prose without its dateline and credits, cut at a sentence's end."""
    text = next((labels.without_credits(text) for text in paragraphs if textlines.is_prose(text)), None)
    if text is None or len(text) <= _LONGEST_SUMMARY:
        return text
    head = text[:_LONGEST_SUMMARY]
    end = max(head.rfind(mark) for mark in (". ", "! ", "? ", "” ", "。"))
    return head[: end + 1] if end > _LONGEST_SUMMARY // 3 else head.rsplit(" ", 1)[0] + "…"

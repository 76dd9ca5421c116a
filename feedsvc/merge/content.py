"""What counts as an edit of an article, and what does not: pages that print the current time or a counter do not."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from datetime import datetime, timedelta

from feedsvc.merge.identity import title_key
from feedsvc.model.entries import Entry
from feedsvc.model.pages import Article

_TAG = re.compile(r"<[^>]{0,2000}>")
_NUMBER = re.compile(r"\d+(?:[.:,]\d+)*")
_FREE_EDITS = 4
_FIRST_WAIT = timedelta(minutes=15)
_LONGEST_WAIT = timedelta(days=1)
_REMEMBERED = 8


def digests(article: Article) -> tuple[str, ...]:
    """Return one digest for each text of the article that an edit would change: title, summary, content.

    Numbers in running text do not count: readers' counters and printed clocks change with each visit.
    """
    texts = (title_key(article.title), _words(article.summary), _words(article.content))
    return tuple(f"{kind}{_digest(text)}" for kind, text in zip("tsc", texts, strict=True) if text)


def _words(text: str | None) -> str:
    return title_key(_NUMBER.sub(" ", _TAG.sub(" ", text))) if text else ""


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=6).hexdigest()


def is_edit(entry: Entry, article: Article) -> bool:
    """Return whether a text differs from every form in which this entry has shown it."""
    known = entry.history.digests
    kinds = {digest[0] for digest in known}
    return any(digest not in known and digest[0] in kinds for digest in digests(article))


def may_move(entry: Entry, at: datetime) -> bool:
    """Return whether an edit may move ``updated`` now; after the first few each one waits twice as long as the last."""
    extra = entry.history.edits - _FREE_EDITS
    if extra < 0:
        return True
    wait = min(_FIRST_WAIT * (1 << min(extra, 10)), _LONGEST_WAIT)
    return at - entry.updated_at >= wait


def remembered(entry: Entry | None, article: Article) -> tuple[str, ...]:
    """Return the digests to keep: each text's latest forms, newest last."""
    known = entry.history.digests if entry else ()
    union = tuple(dict.fromkeys((*[d for d in known if d not in digests(article)], *digests(article))))
    return tuple(d for kind in "tsc" for d in [x for x in union if x[0] == kind][-_REMEMBERED:])


def edited(entry: Entry, article: Article) -> Entry:
    """Return the entry with the article's texts in place of its own; what the page does not show stays."""
    return replace(
        entry,
        title=article.title or entry.title,
        author=article.author or entry.author,
        summary=article.summary or entry.summary,
        content=article.content or entry.content,
        image=article.image or entry.image,
    )


def completed(entry: Entry, article: Article) -> Entry:
    """Return the entry with what it lacked and this page shows; what it has stays, so that nothing flickers."""
    return replace(
        entry,
        link=entry.link or article.link,
        author=entry.author or article.author,
        summary=entry.summary or article.summary,
        content=entry.content or article.content,
        image=entry.image or article.image,
        language=entry.language or article.language,
        time_text=entry.time_text or article.time_text,
        article_id=entry.article_id or article.article_id,
    )

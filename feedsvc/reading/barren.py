"""Why a page shows no article: what it says instead, so that whoever watches it sees a captcha, a login or a wall."""

from __future__ import annotations

from feedsvc.model.sentences import Sentence, sentence
from feedsvc.reading.document import Document

_MOST_QUOTED = 160


def why(document: Document) -> Sentence:
    """Return the sentence that tells what a page without articles shows."""
    said = document.text(document.nodes[0])
    if not said:
        return sentence("The page shows nothing without its scripts, or only leads elsewhere.")
    quoted = said if len(said) <= _MOST_QUOTED else f"{said[:_MOST_QUOTED].rstrip()}…"
    return sentence(
        "No link of the page looks like an article’s; it begins with “%(text)s”.",
        text="".join(sign if sign.isprintable() else " " for sign in quoted),
    )

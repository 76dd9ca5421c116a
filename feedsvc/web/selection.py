"""What a reader may ask of a feed: how many entries, which, and how much of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from urllib.parse import parse_qsl, urlencode

from feedsvc.errors import BadRequestError
from feedsvc.feeds.text import plain
from feedsvc.model.sentences import sentence

LARGEST_LIMIT = 500
_LONGEST_QUERY_STRING = 4_000
_LONGEST_WORDS = 200


@dataclass(frozen=True, slots=True)
class Selection:
    """A choice among the entries of a feed; the default is no choice at all. ``query`` and ``author`` are words."""

    limit: int | None = None
    query: str | None = None
    author: str | None = None
    since: datetime | None = None
    summaries: bool = False

    def __str__(self) -> str:
        """Return the choice as a query string, the same for all spellings of one choice, with its question mark."""
        members = {
            "author": self.author,
            "content": "summary" if self.summaries else None,
            "limit": self.limit,
            "q": self.query,
            "since": self.since and self.since.isoformat().replace("+00:00", "Z"),
        }
        given = {name: value for name, value in members.items() if value is not None}
        return f"?{urlencode(given)}" if given else ""


EVERYTHING = Selection()


def select(query_string: str) -> Selection:
    """Return the choice that a query string makes; names that nobody knows change nothing.

    Raises BadRequestError with a sentence that says what may be written.
    """
    if not query_string:
        return EVERYTHING
    given = _members(query_string)
    return Selection(
        limit=_limit(given["limit"]) if "limit" in given else None,
        query=_terms("q", given["q"]) if "q" in given else None,
        author=_terms("author", given["author"]) if "author" in given else None,
        since=_moment(given["since"]) if "since" in given else None,
        summaries=_summaries(given["content"]) if "content" in given else False,
    )


def _members(query_string: str) -> dict[str, str]:
    """Return the members of a query string; of several with one name the first counts, and a blank one does not."""
    if len(query_string) > _LONGEST_QUERY_STRING:
        raise BadRequestError(sentence("This address is too long: ask for less at once."))
    try:
        pairs = parse_qsl(query_string, max_num_fields=100, errors="strict")
    except ValueError:
        raise BadRequestError(
            sentence("This address is not written as addresses are: percent-encode it as UTF-8.")
        ) from None
    given: dict[str, str] = {}
    for name, value in pairs:
        if value.strip():
            given.setdefault(name, value.strip())
    return given


def _limit(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 6 and 1 <= int(text) <= LARGEST_LIMIT):
        raise BadRequestError(
            sentence(
                "limit is a whole number from 1 to %(most)s, not %(given)s.", most=LARGEST_LIMIT, given=repr(text[:40])
            )
        )
    return int(text)


def _terms(name: str, text: str) -> str | None:
    folded = plain(text[: _LONGEST_WORDS * 4])
    if len(folded) > _LONGEST_WORDS:
        raise BadRequestError(sentence("%(name)s is at most %(n)s characters long.", name=name, n=_LONGEST_WORDS))
    return folded or None


def _moment(text: str) -> datetime:
    try:
        if len(text) == len("2026-01-10"):
            return datetime.combine(date.fromisoformat(text), time(), UTC)
        moment = datetime.fromisoformat(text.replace(" ", "+"))
        if moment.tzinfo is not None:
            return moment.astimezone(UTC).replace(microsecond=0)
    except (ValueError, OverflowError):
        pass
    raise BadRequestError(
        sentence(
            "since is a day (2026-01-10) or a moment with its offset (2026-01-10T07:30:00Z), not %(given)s.",
            given=repr(text[:40]),
        )
    )


def _summaries(text: str) -> bool:
    if text not in ("summary", "full"):
        raise BadRequestError(sentence("content is 'summary' or 'full', not %(given)s.", given=repr(text[:40])))
    return text == "summary"

"""Which humanizer printed a page: what each mention allows, over a page and over visits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from feedsvc.model.times import Mention
from feedsvc.timex.laws import weight


def rank(mentions: Iterable[Mention]) -> tuple[str, ...]:
    """Return the humanizers that printed most of the mentions, likelier ones first among equals.

    Only dialects that explain as many mentions as the best one remain: "24 ore fa" leaves none that cuts down to
    whole hours, "un mese fa" none that writes a digit. Equal texts count once, however often a page repeats them.
    """
    told = {mention.text[mention.start : mention.end]: mention.humanizers for mention in mentions}
    votes = Counter(name for names in told.values() for name in names)
    most = max(votes.values(), default=0)
    remaining = [name for name, count in votes.items() if count == most]
    return tuple(sorted(remaining, key=lambda name: (-weight((name,)), name)))

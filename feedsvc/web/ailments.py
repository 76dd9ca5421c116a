"""What is wrong with a source, said in the reader's language from the fault's kind and what is known of the source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedsvc.model.times import Span
from feedsvc.web.saying import say, say_length

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from feedsvc.model.visits import Fault, SourceState
    from feedsvc.web.words import Words


def tell(fault: Fault, state: SourceState, zone: tzinfo, words: Words) -> str:
    """Return a fault in a sentence; one of a kind that is not known here is told as it was noted."""
    said = _of_visits(fault, state, words) or _of_articles(fault, state, words) or _of_time(fault, state, zone, words)
    return said or words.tell(fault.reason)


def _of_visits(fault: Fault, state: SourceState, words: Words) -> str | None:
    if fault.kind == "failing" and state.error:
        times = words.count("The last visit failed.", "The last %(n)s visits failed.", state.failures)
        return f"{times} {words.tell(state.error)}"
    if fault.kind == "rejected" and state.rejection:
        return words("Nothing was taken from the last visit: %(why)s", why=words.tell(state.rejection))
    return None


def _of_articles(fault: Fault, state: SourceState, words: Words) -> str | None:
    usual = state.learnt.usual_articles
    if fault.kind == "empty" and state.emptiness:
        return words.tell(state.emptiness)
    if fault.kind == "fewer" and usual:
        return words.count(
            "The page shows only %(n)s article; it usually shows about %(usual)s.",
            "The page shows only %(n)s articles; it usually shows about %(usual)s.",
            state.articles,
            usual=words.number(round(usual)),
        )
    if fault.kind == "untimed":
        return words.count(
            "Only %(n)s of %(articles)s articles has a time.",
            "Only %(n)s of %(articles)s articles have a time.",
            state.timed,
            articles=words.number(state.articles),
        )
    return None


def _of_time(fault: Fault, state: SourceState, zone: tzinfo, words: Words) -> str | None:
    gap, last = state.learnt.usual_gap, state.last_news_at
    if fault.kind == "silent" and gap and last:
        return words(
            "Nothing new since %(time)s; there is usually something every %(gap)s.",
            time=_moment(last, zone, words),
            gap=say_length(gap, words, units=1),
        )
    if fault.kind == "late" and state.next_visit_at:
        due = _moment(state.next_visit_at, zone, words)
        return words("A visit has been due since %(time)s: is the refresher running?", time=due)
    if fault.kind == "layout" and state.layout_changed_at:
        since = _moment(state.layout_changed_at, zone, words)
        return words("Since %(time)s the articles stand in other places of the page.", time=since)
    if fault.kind == "relearnt" and state.learnt.relearnt_at:
        since = _moment(state.learnt.relearnt_at, zone, words)
        return words("Since %(time)s the times say otherwise than before: they are learnt anew.", time=since)
    return None


def _moment(moment: datetime, zone: tzinfo, words: Words) -> str:
    return say(Span.instant(moment), moment, zone, words)

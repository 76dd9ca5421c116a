"""Entries that left the page before its program was known."""

from dataclasses import replace
from datetime import timedelta

import pytest

from feedsvc.merge import departed
from feedsvc.merge.matching import Sight
from feedsvc.merge.revising import Known, Occasion
from feedsvc.model.entries import History, Hypothesis
from feedsvc.model.times import PageClock, Span
from feedsvc.model.visits import Body, Learnt
from tests.stores import make_entry
from tests.unit.merge.making import ENTITY, NOON, SOURCE, after, ago, article, minutes, page, visit

SEEN = NOON + minutes(90)
LEARNT = Learnt(humanizer="carbon/default", humanizers=("carbon/default",))
BEFORE = SEEN - minutes(15)
OCCASION = Occasion(SOURCE, SEEN, ENTITY, left=frozenset({"carbon/default"}))


def gone(offset=-25.0, **fields):
    """An entry shown at noon that Carbon, had it printed the ages, would have dated so many minutes later."""
    carbon = Span(NOON + minutes(offset - 2), NOON + minutes(offset + 2))
    other = Span(NOON - minutes(5), NOON + minutes(5))
    history = History((Hypothesis(("carbon/default",), carbon), Hypothesis(("wordpress/core6.7+",), other)))
    return replace(make_entry("gone", NOON, history=history), **fields)


def met(at):
    entry = make_entry("there", NOON, last_seen_at=at)
    return [Known(Sight(article(), (), (), entry), entry, None, History())]


def dated(*entries, learnt=LEARNT, last=BEFORE):
    return departed.dated(entries, met(last), OCCASION, learnt)


def test_what_left_moves_towards_what_the_learnt_program_means():
    [(old, new)] = dated(gone())
    assert apart(new, old) == -timedelta(minutes=9, seconds=59)
    assert new.history.moves == 1
    assert new.published.span == old.published.span


def test_it_moves_at_most_three_times():
    entry = gone()
    for _ in range(5):
        pairs = dated(entry)
        entry = pairs[0][1] if pairs else entry
    assert entry.history.moves == 3
    assert abs(apart(entry, gone()) + minutes(25)) < minutes(0.1)


def test_what_left_is_shown_in_the_middle_of_what_is_left_although_nothing_excludes_where_it_was():
    wide = Span(NOON - minutes(1), NOON + minutes(11))
    [(old, new)] = dated(gone(history=History((Hypothesis(("carbon/default",), wide),), moves=2)))
    assert apart(new, old) == minutes(5)
    assert new.history.moves == 3
    assert dated(new) == []


@pytest.mark.parametrize(
    ("entry", "learnt", "last"),
    [
        (gone(), Learnt(humanizers=("carbon/default",)), BEFORE),
        (gone(), LEARNT, SEEN),
        (gone(republished=True), LEARNT, BEFORE),
        (gone(offset=1.0), LEARNT, BEFORE),
    ],
    ids=["nothing learnt", "a page merged before", "published again", "near the middle"],
)
def test_nothing_moves_without_reason(entry, learnt, last):
    assert dated(entry, learnt=learnt, last=last) == []


def test_a_merge_that_begins_again_still_knows_what_left(monkeypatch):
    asked = []
    monkeypatch.setattr(departed, "dated", lambda entries, *_: asked.append(entries) or [])
    first, again, ponte = NOON, NOON + minutes(20), {"title": "Il ponte"}
    known = after(visit(page(article(published=ago(120, 180)), article(published=age(5, first), **ponte)), at=first))
    before = Body("", NOON, seen_at=NOON + minutes(15), made_after=NOON)
    reading = page(article(published=ago(120, 180)), article(published=age(25, again), **ponte))
    fresh = replace(reading, clock=PageClock(Span.instant(again), "http", (), ()))
    left = (gone(),)
    assert visit(fresh, known, again, before=before, gone=left).learnt.hidden_cache
    assert asked[-1] == left


def age(minutes_ago, at):
    return replace(ago(minutes_ago - 0.5, minutes_ago + 0.5, at), basis="age")


def apart(new, old):
    return new.published_at - old.published_at

from dataclasses import replace
from datetime import timedelta

from feedsvc.merge import caching
from feedsvc.model.times import Evidence, PageClock, Span, Timestamp
from feedsvc.model.visits import Body, Learnt
from tests.unit.merge.making import NOON, after, ago, article, minutes, page, visit


def test_an_entry_met_again_after_its_sites_cache_was_noticed_gets_back_what_the_cache_may_have_hidden():
    (entry,) = after(visit(page(article())))
    believed = replace(entry, history=replace(entry.history, not_before=NOON - minutes(11), not_after=NOON))
    (opened,) = caching.believed_once((believed,), Learnt(hidden_cache=True))
    assert opened.history.fixed.earliest == NOON - minutes(11) - timedelta(hours=1)
    assert caching.believed_once((opened,), Learnt(hidden_cache=True)) == (opened,)
    assert caching.believed_once((believed,), Learnt()) == (believed,)


def to_the_minute(age, at, title):
    return article(title, published=replace(ago(age - 0.5, age + 0.5, at), basis="age"))


def hidden_after_a_body_that_stood_still(age, first_at, again_at):
    """Whether a cache is suspected by a page whose body had not changed for a quarter of an hour before."""
    known = after(visit(page(article(published=ago(120, 180)), to_the_minute(age, first_at, "Il ponte")), at=first_at))
    before = Body("", NOON, seen_at=NOON + minutes(15), made_after=NOON)
    reading = page(article(published=ago(120, 180)), to_the_minute(age + 20, again_at, "Il ponte"))
    fresh = PageClock(Span.instant(again_at), "http", (), ())
    return visit(replace(reading, clock=fresh), known, again_at, before=before).learnt.hidden_cache


def test_a_body_that_stood_still_with_an_age_to_the_minute_comes_from_a_cache():
    assert hidden_after_a_body_that_stood_still(5, NOON, NOON + minutes(20))


def test_a_body_that_stood_still_before_the_first_age_to_the_minute_may_be_fresh():
    assert not hidden_after_a_body_that_stood_still(5, NOON + minutes(20), NOON + minutes(40))


def printed(count, at, title):
    """An article whose age a page made at an instant gives in minutes, to be read with the program that printed it."""
    span = Span(at - minutes(count + 1), at - minutes(count - 0.5))
    evidence = Evidence("age", f"{count} minuti fa", span)
    return article(title, published=Timestamp(span, span.centre, "age", clock=Span.instant(at), evidence=(evidence,)))


def test_articles_that_were_published_again_before_show_no_cache():
    names = [f"Titolo numero {word}" for word in ("uno", "due", "tre", "quattro")]
    known = after(visit(page(*[printed(40, NOON, name) for name in names])))
    again = NOON + minutes(120)
    fresh = PageClock(Span.instant(again), "http", (), ())
    reading = replace(page(*[printed(5, again, name) for name in names]), clock=fresh)
    assert visit(reading, known, again).learnt.hidden_cache
    known = (known[0], *[replace(entry, republished=True) for entry in known[1:]])
    assert not visit(reading, known, again).learnt.hidden_cache

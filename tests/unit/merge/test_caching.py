from dataclasses import replace
from datetime import timedelta

from feedsvc.merge import caching
from feedsvc.model.times import PageClock, Span
from feedsvc.model.visits import Body, Learnt
from tests.unit.merge.making import NOON, after, ago, article, minutes, page, printed, visit


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


def test_a_body_without_the_article_that_stood_still_says_nothing_of_its_age():
    known = after(visit(page(to_the_minute(5, NOON, "Il ponte"))))
    captcha = Body("", NOON + minutes(15), seen_at=NOON + minutes(30), made_after=NOON)
    at = NOON + minutes(45)
    reading = replace(page(to_the_minute(50, at, "Il ponte")), clock=PageClock(Span.instant(at), "http", (), ()))
    assert not visit(reading, known, at, before=captcha).learnt.hidden_cache


def test_articles_that_were_published_again_before_show_no_cache():
    names = [f"Titolo numero {word}" for word in ("uno", "due", "tre", "quattro")]
    known = after(visit(page(*[printed(40, NOON, name) for name in names])))
    again = NOON + minutes(120)
    fresh = PageClock(Span.instant(again), "http", (), ())
    reading = replace(page(*[printed(5, again, name) for name in names]), clock=fresh)
    assert visit(reading, known, again).learnt.hidden_cache
    known = (known[0], *[replace(entry, republished=True) for entry in known[1:]])
    assert not visit(reading, known, again).learnt.hidden_cache


def refilled(kept, known=(), learnt=Learnt()):
    """What two visits leave, to a page that a cache had kept for so many minutes and to the one made after it."""
    titles = {f"Titolo numero {word}": 7 * n for n, word in enumerate(("uno", "due", "tre", "quattro"), start=1)}
    for at, lag in ((NOON, kept), (NOON + minutes(15), 0)):
        shown = [printed(age + (at - NOON) // minutes(1) - lag + kept, at, title) for title, age in titles.items()]
        changes = visit(replace(page(*shown), clock=PageClock(Span.instant(at), "http")), known, at, learnt=learnt)
        known, learnt = after(changes, known), changes.learnt
    inside = [NOON - minutes(age + kept) in entry.published.span for entry in known for age in [titles[entry.title]]]
    return changes, learnt, all(inside)


def test_a_cache_that_kept_a_page_for_hours_shows_how_long_it_did():
    changes, learnt, inside = refilled(170)
    assert inside
    assert changes.warning is None
    assert learnt.hidden_cache
    assert timedelta(hours=3) < learnt.doubt < timedelta(hours=5)


def test_a_known_cache_that_keeps_pages_longer_than_was_known_is_believed_to():
    changes, learnt, inside = refilled(170, learnt=Learnt(hidden_cache=True))
    assert inside
    assert changes.warning is None
    assert timedelta(hours=3) < learnt.doubt < timedelta(hours=5)

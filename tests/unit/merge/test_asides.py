from dataclasses import replace

from feedsvc.merge import asides
from feedsvc.merge.matching import sights
from feedsvc.model.times import PageClock, Span
from feedsvc.model.visits import Learnt
from tests.unit.merge.making import NOON, after, minutes, page, printed, visit

NEWEST = {"Il bilancio della mensa": 3, "Il ponte sul torrente": 17, "Il mercato coperto": 31, "La pista ciclabile": 44}
"""How many minutes before noon the articles of the main list were published."""
MOST_READ = {"Il concerto di piazza": 130, "La variante della statale": 110, "Il cantiere della scuola": 150}


def shown(passed, lag):
    """A page made some minutes after noon, beside whose list stands a block that was made so much before it."""
    at = NOON + minutes(passed)
    newest = [printed(age + passed, at, title, listed="main", ordered=True) for title, age in NEWEST.items()]
    most_read = [printed(age + passed - lag, at, title, listed="aside") for title, age in MOST_READ.items()]
    return replace(page(*newest, *most_read), clock=PageClock(Span.instant(at), "http")), at


def watched(*visits):
    known, learnt = (), Learnt(doubt=minutes(1))
    for passed, lag in visits:
        reading, at = shown(passed, lag)
        changes = visit(reading, known, at, learnt=learnt)
        known, learnt = after(changes, known), changes.learnt
    return {entry.title: entry for entry in known}, learnt


def test_only_blocks_beside_the_largest_that_are_not_sorted_by_time_may_be_made_before_the_page():
    reading, _ = shown(0, 0)
    assert asides.beside(sights(reading.articles, ())) == {"aside"}
    by_time = [replace(article, ordered=True) for article in reading.articles]
    assert asides.beside(sights(by_time, ())) == frozenset()
    alone = [article for article in reading.articles if article.listed == "aside"]
    assert asides.beside(sights(alone, ())) == frozenset()


def test_a_block_cached_apart_keeps_no_true_moment_out_of_a_span():
    entries, learnt = watched((0, 25), (14, 39), (31, 0), (46, 15))
    assert all(NOON - minutes(age) in entries[title].published.span for title, age in MOST_READ.items())
    assert all(entries[title].published.span.width < minutes(4) for title in NEWEST)
    assert not learnt.hidden_cache


def test_a_block_that_turns_out_to_lag_by_hours_is_remembered_and_what_it_told_is_opened_again():
    entries, learnt = watched((0, 100), (15, 0))
    assert learnt.lagging == ("aside",)
    assert all(NOON - minutes(age) in entries[title].published.span for title, age in MOST_READ.items())
    assert not learnt.hidden_cache


def test_a_block_cached_apart_publishes_nothing_again():
    entries, learnt = watched((0, 0), (15, 100))
    assert learnt.lagging == ("aside",)
    assert not any(entry.republished for entry in entries.values())
    assert {title: entry.updated_at for title, entry in entries.items()} == {
        title: entry.published_at for title, entry in entries.items()
    }


def test_an_age_that_the_list_shows_to_be_too_small_opens_what_stands_in_the_blocks_beside_alone():
    reading, at = shown(0, 100)
    repeated, *rest = reading.articles
    stale = printed(1, at, repeated.title).published.evidence
    joined = replace(repeated, published=replace(repeated.published, dropped=stale))
    entries = {e.title: e for e in visit(replace(reading, articles=(joined, *rest)), (), at).created}
    assert all(NOON - minutes(age) in entries[title].published.span for title, age in MOST_READ.items())
    assert all(entries[title].published.span.width < minutes(65) for title in NEWEST)

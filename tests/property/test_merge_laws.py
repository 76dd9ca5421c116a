"""The laws of merging, on histories that hypothesis invents and on simulated sites."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.printers import PRINTERS
from benchmarks.site import Cache, Habits, Site, times
from benchmarks.watching import Merging, perfect, watch
from feedsvc import timex
from feedsvc.merge import ages, merge
from feedsvc.merge.ages import Said, Setting
from feedsvc.model.entries import History, Hypothesis
from feedsvc.model.pages import Article
from feedsvc.model.times import Evidence, Span, Timestamp
from tests.unit.merge.making import ENTITY, NOON, SOURCE, after

START = datetime(2026, 1, 12, 6, tzinfo=UTC)
ROME = ZoneInfo("Europe/Rome")
moments = st.integers(0, 10**6).map(lambda n: NOON - timedelta(seconds=n))


@st.composite
def spans(draw):
    one, other = sorted((draw(moments), draw(moments)))
    return Span(one, other)


@st.composite
def meanings(draw):
    """What an age means under each of up to four programs, which fall into up to three groups."""
    groups = {}
    for name, group in sorted(draw(st.dictionaries(st.sampled_from("abcd"), st.integers(0, 2), min_size=1)).items()):
        groups.setdefault(group, []).append(name)
    return tuple(Hypothesis(tuple(names), draw(spans())) for names in groups.values())


@st.composite
def pages(draw):
    return Said(draw(st.none() | spans()), tuple(draw(st.lists(meanings(), max_size=2))))


def meant(history):
    return history and (history.fixed, {n: h.span for h in history.hypotheses for n in h.humanizers})


@given(pages(), pages())
def test_what_two_pages_leave_does_not_depend_on_their_order(one, other):
    def both(first, second):
        history = ages.extended(History(), first)
        return history and ages.extended(history, second)

    forth, back = both(one, other), both(other, one)
    # Pages that contradict each other are another matter: there what was known first stays.
    if forth and back and _by_one_program(one, other):
        assert meant(forth) == meant(back)


def _by_one_program(*pages):
    printers = [{n for meaning in age for n in meaning.humanizers} for page in pages for age in page.ages]
    return not printers or bool(set.intersection(*printers))


@given(pages())
def test_a_page_read_twice_tells_nothing_new(page):
    history = ages.extended(History(), page)
    if history is not None:
        assert meant(ages.extended(history, page)) == meant(history)


@given(pages(), pages())
def test_another_page_never_widens_a_span(one, other):
    before = ages.extended(History(), one)
    later = before and ages.extended(before, other)
    if later is None:
        return
    old, new = ages.span(before, frozenset()), ages.span(later, frozenset())
    if old is not None and new is not None and before.hypotheses:
        assert old.intersect(new) == new


@given(
    st.sampled_from(sorted(PRINTERS)),
    st.sampled_from(["it", "en", "es", "de"]),
    st.integers(1, 3 * 86400),
    st.lists(st.integers(0, 2 * 86400), min_size=1, max_size=12),
    st.randoms(),
)
@settings(max_examples=60, deadline=None)
def test_the_truth_is_inside_whatever_the_visits_and_their_order(dialect, language, age, waits, dice):
    published = NOON - timedelta(seconds=age)
    told = [_told(dialect, language, published, NOON + timedelta(seconds=wait)) for wait in waits]

    def merged(order):
        history = History()
        for page in order:
            history = ages.extended(history, page)
        return history

    shuffled = list(told)
    dice.shuffle(shuffled)
    history = merged(told)
    assert meant(history) == meant(merged(shuffled))
    span = ages.span(history, frozenset())
    assert span.earliest <= published <= span.latest
    assert any(h.span.earliest <= published <= h.span.latest for h in history.hypotheses if _names(h, dialect))


def _told(dialect, language, published, at):
    words = PRINTERS[dialect]((at - published).total_seconds(), language)
    resolution = timex.resolve(timex.read(words, (language,)), Span.instant(at), ROME)
    moment = Timestamp(
        resolution.span,
        resolution.at,
        "age",
        words,
        clock=Span.instant(at),
        evidence=(Evidence("age", words, resolution.span),),
    )
    return ages.said(moment, Article("", language=language), Setting(language, ROME))


def _names(hypothesis, dialect):
    return not hypothesis.humanizers or any(name.startswith(dialect) for name in hypothesis.humanizers)


@pytest.mark.parametrize("dialect", sorted(PRINTERS))
@pytest.mark.parametrize("every", [15, 60])
def test_watching_a_site_keeps_the_promises(dialect, every):
    site = Site(Habits(dialect=dialect, shown=12, sidebar=None), START, timedelta(hours=16), seed=every)
    merging = Merging(site)
    report = watch(site, times(START, timedelta(hours=16), timedelta(minutes=every), 0.1, seed=1), merging)
    assert {len(w.ids) for w in report.posts.values()} == {1}
    assert (report.duplicates, report.strangers, report.outside) == (0, 0, 0)
    assert max(report.errors(site, watched=True), default=0) < 10
    watched = [w for n, w in report.posts.items() if w.first_at > START]
    assert all(len(w.changes()) <= 3 for w in watched)
    assert all(change < timedelta(minutes=10) for w in watched for change in w.changes())
    assert not any(changes.warning for changes in merging.changes)


def test_a_cache_whose_stamp_is_readable_does_no_harm():
    site = Site(Habits(cache=Cache(), shown=12), START, timedelta(hours=16), seed=3)
    report = watch(site, times(START, timedelta(hours=16), timedelta(minutes=15), 0.1, seed=1), Merging(site))
    assert (report.duplicates, report.outside) == (0, 0)


@pytest.mark.parametrize("lifetime", [5, 15, 30, 60])
@pytest.mark.parametrize(("every", "jitter"), [(15, 0.1), (15, 0), (60, 0.1), (60, 0)])
def test_a_cache_that_hides_keeps_no_truth_out_of_a_span(lifetime, every, jitter):
    cache = Cache(timedelta(minutes=lifetime), "none")
    site = Site(Habits(cache=cache, shown=12), START, timedelta(hours=20), seed=lifetime)
    merging = Merging(site)
    report = watch(site, times(START, timedelta(hours=20), timedelta(minutes=every), jitter, seed=2), merging)
    assert {len(w.ids) for w in report.posts.values()} == {1}
    assert (report.duplicates, report.outside) == (0, 0)
    assert report.most_changes() <= 3
    assert report.largest_change() < timedelta(minutes=10)


def test_uneven_visits_take_the_doubt_from_a_site_without_a_cache():
    site = Site(Habits(shown=12), START, timedelta(hours=20), seed=5)
    merging = Merging(site)
    report = watch(site, times(START, timedelta(hours=20), timedelta(minutes=15), 0.1, seed=2), merging)
    assert merging.learnt.doubt <= timedelta(minutes=1)
    assert report.outside == 0


def test_visits_by_the_clock_leave_a_cache_that_keeps_their_step_in_doubt():
    site = Site(Habits(shown=12), START, timedelta(hours=20), seed=5)
    merging = Merging(site)
    watch(site, times(START, timedelta(hours=20), timedelta(minutes=15), 0, seed=2), merging)
    assert timedelta(minutes=15) <= merging.learnt.doubt <= timedelta(minutes=17)


def test_a_cache_that_says_how_old_its_pages_are_is_not_suspected():
    site = Site(Habits(cache=Cache(stamp="age"), shown=12), START, timedelta(hours=16), seed=3)
    merging = Merging(site)
    report = watch(site, times(START, timedelta(hours=16), timedelta(minutes=15), 0.1, seed=1), merging)
    assert merging.learnt.cache_speaks
    assert not merging.learnt.hidden_cache
    assert report.outside == 0


@given(st.integers(0, 10**6), st.integers(0, 2000))
@settings(max_examples=15, deadline=None)
def test_merging_a_page_twice_is_merging_it_once(seed, minutes):
    site = Site(Habits(shown=10), START, timedelta(hours=36), seed)
    first, second = perfect(site, START), perfect(site, START + timedelta(minutes=minutes))
    known = after(merge(SOURCE, (), first, START, tagging_entity=ENTITY))
    once = merge(SOURCE, known, second, START + timedelta(minutes=minutes), tagging_entity=ENTITY)
    known = after(once, known)
    twice = merge(SOURCE, known, second, START + timedelta(minutes=minutes), tagging_entity=ENTITY, learnt=once.learnt)
    assert (twice.created, twice.changed, twice.narrowed) == ((), (), ())
    assert twice.learnt == once.learnt

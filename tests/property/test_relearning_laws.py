"""What holds of a simulated site that prints its times otherwise from some moment on."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from benchmarks.site import Habits, Site, times
from benchmarks.watching import Merging, watch
from feedsvc.model.pages import Hints
from feedsvc.model.times import Evidence, Span, Timestamp

START = datetime(2026, 1, 12, 6, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
LENGTH, TURN = 18 * HOUR, START + 8 * HOUR


class Dated(Merging):
    """Visits to a site that prints dates to the minute, misread by ``off``; None for ages."""

    off: timedelta | None = None

    def _merge(self, reading, seen_at, at):
        if self.off is not None:
            articles = tuple(self._dated(article, reading, at) for article in reading.articles)
            reading = replace(reading, articles=articles, zone=self.source.hints.zone)
        super()._merge(reading, seen_at, at)

    def _dated(self, article, reading, at):
        minute = self.site.post(article.link).dated_at(at).replace(second=0, microsecond=0) + self.off
        span = Span(minute, minute + MINUTE)
        evidence = (Evidence("date", "", span),)
        return replace(article, published=Timestamp(span, minute, "date", clock=reading.clock.span, evidence=evidence))


def watched(look, turned):
    """The report of a site that is visited by the quarter of an hour, and changed by ``turned`` in the middle."""
    falsely, later = set(), {}

    def visit(at):
        if at >= TURN:
            turned(look)
        known = look(at)
        falsely.update(e.id for e in known if e.republished and not look.site.post(e.link).happened("again", at))
        later.update({e.id: e for e in known if e.first_seen_at >= TURN + 2 * HOUR})
        return known

    report = watch(look.site, times(START, LENGTH, 15 * MINUTE, 0.1, seed=1), visit)
    assert {len(w.ids) for w in report.posts.values()} == {1}
    assert (report.duplicates, report.strangers, falsely) == (0, 0, set())
    assert report.most_changes() <= 3
    assert report.largest_change() < 10 * MINUTE
    wrong = [abs(e.published_at - look.site.post(e.link).dated_at(e.first_seen_at)) / MINUTE for e in later.values()]
    assert wrong
    assert sum(wrong) / len(wrong) <= 0.5
    return report


@pytest.mark.parametrize(
    ("before", "after"),
    [("wordpress", "carbon"), ("carbon", "wordpress"), ("wordpress", "date-fns"), ("date-fns", "luxon")],
)
def test_a_site_that_changes_its_humanizer_is_learnt_anew(before, after):
    look = Merging(Site(Habits(before, shown=12), START, LENGTH, seed=4))

    def turned(look):
        look.site.habits = replace(look.site.habits, dialect=after)

    report = watched(look, turned)
    assert report.outside == 0
    assert not any(changes.warning for changes in look.changes)
    assert look.learnt.relearnt_at < TURN + HOUR
    assert not look.learnt.hidden_cache


@pytest.mark.parametrize("off", [-6, -1, 1])
def test_a_zone_that_the_operator_corrects_counts_from_that_visit_on(off):
    look = Dated(Site(Habits(shown=12), START, LENGTH, seed=4), Hints(zone="Europe/Athens"))
    look.off = off * HOUR

    def turned(look):
        look.off, look.source = timedelta(), replace(look.source, hints=Hints(zone="Europe/Rome"))

    watched(look, turned)
    assert look.learnt.zone == "Europe/Rome"
    assert not look.changes[-1].warning


@pytest.mark.parametrize("off", [-6, -1, 1])
def test_dates_that_contradict_what_ages_said_are_believed_after_a_few_visits(off):
    look = Dated(Site(Habits(shown=12), START, LENGTH, seed=4))

    def turned(look):
        # Once nothing is learnt any more, the reader takes the zone from the page.
        look.off = timedelta() if look.learnt.mistrusted else off * HOUR

    watched(look, turned)
    assert sum(changes.warning is not None for changes in look.changes) == 3
    assert look.learnt.mistrusted


def test_dates_that_say_what_ages_said_change_nothing_but_the_spans():
    look = Dated(Site(Habits(shown=12), START, LENGTH, seed=4))

    def turned(look):
        look.off = timedelta()

    assert watched(look, turned).outside == 0
    assert look.learnt.relearnt_at is None

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from feedsvc.model.times import Evidence, Span, Timestamp
from feedsvc.web.evidence import families
from feedsvc.web.reasons import explain, shorten
from feedsvc.web.words import words

EN = words("en")
ROME = ZoneInfo("Europe/Rome")
MOMENT = datetime(2026, 1, 10, 5, 41, tzinfo=UTC)
HALF = timedelta(seconds=30)
SPAN = Span(MOMENT - HALF, MOMENT + HALF)
CLOCK = Span.instant(MOMENT + timedelta(minutes=49))
AGED = Timestamp(
    SPAN,
    MOMENT,
    "age",
    text="49 minuti fa",
    clock=CLOCK,
    humanizers=("wordpress/core",),
    evidence=(Evidence("age", "49 minuti fa", SPAN), Evidence("first sight", "seen", CLOCK)),
    dropped=(Evidence("datetime", "1970-01-01"),),
)


def steps(published):
    return [(step.label, step.text, step.note) for step in explain(published, ROME, EN).steps]


def test_an_age_is_explained_from_the_words_to_the_moment_that_feeds_show():
    assert steps(AGED) == [
        (
            "The page says",
            "49 minuti fa",
            "ages from 48 minutes 30 seconds to 49 minutes 30 seconds are printed so by WordPress",
        ),
        ("The page was made", "10 January 2026, 07:30", ""),
        ("So it was published", "10 January 2026, between 06:40:30 and 06:41:30", "a stretch of 1 minute"),
        (
            "Feeds show",
            "10 January 2026, 06:41",
            "They can hold one moment only. It stays, unless later visits rule it out.",
        ),
    ]


def test_a_clock_that_is_wide_says_why():
    wide = replace(AGED, clock=Span(CLOCK.earliest - timedelta(hours=9), CLOCK.latest))
    assert "ages and dates" in steps(wide)[1][2]


def test_a_date_needs_no_clock():
    day = Span(datetime(2026, 1, 9, 23, tzinfo=UTC), datetime(2026, 1, 10, 22, 59, 59, tzinfo=UTC))
    dated = Timestamp(day, day.centre, "date", "10 gennaio 2026", clock=CLOCK, evidence=(Evidence("date", "x", day),))
    assert [label for label, _, _ in steps(dated)] == ["The page says", "So it was published", "Feeds show"]
    assert steps(dated)[1][1] == "10 January 2026"


def test_an_exact_moment_is_not_said_twice():
    exact = Timestamp(Span.instant(MOMENT), MOMENT, "datetime", "2026-01-10T05:41:00Z")
    assert [label for label, _, _ in steps(exact)] == ["The page says", "So it was published"]


def test_an_article_without_a_time_is_explained_by_the_visits():
    seen = Span(MOMENT - timedelta(hours=9), MOMENT)
    first = Timestamp(seen, MOMENT, "first sight", evidence=(Evidence("first sight", "x", Span.instant(MOMENT)),))
    assert steps(first)[:2] == [
        ("The page says", "nothing of a time that could be used", ""),
        ("We first saw it", "10 January 2026, 06:41", ""),
    ]
    absent = replace(first, basis="absence")
    assert steps(absent)[1][:2] == ("It appeared", "between two visits: one did not find it, the next one did")


def test_only_words_of_the_page_are_quoted():
    noted = Evidence("first sight", "the page that showed it", Span.instant(MOMENT - timedelta(hours=1)))
    why = explain(replace(AGED, evidence=(*AGED.evidence[:1], noted)), ROME, EN)
    assert [(each.kind, each.text) for each in why.evidence] == [("the first time we saw it", "")]
    assert [(each.text, each.quoted) for each in why.dropped] == [("1970-01-01", True)]


def test_what_rules_nothing_out_is_not_told():
    assert explain(AGED, ROME, EN).evidence == ()


def test_the_drawing_ends_with_what_the_evidence_leaves():
    assert [bar.kind for bar in explain(AGED, ROME, EN).bars] == ["clock", "published"]


def test_several_pieces_of_evidence_are_drawn_above_what_they_leave():
    wide = [
        Evidence(kind, "", Span(MOMENT - timedelta(hours=ago), MOMENT + timedelta(hours=1)))
        for kind, ago in (("age", 1), ("date", 9))
    ]
    together = replace(AGED, evidence=(*wide, Evidence("first sight", "", Span.instant(MOMENT))))
    kinds = [bar.kind for bar in explain(together, ROME, EN).bars]
    assert kinds == ["evidence", "evidence", "clock", "published"]


def test_programs_are_named_once_whatever_their_options():
    names = ("wordpress/core6.7+", "wordpress/core5.3-6.6", "moment/fromNow")
    assert families(names, EN) == "WordPress or Moment.js"
    assert families([f"lib{number}/x" for number in range(5)], EN) == "lib0, lib1, lib2 or 2 others"
    assert families((), EN) == ""


@pytest.mark.parametrize(("text", "longest", "cut"), [("uno due tre quattro", 12, "uno due…"), ("x" * 50, 3, "xx…")])
def test_a_text_is_cut_between_words(text, longest, cut):
    assert shorten(text, longest) == cut

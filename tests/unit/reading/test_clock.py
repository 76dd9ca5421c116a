"""The page's own clock: evidence in order of trust, pairs, contradictions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedsvc import timex
from feedsvc.model.pages import Origin
from feedsvc.model.times import PageClock, Role, Span
from feedsvc.reading import clock, stamps
from feedsvc.reading.candidates import TimeSaid

ROME = ZoneInfo("Europe/Rome")
T = datetime(2026, 1, 10, 12, 0, tzinfo=UTC)


def printed(text: str, role: Role = Role.UNSTATED) -> TimeSaid:
    mention = timex.read(text, ("it",))
    assert mention is not None
    return TimeSaid(text, "text", mention, role)


def machine(text: str, role: Role = Role.UNSTATED) -> TimeSaid:
    return TimeSaid(text, "datetime", stamps.read(text), role)


def pair(made_at: datetime, minutes: int) -> tuple[TimeSaid, TimeSaid]:
    """An article whose age is printed in minutes beside its exact moment."""
    return (printed(f"{minutes} minuti fa"), machine((made_at - timedelta(minutes=minutes)).isoformat()))


def inferred(*articles: tuple[TimeSaid, ...], **more: object) -> PageClock:
    found = clock.infer(articles, zone=ROME, humanizer="wordpress", **more)  # type: ignore[arg-type]
    assert found is not None
    return found


def test_pairs_of_ages_and_days_bound_the_clock_like_the_saved_page() -> None:
    found = inferred(
        (printed("49 minuti fa"), printed("10 Gennaio 2026")),
        (printed("13 ore fa"), printed("9 Gennaio 2026")),
        (printed("15 ore fa"), printed("9 Gennaio 2026")),
    )
    assert found.span == Span(datetime(2026, 1, 9, 23, 48, 30, tzinfo=UTC), datetime(2026, 1, 10, 12, 30, tzinfo=UTC))
    assert found.basis == "pairs"
    assert found.dropped == ()


def test_a_minute_pair_dates_the_page_to_the_minute() -> None:
    assert inferred(pair(T, 25)).span == Span(T - timedelta(seconds=30), T + timedelta(seconds=30))


def test_without_any_evidence_there_is_no_clock() -> None:
    assert clock.infer([]) is None
    assert clock.infer([(printed("2 ore fa"),)], zone=ROME) is None
    assert clock.infer([(printed("9 Gennaio 2026"),)], zone=ROME) is None


def test_the_operators_word_outweighs_everything() -> None:
    found = inferred(pair(T, 25), pair(T, 40), origin=Origin(stated_at=T + timedelta(days=3)))
    assert found.span == Span.instant(T + timedelta(days=3))
    assert found.basis == "stated"
    assert [evidence.kind for evidence in found.dropped] == ["pairs"]


def test_a_minority_of_pairs_from_a_block_cached_apart_is_dropped_and_named() -> None:
    stale = pair(T - timedelta(hours=5), 10)
    found = inferred(*(pair(T, minutes) for minutes in (6, 11, 30, 45)), stale)
    assert T in found.span
    assert [evidence.text.split(" + ")[0] for evidence in found.dropped] == ["10 minuti fa"]


def test_two_pairs_that_contradict_each_other_give_the_later_moment() -> None:
    assert T in inferred(pair(T - timedelta(hours=5), 10), pair(T, 12)).span


def test_an_age_of_the_update_is_not_paired_with_the_date_of_publication() -> None:
    mixed = (printed("5 minuti fa", Role.UPDATED), machine("2026-01-09T08:00:00+01:00", Role.PUBLISHED))
    assert clock.infer([mixed], zone=ROME) is None


def test_no_date_on_the_page_lies_after_its_making() -> None:
    late = (machine((T - timedelta(minutes=1)).isoformat()),)
    found = inferred((printed("2 ore fa"), printed("10 Gennaio 2026")), late, origin=Origin(retrieved_at=T))
    assert found.span.earliest >= T - timedelta(minutes=1)
    event = (machine((T + timedelta(days=30)).isoformat()),)
    found = inferred(late, event, origin=Origin(retrieved_at=T))
    assert [evidence.kind for evidence in found.dropped] == ["date after the page"]
    assert found.span.latest == T


def test_a_page_from_a_cache_was_made_before_it_was_retrieved() -> None:
    hour = timedelta(hours=1)
    assert inferred(origin=Origin(retrieved_at=T, age=3600.0)).span.latest == T - hour
    assert inferred(origin=Origin(retrieved_at=T, date=T - hour)).span.latest == T - hour
    assert inferred(origin=Origin(retrieved_at=T, date=T - hour, age=1800.0)).span.latest == T - hour
    assert inferred(origin=Origin(retrieved_at=T, date=T + hour)).span.latest == T


def test_a_server_whose_clock_is_behind_made_the_page_later_than_it_says() -> None:
    five, none = timedelta(minutes=5), timedelta()
    origin = Origin(retrieved_at=T, date=T - five, behind=(five, five))
    assert inferred(origin=origin).span == Span(T - timedelta(seconds=5), T)
    assert inferred(origin=origin).basis == "http"
    perhaps = Origin(retrieved_at=T, date=T - five, behind=(none, five))
    assert inferred(origin=perhaps).span == Span(T - five - timedelta(seconds=5), T)
    cached = Origin(retrieved_at=T, date=T - 3 * five, age=600.0, behind=(five, five))
    assert inferred(origin=cached).span.latest == T - 2 * five


def test_agreeing_pairs_uncover_a_cache_that_hides() -> None:
    made_at = T - timedelta(hours=4)
    found = inferred(*(pair(made_at, minutes) for minutes in (7, 20, 50)), origin=Origin(retrieved_at=T, date=T))
    assert made_at in found.span
    assert found.span.latest < T
    assert "hides" in " ".join(evidence.text for evidence in found.evidence)


def test_a_single_pair_does_not_outweigh_the_server() -> None:
    found = inferred(pair(T - timedelta(hours=4), 7), origin=Origin(retrieved_at=T, date=T))
    assert found.basis == "http"
    assert T in found.span
    assert [evidence.kind for evidence in found.dropped] == ["pairs"]


def test_a_timetable_says_nothing_of_the_page() -> None:
    table = [printed("5 minuti fa"), *(machine((T - timedelta(days=day)).isoformat()) for day in range(12))]
    assert clock.infer([tuple(table)], zone=ROME) is None


def test_a_page_was_not_made_before_what_it_says_was_published() -> None:
    published = (machine(T.isoformat(), Role.PUBLISHED),)
    stale = pair(T - timedelta(hours=9), 7)
    assert clock.infer([published, stale], zone=ROME) is None
    found = inferred(published, stale, pair(T + timedelta(minutes=2), 30))
    assert found.span.earliest >= T
    assert len(found.dropped) == 1


def test_one_pair_outweighs_a_retrieval_of_which_the_server_says_nothing() -> None:
    made_at = T - timedelta(hours=4)
    found = inferred(pair(made_at, 7), origin=Origin(retrieved_at=T))
    assert found.basis == "pairs"
    assert made_at in found.span


def test_another_body_than_at_the_previous_visit_was_made_after_it() -> None:
    day = (printed("20 ore fa"), printed("9 Gennaio 2026"))
    found = inferred(day, origin=Origin(changed_since=T - timedelta(minutes=30)))
    assert found.span.earliest == T - timedelta(minutes=30)


def test_a_files_time_speaks_only_when_nothing_else_does() -> None:
    origin = Origin(modified_at=T + timedelta(days=200))
    assert inferred(pair(T, 25), origin=origin).basis == "pairs"
    alone = inferred((printed("2 ore fa"),), origin=origin)
    assert alone.basis == "file time"
    assert T + timedelta(days=200) in alone.span


@pytest.mark.parametrize(
    ("comment", "at"),
    [
        ("<!-- Page cached by LiteSpeed Cache 6.5 on 2026-01-10 13:00:00 -->", T),
        ("<!-- Cached page generated by WP-Super-Cache on 2026-01-10 13:00:00 -->", T),
        ("<!--\nServed from: news.example @ 2026-01-10 13:00:00 by W3 Total Cache\n-->", T),
        ("<!-- WP Fastest Cache file was created in 0.33 seconds, on 10-01-26 13:00:00 -->", T),
        ("<!-- Hummingbird cache file was created in 0.02 seconds, on 10-01-26 12:00:00 -->", T),
        ("<!-- Cache Enabler by KeyCDN @ Sat, 10 Jan 2026 12:00:00 GMT (https-index.html) -->", T),
        ("<!-- Cache served by breeze CACHE (Mobile) - Last modified: Sat, 10 Jan 2026 12:00:00 GMT -->", T),
        (f"<!-- This website is like a Rocket, isn't it? - Debug: cached@{int(T.timestamp())} -->", T),
    ],
)
def test_a_caches_stamp_is_the_pages_moment_in_the_sites_zone(comment: str, at: datetime) -> None:
    found = inferred(
        html=f"<html><body>news</body></html>\n{comment}", origin=Origin(retrieved_at=T + timedelta(hours=9))
    )
    assert found.basis == "cache stamp"
    assert at in found.span
    assert found.span.width <= timedelta(seconds=1)


def test_a_local_stamp_without_a_zone_is_as_wide_as_the_earths_offsets() -> None:
    found = clock.infer([], html="<!-- Cached page generated by WP-Super-Cache on 2026-01-10 13:00:00 -->")
    assert found is not None
    assert found.span.width >= timedelta(hours=26)


@given(st.lists(st.integers(1, 59), min_size=1, max_size=30), st.integers(0, 59))
def test_the_truth_is_inside_the_clock_of_a_consistent_page(ages: list[int], second: int) -> None:
    made_at = T + timedelta(seconds=second)
    assert made_at in inferred(*(pair(made_at, minutes) for minutes in ages)).span


@given(st.permutations([3, 9, 14, 22, 41, 58]))
def test_the_order_of_articles_does_not_move_the_clock(ages: list[int]) -> None:
    assert inferred(*(pair(T, minutes) for minutes in ages)).span == inferred(*(pair(T, m) for m in sorted(ages))).span


def test_a_guessed_day_says_nothing_of_the_page() -> None:
    guessed = TimeSaid("2026-01-10", "guess", stamps.read("2026-01-10"))
    assert clock.infer([(printed("2 ore fa"), guessed)], zone=ROME) is None


def unaided(*articles: tuple[TimeSaid, ...], **more: object) -> PageClock:
    found = clock.infer(articles, zone=ROME, **more)  # type: ignore[arg-type]
    assert found is not None
    return found


def aged(text: str, published: datetime) -> tuple[TimeSaid, TimeSaid]:
    return printed(text), machine(published.isoformat())


def test_pairs_tell_rounding_from_cutting_down_and_the_clock_is_what_remains() -> None:
    hours = [aged("3 ore fa", T - timedelta(hours=2, minutes=35)), aged("5 ore fa", T - timedelta(hours=5, minutes=25))]
    rounded = unaided(*hours, pair(T, 10))
    assert {name.partition("/")[0] for name in rounded.humanizers}.isdisjoint({"carbon", "luxon", "django", "arrow"})
    assert "wordpress/core6.7+" in rounded.humanizers
    cut = unaided(aged("2 ore fa", T - timedelta(hours=2, minutes=55)), pair(T, 10))
    assert "carbon/default" in cut.humanizers
    assert not any(name.startswith("wordpress") for name in cut.humanizers)
    assert T in rounded.span
    assert T in cut.span


def test_what_the_page_knows_of_its_moment_narrows_the_humanizers_too() -> None:
    hour = aged("3 ore fa", T - timedelta(hours=2, minutes=35))
    assert "carbon/default" in unaided(hour).humanizers
    assert "carbon/default" not in unaided(hour, origin=Origin(stated_at=T)).humanizers


def test_words_alone_rule_humanizers_out() -> None:
    found = unaided((printed("24 ore fa"),), (printed("1 mese fa"),), origin=Origin(stated_at=T))
    assert found.humanizers
    assert not any(name.startswith(("moment", "carbon", "luxon")) for name in found.humanizers)


def test_pairs_that_contradict_the_operator_say_nothing_of_the_humanizer() -> None:
    hour = aged("3 ore fa", T - timedelta(hours=2, minutes=35))
    elsewhen = Origin(stated_at=T + timedelta(days=3))
    assert set(unaided(hour, origin=elsewhen).humanizers) == set(unaided((hour[0],), origin=elsewhen).humanizers)


CUT = (aged("3 ore fa", T - timedelta(hours=3, minutes=55)), aged("5 ore fa", T - timedelta(hours=5, minutes=5)))


def test_a_block_of_another_program_rules_no_humanizer_of_this_one_out() -> None:
    found = unaided(*CUT, (printed("24 ore fa"),), pair(T, 10), blocks=["list", "list", "aside", "list"])
    assert T in found.span
    assert "carbon/default" in found.by_block["list"]
    assert "carbon/default" not in found.by_block["aside"]
    assert "wordpress/core6.7+" in found.by_block["aside"]
    assert "wordpress/core6.7+" not in found.by_block["list"]
    assert not {"carbon/default", "wordpress/core6.7+"} & set(found.humanizers)


def test_blocks_that_one_program_can_have_printed_share_it() -> None:
    hours = [aged("3 ore fa", T - timedelta(hours=2, minutes=35)), (printed("5 ore fa"),)]
    found = unaided(*hours, pair(T, 10), blocks=["list", "aside", "list"])
    assert "carbon/default" in found.by_block["aside"]
    assert "carbon/default" not in found.humanizers
    assert "wordpress/core6.7+" in found.humanizers


def test_the_pairs_of_blocks_that_contradict_each_other_count_one_by_one() -> None:
    stale = pair(T - timedelta(hours=5), 10)
    fresh = [pair(T, minutes) for minutes in (6, 11, 30)]
    found = unaided(stale, *fresh, blocks=["aside", "list", "list", "list"])
    assert T in found.span
    assert [evidence.text.split(" + ")[0] for evidence in found.dropped] == ["10 minuti fa"]


def test_an_odd_text_does_not_outweigh_the_pairs_of_its_block() -> None:
    found = unaided(*CUT, pair(T, 10), pair(T, 25), (printed("60 minuti fa"),))
    assert "carbon/default" in found.humanizers
    assert T in found.span


def test_a_day_counted_back_beside_its_date_is_a_day_of_the_page() -> None:
    found = unaided((printed("Ieri alle 18:30"), printed("9 Gennaio 2026")))
    assert found.span == Span(datetime(2026, 1, 9, 23, tzinfo=UTC), datetime(2026, 1, 10, 23, tzinfo=UTC))


def test_the_end_of_the_calendar_is_no_pair() -> None:
    assert clock.infer([(printed("3 anni fa"), machine("9999-12-31T23:00:00+00:00"))], zone=ROME) is None


STAMP = "<!-- Page cached by LiteSpeed Cache 6.5 on {} -->"
FRESH = Origin(retrieved_at=T, date=T)


@pytest.mark.parametrize(
    "html",
    [
        "<p>Page cached by LiteSpeed Cache 6.5 on 2026-01-10 09:00:00</p></body></html>",
        f"<div class='comment'>{STAMP.format('2026-01-10 09:00:00')}</div></body></html>",
        f"<textarea>{STAMP.format('2026-01-10 09:00:00')}</textarea></body></html>",
        f"<script>x = '{STAMP.format('2026-01-10 09:00:00')}'</script></body></html>",
        f"<a title='{STAMP.format('2026-01-10 09:00:00')}'>x</a></body></html>",
        f"</body></html>{STAMP.format('2026-13-45 09:00:00')}",
        f"{'-->' * 9_000}",
    ],
)
def test_a_stamp_anywhere_but_at_the_end_of_the_page_is_none(html: str) -> None:
    assert inferred(html=html, origin=FRESH).basis == "http"


def test_other_comments_a_script_and_the_ends_of_the_page_may_follow_a_stamp() -> None:
    html = f"{STAMP.format('2026-01-10 09:00:00')}</body></html>\n<!-- gzip --><script>send()</script>\n"
    assert inferred(html=html, origin=FRESH).basis == "cache stamp"


@pytest.mark.parametrize("stamp", ["2026-01-11 13:00:00", "2027-01-10 13:00:00", "2026-01-10 16:30:00"])
def test_a_stamp_after_the_retrieval_is_dropped_and_named(stamp: str) -> None:
    found = inferred(html=STAMP.format(stamp), origin=FRESH)
    assert found.basis == "http"
    assert [evidence.kind for evidence in found.dropped] == ["cache stamp"]


def test_pairs_that_agree_outweigh_a_stamp_in_another_zone_than_the_sites() -> None:
    found = inferred(*(pair(T, minutes) for minutes in (6, 30, 45)), html=STAMP.format("2026-01-10 12:00:00"))
    assert found.basis == "pairs"
    assert T in found.span
    assert [evidence.kind for evidence in found.dropped] == ["cache stamp"]


def test_a_page_that_was_copied_with_its_stamp_is_younger_than_its_articles() -> None:
    published = [(machine((T - timedelta(hours=h)).isoformat(), Role.PUBLISHED),) for h in (2, 3)]
    found = inferred(*published, html=STAMP.format("2024-01-10 09:00:00"), origin=FRESH)
    assert found.basis == "http"
    assert T in found.span
    slow = Origin(retrieved_at=T, date=T - timedelta(days=40))
    assert T in inferred(*published, origin=slow).span, "the server's clock is wrong"
    assert T in inferred(published[0], origin=Origin(retrieved_at=T, date=T)).span


def test_an_old_stamp_among_days_that_follow_it_was_copied_with_its_page() -> None:
    days = [(printed("8 Gennaio 2026"),), (printed("9 Gennaio 2026"),)]
    assert inferred(*days, html=STAMP.format("2025-06-10 09:00:00"), origin=FRESH).basis == "http"
    events = [(printed("10 Gennaio 2026"),), (printed("9 Gennaio 2026"),)]
    late = Origin(retrieved_at=T + timedelta(days=3), date=T + timedelta(days=3))
    assert inferred(*events, html=STAMP.format("2026-01-07 09:00:00"), origin=late).basis == "cache stamp"
    assert inferred(days[0], html=STAMP.format("2025-06-10 09:00:00"), origin=FRESH).basis == "cache stamp"


def test_a_file_written_long_after_a_pages_newest_date_is_a_copy() -> None:
    written = T + timedelta(days=900)
    days = [(printed(f"{day} Gennaio 2026"),) for day in (7, 8, 9)]
    found = inferred(*days, (printed("13 ore fa"),), origin=Origin(modified_at=written))
    assert found.basis == "file time"
    assert found.span == Span(datetime(2026, 1, 9, 23, tzinfo=UTC), written)
    old = inferred(*days, (printed("3 anni fa"),), origin=Origin(modified_at=written))
    assert old.span.earliest == written - timedelta(seconds=5), "the page prints ages of all that is younger"
    soon = Origin(modified_at=T + timedelta(days=20))
    assert inferred(*days, (printed("13 ore fa"),), origin=soon).span.width <= timedelta(seconds=5)


@pytest.mark.parametrize("age", [-5.0, 1e9, 1e15, float("inf"), float("nan")])
def test_an_age_that_no_cache_can_have_is_none(age: float) -> None:
    assert T in inferred(origin=Origin(retrieved_at=T, date=T, age=age)).span


def test_instants_that_no_clock_shows_are_not_said() -> None:
    never = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
    long_ago = datetime(1, 1, 1, tzinfo=UTC)
    assert (
        inferred(origin=Origin(retrieved_at=T, date=long_ago, last_modified=never, changed_since=never)).span.latest
        == T
    )
    assert clock.infer([], origin=Origin(retrieved_at=long_ago, stated_at=never, modified_at=never)) is None


def test_a_length_of_reading_beside_a_printed_date_is_no_pair() -> None:
    assert clock.infer([(printed("4 min"), printed("9 Gennaio 2026"))], zone=ROME) is None

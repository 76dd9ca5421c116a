"""An article's moment: evidence intersects, most trusted first, and what does not fit is named."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from feedsvc import timex
from feedsvc.model.times import PageClock, Role, Span
from feedsvc.reading import moments, stamps
from feedsvc.reading.candidates import Candidate, TimeSaid

ROME = ZoneInfo("Europe/Rome")
T = datetime(2026, 1, 10, 12, 0, tzinfo=UTC)
CLOCK = PageClock(Span.instant(T), "stated")


def printed(text: str, role: Role = Role.UNSTATED) -> TimeSaid:
    mention = timex.read(text, ("it",))
    assert mention is not None
    return TimeSaid(text, "text", mention, role)


def machine(text: str, role: Role = Role.UNSTATED, source: str = "datetime") -> TimeSaid:
    return TimeSaid(text, source, stamps.read(text), role)


def settle(*times: TimeSaid, link: str | None = None) -> moments.Moments:
    return moments.settle(Candidate("test", "Title", link=link, times=times), CLOCK, ROME, "wordpress")


def test_an_age_becomes_the_span_that_the_humanizer_means() -> None:
    found = settle(printed("13 ore fa"))
    assert found.published is not None
    assert found.published.span == Span(T - timedelta(hours=13.5), T - timedelta(hours=12.5))
    assert found.published.basis == "age"
    assert found.published.text == found.time_text == "13 ore fa"
    assert found.updated is None


def test_an_age_and_a_day_intersect() -> None:
    found = settle(printed("13 ore fa"), printed("9 Gennaio 2026"))
    assert found.published is not None
    assert found.published.span == Span(T - timedelta(hours=13.5), datetime(2026, 1, 9, 23, 0, tzinfo=UTC))


def test_every_piece_that_was_used_is_named_with_its_own_span() -> None:
    found = settle(printed("13 ore fa"), printed("9 Gennaio 2026"), link="https://news.example/2026/01/09/x")
    assert found.published is not None
    assert sorted(evidence.kind for evidence in found.published.evidence) == ["age", "date", "url"]
    assert all(e.span is not None and found.published.at in e.span for e in found.published.evidence)


def test_a_machine_date_against_one_age_wins() -> None:
    found = settle(machine("2026-01-08T10:00:00+01:00"), printed("13 ore fa"))
    assert found.published is not None
    assert found.published.basis == "datetime"
    assert [evidence.text for evidence in found.published.dropped] == ["13 ore fa"]


def test_a_machine_date_that_is_the_odd_one_out_loses() -> None:
    found = settle(machine("2025-11-02T10:00:00+01:00"), printed("13 ore fa"), printed("9 Gennaio 2026"))
    assert found.published is not None
    assert found.published.basis == "age"
    assert [evidence.kind for evidence in found.published.dropped] == ["datetime"]


def test_a_machine_date_of_nothing_stated_gives_way_to_a_stated_publication_that_it_contradicts() -> None:
    unstated = machine("2026-01-09T18:12:00+01:00")
    for stated in (
        printed("5 Gennaio 2026", Role.PUBLISHED),
        machine("2026-01-05T10:00:00+01:00", Role.PUBLISHED, "json-ld"),
    ):
        found = settle(unstated, stated)
        assert found.published is not None
        assert found.published.span.earliest.astimezone(ROME).day == 5
        assert [evidence.text for evidence in found.published.dropped] == [unstated.text]


def test_a_machine_date_of_nothing_stated_is_believed_where_the_publication_allows_it() -> None:
    found = settle(machine("2026-01-05T10:00:00+01:00"), printed("5 Gennaio 2026", Role.PUBLISHED))
    assert found.published is not None
    assert found.published.basis == "datetime"


def test_an_update_is_no_publication() -> None:
    found = settle(machine("2026-01-08T10:00:00Z", Role.PUBLISHED), printed("2 ore fa", Role.UPDATED))
    assert found.published is not None
    assert found.published.at == datetime(2026, 1, 8, 10, tzinfo=UTC)
    assert found.updated is not None
    assert found.updated.text == "2 ore fa"


def test_a_single_time_marked_as_update_tells_the_publication() -> None:
    found = settle(machine("2026-01-08T10:00:00Z", Role.UPDATED))
    assert found.published is not None
    assert found.updated is None


def test_nothing_is_published_after_the_page_was_made() -> None:
    today = settle(printed("10 Gennaio 2026"))
    assert today.published is not None
    assert today.published.span.latest == T
    assert today.published.at <= T
    assert settle(machine("2026-02-01T10:00:00Z")).published is None


def test_the_address_alone_gives_the_day() -> None:
    found = settle(link="https://news.example/2026/01/09/title.html")
    assert found.published is not None
    assert found.published.basis == "url"
    assert found.published.span.width == timedelta(days=1)
    assert found.time_text is None


def test_an_article_without_any_time_has_no_moment() -> None:
    assert settle() == moments.Moments()


def test_an_age_without_a_clock_cannot_be_said_but_its_words_are_kept() -> None:
    found = moments.settle(Candidate("test", "Title", times=(printed("13 ore fa"),)), None, ROME)
    assert found.published is None
    assert found.time_text == "13 ore fa"


def test_without_a_zone_the_likeliest_moment_is_the_one_at_home_and_the_span_holds_every_offset() -> None:
    def yesterday(home: ZoneInfo | None) -> moments.Moments:
        candidate = Candidate("test", "Title", times=(printed("ieri alle 18:30"),))
        return moments.settle(candidate, CLOCK, None, home=home)

    far, near = yesterday(None).published, yesterday(ROME).published
    assert far is not None
    assert near is not None
    assert near.span == far.span
    assert near.span.width > timedelta(hours=20)
    assert near.at - datetime(2026, 1, 9, 17, 30, tzinfo=UTC) < timedelta(minutes=1)
    assert far.at != near.at


def test_of_two_ages_the_older_counts() -> None:
    for texts in (("3 minuti fa", "12 minuti fa"), ("12 minuti fa", "3 minuti fa")):
        found = settle(*map(printed, texts))
        assert found.published is not None
        assert found.published.span.centre == T - timedelta(minutes=12)
        assert [piece.text for piece in found.published.dropped] == ["3 minuti fa"]
    beside = settle(printed("1 ora fa"), printed("2 ore fa"))
    assert beside.published is not None
    assert beside.published.span == Span(T - timedelta(hours=2.5), T - timedelta(hours=1.5))
    finer = settle(printed("1 ora fa"), printed("65 minuti fa"))
    assert finer.published is not None
    assert finer.published.span.width < timedelta(minutes=2)


def test_two_late_ages_that_agree_leave_the_older_one_standing() -> None:
    found = settle(printed("3 minuti fa"), printed("3 minuti fa", Role.PUBLISHED), printed("7 ore fa"))
    assert found.published is not None
    assert found.published.text == "7 ore fa"
    assert [piece.text for piece in found.published.dropped] == ["3 minuti fa", "3 minuti fa"]

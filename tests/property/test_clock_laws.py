"""The laws of a page's clock: it holds the truth whoever printed the page, and more evidence only narrows it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from benchmarks.pageclock import say
from feedsvc import timex
from feedsvc.model.times import Age, AgeBounds, Elapsed, Grain, PageClock, Role, Span
from feedsvc.reading import clock, stamps
from feedsvc.reading.candidates import Candidate, TimeSaid
from feedsvc.reading.moments import settle
from feedsvc.timex import addition, laws
from feedsvc.timex.civil import wall

ROME = ZoneInfo("Europe/Rome")
ZONES = [ROME, *map(ZoneInfo, ("America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC"))]
zones = st.sampled_from(ZONES)
moments = st.datetimes(datetime(2001, 1, 1), datetime(2037, 1, 1)).map(lambda at: at.replace(microsecond=0, tzinfo=UTC))
ages = st.one_of(st.integers(1, 7200), st.integers(1, 4 * 86400), st.integers(1, 25 * 86400))
dialects = st.sampled_from(timex.humanizers())
resolutions = st.sampled_from(["seconds", "minutes", "days"])
Article = tuple[TimeSaid, ...]


def article(dialect: str, made_at: datetime, age: int, zone: tzinfo, resolution: str) -> Article | None:
    """Return an article as a dialect's page shows it, None where it shows no age of fixed length."""
    published = made_at - timedelta(seconds=age)
    counted = age
    if dialect.startswith("wordpress"):
        counted = abs(int((wall(made_at, zone) - wall(published, zone)).total_seconds()))
    text = say(dialect, "en", counted)
    mention = timex.read(text, ("en",)) if text else None
    if mention is None or not isinstance(mention.expression, Age) or dialect not in mention.humanizers:
        return None
    local = published.astimezone(zone)
    date = local.date().isoformat() if resolution == "days" else local.isoformat(timespec=resolution)
    return TimeSaid(text or "", "text", mention), TimeSaid(date, "datetime", stamps.read(date))


@st.composite
def pages(draw: st.DrawFn, least: int = 1) -> tuple[datetime, tzinfo, str, list[Article]]:
    made_at, zone, dialect, resolution = draw(moments), draw(zones), draw(dialects), draw(resolutions)
    shown = [article(dialect, made_at, age, zone, resolution) for age in draw(st.lists(ages, min_size=1, max_size=20))]
    articles = [each for each in shown if each]
    assume(len(articles) >= least)
    return made_at, zone, dialect, articles


def dated(articles: list[Article], zone: tzinfo | None) -> PageClock:
    found = clock.infer(articles, zone=zone)
    assert found is not None
    return found


@given(pages())
@settings(max_examples=300)
def test_the_truth_is_in_the_clock_of_a_page_that_any_dialect_printed(
    page: tuple[datetime, tzinfo, str, list[Article]],
) -> None:
    made_at, zone, dialect, articles = page
    found = dated(articles, zone)
    assert made_at in found.span
    assert not found.humanizers or dialect in found.humanizers
    assert found.dropped == ()


@given(pages(), dialects, st.lists(ages, min_size=1, max_size=8), resolutions, st.booleans())
@settings(max_examples=300)
def test_the_truth_is_in_every_age_of_a_page_of_two_blocks_by_two_programs(
    page: tuple[datetime, tzinfo, str, list[Article]], other: str, more: list[int], resolution: str, dateless: bool
) -> None:
    made_at, zone, dialect, articles = page
    second = [each for age in more if (each := article(other, made_at, age, zone, resolution))]
    assume(second)
    shown = [each[:1] for each in second] if dateless else second
    blocks = ["list"] * len(articles) + ["aside"] * len(second)
    found = clock.infer([*articles, *shown], zone=zone, blocks=blocks)
    assert found is not None
    assert made_at in found.span
    for name, (age, date) in zip(blocks, [*articles, *second], strict=True):
        by = frozenset(found.by_block[name]) or None
        assert by is None or (dialect if name == "list" else other) in by
        assert age.mention is not None
        assert date.mention is not None
        said = timex.resolve(age.mention, found.span, zone, humanizer=by)
        published = timex.resolve(date.mention, None, zone)
        assert said is not None
        assert published is not None
        assert said.span.intersect(published.span) is not None


@given(pages(2))
@settings(max_examples=200)
def test_one_more_pair_only_narrows(page: tuple[datetime, tzinfo, str, list[Article]]) -> None:
    _, zone, _, articles = page
    fewer, all_of_them = dated(articles[:-1], zone), dated(articles, zone)
    assert fewer.span.hull(all_of_them.span) == fewer.span
    assert not fewer.humanizers or set(all_of_them.humanizers) <= set(fewer.humanizers)


@given(pages(7), st.timedeltas(timedelta(hours=1), timedelta(days=9)), st.integers(1, 3))
@settings(max_examples=100)
def test_the_truth_survives_a_block_that_was_cached_apart(
    page: tuple[datetime, tzinfo, str, list[Article]], lag: timedelta, stale: int
) -> None:
    made_at, zone, dialect, articles = page
    count = min(stale, int(0.3 * len(articles) / 0.7))
    assume(count > 0)
    apart = [article(dialect, made_at - lag, age * 60 + 30, zone, "minutes") for age in range(5, 5 + count)]
    old = [each for each in apart if each]
    found = clock.infer([*articles, *old], zone=zone, humanizer=dialect)
    assert found is not None
    assume(found.dropped)  # a block may be old in such a way that nothing contradicts it
    assert made_at in found.span


@given(
    moments,
    st.integers(0, 400 * 86400),
    st.tuples(st.integers(0, 90 * 86400), st.integers(0, 14), st.integers(1, 40 * 86400), st.integers(0, 2)),
    zones,
    st.booleans(),
)
@example(datetime(2025, 10, 26, 1, 10, tzinfo=UTC), 1200, (1170, 0, 60, 0), ROME, True)  # the hour Rome had twice
@example(datetime(2025, 2, 28, 12, 0, tzinfo=UTC), 28 * 86400 + 3600, (0, 1, 1, 1), ROME, False)
@example(datetime(2001, 3, 29, tzinfo=UTC), 400 * 86400, (0, 1, 1, 0), ROME, False)  # the midnight after 28 February
def test_a_clock_from_which_an_age_leads_to_a_date_is_one_to_which_it_leads_back(
    now: datetime,
    back: int,
    size: tuple[int, int, int, int],
    zone: tzinfo,
    wall_clock: bool,
) -> None:
    seconds, months, more, more_months = size
    bounds = AgeBounds(Elapsed(seconds, months), Elapsed(seconds + more, months + more_months), ("some",), wall_clock)
    mention = timex.read("1 mese fa", ["it"])
    assert mention is not None
    resolution = timex.resolve(replace(mention, expression=Age((bounds,), Grain.MONTH)), Span.instant(now), zone)
    assert resolution is not None
    width = resolution.span.width
    then = resolution.span.earliest + width * (back / (400 * 86400))
    for known in (zone,) if wall_clock else (zone, None):
        first, last = addition.clocks(bounds, Span.instant(then), known)
        assert first <= now <= last


@given(moments, st.sampled_from("dwMy"), st.integers(0, 5), st.floats(0, 1), zones)
def test_civil_periods_lead_back_too(now: datetime, unit: str, periods: int, part: float, zone: tzinfo) -> None:
    bounds = laws.civil(unit, periods)
    mention = timex.read("1 mese fa", ["it"])
    assert mention is not None
    resolution = timex.resolve(replace(mention, expression=Age((bounds,), Grain.MONTH)), Span.instant(now), zone)
    assert resolution is not None
    then = resolution.span.earliest + resolution.span.width * part * 0.999
    first, last = addition.clocks(bounds, Span.instant(then), zone)
    assert first <= now <= last


@given(moments, zones, st.sampled_from(["3 hours ago", "1 month ago", "yesterday", "2 weeks ago", "just now"]))
def test_the_sum_of_some_bounds_is_the_hull_of_each(then: datetime, zone: tzinfo, text: str) -> None:
    mention = timex.read(text, ("en",))
    assert mention is not None
    age = mention.expression
    assert isinstance(age, Age)
    every = tuple(range(len(age.bounds)))
    each = [addition.clocks(bounds, Span.instant(then), zone) for bounds in age.bounds]
    found = addition.sums(age.bounds, [every, *((at,) for at in every)])
    ends = {meaning: one.clocks(Span.instant(then), zone) for one in found for meaning in one.meanings}
    assert ends[every] == (min(lo for lo, _ in each), max(hi for _, hi in each))
    assert [ends[at,] for at in every] == each


@given(
    pages(),
    st.lists(
        st.tuples(st.integers(0, 2), st.sampled_from([0, 0, 1]), st.sampled_from(list(Role))), min_size=1, max_size=6
    ),
)
def test_an_article_of_any_times_that_the_page_can_have_printed_has_a_moment(
    page: tuple[datetime, tzinfo, str, list[Article]], picks: list[tuple[int, int, Role]]
) -> None:
    made_at, zone, dialect, articles = page
    times = [replace(articles[nth % len(articles)][piece], role=role) for nth, piece, role in picks]
    candidate = Candidate("test", "Title", times=tuple(times))
    found = settle(candidate, PageClock(Span.instant(made_at), "stated"), zone, dialect)
    assert found.published or found.updated

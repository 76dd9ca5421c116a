"""The laws of timex: what is said is read back, the truth is in the span, looks change nothing, no text raises."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import assume, example, given
from hypothesis import strategies as st

from feedsvc import timex
from feedsvc.cli.output import encoded
from feedsvc.cli.when import _line
from feedsvc.model.times import Age, AgeBounds, Elapsed, Grain, Span
from feedsvc.timex import laws, meanings, templates
from feedsvc.timex.civil import wall

ZONES = [ZoneInfo(name) for name in ("Europe/Rome", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC")]
zones = st.sampled_from(ZONES)
moments = st.datetimes(datetime(2001, 1, 1), datetime(2037, 1, 1)).map(lambda at: at.replace(microsecond=0, tzinfo=UTC))
ages = st.one_of(
    st.integers(0, 7200), st.integers(0, 4 * 86400), st.integers(0, 90 * 86400), st.integers(0, 20 * 365 * 86400)
)


# ---- say, then read ---------------------------------------------------------------------------------


@cache
def said():
    """All templates whose number is in the text, with one of the laws that print them."""
    found = []
    for language in templates.languages():
        for template, number in templates.table(language).items():
            for use in laws.dialects().sets[number] if template.count("#") == 1 else ():
                if isinstance(use, int) and use >= 0:
                    found.append((language, template, laws.dialects().laws[use]))
    return found


@given(st.data())
def test_what_a_humanizer_says_is_read_as_its_own(data):
    language, template, law = data.draw(st.sampled_from(said()))
    n = data.draw(st.integers(law.least, min(law.most, 99_999)))
    bounds = law.at(n)
    assume(bounds is not None)
    mention = timex.read(template.replace("#", str(n)), [language])
    assert mention is not None
    assert law.dialect in mention.humanizers
    if isinstance(mention.expression, Age):
        own = {(b.youngest, b.oldest) for b in mention.expression.bounds if law.dialect in b.humanizers}
        assert (laws.grouped([(bounds, ["x"])])[0].youngest, laws.grouped([(bounds, ["x"])])[0].oldest) in own


@cache
def said_in_words():
    """All templates without a number, with one of the laws that print them."""
    known = laws.dialects()
    return [
        (language, template, known.laws[use[0]])
        for language in templates.languages()
        for template, number in templates.table(language).items()
        if "#" not in template
        for use in known.sets[number]
        if not isinstance(use, int)
    ]


@given(st.data())
def test_what_a_humanizer_says_in_words_is_read_as_its_own(data):
    language, text, law = data.draw(st.sampled_from(said_in_words()))
    mention = timex.read(text, [language], humanizer=law.dialect)
    assert mention is not None
    assert law.dialect in mention.humanizers


@cache
def said_in_chains():
    """All templates of two units, with one of the chains that print them."""
    known = laws.dialects()
    return [
        (language, template, known.names[dialect], units)
        for language in templates.languages()
        for template, number in templates.table(language).items()
        for use in known.sets[number]
        if isinstance(use, int) and use < 0
        for kind, dialect, units, *_ in [known.extras[-1 - use]]
        if kind == "chain" and template.count("#") == 2
    ]


@given(st.data(), st.integers(1, 11), st.integers(1, 3))
def test_what_a_humanizer_says_in_two_units_is_read_as_its_own(data, first, second):
    language, template, dialect, units = data.draw(st.sampled_from(said_in_chains()))
    mention = timex.read(template.replace("#", str(first), 1).replace("#", str(second)), [language], humanizer=dialect)
    assert dialect in mention.humanizers
    own = timex.age(mention, dialect)
    sizes = [laws.SECONDS[unit] for unit in units]
    youngest, oldest = laws.mean_seconds(own.youngest), laws.mean_seconds(own.oldest)
    assert youngest == pytest.approx(first * sizes[0] + second * sizes[1], rel=0.02)
    assert 0 < oldest - youngest <= 1.05 * sizes[1]


# ---- the truth is in the span ---------------------------------------------------------------------------------


def italian(unit, n):
    words = {"minuto": "minuti", "ora": "ore", "giorno": "giorni", "settimana": "settimane", "mese": "mesi"}
    return f"{n} {unit if n == 1 else {**words, 'anno': 'anni'}[unit]} fa"


STEPS = [(3600, 60, "minuto"), (86400, 3600, "ora"), (7 * 86400, 86400, "giorno"), (30 * 86400, 7 * 86400, "settimana")]
STEPS += [(365 * 86400, 30 * 86400, "mese"), (10**12, 365 * 86400, "anno")]


def wordpress(now, then, zone):
    """What a theme prints: core's words for the difference of two local wall clocks."""
    difference = abs(int((wall(now, zone) - wall(then, zone)).total_seconds()))
    size, unit = next((size, unit) for limit, size, unit in STEPS if difference < limit)
    return italian(unit, max(1, int(difference / size + 0.5)))


def flooring(now, then, zone):
    """What a program prints that cuts down and counts months on the calendar, as Carbon and luxon do."""
    months = 0
    here, there = now.astimezone(zone), then.astimezone(zone)
    while there + relativedelta(months=months + 1) <= here:
        months += 1
    if months:
        return italian("anno", months // 12) if months >= 12 else italian("mese", months)
    age = int((now - then).total_seconds())
    unit, size = ("giorno", 86400) if age >= 86400 else ("ora", 3600) if age >= 3600 else ("minuto", 60)
    return italian(unit, age // size)


@given(moments, ages, zones)
@example(datetime(2025, 10, 26, 1, 10, tzinfo=UTC), 20 * 60, ZONES[0])  # the hour that Rome had twice
@example(datetime(2025, 10, 26, 3, 0, tzinfo=UTC), 10 * 3600, ZONES[0])
@example(datetime(2025, 3, 30, 6, 0, tzinfo=UTC), 10 * 3600, ZONES[0])  # a night without the hour from two to three
@example(datetime(2024, 3, 31, 12, 0, tzinfo=UTC), 31 * 86400, ZONES[0])
def test_what_wordpress_prints_holds_the_truth(now, age, zone):
    then = now - timedelta(seconds=age)
    mention = timex.read(wordpress(now, then, zone), ["it"])
    for humanizer in (None, "wordpress"):
        resolution = timex.resolve(mention, Span.instant(now), zone, humanizer=humanizer)
        assert then in resolution.span
        assert resolution.at in resolution.span


@given(moments, ages.filter(lambda age: age >= 60), st.sampled_from([UTC]))
@example(datetime(2024, 3, 31, 12, 0, tzinfo=UTC), 31 * 86400, UTC)  # a month back from the 31st
@example(datetime(2025, 2, 28, 12, 0, tzinfo=UTC), 366 * 86400, UTC)  # a year back to a leap day
def test_what_a_flooring_program_prints_holds_the_truth(now, age, zone):
    then = now - timedelta(seconds=age)
    mention = timex.read(flooring(now, then, zone), ["it"])
    resolution = timex.resolve(mention, Span.instant(now), zone, humanizer="carbon")
    assert then in resolution.span


def added(here, there):
    """Months that a program counts by adding them to the older date, cut to the month's end, as luxon does."""
    months = (here.year - there.year) * 12 + here.month - there.month
    return months - (there + relativedelta(months=months) > here)


def taken(here, there):
    """Months that a program counts by taking them from the newer date, cut to the month's end."""
    months = (here.year - there.year) * 12 + here.month - there.month
    return months - (here - relativedelta(months=months) < there)


def compared(here, there):
    """Months that a program counts by comparing the two dates part by part, as PHP does."""
    months = (here.year - there.year) * 12 + here.month - there.month
    return months - ((here.day, here.time()) < (there.day, there.time()))


near_changes = st.builds(
    lambda day, offset: datetime(day.year, day.month, 1, tzinfo=UTC) + timedelta(days=offset[0], hours=offset[1]),
    st.dates(datetime(2001, 1, 1).date(), datetime(2037, 1, 1).date()),
    st.tuples(st.integers(-4, 2), st.integers(0, 23)),
)
"""Around the ends of months, most of which are near the nights that change clocks."""
of_months = st.builds(
    lambda months, days, seconds: round(months * 30.436875 + days) * 86400 + seconds,
    st.integers(1, 50),
    st.integers(-4, 4),
    st.integers(-7200, 7200),
)

of_a_month_and_more = st.integers(32 * 86400, 20 * 365 * 86400)


@given(
    near_changes,
    st.one_of(of_months, of_a_month_and_more),
    zones,
    st.sampled_from([added, taken, compared]),
    st.booleans(),
)
@example(datetime(2025, 2, 28, 12, 0, tzinfo=UTC), 28 * 86400 + 3600, UTC, added, True)  # 31 January, 11:00
@example(datetime(2025, 3, 31, 12, 0, tzinfo=UTC), 30 * 86400 + 43260, UTC, added, True)  # 28 February, 23:59
@example(datetime(2024, 2, 29, 12, 0, tzinfo=UTC), 366 * 86400, UTC, compared, True)
@example(datetime(2025, 4, 30, 1, 0, tzinfo=UTC), 30 * 86400 + 7200, ZONES[0], taken, True)  # 30 March, without 02:30
@example(datetime(2025, 11, 26, 1, 30, tzinfo=UTC), 31 * 86400 + 5400, ZONES[0], added, True)  # 26 October, twice 02:30
def test_calendar_months_hold_the_truth_however_a_program_counts_them(now, age, zone, counted, wall_clock):
    then = now - timedelta(seconds=age)
    months = counted(wall(now, zone), wall(then, zone))
    assume(months >= 1)
    bounds = AgeBounds(Elapsed(0, months), Elapsed(0, months + 1), ("some",), wall_clock)
    mention = replace(timex.read("1 mese fa", ["it"]), expression=Age((bounds,), Grain.MONTH))
    for known in (zone, None):
        resolution = timex.resolve(mention, Span.instant(now), known)
        assert then in resolution.span
        assert resolution.at in resolution.span


@given(near_changes, st.timedeltas(timedelta(0), timedelta(days=4)), zones, st.integers(1, 14), st.booleans())
@example(datetime(2025, 10, 26, 0, 30, tzinfo=UTC), timedelta(hours=1), ZONES[0], 1, True)  # clocks go back meanwhile
def test_months_before_a_wider_clock_are_a_wider_span(now, width, zone, months, wall_clock):
    bounds = AgeBounds(Elapsed(0, months), Elapsed(3600, months), ("some",), wall_clock)
    mention = replace(timex.read("1 mese fa", ["it"]), expression=Age((bounds,), Grain.MONTH))
    wide = timex.resolve(mention, Span(now, now + width), zone)
    for part in range(5):
        narrow = timex.resolve(mention, Span.instant(now + part * width / 4), zone)
        assert wide.span.hull(narrow.span) == wide.span


@given(moments, st.integers(0, 40), zones)
def test_calendar_words_hold_their_whole_day(now, days, zone):
    mention = timex.read("ieri alle 18:30", ["it"])
    resolution = timex.resolve(mention, Span.instant(now), zone)
    assert wall(resolution.at, zone).date() <= wall(now, zone).date() - timedelta(days=1)
    day = wall(now, zone).date() - timedelta(days=days)
    dated = timex.read(f"{day.day:02d}/{day.month:02d}/{day.year}", ["it"])
    whole = timex.resolve(dated, Span.instant(now), zone)
    assert wall(whole.at, zone).date() == day


@example(datetime(2001, 1, 31, tzinfo=UTC), timedelta(hours=1, microseconds=1), "1 mese fa")
@given(
    moments,
    st.timedeltas(timedelta(0), timedelta(hours=30)),
    st.sampled_from(["3 ore fa", "ieri", "1 mese fa", "ieri alle 9:05"]),
)
def test_a_wider_clock_gives_a_wider_span(now, width, text):
    mention = timex.read(text, ["it"])
    wide = timex.resolve(mention, Span(now - width, now), ZONES[0])
    for end in (now - width, now):
        narrow = timex.resolve(mention, Span.instant(end), ZONES[0])
        assert wide.span.hull(narrow.span) == wide.span


@given(
    moments,
    zones,
    st.sampled_from(["ieri", "l'altro ieri", "10:41", "7 gennaio", "10/01/2026", "lunedì", "la settimana scorsa"]),
)
def test_an_unknown_zone_holds_every_zone(now, zone, text):
    mention = timex.read(text, ["it"])
    everywhere = timex.resolve(mention, Span.instant(now), None)
    here = timex.resolve(mention, Span.instant(now), zone)
    assert everywhere.span.hull(here.span) == everywhere.span
    assert "zone unknown" in everywhere.rule


@given(
    moments,
    st.timedeltas(timedelta(0), timedelta(hours=30)),
    st.sampled_from(
        ["oggi alle 0:00", "10:41", "ieri alle 23:59", "lunedì", "lunedì alle 9:05", "7 gennaio", "ieri sera"]
    ),
)
def test_an_unknown_zone_begins_no_earlier_than_the_earliest_zone(now, width, text):
    mention = timex.read(text, ["it"])
    clock = Span(now - width, now)
    quarters = [timezone(timedelta(minutes=15 * n)) for n in range(-48, 57)]
    earliest = min(timex.resolve(mention, clock, zone).span.earliest for zone in quarters)
    assert earliest - timex.resolve(mention, clock, None).span.earliest in (timedelta(0), timedelta(hours=1))


# ---- looks change nothing ---------------------------------------------------------------------------------

LOOKS = [
    str.upper,
    str.title,
    lambda text: text.replace(" ", "\u00a0"),
    lambda text: f"  {text.replace(' ', chr(10) + ' ')}\t",
    lambda text: "\u200f" + text + "\u200e",
    lambda text: text.translate({ord(str(d)): chr(0x0660 + d) for d in range(10)}),
    lambda text: text.translate({ord(str(d)): chr(0xFF10 + d) for d in range(10)}),
    lambda text: text.replace("'", "\u2019").replace(" ", "&nbsp;"),
]


@given(
    st.sampled_from(LOOKS), st.sampled_from(["49 minuti fa", "un'ora fa", "ieri alle 18:30", "7 gennaio 2026", "ieri"])
)
def test_looks_do_not_change_the_answer(look, text):
    plain, dressed = timex.read(text, ["it"]), timex.read(look(text), ["it"])
    assert dressed is not None
    assert (dressed.expression, dressed.humanizers, dressed.rule) == (plain.expression, plain.humanizers, plain.rule)


# ---- no text raises ---------------------------------------------------------------------------------

PIECES = [
    "3",
    "ore",
    "fa",
    "ago",
    " ",
    "vor",
    "2026",
    "31",
    "gennaio",
    ":",
    "-",
    "12",
    "99999999999",
    "ieri",
    "|",
    "\u200f",
    "١٢",
    "前",
    "&#",
    ";",
]
texts = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=14).map("".join))


@given(texts, st.lists(st.sampled_from(["it", "en", "ar", "ja", "xx", "", "it-IT-u-co", "pt_BR"]), max_size=3), moments)
@example("31 febbraio 2026", ["it"], datetime(2026, 1, 1, tzinfo=UTC))
@example("99999 anni fa", ["it"], datetime(2026, 1, 1, tzinfo=UTC))
@example("0 minuti fa", ["it"], datetime(2026, 1, 1, tzinfo=UTC))
def test_no_text_raises_and_what_is_found_stands_in_it(text, languages, now):
    for mention in timex.read_all(text, languages):
        assert text[mention.start : mention.end]
        for zone in (None, ZONES[0]):
            resolution = timex.resolve(mention, Span.instant(now), zone)
            assert resolution is None or resolution.at in resolution.span


@given(st.sampled_from(["3 ore fa ", "1", "a", "gennaio ", "&amp;", "vor "]), st.integers(3, 6))
def test_long_texts_are_refused(piece, power):
    assert timex.read(piece * 10**power, ["it"]) is None


def test_a_set_says_the_same_each_time():
    assert meanings.meaning(0, ("3",), 2) == meanings.meaning(0, ("3",), 2)


# ---- the stream ---------------------------------------------------------------------------------

scalars = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=12))
values = st.recursive(
    scalars, lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner))
)
odd = st.sampled_from(
    ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "2026-01-10", "Z", "Europe/Rome", "..", "it", 1e300]
)


@given(
    st.dictionaries(st.sampled_from(["text", "at", "zone", "lang", "humanizer", "more"]), st.one_of(values, odd)),
    st.one_of(texts, st.sampled_from(["ieri", "3 ore fa", "1 mese fa", "10:41", "29 febbraio", "31 dicembre 9999"])),
)
def test_every_line_of_a_stream_has_an_answer(fields, text):
    for asked in (fields, {**fields, "text": text}):
        answered = _line(json.dumps(asked).encode())
        assert isinstance(answered["found"], bool)
        assert json.loads(encoded(answered)).keys() >= {"text", "age", "earliest", "latest", "at", "rest"}

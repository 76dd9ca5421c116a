"""Whatever an entry says, its page is answered, shows it as text and obeys none of it."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from feedsvc.feeds.text import plain
from feedsvc.model.entries import Entry, Section
from feedsvc.model.times import Evidence, Span, Timestamp
from feedsvc.web import answers, create_app, words
from feedsvc.web.saying import say, say_ends
from feedsvc.web.shown import show
from tests.newsstand import open_stand

ODD = st.sampled_from(
    [
        "</h1><script>alert(1)</script>",
        "\u202e\u2066\u200f",
        "{{ 7 * 7 }}{% raw %}",
        "%(n)s %s %",
        "\x00\x1b[2J\x85\u2028",
        "&lt;b&gt;&amp;amp;",
        '" onload="alert(1)',
        "👩‍👩‍👧‍👦🇮🇹",
        "ا" * 300,
        "<" * 2000,
    ]
)
texts = st.one_of(ODD, st.text(max_size=60), st.lists(ODD, max_size=4).map("".join))
moments = st.one_of(
    st.datetimes(timezones=st.just(UTC)),
    st.sampled_from([datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)]),
)
spans = st.builds(lambda one, other: Span(min(one, other), max(one, other)), moments, moments)
evidence = st.lists(st.builds(Evidence, texts, texts, st.none() | spans), max_size=3).map(tuple)
zones = st.sampled_from(["UTC", "Pacific/Kiritimati", "America/New_York", "Asia/Kathmandu"])
languages = st.sampled_from(words.LANGUAGES)
optional = st.none() | texts


@st.composite
def stamps(draw):
    span = draw(spans)
    return Timestamp(
        span,
        draw(st.sampled_from([span.earliest, span.latest, span.centre])),
        draw(texts),
        draw(optional),
        draw(optional),
        draw(st.lists(texts, max_size=2).map(tuple)),
        draw(st.none() | spans),
        draw(evidence),
        draw(evidence),
    )


entries = st.builds(
    Entry,
    id=st.text(max_size=20).map("tag:feeds.example.org,2026-01-01:".__add__),
    source_id=st.sampled_from(["gazzetta", "gone", '"><x']),
    title=texts,
    published=stamps(),
    updated_at=moments,
    first_seen_at=moments,
    last_seen_at=moments,
    link=optional,
    sections=st.lists(st.builds(Section, texts, texts), max_size=2).map(tuple),
    author=optional,
    summary=optional,
    image=optional,
    language=st.none() | st.sampled_from(["it", "ar", "zh-Hans", "x", "en-US-x-" + "a" * 99, '"', "art-lojban"]),
)


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    stand = open_stand(tmp_path_factory.mktemp("property"), many=0)
    yield create_app(stand)
    stand.store.close()


@settings(deadline=None)
@given(entry=entries, zone=zones, language=languages)
def test_a_page_shows_an_entry_as_text_and_obeys_none_of_it(app, entry, zone, language):
    said = words.words(language)
    with app.test_request_context():
        shown = show(entry, None, ZoneInfo(zone), said)
        page = LexborHTMLParser(answers.page("entry.html", words=said, entry=shown, content="").get_data())
    assert page.css_first("h1").text() == (plain(entry.title) or said("Untitled"))
    assert len(page.css("script")) == 1
    assert page.css("[onload], [onerror], iframe, object, style") == []
    for link in page.css("a, link"):
        assert link.attributes["href"].lower().startswith(("/", "#", "http://", "https://"))


@given(span=spans, zone=zones, language=languages)
def test_any_span_can_be_said(span, zone, language):
    for moment in (span.earliest, span.centre, span.latest):
        assert say(span, moment, ZoneInfo(zone), words.words(language))
    assert say_ends(span, ZoneInfo(zone), words.words(language))


@given(
    moment=st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),
    width=st.timedeltas(timedelta(0), timedelta(days=900)),
    offset=st.integers(-12, 14),
)
def test_what_is_said_is_never_narrower_than_what_is_known(moment, width, offset):
    zone = timezone(timedelta(hours=offset))
    span = Span(moment, moment + width)
    said = say(span, span.centre, zone, words.words("en"))
    if ":" not in said:
        return
    if "about" in said:
        assert width <= timedelta(minutes=5)
        return
    if "give or take" in said:
        assert timedelta(minutes=int(said.split()[-2])) >= width / 2
        return
    first, last = span.earliest.astimezone(zone), span.latest.astimezone(zone)
    if "between" in said or "from" in said:
        assert f"{first:%H:%M} " in said
        assert said.endswith(f" {last:%H:%M}")
        assert str(first.day) in said
        assert f"{last.day} " in said
    else:
        assert f"{first:%d %H:%M}" == f"{last:%d %H:%M}"

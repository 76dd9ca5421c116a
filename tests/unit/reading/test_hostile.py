"""Pages made to hurt: each is read, or refused in a sentence, within seconds."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedsvc.errors import PageError, PageUnreadableError
from feedsvc.model.pages import Hints, Page
from feedsvc.reading import read

PROSE = "<p>The council approved the new plan for the harbour late on Friday, at a cost of forty million.</p>"
SECONDS = 20
"""Of the process's own computing, which no other test beside it lengthens: several times what the slowest takes."""

HOSTILE: dict[str, Callable[[], str]] = {
    "ten thousand nested elements": lambda: "<html><body>" + "<div>" * 10_000 + "x",
    "a million nested elements": lambda: "<html><body>" + "<div>" * 1_000_000,
    "misnested formatting": lambda: "<html><body>" + "<b><p><i>" * 3_000 + "x",
    "nested tables": lambda: "<html><body>" + "<table><tr><td>" * 3_000 + "x",
    "nested lists in JSON-LD": lambda: '<script type="application/ld+json">' + '{"@graph":[' * 200_000,
    "one line of ten megabytes": lambda: "word " * 2_000_000,
    "one paragraph of ten megabytes": lambda: "<html><body><p>" + "word " * 2_000_000,
    "ten megabytes of blanks": lambda: "Title\n" + " " * 10_000_000 + "\n3 hours ago",
    "ten million empty lines": lambda: "\n" * 10_000_000 + "x",
    "a million short lines": lambda: "a b c\n" * 1_000_000,
    "a million anchors": lambda: "<html><body>" + "<a href=/1>x</a>" * 1_000_000,
    "three thousand headings with a link each": lambda: (
        "<html><body>"
        + "".join(f"<h2><a href='/harbour-plan-{n}'>Council approves plan {n}</a></h2>" for n in range(3_000))
    ),
    "three thousand headings, half of them of one link over the others": lambda: (
        "<html><body>"
        + "<h2><a href='/harbour-plan-approved-at-last'>Council approves the plan</a></h2>" * 1_500
        + "".join(f"<h3><a href='/harbour-plan-{n}'>Council approves plan {n}</a></h3>" for n in range(1_500))
    ),
    "five hundred scripted elements around each other": lambda: (
        "<html><body>" + "<div onclick=\"location.href='/plan'\">some" * 500 + "<p>Council approves</p>" * 20_000
    ),
    "one article with ten thousand times in no known language": lambda: (
        "<html><body><article><h2><a href='/harbour-plan-approved-at-last'>Council approves the plan</a></h2>"
        + "".join(f"<span class=date>zzz {n} hours ago xyz</span>" for n in range(10_000))
    ),
    "an endless attribute": lambda: "<html><body><a href='" + "a" * 5_000_000 + "'>x</a>",
    "comments that are never closed": lambda: "<html><body>" + "<!--" * 1_000_000,
    "nothing but brackets": lambda: "<" * 3_000_000,
    "a hundred thousand metas": lambda: "<html><head>" + "<meta property=og:title content=x>" * 100_000,
    "NULs everywhere": lambda: "\x00".join("<html><body><p>x</p></body></html>"),
    "cut off inside a tag": lambda: ("<html><body>" + PROSE * 20)[:-30],
    "a link to a broken host in a card": lambda: "<html><h2><article><a href='//[::1'><a href='/x/1000'>A",
    "dashes for datelines": lambda: ("A" * 50 + "(") * 50_000,
}


PIECES = [
    *("<div>", "</div>", "<p>", "</p>", "<h2>", "</h2>", "<a href='/x-1'>", "</a>", "<time datetime='", "'>", "<li>"),
    *("3 hours ago", "Harbour plan approved at last", "By Jane Roe", "Published", "\x00", "é", "<!--", "<table>"),
    *('<script type="application/ld+json">', "{", "}", '"@type":"NewsArticle"', "<article>", PROSE, "\n"),
]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_page_made_to_hurt_is_read_or_refused_within_seconds(name: str) -> None:
    body = HOSTILE[name]().encode()
    began = time.process_time()
    with suppress(PageError):
        reading = read(Page(body, url="https://news.example/world/harbour-plan-approved"), Hints(zone="UTC"))
        assert reading.articles or reading.reason
    assert time.process_time() - began < SECONDS


def test_fifty_megabytes_are_refused() -> None:
    with pytest.raises(PageError, match="at most"):
        read(Page(b"<p>" + b"a" * 50_000_000))


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.lists(
        st.sampled_from(PIECES),
        max_size=60,
    ),
    st.sampled_from(["text/html", "text/plain", None]),
)
def test_no_pieces_of_pages_put_together_make_the_reader_raise(pieces: list[str], content_type: str | None) -> None:
    text = "".join(pieces)
    try:
        reading = read(Page(text.encode(), url="https://news.example/a/b", content_type=content_type))
    except PageUnreadableError:
        json.loads(text.replace("\x00", ""))  # the one other kind of data that such pieces can make, read without nulls
        return
    for article in reading.articles:
        assert article.title.strip()
        assert article.link is None or article.link.startswith(("http://", "https://"))

import json
from datetime import UTC, datetime, timedelta

import pytest

from feedsvc.errors import BadRequestError, FetchStatusError
from feedsvc.fetch import saved
from feedsvc.model.pages import NotModified

VISIT = {"url": "https://site.example/", "at": "2026-01-10T07:30:00+01:00", "headers": {}, "body": "<p>sì</p>"}
SIX_THIRTY = datetime(2026, 1, 10, 6, 30, tzinfo=UTC)


def visit(**changes):
    return saved.parse(json.dumps({**VISIT, **changes}))


def test_a_visit_becomes_the_page_that_was_received():
    headers = {"date": "Sat, 10 Jan 2026 06:20:00 GMT", "Age": "600", "content-type": "text/html; charset=latin1"}
    page = visit(headers=headers).answer()
    assert (page.url, page.body.decode()) == ("https://site.example/", "<p>sì</p>")
    assert page.content_type == "text/html; charset=utf-8"
    assert page.origin.retrieved_at == SIX_THIRTY
    assert page.origin.date == SIX_THIRTY - timedelta(minutes=10)
    assert page.origin.age == 600


def test_a_saved_304_is_not_modified():
    assert isinstance(visit(status=304, body="").answer(), NotModified)


def test_a_saved_failure_fails_again():
    with pytest.raises(FetchStatusError) as caught:
        visit(status=429, headers={"Retry-After": "120"}).answer()
    assert (caught.value.status, caught.value.retry_after) == (429, 120)


def test_a_moment_without_offset_is_the_sites_own_time_or_utc():
    assert visit(at="2026-01-10T07:30:00", zone="Europe/Rome").at == SIX_THIRTY
    assert visit(at="2026-01-10T06:30:00").at == SIX_THIRTY


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "not JSON"),
        ("[]", "JSON object"),
        ('{"at": "2026-01-10"}', "`url`"),
        ('{"url": "x", "at": "yesterday"}', "`at` is a moment"),
        ('{"url": "x", "at": "2026-01-10"}', "`at` is a moment"),
        ('{"url": "x", "at": "2026-01-10T00:00:00Z", "zone": "Mars/Olympus"}', "no time zone"),
        ('{"url": "x", "at": "2026-01-10T00:00:00Z", "body": 3}', "`body`"),
        ('{"url": "x", "at": "2026-01-10T00:00:00Z", "headers": "x"}', "`headers`"),
        ('{"url": "x", "at": "2026-01-10T00:00:00Z", "status": "ok"}', "`status`"),
    ],
)
def test_a_line_that_is_no_visit_says_why(line, reason):
    with pytest.raises(BadRequestError, match=reason):
        saved.parse(line)


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59Z"])
def test_a_visit_at_no_moment_of_the_web_is_refused(at):
    with pytest.raises(BadRequestError, match="check its year"):
        saved.parse(json.dumps({"url": "https://lavoce.example/", "at": at}))


def test_a_page_that_was_saved_comes_back():
    first = visit(headers={"Date": "Sat, 10 Jan 2026 06:20:00 GMT", "ETag": '"a"', "Content-Type": "text/html"})
    page = first.answer()
    again = saved.parse(saved.line(page, first.body, first.url, first.at, zone="Europe/Rome", lang=None))
    assert again.answer() == page
    assert (again.at, again.zone, again.language) == (first.at, "Europe/Rome", None)

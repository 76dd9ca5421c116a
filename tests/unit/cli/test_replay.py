import json
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner

from benchmarks.site import Habits, Site
from feedsvc.cli.app import app
from feedsvc.cli.replay import site_of

START = datetime(2026, 1, 12, 6, tzinfo=UTC)


def replay(*visits):
    lines = "".join(json.dumps(visit) + "\n" for visit in visits)
    result = CliRunner().invoke(app, ["replay", "-"], input=lines, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.output.splitlines()]


def answered(site, path, at, base="https://lavoce.example"):
    answer = site.answer(path, at)
    return {"url": base + path, "at": at.isoformat(), "headers": answer.headers, "body": answer.body.decode()}


@pytest.fixture(scope="module")
def site():
    return Site(Habits(shown=8), START, timedelta(hours=8), seed=5)


def test_each_visit_prints_each_entry_with_its_span(site):
    rows = replay(answered(site, "/", START), answered(site, "/", START + timedelta(minutes=20)))
    assert [row["visit"] for row in rows] == sorted(row["visit"] for row in rows)
    assert sum(row["visit"] == 1 for row in rows) == 8
    assert set(rows[0]) == {"visit", "id", "link", "title", "published", "earliest", "latest", "updated"}
    assert all(row["earliest"] <= row["published"] <= row["latest"] for row in rows)


def test_an_article_met_on_several_listings_is_one_entry(site):
    listings = ["/", *(f"/{name}/" for name in ("cronaca", "politica", "economia", "sport", "cultura"))]
    rows = replay(*(answered(site, path, START) for path in listings))
    last = [row for row in rows if row["visit"] == len(listings)]
    numbers = [site.post(row["link"]).number for row in last]
    assert len(numbers) == len(set(numbers)) > 8


def test_listings_on_other_hosts_of_a_site_belong_to_it(site):
    rows = replay(answered(site, "/", START), answered(site, "/", START, "https://m.lavoce.example"))
    assert len({row["id"] for row in rows}) == 8


def test_a_visit_that_failed_leaves_the_entries_as_they_are(site):
    broken = {**answered(site, "/", START + timedelta(minutes=10)), "status": 500, "body": "<h1>Error</h1>"}
    rows = replay(answered(site, "/", START), broken)
    first, second = ([{**r, "visit": 0} for r in rows if r["visit"] == n] for n in (1, 2))
    assert first == second != []


def test_a_line_that_is_no_visit_is_a_failure_that_names_it():
    result = CliRunner().invoke(app, ["replay", "-"], input='{"url": 3}\n')
    assert result.exit_code == 1
    assert "visit 1" in str(result.exception)


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://www.site.example/a", "site.example"),
        ("https://m.news.co.uk/", "news.co.uk"),
        ("https://giornale.it/", "giornale.it"),
        ("http://127.0.0.1:8000/x", "127.0.0.1:8000"),
        ("http://localhost/x", "localhost"),
        ("http://[bad", "http://[bad"),
    ],
)
def test_addresses_of_one_site_share_its_name(url, site):
    assert site_of(url) == site


def test_fields_that_no_server_means_do_not_end_a_replay(site):
    visit = answered(site, "/", START)
    odd = {"Date": "Sat, 10 Jan 2026 99:99:99 GMT", "Age": "-10", "Last-Modified": "Fri, 31 Dec 9999 23:59:59 GMT"}
    rows = replay(visit | {"headers": visit["headers"] | odd})
    assert len(rows) == 8
    assert all(row["latest"] <= START.isoformat() for row in rows)

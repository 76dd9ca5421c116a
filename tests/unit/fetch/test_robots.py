"""robots.txt: what a host allows, how slowly it wants to be asked, and what holds while it cannot be read."""

from datetime import UTC, datetime, timedelta

import pytest
from urllib3 import HTTPHeaderDict

from feedsvc.errors import FetchError, FetchRefusedError
from feedsvc.fetch.http import Answer
from feedsvc.fetch.robots import KEEP, KEEP_FAILURE, LONGEST_DELAY, MOST_BYTES, Robots

NOON = datetime(2026, 1, 10, 12, tzinfo=UTC)
PAGE = "https://site.example/news"


class Host:
    """A client whose host answers what it is told to, at a time that the test decides."""

    def __init__(self, answer):
        self.answer, self.at, self.asked = answer, NOON, 0

    def now(self):
        return self.at

    def get(self, url, *, enough):
        assert url.lower() == "https://site.example/robots.txt"
        self.asked += 1
        if isinstance(self.answer, Exception):
            raise self.answer
        status, body = self.answer
        return Answer(url, status, HTTPHeaderDict(), body.encode()[:enough])


def robots(answer):
    host = Host(answer)
    return Robots(host, "feedsvc"), host


def test_a_closed_address_is_refused_in_a_sentence_that_says_how_to_override_it():
    rules, _ = robots((200, "User-agent: *\nDisallow: /news"))
    with pytest.raises(FetchRefusedError) as raised:
        rules.check(PAGE)
    assert str(raised.value) == (
        "https://site.example/news is closed to programs by the site’s robots.txt (robots = false overrides it)."
    )
    rules.check("https://site.example/other")


def test_our_own_name_counts_more_than_everybodys():
    rules, _ = robots((200, "User-agent: *\nDisallow: /\n\nUser-agent: feedsvc\nAllow: /"))
    rules.check(PAGE)


def test_of_an_endless_file_only_the_beginning_counts_and_no_line_that_was_cut_in_two():
    beginning = "User-agent: *\nDisallow: /closed\n"
    padding = "#" * (MOST_BYTES - len(beginning) - len("\nDisallow: /")) + "\n"
    rules, _ = robots((200, beginning + padding + "Disallow: /news-of-others\nDisallow: /\n"))
    rules.check(PAGE)
    with pytest.raises(FetchRefusedError):
        rules.check("https://site.example/closed")


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_a_host_without_rules_is_open(status):
    rules, _ = robots((status, "Disallow: /"))
    rules.check(PAGE)


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_host_whose_rules_cannot_be_read_counts_as_closed_and_the_sentence_says_why(status):
    rules, host = robots((status, ""))
    with pytest.raises(FetchRefusedError, match=rf"left alone: https://site\.example/robots\.txt answered {status}"):
        rules.check(PAGE)
    host.answer, host.at = (404, ""), NOON + KEEP_FAILURE
    rules.check(PAGE)


def test_a_host_that_cannot_be_reached_ends_the_visit_with_what_is_wrong_with_it():
    rules, _ = robots(FetchError("no such host"))
    with pytest.raises(FetchError, match="no such host"):
        rules.check(PAGE)


@pytest.mark.parametrize("trouble", [FetchError("reset"), (503, "")])
def test_rules_read_before_hold_while_the_host_cannot_be_reached(trouble):
    rules, host = robots((200, "User-agent: *\nDisallow: /closed"))
    rules.check(PAGE)
    host.answer, host.at = trouble, NOON + KEEP
    rules.check(PAGE)
    with pytest.raises(FetchRefusedError):
        rules.check("https://site.example/closed")
    assert host.asked == 2


def test_a_host_is_asked_once_a_day_whatever_the_case_of_its_name():
    rules, host = robots((200, ""))
    for url in (PAGE, "https://site.example/more", "https://SITE.example/more"):
        rules.check(url)
    assert host.asked == 1
    host.at = NOON + KEEP
    rules.check(PAGE)
    assert host.asked == 2


@pytest.mark.parametrize(
    ("text", "delay"),
    [
        ("User-agent: *\nCrawl-delay: 7", timedelta(seconds=7)),
        ("User-agent: feedsvc\nCrawl-delay: 0.5\n\nUser-agent: *\nCrawl-delay: 9", timedelta(seconds=0.5)),
        ("User-agent: *\nCrawl-delay: 1000000000", LONGEST_DELAY),
        ("User-agent: *\nCrawl-delay: soon", None),
        ("User-agent: *\nCrawl-delay: -3", None),
        ("", None),
    ],
)
def test_the_delay_that_a_host_asks_for(text, delay):
    rules, _ = robots((200, text))
    assert rules.delay(PAGE) is None, "it is not asked for this alone"
    rules.check(PAGE)
    assert rules.delay(PAGE) == delay

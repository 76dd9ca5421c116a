"""Retrieving over HTTP from a server that behaves, and from one that does not."""

from __future__ import annotations

import resource
import socket
import time
from datetime import UTC, datetime
from importlib.metadata import requires
from ipaddress import ip_network
from typing import TYPE_CHECKING

import pytest

from feedsvc.errors import (
    FetchError,
    FetchRefusedError,
    FetchStatusError,
    FetchTimeoutError,
    FetchTooLargeError,
)
from feedsvc.fetch.http import Client, Limits
from feedsvc.fetch.networks import Gate
from feedsvc.fetch.robots import Robots
from feedsvc.model.pages import NotModified, Page, Validators
from tests.integration import badsite

if TYPE_CHECKING:
    from collections.abc import Iterator

AT = datetime(2026, 1, 10, 7, 30, tzinfo=UTC)
LOOPBACK = Gate((ip_network("127.0.0.0/8"),))
LIMITS = Limits(connect=2, read=0.5, total=1.5, max_bytes=1_000_000, max_redirects=3)


@pytest.fixture(scope="module")
def site() -> Iterator[badsite.Server]:
    with badsite.running() as server:
        yield server


@pytest.fixture
def client() -> Client:
    return Client("feedsvc/test (+https://example.org)", lambda: AT, LOOPBACK, LIMITS)


def test_a_page_comes_with_its_address_fields_and_validators(site: badsite.Server, client: Client) -> None:
    page = client.retrieve(site.url + "/page")
    assert isinstance(page, Page)
    assert page.body == badsite.PAGE
    assert page.url == site.url + "/page"
    assert page.content_type == "text/html"
    assert page.validators == Validators('"v1"', "Sat, 10 Jan 2026 06:30:00 GMT")
    assert page.origin.retrieved_at == AT
    assert page.origin.age == 90
    assert page.origin.last_modified == datetime(2026, 1, 10, 6, 30, tzinfo=UTC)
    assert page.origin.date is not None


def test_kept_validators_make_the_request_conditional(site: badsite.Server, client: Client) -> None:
    answer = client.retrieve(site.url + "/page", Validators('"v1"', "Sat, 10 Jan 2026 06:30:00 GMT"))
    assert isinstance(answer, NotModified)
    assert answer.validators == Validators('"v1"', "Sat, 10 Jan 2026 06:30:00 GMT")
    assert answer.origin.age == 30
    assert site.fields[-1]["If-Modified-Since"] == "Sat, 10 Jan 2026 06:30:00 GMT"


def test_the_user_agent_says_who_asks(site: badsite.Server, client: Client) -> None:
    client.retrieve(site.url + "/page")
    assert site.fields[-1]["User-Agent"] == "feedsvc/test (+https://example.org)"


@pytest.mark.parametrize("path", ["/gzip", "/brotli", "/zstd", "/moved", "/hints"])
def test_codings_redirects_and_hints_end_in_the_same_page(site: badsite.Server, client: Client, path: str) -> None:
    page = client.retrieve(site.url + path)
    assert isinstance(page, Page)
    assert page.body == badsite.PAGE


def test_a_redirected_page_has_the_address_it_ended_at(site: badsite.Server, client: Client) -> None:
    page = client.retrieve(site.url + "/moved")
    assert isinstance(page, Page)
    assert page.url == site.url + "/page"


@pytest.mark.parametrize("path", ["/drip-body", "/drip-head", "/silent"])
def test_a_slow_server_ends_in_a_timeout_within_the_total(site: badsite.Server, client: Client, path: str) -> None:
    start = time.monotonic()
    with pytest.raises(FetchTimeoutError):
        client.retrieve(site.url + path)
    assert time.monotonic() - start < 10


@pytest.mark.parametrize("path", ["/bomb", "/huge"])
def test_too_many_bytes_are_refused_without_being_held(site: badsite.Server, client: Client, path: str) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(FetchTooLargeError):
        client.retrieve(site.url + path)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 40_000  # kB on Linux


@pytest.mark.parametrize("path", ["/bomb", "/huge"])
def test_where_the_beginning_is_enough_the_rest_is_not_waited_for(
    site: badsite.Server, client: Client, path: str
) -> None:
    assert len(client.get(site.url + path, enough=100_000).body) == 100_000


@pytest.mark.parametrize("path", ["/loop", "/endless"])
def test_redirects_that_lead_nowhere_end(site: badsite.Server, client: Client, path: str) -> None:
    with pytest.raises(FetchError, match=r"circle|redirects that are followed"):
        client.retrieve(site.url + path)


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/moved-nowhere", r"/moved-nowhere redirects to 'http://\[::1/', which is no address\.$"),
        ("/moved-far", r"/moved-far redirects to an address of 50,001 letters\.$"),
    ],
)
def test_a_redirect_to_no_address_is_said_shortly(site: badsite.Server, client: Client, path: str, reason: str) -> None:
    with pytest.raises(FetchError, match=reason):
        client.retrieve(site.url + path)


@pytest.mark.parametrize("path", ["/moved-in", "/moved-mapped", "/moved-file"])
def test_a_redirect_into_a_private_place_is_refused(site: badsite.Server, client: Client, path: str) -> None:
    with pytest.raises(FetchRefusedError):
        client.retrieve(site.url + path)


def test_loopback_is_refused_unless_the_operator_allows_it(site: badsite.Server) -> None:
    asked = site.asked["/page"]
    with pytest.raises(FetchRefusedError, match="FEEDSVC_ALLOW_NETWORKS"):
        Client("feedsvc", lambda: AT, Gate(), LIMITS).retrieve(site.url + "/page")
    assert site.asked["/page"] == asked


def test_a_proxy_of_the_environment_is_never_taken_in_silence(
    site: badsite.Server, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    monkeypatch.delenv("NO_PROXY", raising=False)
    assert isinstance(client.retrieve(site.url + "/page"), Page)


def test_an_error_status_says_its_number(site: badsite.Server, client: Client) -> None:
    with pytest.raises(FetchStatusError) as raised:
        client.retrieve(site.url + "/broken")
    assert raised.value.status == 500
    assert raised.value.retry_after is None


@pytest.mark.parametrize(("path", "seconds"), [("/busy", 120), ("/busy-until", 1800)])
def test_a_wish_to_be_left_alone_is_heard_in_both_its_forms(
    site: badsite.Server, client: Client, path: str, seconds: float
) -> None:
    with pytest.raises(FetchStatusError) as raised:
        client.retrieve(site.url + path)
    assert raised.value.retry_after == seconds


@pytest.mark.parametrize("path", ["/reset", "/garbage"])
def test_an_answer_cut_off_or_no_answer_is_one_of_our_errors(site: badsite.Server, client: Client, path: str) -> None:
    with pytest.raises(FetchError):
        client.retrieve(site.url + path)


@pytest.mark.parametrize(
    ("path", "reason"),
    [("/short", "its answer broke off"), ("/chunks", "its answer broke off"), ("/no-number", "its answer is no HTTP")],
)
def test_an_answer_that_is_not_whole_says_so_in_words(
    site: badsite.Server, client: Client, path: str, reason: str
) -> None:
    with pytest.raises(FetchError, match=f"{path} cannot be retrieved: {reason}"):
        client.retrieve(site.url + path)


def test_a_piece_of_a_page_is_not_taken_for_the_page(site: badsite.Server, client: Client) -> None:
    with pytest.raises(FetchStatusError, match="answered 206"):
        client.retrieve(site.url + "/partial")


def test_nothing_is_not_modified_that_was_never_had(site: badsite.Server, client: Client) -> None:
    with pytest.raises(FetchStatusError, match="answered 304"):
        client.retrieve(site.url + "/unasked")
    assert isinstance(client.retrieve(site.url + "/unasked", Validators(etag='"v1"')), NotModified)


def test_dates_outside_the_calendar_are_none(site: badsite.Server, client: Client) -> None:
    page = client.retrieve(site.url + "/end-of-time")
    assert isinstance(page, Page)
    assert (page.origin.date, page.origin.last_modified) == (None, None)


def test_a_host_in_any_script_is_asked_for_by_its_name_in_the_network(
    site: badsite.Server, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    look_up = socket.getaddrinfo

    def known(host: object, port: object, **named: int) -> object:
        asked.append(host)
        return look_up("127.0.0.1", port, **named)  # type: ignore[call-overload]

    monkeypatch.setattr(socket, "getaddrinfo", known)
    client.retrieve(f"http://münchen.example:{site.server_address[1]}/page")
    assert asked == ["xn--mnchen-3ya.example"]
    assert site.fields[-1]["Host"].startswith("xn--mnchen-3ya.example:")
    # urllib3 encodes such names only where this is installed.
    assert any(need.startswith("idna") for need in requires("feedsvc") or ())


@pytest.mark.parametrize(
    "url", ["ftp://example.org/", "http://", "http://[::1", "file:///etc/passwd", "http://h:0/", "x"]
)
def test_what_is_no_web_address_is_refused(client: Client, url: str) -> None:
    with pytest.raises(FetchRefusedError):
        client.retrieve(url)


def test_what_is_no_address_is_told_before_its_host_is_asked_for_its_rules(client: Client) -> None:
    asked: list[str] = []
    with pytest.raises(FetchRefusedError, match=r"'http://127\.0\.0\.1:0/a' is no http or https address"):
        client.retrieve("http://127.0.0.1:0/a", may=asked.append)
    assert asked == []


@pytest.mark.parametrize("url", ["http://[64:ff9b::7f00:1]/", "https://[64:ff9b::7f00:1]/"])
def test_the_end_of_an_ipv6_address_is_no_port(client: Client, url: str) -> None:
    with pytest.raises(FetchRefusedError, match="leads to 64:ff9b::7f00:1, which"):
        client.retrieve(url)


def test_a_port_where_nobody_listens_is_one_of_our_errors(client: Client) -> None:
    with pytest.raises(FetchError, match="cannot be retrieved: Connection refused") as raised:
        client.retrieve("http://127.0.0.1:1/")
    assert not isinstance(raised.value, FetchTimeoutError)


def test_robots_close_an_address_and_are_asked_once(client: Client) -> None:
    with badsite.running() as site:
        robots = Robots(client, "feedsvc")
        with pytest.raises(FetchRefusedError, match=r"robots\.txt"):
            client.retrieve(site.url + "/closed", may=robots.check)
        client.retrieve(site.url + "/page", may=robots.check)
        assert site.asked["/robots.txt"] == 1
        assert site.asked["/closed"] == 0


def test_a_hub_is_posted_to(site: badsite.Server, client: Client) -> None:
    answer = client.post(site.url + "/hub", b"hub.mode=publish", "application/x-www-form-urlencoded")
    assert answer.status == 200
    assert answer.body == b"hub.mode=publish"

"""What a client of the feeds sees, by RFC 9110 and by what real readers send."""

import gzip
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import brotli
import feedparser
import pytest
from lxml import etree
from prometheus_client.parser import text_string_to_metric_families

from feedsvc.model.entries import Section
from feedsvc.web.codings import zstd
from feedsvc.web.feeds import addresses
from feedsvc.web.metrics import ANSWERS, Tally
from feedsvc.web.press import TOKEN_SECONDS, Remembered
from tests.serving import LATER, Service
from tests.stores import CRONACA, MINUTE, NOON, SPORT, make_entry

FEEDS = ("/feeds/all.atom", "/feeds/cronaca.rss", "/feeds/site/all.json", "/feeds.opml", "/feeds/status.atom")
SAME = "Sat, 10 Jan 2026 12:00:00 GMT"


@pytest.fixture
def service() -> Iterator[Service]:
    yield from filled("sqlite://")


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Service]:
    """A service whose store can be opened by another."""
    yield from filled(f"sqlite:///{tmp_path}/feedsvc.db")


def filled(url: str, **settings: str | int) -> Iterator[Service]:
    made = Service(url, settings)
    made.record(*(make_entry(f"e{n}", NOON - MINUTE * n, CRONACA) for n in range(60)))
    yield made
    made.store.close()


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("/feeds/all.atom", "application/atom+xml"),
        ("/feeds/all.rss", "application/rss+xml"),
        ("/feeds/all.json", "application/feed+json"),
        ("/feeds.opml", "text/x-opml"),
        ("/feeds/status.atom", "application/atom+xml"),
        ("/feeds/all/archive/1.rss", "application/rss+xml"),
    ],
)
def test_a_document_says_what_it_is(service: Service, path: str, media_type: str) -> None:
    answer = service.get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == f"{media_type}; charset=utf-8"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.headers["Cache-Control"].startswith("public, max-age=")
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("path", FEEDS)
@pytest.mark.parametrize(
    ("coding", "undo"), [("gzip", gzip.decompress), ("br", brotli.decompress), ("zstd", zstd.decompress)]
)
def test_a_coding_is_used_when_asked_for_and_has_a_tag_of_its_own(
    service: Service, path: str, coding: str, undo
) -> None:
    plain, coded = service.get(path), service.get(path, Accept_Encoding=coding)
    assert "Content-Encoding" not in plain.headers
    assert coded.headers["Content-Encoding"] == coding
    assert undo(coded.data) == plain.data
    assert coded.headers["ETag"] != plain.headers["ETag"]
    assert coded.headers["Content-Length"] == str(len(coded.data))


@pytest.mark.parametrize("path", FEEDS)
@pytest.mark.parametrize("coding", ["identity", "gzip", "br", "zstd"])
def test_what_a_client_holds_is_not_sent_again(service: Service, path: str, coding: str) -> None:
    first = service.get(path, Accept_Encoding=coding)
    again = service.get(path, Accept_Encoding=coding, If_None_Match=first.headers["ETag"])
    assert (again.status_code, again.data) == (304, b"")
    for name in ("ETag", "Cache-Control", "Vary", "Last-Modified"):
        assert again.headers[name] == first.headers[name]
    assert "Content-Length" not in again.headers
    assert "Content-Encoding" not in again.headers


def test_a_tag_of_one_coding_holds_where_another_is_preferred(service: Service) -> None:
    held = service.get("/feeds/all.atom", Accept_Encoding="gzip").headers["ETag"]
    again = service.get("/feeds/all.atom", Accept_Encoding="gzip, br", If_None_Match=held)
    assert (again.status_code, again.headers["ETag"]) == (304, held)


def test_last_modified_is_the_last_change_of_the_feed(service: Service) -> None:
    answer = service.get("/feeds/all.atom")
    assert answer.headers["Last-Modified"] == SAME
    assert service.get("/feeds/all.atom", If_Modified_Since=SAME).status_code == 304
    assert service.get("/feeds/all.atom", If_Modified_Since="Sat, 10 Jan 2026 11:59:59 GMT").status_code == 200


def test_last_modified_never_lies_in_the_future(service: Service) -> None:
    service.record(make_entry("next", NOON, CRONACA), at=LATER + timedelta(minutes=5))
    for _ in range(2):
        answer = service.get("/feeds/all.atom")
        assert answer.headers["Last-Modified"] == "Sun, 11 Jan 2026 12:00:00 GMT"
        assert service.get("/feeds/all.atom", If_Modified_Since=answer.headers["Last-Modified"]).status_code == 200
        assert service.get("/feeds/all.atom", If_None_Match=answer.headers["ETag"]).status_code == 304


@pytest.mark.parametrize("path", FEEDS)
def test_head_says_what_get_says_and_sends_nothing(service: Service, path: str) -> None:
    got, head = service.get(path), service.client.head(path)
    assert (head.status_code, head.data) == (200, b"")
    assert dict(head.headers) == dict(got.headers)
    held = service.client.head(path, headers={"If-None-Match": got.headers["ETag"]})
    assert (held.status_code, held.data) == (304, b"")


@pytest.mark.parametrize("path", [*FEEDS, "/feeds/no-such-section.atom"])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "BREW"])
def test_other_methods_are_refused_with_those_there_are(service: Service, path: str, method: str) -> None:
    answer = service.client.open(path, method=method)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")


def test_a_browser_may_ask_conditionally_from_another_origin(service: Service) -> None:
    answer = service.client.options("/feeds/all.json")
    assert (answer.status_code, answer.data) == (204, b"")
    assert "If-None-Match" in answer.headers["Access-Control-Allow-Headers"]


@pytest.mark.parametrize("accept", ["application/rss+xml", "text/html", "image/png", "*/*;q=0", ""])
def test_whatever_is_accepted_the_document_is_sent(service: Service, accept: str) -> None:
    assert service.get("/feeds/all.atom", Accept=accept).data == service.get("/feeds/all.atom").data


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/feeds/nothing.atom", "There is no section 'nothing'"),
        ("/feeds/site.atom", "/feeds/site/all.atom"),
        ("/feeds/site/nothing.rss", "in the source 'site'"),
        ("/feeds/nobody/all.json", "There is no source 'nobody'"),
        ("/feeds/all/archive/3.atom", "there is no page 3 yet"),
        ("/feeds/all.xml", ""),
        ("/feeds/all.atom.no-such-feed", ""),
    ],
)
def test_what_is_not_there_is_said_in_a_sentence(service: Service, path: str, sentence: str) -> None:
    answer = service.get(path, Accept="application/json")
    assert answer.status_code == 404
    assert sentence in answer.text.replace("&#39;", "'")


def test_a_bad_value_is_refused_in_a_sentence(service: Service) -> None:
    answer = service.get("/feeds/all.atom?limit=many", Accept="application/json")
    assert answer.status_code == 400
    assert "limit is a whole number from 1 to 500" in answer.text


def test_a_source_and_a_section_may_share_their_slug() -> None:
    service = Service("sqlite://")
    service.record(make_entry("a", NOON, Section("site", "Site")), make_entry("b", NOON, SPORT))
    assert len(feedparser.parse(service.get("/feeds/site.atom").data).entries) == 1
    assert len(feedparser.parse(service.get("/feeds/site/all.atom").data).entries) == 2


def test_a_source_without_entries_has_an_empty_feed() -> None:
    service = Service("sqlite://")
    for path in ("/feeds/all.atom", "/feeds/site/all.rss"):
        parsed = feedparser.parse(service.get(path).data)
        assert (parsed.bozo, parsed.entries) == (False, [])


def test_a_change_is_seen_by_the_next_request(service: Service) -> None:
    before = service.get("/feeds/all.atom")
    service.record(make_entry("new", NOON + MINUTE, CRONACA), at=NOON + MINUTE)
    after = service.get("/feeds/all.atom", If_None_Match=before.headers["ETag"])
    assert after.status_code == 200
    assert feedparser.parse(after.data).entries[0].title == "Title of new"
    assert after.headers["Last-Modified"] == "Sat, 10 Jan 2026 12:01:00 GMT"


def test_a_change_elsewhere_leaves_a_feed_as_it_is(service: Service) -> None:
    service.record(make_entry("other", NOON, SPORT))
    before = service.get("/feeds/cronaca.atom")
    service.record(make_entry("another", NOON, SPORT))
    assert service.get("/feeds/cronaca.atom", If_None_Match=before.headers["ETag"]).status_code == 304


def test_the_same_rows_give_the_same_answer_after_a_restart(kept: Service) -> None:
    again = Service(kept.url)
    for path in FEEDS:
        for coding in ("identity", "gzip", "br", "zstd"):
            one, other = (each.get(path, Accept_Encoding=coding) for each in (kept, again))
            assert (one.data, dict(one.headers)) == (other.data, dict(other.headers))
    again.store.close()


def test_another_setting_gives_another_tag(kept: Service) -> None:
    other = Service(kept.url, {"max_age": 1200})
    assert other.get("/feeds/all.atom").headers["ETag"] != kept.get("/feeds/all.atom").headers["ETag"]
    other.store.close()


def test_fewer_entries_can_be_asked_for(service: Service) -> None:
    answer = service.get("/feeds/all.atom?limit=3&utm_source=x")
    parsed = feedparser.parse(answer.data)
    assert len(parsed.entries) == 3
    assert [link.href for link in parsed.feed.links if link.rel == "self"] == [
        "https://feeds.example.org/feeds/all.atom?limit=3"
    ]


def test_parameters_that_nobody_knows_change_no_byte(service: Service) -> None:
    one, other = service.get("/feeds/all.atom"), service.get("/feeds/all.atom?utm_source=x&fbclid=1")
    assert (one.data, one.headers["ETag"]) == (other.data, other.headers["ETag"])


def test_archive_pages_and_the_feed_hold_every_entry(service: Service) -> None:
    def ids(path: str) -> set[str]:
        return {entry.id for entry in feedparser.parse(service.get(path).data).entries}

    kept = {entry.id for entry in service.store.entries(limit=1000)}
    root = etree.fromstring(service.get("/feeds/all.atom").data)
    links = {link.get("rel"): link.get("href") for link in root.findall("{http://www.w3.org/2005/Atom}link")}
    assert links["prev-archive"] == "https://feeds.example.org/feeds/all/archive/1.atom"
    assert ids("/feeds/all.atom") | ids("/feeds/all/archive/1.atom") == kept


def test_a_full_archive_page_never_changes(service: Service) -> None:
    before = service.get("/feeds/all/archive/1.atom", Accept_Encoding="gzip")
    service.record(*(make_entry(f"n{n}", NOON + MINUTE * n, CRONACA) for n in range(120)), at=NOON + MINUTE)
    after = service.get("/feeds/all/archive/1.atom", Accept_Encoding="gzip", If_None_Match=before.headers["ETag"])
    assert (after.status_code, after.headers["ETag"]) == (304, before.headers["ETag"])
    assert "max-age=86400" in after.headers["Cache-Control"]


def test_a_hub_is_named_in_the_body_and_beside_it() -> None:
    service = Service("sqlite://", {"hub": "https://hub.example/"})
    answer = service.get("/feeds/all.rss?limit=3")
    assert answer.headers["Link"] == (
        '<https://feeds.example.org/feeds/all.rss?limit=3>; rel="self", <https://hub.example/>; rel="hub"'
    )
    assert b'rel="hub" href="https://hub.example/"' in answer.data


def test_no_hub_no_link(service: Service) -> None:
    answer = service.get("/feeds/all.rss")
    assert "Link" not in answer.headers
    assert b'rel="hub"' not in answer.data


def test_every_document_there_is_can_be_listed_and_read(service: Service) -> None:
    listed = list(addresses(service.runtime))
    assert {"/feeds/all.atom", "/feeds/site/cronaca.json", "/feeds/all/archive/1.rss", "/feeds.opml"} <= set(listed)
    assert [service.get(path).status_code for path in listed] == [200] * len(listed)


def test_the_list_of_feeds_names_those_that_answer(service: Service) -> None:
    outlines = etree.fromstring(service.get("/feeds.opml").data).findall(".//outline[@xmlUrl]")
    assert [outline.get("type") for outline in outlines] == ["rss"] * 4
    for outline in outlines:
        assert service.get(outline.get("xmlUrl").removeprefix("https://feeds.example.org")).status_code == 200


@pytest.mark.parametrize(
    "condition", [{"If_Match": '"another"'}, {"If_Unmodified_Since": "Fri, 09 Jan 2026 12:00:00 GMT"}]
)
def test_a_request_for_another_version_is_refused(service: Service, condition: dict[str, str]) -> None:
    service.get("/feeds/all.atom")
    answer = service.get("/feeds/all.atom", **condition)
    assert (answer.status_code, answer.data) == (412, b"")
    held = service.get("/feeds/all.atom").headers["ETag"]
    assert service.get("/feeds/all.atom", If_Match=held).status_code == 200


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS"])
@pytest.mark.parametrize("coding", [None, "gzip", "gzip;q=0.5, br", "br;q=0, *", "zstd, gzip;q=0", "identity;q=0"])
def test_what_is_at_hand_is_answered_like_what_is_not(kept: Service, method: str, coding: str | None) -> None:
    known = kept.get("/feeds/all.atom", **({"Accept_Encoding": coding} if coding else {})).headers["ETag"]
    other = kept.get("/feeds/cronaca.rss").headers["ETag"]
    conditions = [
        {},
        *(
            {"If-None-Match": field}
            for field in (known, other, f"W/{known}", f"{other}, {known}", "*", '""', "rubbish")
        ),
        *({"If-Modified-Since": field} for field in (SAME, "Thu, 01 Jan 1970 00:00:00 GMT", "rubbish")),
        {"If-None-Match": other, "If-Modified-Since": SAME},
        {"If-None-Match": known, "If-Match": other},
        {"If-Match": known},
        {"If-Unmodified-Since": "Thu, 01 Jan 1970 00:00:00 GMT"},
    ]
    fields = {"Accept-Encoding": coding} if coding else {}
    for condition in conditions:
        for path in ("/feeds/all.atom", "/feeds/all.atom?utm_source=x", "/feeds/all.atom?limit=3"):
            fresh = Service(kept.url).client.open(path, method=method, headers=fields | condition)
            warm = [kept.client.open(path, method=method, headers=fields | condition) for _ in range(2)]
            for answer in warm:
                assert (answer.status, answer.data) == (fresh.status, fresh.data), condition
                assert answer.headers == fresh.headers, condition


def test_answers_to_readers_are_counted_in_any_number_of_threads(service: Service) -> None:
    def count(status: str) -> float:
        families = text_string_to_metric_families(service.get("/metrics").text)
        samples = next(family for family in families if family.name == "feedsvc_answers").samples
        told = {(sample.labels["what"], sample.labels["status"]): sample.value for sample in samples}
        return told.get(("feed", status), 0)

    etag = service.get("/feeds/all.atom").headers["ETag"]
    before = [count(status) for status in ("200", "304", "405")]

    def visit(_: int) -> None:
        client = service.app.test_client()
        client.get("/feeds/all.atom", headers={"If-None-Match": etag})
        client.get("/feeds/all.atom")
        client.post("/feeds/all.atom")

    with ThreadPoolExecutor(8) as crowd:
        list(crowd.map(visit, range(100)))
    assert [count(status) for status in ("200", "304", "405")] == [each + 100 for each in before]


def test_counts_are_told_without_anybody_asking() -> None:
    tally = Tally("nothing", seconds=0.0)
    counted = tally.of(["200 OK", "304 Not Modified"])
    for _ in range(3):
        counted["200 OK"]()
        tally.wake()
        for thread in threading.enumerate():
            if isinstance(thread, threading.Timer):
                thread.join()
    assert ANSWERS.labels("nothing", "200")._value.get() == 3
    assert ANSWERS.labels("nothing", "304")._value.get() == 0


def test_what_a_proxy_says_changes_no_byte_of_a_feed() -> None:
    service = next(filled("sqlite://", public_url="https://site.example/news", trusted_proxies=1))
    plain = service.get("/news/feeds/all.atom")
    assert b'href="https://site.example/news/feeds/all.atom" rel="self"' in plain.data
    said = {"X_Forwarded_Host": "evil.example", "X_Forwarded_Proto": "gopher", "X_Forwarded_For": "10.0.0.1"}
    told = [
        service.get("/news/feeds/all.atom", Host="evil.example"),
        service.get("/news/feeds/all.atom", **said),
        service.get("/feeds/all.atom", X_Forwarded_Prefix="/news", **said),
    ]
    assert [(answer.data, answer.headers) for answer in told] == [(plain.data, plain.headers)] * 3


def test_a_commit_of_another_process_is_seen_20_ms_later_at_the_latest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path}/feedsvc.db"
    first, other = next(filled(url)), Service(url)
    clock = [100.0]
    monkeypatch.setattr("feedsvc.web.press.monotonic", lambda: clock[0])
    first.app.extensions["feedsvc.feeds"].press.token = Remembered(first.store.version, TOKEN_SECONDS)
    before = first.get("/feeds/all.atom").headers["ETag"]
    other.record(make_entry("late", NOON + MINUTE, CRONACA), at=NOON + MINUTE)
    assert first.get("/feeds/all.atom", If_None_Match=before).status_code == 304
    clock[0] += 0.02
    after = first.get("/feeds/all.atom", If_None_Match=before)
    assert (after.status_code, b"Title of late" in after.data) == (200, True)

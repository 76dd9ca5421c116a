"""A reader that walks a feed back to its beginning (RFC 5005 §4) meets every entry once; what it kept stays true."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from lxml import etree

from feedsvc.model.entries import Entry
from tests.hostile import mixed_entries
from tests.serving import LATER, Service
from tests.stores import make_source, record

ATOM = "{http://www.w3.org/2005/Atom}"
ARCHIVE = "{http://purl.org/syndication/history/1.0}archive"
PUBLIC = "https://feeds.example.org"
SIZE = 50


@pytest.fixture
def service() -> Iterator[Service]:
    made = Service("sqlite://", {"public_url": PUBLIC}, (make_source("gazette"),))
    yield made
    made.store.close()


def arrive(service: Service, entries: list[Entry]) -> None:
    """Let entries arrive, the oldest first, thirty at each visit."""
    backwards = entries[::-1]
    for number in range(0, len(backwards), 30):
        record(service.store, *backwards[number : number + 30], at=LATER, source="gazette")


def links(root: etree._Element) -> dict[str, str]:
    return {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}


def ids(root: etree._Element) -> list[str]:
    return [entry.findtext(f"{ATOM}id") for entry in root.findall(f"{ATOM}entry")]


def walk(service: Service, path: str) -> tuple[list[str], dict[str, bytes]]:
    """Follow prev-archive from a feed to its beginning; return what the feed shows, and each page met on the way."""
    root = etree.fromstring(service.get(path).data)
    shown, feed_id, pages = ids(root), root.findtext(f"{ATOM}id"), {}
    following, back = None, links(root).get("prev-archive")
    while back:
        body = service.get(back.removeprefix(PUBLIC)).data
        page = etree.fromstring(body)
        told = links(page)
        assert told["self"] == back
        assert told["current"] == f"{PUBLIC}{path}"
        assert page.find(ARCHIVE) is not None
        assert page.findtext(f"{ATOM}id") == feed_id
        assert following is None or told["next-archive"] == following
        assert len(ids(page)) == SIZE
        pages[back] = body
        following, back = back, told.get("prev-archive")
    return shown, pages


@pytest.mark.parametrize("path", ["/feeds/all.atom", "/feeds/gazette/cronaca.atom"])
def test_the_whole_archive_holds_each_entry_once_and_full_pages_never_change(service: Service, path: str) -> None:
    entries = list(mixed_entries(800, LATER - timedelta(hours=1)))
    arrive(service, entries[150:])
    section = path.split("/")[3].removesuffix(".atom") if path.count("/") == 3 else None
    there = [e.id for e in entries[150:] if section is None or section in {each.slug for each in e.sections}]
    shown, before = walk(service, path)
    met = [entry_id for body in before.values() for entry_id in ids(etree.fromstring(body))]
    assert len(met) == len(set(met)) == len(there) // SIZE * SIZE
    assert set(met) | set(shown) == set(there)
    arrive(service, entries[:150])
    _, after = walk(service, path)
    assert len(after) > len(before)
    assert {page: after[page] for page in before} == before


def test_a_correction_changes_the_one_page_that_holds_the_entry(service: Service) -> None:
    entries = list(mixed_entries(200, LATER - timedelta(hours=1)))
    arrive(service, entries)
    _, before = walk(service, "/feeds/all.atom")
    old = service.store.entry("gazette/000000c7")
    corrected = replace(old, title="Corrected", updated_at=LATER, revision=old.revision + 1)
    record(service.store, at=LATER, source="gazette", changed=(corrected,))
    _, after = walk(service, "/feeds/all.atom")
    changed = [page for page in before if before[page] != after[page]]
    assert changed == [f"{PUBLIC}/feeds/all/archive/1.atom"]
    assert ids(etree.fromstring(after[changed[0]])) == ids(etree.fromstring(before[changed[0]]))

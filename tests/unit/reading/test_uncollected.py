"""The collector of cyclic garbage waits while a page is read, and is at work again afterwards."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from feedsvc.errors import PageError
from feedsvc.model.pages import Page
from feedsvc.reading import decode, read

LISTING = b"<html><body>" + b"".join(
    b"<article><h2><a href='/harbour-plan-%d'>Council approves plan %d</a></h2><p>3 hours ago</p></article>" % (n, n)
    for n in range(400)
)


@pytest.fixture
def collections() -> Iterator[list[int]]:
    """The generations that were collected while the test ran."""
    seen: list[int] = []

    def note(phase: str, info: dict[str, int]) -> None:
        if phase == "start":
            seen.append(info["generation"])

    gc.callbacks.append(note)
    yield seen
    gc.callbacks.remove(note)


def test_nothing_is_collected_until_a_page_is_read(collections: list[int]) -> None:
    read(Page(LISTING, "https://news.example/"))
    assert len(collections) <= 2
    assert gc.isenabled()


def test_a_page_that_cannot_be_read_sets_the_collector_to_work_again() -> None:
    with pytest.raises(PageError):
        read(Page(b"\x89PNG\r\n" + bytes(decode.MOST_DEPTH)))
    assert gc.isenabled()


def test_a_collector_that_is_switched_off_stays_so() -> None:
    gc.disable()
    try:
        read(Page(LISTING, "https://news.example/"))
        assert not gc.isenabled()
    finally:
        gc.enable()

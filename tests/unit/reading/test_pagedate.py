"""The date at the head of a page dates the page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from feedsvc.model.pages import Hints, Origin, Page, Reading
from feedsvc.model.times import Span
from feedsvc.reading import read

DAY = Span(datetime(2026, 1, 9, 23, tzinfo=UTC), datetime(2026, 1, 10, 23, tzinfo=UTC))


def reading(head: str, *times: str, origin: Origin = Origin()) -> Reading:
    rows = "".join(
        f'<article><h2><a href="/x/articolo-numero-{n}-della-prova/">Articolo numero {n} della prova</a></h2>'
        f'<span class="date">{time}</span><p>Il testo numero {n} racconta che cosa succede in paese.</p></article>'
        for n, time in enumerate(times)
    )
    html = f'<html lang="it"><body><header><b>Il Borgo</b>{head}</header><main>{rows}</main></body></html>'
    return read(Page(html.encode(), content_type="text/html", origin=origin), Hints(zone="Europe/Rome"))


def test_the_day_at_the_head_bounds_the_clock() -> None:
    found = reading("<p>Sabato 10 gennaio 2026</p>", "2 ore fa", "7 gennaio")
    assert found.clock is not None
    assert (found.clock.span, found.clock.basis) == (DAY, "page date")
    assert [article.published is not None for article in found.articles] == [True, True]


def test_the_minute_at_the_head_is_the_pages() -> None:
    found = reading("<p>Sabato 10 gennaio 2026, 08:15</p>", "2 ore fa", "ieri", "oggi, 07:30")
    assert found.clock is not None
    assert found.clock.span.earliest == datetime(2026, 1, 10, 7, 15, tzinfo=UTC)
    assert found.clock.span.width == timedelta(minutes=1)


def test_a_last_update_at_the_head_is_no_later_than_the_page() -> None:
    at = datetime(2026, 1, 10, 12, tzinfo=UTC)
    head = "<p>Aggiornato: sabato 10 gennaio 2026, 08:15</p>"
    assert reading(head, "2 ore fa").clock is None
    day = reading(head, "2 ore fa</span> <span class='date'>10 gennaio 2026", origin=Origin(modified_at=at)).clock
    assert day is not None
    assert day.span.earliest >= datetime(2026, 1, 10, 7, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    "head",
    [
        "<p>Fondato il 10 gennaio 1926</p>",
        "<p>10 gennaio 2026</p>",
        "<p>Sabato 10 gennaio 2026</p><p>Domenica 11 gennaio 2026</p>",
        "<ul><li>Sabato 10 gennaio 2026</li></ul>",
        "<h1>Articolo numero 0 della prova</h1><p>Sabato 10 gennaio 2026</p>",
    ],
)
def test_other_dates_at_the_head_say_nothing(head: str) -> None:
    assert reading(head, "2 ore fa", "3 ore fa").clock is None


def test_what_the_server_says_outweighs_the_head() -> None:
    at = datetime(2026, 1, 13, 12, tzinfo=UTC)
    found = reading("<p>Sabato 10 gennaio 2026</p>", "2 ore fa", origin=Origin(retrieved_at=at, date=at))
    assert found.clock is not None
    assert found.clock.basis == "http"
    assert [evidence.kind for evidence in found.clock.dropped] == ["page date"]

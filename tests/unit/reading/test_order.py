"""Which blocks are lists sorted by time: what merging may conclude from an article's place."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from feedsvc import reading
from feedsvc.model.pages import Hints, Origin, Page

HINTS = Hints(zone="Europe/Rome", language="it", humanizer="wordpress")


def ordered(ages: list[str], hints: Hints = HINTS) -> bool:
    """Return whether a list whose articles have these ages is read as sorted by time."""
    cards = "".join(
        f'<article><h2><a href="/n/{i}/">La notizia numero {i} con un titolo abbastanza lungo</a></h2>'
        f'<span class="date">{age}</span></article>'
        for i, age in enumerate(ages)
    )
    origin = Origin(retrieved_at=datetime(2026, 1, 10, 7, 30, tzinfo=UTC))
    page = Page(f"<html lang=it><main>{cards}</main></html>".encode(), "https://example.org/", origin=origin)
    found = reading.read(page, hints)
    assert len(found.articles) == len(ages)
    return all(article.ordered for article in found.articles)


@pytest.mark.parametrize(
    "ages",
    [
        ["5 minuti fa", "49 minuti fa", "2 ore fa", "2 ore fa", "13 ore fa", "2 giorni fa"],
        ["1 ora fa", "2 ore fa", "3 ore fa"],
    ],
)
def test_a_list_newest_first_is_ordered(ages: list[str]) -> None:
    assert ordered(ages)


@pytest.mark.parametrize(
    "ages",
    [
        ["22 ore fa", "23 ore fa", "22 ore fa", "22 ore fa", "21 ore fa", "23 ore fa", "20 ore fa", "19 ore fa"],
        ["3 ore fa", "2 ore fa", "1 ora fa"],
        ["2 ore fa", "2 ore fa", "2 ore fa"],
    ],
)
def test_a_list_in_another_order_or_in_none_that_shows_is_not(ages: list[str]) -> None:
    assert not ordered(ages)


def test_a_wide_clock_does_not_make_a_list_by_views_look_sorted() -> None:
    text = "\n".join(
        f"Cronaca\nLa notizia intera numero {i} di questa mattina\nPubblicato\n{age}-\n{date}di\nRedazione\n"
        f"ROMA – Il testo della notizia numero {i}, lungo abbastanza da sembrare un paragrafo vero di una notizia.\n"
        for i, (age, date) in enumerate([("49 minuti fa", "10 Gennaio 2026"), ("13 ore fa", "9 Gennaio 2026")])
    )
    views = "".join(
        f"-\nPolitica{n} ore faLa notizia più letta numero {n} {i}\n" for i, n in enumerate([22, 23, 22, 21])
    )
    found = reading.read(Page(f"{text}\nPrimo piano\n{views}".encode()), HINTS)
    assert sum(article.time_text in ("21 ore fa", "22 ore fa", "23 ore fa") for article in found.articles) == 4
    assert not any(article.ordered for article in found.articles)


def test_a_list_is_ordered_whoever_printed_its_ages() -> None:
    assert ordered(["2 minuti fa", "59 minuti fa", "1 ora fa", "1 ora fa", "2 ore fa"], Hints(language="it"))


def test_an_article_of_several_blocks_stands_in_the_largest() -> None:
    def card(number: int, age: str) -> str:
        title = f"La notizia numero {number} con un titolo abbastanza lungo"
        return f'<li class="item"><a href="/n/{number}/">{title}</a> <span class="date">{age}</span></li>'

    most_read = "".join(card(n, "3 ore fa") for n in (5, 2, 4))
    newest = "".join(card(n, f"{n} ore fa") for n in range(1, 8))
    html = f"<html lang=it><aside><ul class=top>{most_read}</ul></aside><main><ul class=new>{newest}</ul></main></html>"
    origin = Origin(retrieved_at=datetime(2026, 1, 10, 7, 30, tzinfo=UTC))
    found = reading.read(Page(html.encode(), "https://example.org/", origin=origin), HINTS)
    assert len(found.articles) == 7
    assert len({article.listed for article in found.articles}) == 1

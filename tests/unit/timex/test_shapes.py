from __future__ import annotations

import pytest

from feedsvc.model.times import CivilDate, TimeOfDay
from feedsvc.timex import reader, shapes


@pytest.fixture(autouse=True)
def no_shape_is_known():
    shapes.forget()


@pytest.fixture
def asked():
    return []


@pytest.fixture
def grammar(asked):
    def read(text, languages):
        asked.append(text)
        return reader._read(text, languages, None)

    return read


def read_all(texts, grammar, language="it"):
    return [shapes.read(text, (language,), grammar) for text in texts]


def test_a_date_in_a_shape_met_before_is_read_without_the_grammar(asked, grammar):
    read_all(["Pubblicato il 9 marzo 2026", "Pubblicato il 8 marzo 2026"], grammar)
    asked.clear()
    (mention,) = read_all(["Pubblicato il 7 marzo 2025"], grammar)
    assert mention.expression == CivilDate(2025, 3, 7)
    assert asked == []


def test_what_an_hour_stands_for_is_asked_once(asked, grammar):
    read_all(["March 9, 2026 9:30 PM", "March 8, 2026 9:15 PM", "March 7, 2026 9:45 PM"], grammar, "en")
    asked.clear()
    mentions = read_all(["March 6, 2026 9:10 PM", "March 6, 2026 8:10 PM", "March 5, 2026 8:12 PM"], grammar, "en")
    assert [mention.expression.time.start for mention in mentions] == [76200, 72600, 72720]
    assert asked == ["March 6, 2026 8:10 PM"]


def test_figures_that_another_order_would_take_are_left_to_the_grammar(grammar):
    mentions = read_all(["02/03/2026", "05/04/2026", "04/25/2026", "31/04/2026"], grammar)
    assert [m and m.expression for m in mentions] == [
        CivilDate(2026, 3, 2),
        CivilDate(2026, 4, 5),
        CivilDate(2026, 4, 25),
        None,
    ]


def test_noon_and_midnight_keep_their_hours(grammar):
    texts = ["9 March 2026 11:00 AM", "9 March 2026 10:00 AM", "9 March 2026 12:00 AM", "9 March 2026 12:30 AM"]
    mentions = read_all(texts, grammar, "en")
    assert mentions[3].expression.time == TimeOfDay(1800, 1860)

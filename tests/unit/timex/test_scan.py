from __future__ import annotations

import pytest

from feedsvc.model.times import Age, CivilDate, RelativeDay, Role, TimeOfDay
from feedsvc.timex import lexicon, scan
from feedsvc.timex.normalise import normalise


def found(text, tag="it"):
    folded = normalise(text)
    return [
        (text[slice(*folded.span(parse.start, parse.end))], parse) for parse in scan.find(folded, lexicon.load(tag))
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("49 minuti fa-", ["49 minuti fa"]),
        ("13 ore fa-9 Gennaio 2026di", ["13 ore fa", "9 Gennaio 2026"]),
        ("Cronaca20 ore faMilano, trattori…", ["20 ore fa"]),
        ("Pubblicato il 10/01/2026 alle 14.05", ["10/01/2026 alle 14.05"]),
        ("Di Mario Rossi&nbsp;– un&rsquo;ora fa", ["un&rsquo;ora fa"]),
    ],
)
def test_the_words_of_a_time_are_found_in_the_original_text(text, words):
    assert [said for said, _ in found(text)] == words


def test_a_label_says_whether_published_or_updated():
    roles = [parse.role for _, parse in found("Pubblicato il 9 gennaio 2026 - Aggiornato 5 minuti fa")]
    assert roles == [Role.PUBLISHED, Role.UPDATED]


def test_a_published_time_is_better_than_a_finer_updated_one():
    parses = scan.find(normalise("Aggiornato 5 minuti fa - Pubblicato il 9 gennaio 2026"), lexicon.load("it"))
    assert scan.best(parses).expression == CivilDate(2026, 1, 9)


def test_an_age_is_better_than_the_bare_date_beside_it():
    parses = scan.find(normalise("10 Gennaio 2026 - 49 minuti fa"), lexicon.load("it"))
    assert isinstance(scan.best(parses).expression, Age)


@pytest.mark.parametrize("text", ["24 ore di Le Mans", "Inizia tra 2 ore", "è morto 3 giorni fa a Roma", "12", "May"])
def test_prose_facts_and_futures_are_not_read(text):
    assert found(text) == []


def test_a_form_without_direction_asks_for_support():
    assert [parse.needs_support for _, parse in found("3 h")] == [True]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "rund 20 Minuten"),
        ("it", "oltre 2 ore"),
        ("ja", "3日以上"),
        ("nb", "nesten 8 år"),
        ("pl", "ponad 14 lat"),
    ],
)
def test_a_qualified_amount_without_direction_asks_for_support_too(language, text):
    (parse,) = scan.find(normalise(text), lexicon.load(language))
    assert parse.needs_support


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("it", "circa 20 minuti di lettura"),
        ("it", "quasi 3 ore di trattative"),
        ("en", "about 5 hours to go"),
        ("en", "in about 5 hours"),
        ("en", "about 100 years"),
        ("en", "about an hour"),
        ("de", "in rund 20 Minuten"),
        ("ro", "peste 3 zile"),  # over three days, or in three days
        ("ja", "約3時間後"),
    ],
)
def test_a_qualifier_makes_no_past_of_prose_and_futures(language, text):
    assert scan.find(normalise(text), lexicon.load(language)) == ()


def test_without_a_language_the_words_decide_it():
    tag, parses = scan.find_any(normalise("Ieri alle 18.30"))
    assert tag == "it"
    assert parses[0].expression == RelativeDay(1, TimeOfDay(66600, 66660))


def test_without_a_language_an_ambiguous_order_is_not_read():
    assert scan.find_any(normalise("02/03/2026")) is None


def test_a_regional_tag_falls_back_to_its_language():
    assert lexicon.load("it-CH").words is lexicon.load("IT").words
    assert lexicon.load("xx") is None


@pytest.mark.parametrize(("tag", "month"), [("en", 2), ("en-US", 2), ("en-GB", 3), ("en-AU", 3), ("it", 3)])
def test_the_region_decides_the_order_of_a_numeric_date(tag, month):
    assert found("02/03/2026", tag)[0][1].expression.month == month

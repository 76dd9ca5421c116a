from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from feedsvc.timex import lexicon

LANGUAGES = Path(lexicon.__file__).parent / "languages"
SETTINGS = {"order", "bare_units", "marks_lead", "syllables", "units_lead", "eras", "count", "like"}


@pytest.mark.parametrize("tag", lexicon.tags())
def test_every_language_loads_and_knows_its_months_and_weekdays(tag):
    loaded = lexicon.load(tag)
    kinds = {meaning for meanings in loaded.words.values() for meaning in meanings}
    assert {value for kind, value in kinds if kind is lexicon.Kind.MONTH} == set(range(1, 13))
    assert {value for kind, value in kinds if kind is lexicon.Kind.WEEKDAY} == set(range(7))


@pytest.mark.parametrize("path", sorted(LANGUAGES.glob("*.toml")), ids=lambda path: path.stem)
def test_a_language_file_holds_only_keys_that_are_read(path):
    known = SETTINGS | set(lexicon._TABLES) | set(lexicon._LISTS)
    assert set(tomllib.loads(path.read_text("utf-8"))) <= known


def test_a_language_borrows_the_words_of_one_like_it():
    assert lexicon.load("nn").words["publisert"] == lexicon.load("nb").words["publisert"]


@pytest.mark.parametrize("tag", lexicon.tags())
def test_no_phrase_that_can_tell_a_time_is_passed_over(tag):
    loaded = lexicon.load(tag)
    telling = {word for word, meanings in loaded.words.items() if any(kind in lexicon._TELLING for kind, _ in meanings)}
    assert [word for word in telling if not loaded.may_tell(f"- {word} -")] == []


@pytest.mark.parametrize(
    ("text", "may"),
    [
        ("il governo approva la manovra", False),
        ("il governo approva 13 emendamenti", False),
        ("3 ore fa", True),
        ("ieri", True),
        ("alle 18 : 30", True),
        ("9/1", True),
        ("2026 01 09", True),
    ],
)
def test_most_texts_are_known_to_tell_no_time_by_their_words_alone(text, may):
    assert lexicon.load("it").may_tell(text) is may

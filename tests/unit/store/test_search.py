"""Questions find the same entries on every database."""

from __future__ import annotations

import pytest

from tests.stores import CRONACA, MINUTE, NOON, ids, make_entry, record

TEXTS = {
    "a": {"title": "Mattarella firma il decreto", "author": "Màrio Rossi"},
    "b": {"title": "Ora basta: 100% sicuro_vero", "summary": "Il lavoro e l'onore", "author": "Anna Maria Verdi"},
    "c": {"title": "Perché no?", "content": "<p>Un <b>decreto</b> &egrave; firmato</p><a href='nascosto'>x</a>"},
    "d": {"title": "東京の天気 서울", "author": "O'Neil"},
}

QUESTIONS = {
    "decreto": "ac",
    "DECRETO firma": "a",
    "decreto -firma": "c",
    '"il decreto"': "a",
    '"decreto il"': "",
    '-"il decreto"': "bcd",
    "ora": "b",
    "lavor": "",
    "lavor*": "b",
    "perche": "c",
    "è": "bc",
    "100%": "b",
    "%": "abcd",
    "sicuro_vero": "b",
    "sicuroxvero": "",
    "nascosto": "",
    "cronaca": "abcd",
    "mario": "a",
    "東京": "d",
    "天気": "d",
    "京天": "",
    "서울": "d",
    "'; DROP TABLE entries; --": "",
    '"unclosed': "",
    "": "abcd",
    '- "" *': "abcd",
    "\x00 \ud800": "abcd",
    "x" * 5000: "",
    "a " * 5000: "",
}
AUTHORS = {"mario rossi": "a", "ROSSI": "a", "maria": "b", "ari": "", "o'neil": "d", "%": ""}


@pytest.fixture
def filled(store):
    record(
        store, *(make_entry(name, NOON - MINUTE * n, CRONACA, **text) for n, (name, text) in enumerate(TEXTS.items()))
    )
    return store


def test_questions_find_whole_words_phrases_and_beginnings(filled):
    assert {question: "".join(ids(filled.entries(query=question))) for question in QUESTIONS} == QUESTIONS


def test_an_author_is_found_by_the_words_of_the_name(filled):
    assert {author: "".join(ids(filled.entries(author=author))) for author in AUTHORS} == AUTHORS


def test_conditions_hold_together(filled):
    everything = {"source": "site", "section": "cronaca", "since": NOON - MINUTE, "query": "decreto", "author": "rossi"}
    assert ids(filled.entries(**everything)) == ["a"]
    assert ids(filled.entries(query="decreto", before="site/a")) == ["c"]
    assert ids(filled.entries(query="decreto", limit=1)) == ["a"]
    assert filled.entries(query="decreto", section="sport") == ()

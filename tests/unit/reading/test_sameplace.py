"""Texts that only their place tells: a section above each title, a name beside each time."""

import pytest

from feedsvc import reading
from feedsvc.model.pages import Page

TOPICS = ("Hafen", "Theater", "Hafen", "Oper", "Theater", "Hafen", "Oper", "Theater")
PEOPLE = ("Ada Rossi", "Ben van Dyk", "Ada Rossi", "Eva M. Lind", "Ben van Dyk", "Ada Rossi", "Eva M. Lind", "Ida Berg")


def read(cards, url="https://borgo.example/"):
    html = "".join(f"<div class='css-1x2y'>{card}</div>" for card in cards)
    return reading.read(Page(f"<html lang='de'><body><main>{html}</main></body></html>".encode(), url)).articles


def card(number, above="", below=""):
    title = f"Die alte Brücke öffnet nach {number + 20} Jahren wieder"
    return f"{above}<h3><a href='/p/10{number}-die-bruecke-oeffnet'>{title}</a></h3>{below}"


def label(text):
    return f"<span class='css-7f3k'>{text}</span>"


def test_words_in_the_same_place_above_titles_that_repeat_are_sections():
    found = read(card(n, label(topic)) for n, topic in enumerate(TOPICS))
    assert [article.section for article in found] == list(TOPICS)


@pytest.mark.parametrize(
    "words",
    [
        ["Rund um den Hafen", "Kein Ende in Sicht", "Der Chor ist da", "So geht es weiter"] * 2,  # wordy
        [f"Zeile{chr(97 + n)}" for n in range(8)],  # each its own
        ["Jan", "Feb", "Jan", "Feb", "Jan", "Feb", "Jan", "Feb"],  # months
        ["Neues"] * 8,  # the same on all
        ["Interview", "", "", "", "Kommentar", "", "", ""],  # badges on a few
    ],
)
def test_other_words_in_one_place_above_titles_are_none(words):
    found = read(card(n, label(word) if word else "") for n, word in enumerate(words))
    assert {article.section for article in found} == {None}


def test_people_in_the_same_place_beside_times_are_authors():
    def line(n):
        return f"<p class='css-9a'><span>{n + 1}. Juni 2026</span> <span class='css-3c'>{PEOPLE[n]}</span></p>"

    found = read(card(n, below=line(n)) for n in range(8))
    assert [article.author for article in found] == list(PEOPLE)
    assert {article.time_text for article in found} == {f"{n + 1}. Juni 2026" for n in range(8)}


def test_other_words_beside_times_are_no_authors():
    found = read(
        card(n, below=f"<p><span>{n + 1}. Juni 2026</span> <span>{topic}</span></p>") for n, topic in enumerate(TOPICS)
    )
    assert {article.author for article in found} == {None}


def test_a_number_further_off_in_a_sentence_announces_no_author():
    text = "<i>Un total de 800 piezas entre figuras y complementos de Playmobil</i>"
    assert {article.author for article in read(card(n, below=text) for n in range(6))} == {None}

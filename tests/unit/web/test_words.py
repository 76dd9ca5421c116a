from importlib import resources

import pytest
from babel.messages.pofile import read_po
from werkzeug.datastructures import LanguageAccept

from feedsvc.model.sentences import sentence
from feedsvc.web.words import DEFAULT, LANGUAGES, choose, words
from tools.messages import messages

OTHERS = [language for language in LANGUAGES if language != DEFAULT]


def catalogue(language):
    with (resources.files("feedsvc.web") / "locales" / f"{language}.po").open("rb") as file:
        return read_po(file, language)


@pytest.mark.parametrize("language", OTHERS)
def test_every_word_of_the_pages_is_translated(language):
    known = catalogue(language)
    untranslated = [
        message
        for message in messages()
        if (found := known.get(message if isinstance(message, str) else message[0])) is None
        or not all([found.string] if isinstance(found.string, str) else found.string)
    ]
    assert untranslated == []


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_fills_in_what_its_message_fills_in(language):
    for message in catalogue(language):
        if message.id:
            assert list(message.check()) == []


def test_plural_forms_follow_the_number():
    assert words("it").count("%(n)s entry", "%(n)s entries", 1) == "1 articolo"
    assert words("it").count("%(n)s entry", "%(n)s entries", 1200) == "1.200 articoli"


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ([("it-IT", 1), ("en", 0.5)], "it"),
        ([("en-US", 1), ("it", 0.8)], "en"),
        ([("fr", 1)], "en"),
        ([("fr", 1), ("it", 0.1)], "it"),
        ([], "en"),
        ([("*", 1)], "en"),
        ([("en", 0), ("it", 0.1)], "it"),
        ([("IT-ch", 1)], "it"),
    ],
)
def test_the_reader_s_wish_chooses_the_language(header, language):
    assert choose(LanguageAccept(header)).language == language


@pytest.mark.parametrize(
    ("given", "contracted"),
    [
        ("fino al 8 gennaio 2026", "fino all’8 gennaio 2026"),
        ("dal 11 marzo in poi", "dall’11 marzo in poi"),
        ("il 8", "l’8"),
        ("del 18 gennaio", "del 18 gennaio"),
        ("il 80 %", "il 80 %"),
    ],
)
def test_italian_articles_are_elided_before_eight_and_eleven(given, contracted):
    assert words("it")("%(text)s", text=given) == contracted
    assert words("en")("%(text)s", text=given) == given


def test_a_sentence_of_another_room_is_told_in_the_reader_s_language():
    told = sentence("%(url)s is larger than %(n)s bytes.", url="https://a.example/", n=20_000_000)
    assert words("en").tell(told) == "https://a.example/ is larger than 20,000,000 bytes."
    assert words("it").tell(told) == "https://a.example/ è più grande di 20.000.000 byte."


def test_a_sentence_inside_a_sentence_is_told_too_and_a_text_is_not():
    inner = sentence("The page is empty.")
    told = sentence("%(where)s: %(what)s", where="Name", what=inner)
    assert words("it").tell(told) == "Name: La pagina è vuota."


def test_what_was_noted_without_a_pattern_is_told_as_it_is():
    assert words("it").tell("disk full") == "disk full"
    assert words("it").tell("") == ""
    assert words("it").tell("The page is empty.") == "La pagina è vuota."


def test_an_unknown_language_keeps_its_tag():
    assert words("en").name_of("tlh-x") == "tlh-x"
    assert words("it").name_of("ar") == "arabo"

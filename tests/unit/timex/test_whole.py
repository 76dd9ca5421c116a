"""The quick way to a whole template: the same answers as the long way, only sooner, and mentions like all others."""

import copy
import pickle
from dataclasses import fields, replace

import pytest

from feedsvc import timex
from feedsvc.model.times import Mention, Role
from feedsvc.timex import laws, meanings, templates, whole
from feedsvc.timex.normalise import fold

NUMBERS = ("0", "1", "3", "11", "45", "61", "99999", "007")
LOOKS = (str, str.upper, str.title, str.capitalize)


def plainly(text: str, language: str) -> tuple[object, ...] | None:
    """Read the text the long way: folded, every law asked."""
    if language:
        match = templates.lookup(fold(text), language)
        found = [(language, match)] if match else []
    else:
        found = filter(None, [templates.anywhere(fold(text))])
    return next(((text, lang, m.expression, m.humanizers, m.undirected) for lang, m in found), None)


def told(mention: Mention) -> tuple[object, ...]:
    return mention.text, mention.language, mention.expression, mention.humanizers, mention.needs_support


@pytest.mark.parametrize("language", ["it", "en", "ru", "ar", "tr", "el", "de", "ja", "hi", "sr", "lt", ""])
def test_what_is_read_at_once_is_what_all_laws_say(language):
    known = templates.table(language) if language else list(templates.everywhere())[::9]
    asked = [
        LOOKS[i % len(LOOKS)](template.replace("#", NUMBERS[(i + step) % len(NUMBERS)]))
        for i, template in enumerate(known)
        for step in (0, 3)
    ]
    found = {text: mention for text in asked if (mention := whole.read(text, (language,) if language else ()))}
    assert len(found) > 20
    assert {text: told(mention) for text, mention in found.items()} == {text: plainly(text, language) for text in found}


def test_a_number_that_no_law_is_certain_of_is_left_to_the_long_way():
    assert whole.read("99999 ore fa", ("it",)) is None
    assert timex.read("99999 ore fa", ("it",)) == timex.read(" 99999 ore fa"[1:], ("it",))


def test_an_earlier_language_goes_first_even_where_it_is_not_certain():
    assert whole.read("3 min ago", ("it-IT",)).language == "en"
    assert whole.read("3 minuti fa", ("en", "it")).language == "it"


@pytest.mark.parametrize("text", ["# ore fa", "# anni, 3 mesi fa", "3 # fa", "#", "# 1"])
def test_a_number_sign_in_a_text_is_no_number(text):
    assert timex.read(text, ["it"]) is None or "#" not in timex.read(text, ["it"]).text[: timex.read(text).start or 1]
    assert templates.lookup(text, "it") is None
    assert templates.anywhere(text) is None


@pytest.fixture
def printed():
    return whole.read("13 Ore fa", ("it", "en"))


@pytest.fixture
def plain():
    match = meanings.meaning(templates.table("it")["# ore fa"], ("13",), 0)
    return Mention("13 Ore fa", 0, 9, "", "it", "template", match.expression, match.humanizers)


def test_a_printed_mention_is_equal_to_a_plain_one_both_ways(printed, plain):
    assert printed == plain
    assert plain == printed
    assert printed == whole.read("13 Ore fa", ("it",))
    assert printed != whole.read("12 Ore fa", ("it",))
    assert printed != "13 Ore fa"
    assert hash(printed) == hash(plain)
    assert repr(printed) == repr(plain)


@pytest.mark.parametrize("field", [field.name for field in fields(Mention)])
def test_any_field_may_be_asked_first(field, printed, plain):
    assert getattr(printed, field) == getattr(plain, field)


def test_a_printed_mention_has_no_other_fields_and_cannot_be_changed(printed):
    with pytest.raises(AttributeError):
        _ = printed.colour
    with pytest.raises(AttributeError):
        printed.text = "ieri"


def test_a_printed_mention_is_copied_pickled_and_replaced_as_a_plain_one(printed, plain):
    assert copy.copy(printed) == copy.deepcopy(printed) == pickle.loads(pickle.dumps(printed)) == plain
    assert type(copy.copy(printed)) is Mention
    assert replace(printed, role=Role.UPDATED) == replace(plain, role=Role.UPDATED)


def test_laws_are_certain_only_of_numbers_that_they_print():
    for law in laws.dialects().laws:
        least, most = law.certain()
        asked = {least, (least + most) // 2, most} if least <= most else set()
        assert all(law.at(n) is not None for n in asked), law

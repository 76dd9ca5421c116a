from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from feedsvc.timex import lexicon, reader, scan, shapes
from feedsvc.timex.normalise import fold, normalise
from tests.corpus import cases

TEXTS = [case.text for case in cases.reads()]
TAGS = ("it", "en", "de", "ar", "fa", "hi", "zh", "ja", "ko", "th", "vi", "hu", "tr")
PIECES = st.sampled_from([*(" ".join(TEXTS).split()), " ", "-", "|", "(", ")", "·", ":", ",", "9", "2026", "&nbsp;"])


def words_of(tag):
    found = lexicon.load(tag)
    assert found is not None
    return found


@given(st.text(max_size=60), st.sampled_from(TAGS))
def test_no_text_raises_and_what_is_found_lies_in_it(text, tag):
    folded = normalise(text)
    for parse in scan.find(folded, words_of(tag)):
        assert 0 <= parse.start < parse.end <= len(folded.text)


@given(st.lists(PIECES, max_size=14), st.booleans(), st.sampled_from(TAGS))
def test_pieces_of_real_texts_in_any_order_do_not_raise(pieces, spaced, tag):
    folded = normalise((" " if spaced else "").join(pieces))
    reached = 0
    for parse in scan.find(folded, words_of(tag)):
        assert reached <= parse.start < parse.end <= len(folded.text)
        reached = parse.end


@given(st.sampled_from(cases.reads()))
def test_a_text_and_its_folded_form_say_the_same_wherever_case_marks_no_border(case):
    words = words_of(case.language)
    found, again = scan.find(normalise(case.text), words), scan.find(normalise(fold(case.text)), words)
    if again:
        assert [parse.expression for parse in again] == [parse.expression for parse in found][: len(again)]


def test_long_texts_are_refused_without_being_read():
    assert scan.find(normalise("3 ore fa " * 200), words_of("it")) == ()
    assert scan.find_any(normalise("3 ore fa " * 200)) is None


def _figures(draw, length):
    year = st.integers(1960, 2075).map(str)
    small = st.integers(0, 10**length - 1).map(lambda number: str(number).zfill(length))
    return draw(st.one_of(small, year if length == 4 else st.integers(1, 9).map(lambda n: str(n).zfill(length))))


@given(st.sampled_from(cases.reads()), st.booleans(), st.data())
def test_a_shape_met_before_is_read_as_the_grammar_reads_it(case, named, data):
    languages = (case.language,) if named else ()
    for _ in range(3):
        text = re.sub(r"\d+", lambda match: _figures(data.draw, len(match[0])), case.text)
        expected = reader._read(text, languages, None)
        assert shapes.read(text, languages, lambda *asked: reader._read(*asked, None)) == expected

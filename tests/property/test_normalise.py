from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from feedsvc.timex.normalise import fold, normalise


@given(st.text())
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_every_folded_character_has_an_origin(text):
    folded = normalise(text)
    for at in range(len(folded.text)):
        start, end = folded.span(at, at + 1)
        assert 0 <= start < end <= len(text)

import copy
import pickle

import pytest

from feedsvc.model.sentences import Sentence, sentence
from feedsvc.model.visits import SourceState
from feedsvc.store.codec import decode_fields, encode_fields

LARGE = sentence("%(url)s is larger than %(n)s bytes.", url="https://a.example/", n=20_000_000)


def test_a_sentence_is_an_english_text():
    assert LARGE == "https://a.example/ is larger than 20,000,000 bytes."
    assert isinstance(LARGE, str)


def test_a_sentence_remembers_what_it_was_made_of():
    assert LARGE.pattern == "%(url)s is larger than %(n)s bytes."
    assert LARGE.values == {"url": "https://a.example/", "n": 20_000_000}


def test_a_text_without_values_may_hold_a_per_cent_sign():
    assert sentence("100 % of nothing") == "100 % of nothing"


def test_a_sentence_made_of_a_sentence_is_that_sentence():
    assert Sentence(LARGE) is LARGE


def test_copies_and_pickles_remember_too():
    for same in (copy.deepcopy(LARGE), pickle.loads(pickle.dumps(LARGE))):
        assert (same, same.pattern, same.values) == (LARGE, LARGE.pattern, LARGE.values)


NESTED = sentence("%(url)s redirects to where we do not go: %(reason)s", url="https://b.example/", reason=LARGE)


@pytest.mark.parametrize("said", [LARGE, NESTED, sentence("The page is empty."), Sentence("noted by an older release")])
def test_a_sentence_is_kept_with_what_it_was_made_of(said):
    kept = encode_fields(SourceState("a", error=said), frozenset({"source_id"}))
    same = decode_fields(SourceState, kept, {"source_id": "a"}).error
    assert (same, same.pattern, same.values) == (said, said.pattern, said.values)


def test_what_an_older_release_kept_as_text_is_read_as_a_sentence():
    assert decode_fields(SourceState, {"error": "gone"}, {"source_id": "a"}).error == Sentence("gone")

import copy
import pickle
from datetime import datetime, timedelta, timezone

import pytest

from feedsvc.model.sentences import Sentence, counted, sentence
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


SINCE = counted(
    "%(n)s page since %(time)s, every %(gap)s.",
    "%(n)s pages since %(time)s, every %(gap)s.",
    3,
    time=datetime(2026, 1, 10, 8, tzinfo=timezone(timedelta(hours=1))),
    gap=timedelta(hours=3),
)


def test_a_sentence_counts_and_tells_times():
    assert SINCE == "3 pages since 2026-01-10 07:00 UTC, every 3 hours."
    assert counted("%(n)s page", "%(n)s pages", 1) == "1 page"


@pytest.mark.parametrize(
    "said", [LARGE, NESTED, SINCE, sentence("The page is empty."), Sentence("noted by an older release")]
)
def test_a_sentence_is_kept_with_what_it_was_made_of(said):
    kept = encode_fields(SourceState("a", error=said), frozenset({"source_id"}))
    same = decode_fields(SourceState, kept, {"source_id": "a"}).error
    assert (same, same.pattern, same.values, same.plural) == (said, said.pattern, said.values, said.plural)


def test_what_an_older_release_kept_as_text_is_read_as_a_sentence():
    assert decode_fields(SourceState, {"error": "gone"}, {"source_id": "a"}).error == Sentence("gone")

from __future__ import annotations

from feedsvc.timex import lexicon, quantities
from feedsvc.timex.normalise import normalise
from feedsvc.timex.words import Words


def words(text, tag="en"):
    loaded = lexicon.load(tag)
    assert loaded is not None
    return Words(normalise(text), loaded)


def test_a_chain_is_followed_only_while_its_units_get_smaller(monkeypatch):
    asked = []
    amount = quantities.amount

    def counted(text, at):
        asked.append(at)
        return amount(text, at)

    monkeypatch.setattr(quantities, "amount", counted)
    chains = list(quantities.chain(words("5 min " * 60), 0))
    assert {len(found) for found, _ in chains} == {1}
    assert len(asked) < 5


def test_the_longest_chain_comes_first():
    found, _ = next(quantities.chain(words("1 day 2 hours and 5 minutes"), 0))
    assert [amount.number.low for amount in found] == [1, 2, 5]

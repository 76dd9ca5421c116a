from dataclasses import replace
from datetime import timedelta

from feedsvc.merge import caching
from feedsvc.model.visits import Learnt
from tests.unit.merge.making import NOON, after, article, minutes, page, visit


def test_an_entry_met_again_after_its_sites_cache_was_noticed_gets_back_what_the_cache_may_have_hidden():
    (entry,) = after(visit(page(article())))
    believed = replace(entry, history=replace(entry.history, not_before=NOON - minutes(11), not_after=NOON))
    (opened,) = caching.believed_once((believed,), Learnt(hidden_cache=True))
    assert opened.history.fixed.earliest == NOON - minutes(11) - timedelta(hours=1)
    assert caching.believed_once((opened,), Learnt(hidden_cache=True)) == (opened,)
    assert caching.believed_once((believed,), Learnt()) == (believed,)

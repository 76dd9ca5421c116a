from dataclasses import replace
from datetime import timedelta

from feedsvc.model.pages import Hints
from feedsvc.model.visits import Learnt
from feedsvc.store import codec
from tests.unit.merge.making import NOON, SOURCE, after, ago, article, minutes, page, visit

NAMES = [f"Titolo numero {word}" for word in ("uno", "due", "tre", "quattro")]


def known_at(youngest, oldest, at=NOON):
    return after(visit(page(*[article(name, published=ago(youngest, oldest, at)) for name in NAMES]), at=at))


def contradicted(known, steps, learnt=Learnt()):
    """What visits leave learnt that say of each article that it was published so many minutes after noon."""
    for number, step in enumerate(steps, start=1):
        at = NOON + minutes(120 + 15 * number)
        late = (at - NOON) / minutes(1) - step
        changes = visit(page(*[article(n, published=ago(late, late + 1, at)) for n in NAMES]), known, at, learnt=learnt)
        assert changes.warning
        assert changes.created + changes.changed + changes.narrowed == ()
        learnt = changes.learnt
    return learnt


def test_three_pages_in_a_row_that_say_the_same_take_what_was_learnt_away():
    learnt = contradicted(known_at(750, 751), [60, 60, 60], Learnt(zone="Europe/Athens", usual_articles=4.0))
    assert (learnt.zone, learnt.mistrusted, learnt.relearnt_at) == (None, True, NOON + minutes(165))
    assert learnt.usual_articles == 4.0


def test_pages_that_contradict_each_other_as_well_are_never_believed():
    learnt = contradicted(known_at(750, 751), [60, 75, 90, 60, 75, 90, 105])
    assert (learnt.rejections, learnt.relearnt_at) == (1, None)


def test_a_page_that_fits_ends_the_row():
    known = known_at(750, 751)
    learnt = contradicted(known, [60, 60])
    at = NOON + minutes(160)
    fits = page(*[article(name, published=ago(910, 911, at)) for name in NAMES])
    learnt = visit(fits, known, at, learnt=learnt).learnt
    assert (learnt.rejections, learnt.claims) == (0, ())


def test_what_is_kept_of_rejected_pages_comes_back_from_the_store():
    learnt = contradicted(known_at(750, 751), [60, 60])
    assert learnt.claims
    assert codec.decode(Learnt, codec.encode(learnt)) == learnt


def test_articles_of_a_site_that_was_not_believed_are_dated_by_what_it_says_since():
    known = known_at(750, 751)
    learnt = Learnt(relearnt_at=NOON + minutes(1), mistrusted=True)
    at = NOON + minutes(15)
    changes = visit(page(*[article(n, published=ago(705, 706, at)) for n in NAMES]), known, at, learnt=learnt)
    assert changes.warning is None
    entry = next(one for one in after(changes, known) if one.title == NAMES[0])
    assert entry.published_at - next(e for e in known if e.title == NAMES[0]).published_at < minutes(10)
    assert entry.published.span.latest == at - minutes(705)
    assert entry.published.dropped[-1].kind == "earlier visits"
    assert not entry.republished


def test_one_article_published_again_stays_so_when_the_site_is_learnt_anew():
    known = tuple(replace(entry, republished=True) for entry in known_at(750, 751))
    at = NOON + minutes(15)
    again = page(*[article(n, published=ago(5, 6, at)) for n in NAMES])
    changes = visit(again, known, at, learnt=Learnt(relearnt_at=NOON + minutes(1), mistrusted=True))
    assert {e.published_at for e in after(changes, known)} == {e.published_at for e in known}


def test_a_humanizer_that_the_operator_corrects_takes_back_what_the_other_meant():
    known = known_at(750, 751)
    source = replace(SOURCE, hints=Hints(humanizer="carbon"))
    learnt = Learnt(humanizer="moment/fromNow", humanizers=("moment/fromNow",))
    at = NOON + timedelta(minutes=15)
    same = page(*[article(n, published=ago(765, 766, at)) for n in NAMES])
    after_it = visit(same, known, at, learnt=learnt, source=source).learnt
    assert (after_it.relearnt_at, after_it.mistrusted, after_it.humanizers) == (at, True, ())

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from feedsvc.merge import section
from feedsvc.merge.moving import LONGEST_MOVE
from feedsvc.model.entries import ContentPolicy, Source
from feedsvc.model.times import Evidence, Span, Timestamp
from feedsvc.model.visits import Body
from tests.unit.merge.making import NOON, after, ago, article, minutes, page, visit


def test_a_new_article_becomes_one_entry_with_its_moment():
    (entry,) = visit(page(article(section="Cronaca"))).created
    assert entry.published_at == NOON - minutes(10.5)
    assert [shelf.slug for shelf in entry.sections] == ["cronaca"]
    assert (entry.first_seen_at, entry.revision) == (NOON, 1)


def test_merging_the_same_page_again_changes_nothing():
    reading = page(article(section="Cronaca"), article("Un altro titolo ancora", link=None))
    known = after(visit(reading))
    again = visit(reading, known)
    assert (again.created, again.changed, again.narrowed) == ((), (), ())
    assert set(again.seen_ids) == {entry.id for entry in known}


def test_one_article_in_two_sections_is_one_entry_with_both():
    (entry,) = visit(page(article(section="Primo piano"), article(section="Cronaca"))).created
    assert [shelf.name for shelf in entry.sections] == ["Primo piano", "Cronaca"]


def test_a_section_met_later_is_added():
    known = after(visit(page(article(section="Cronaca"))))
    (entry,) = visit(page(article(section="Politica")), known).changed
    assert [shelf.slug for shelf in entry.sections] == ["cronaca", "politica"]
    assert entry.revision == 2


def test_the_slugs_that_addresses_need_are_left_to_them():
    assert (section("All").slug, section("Status").slug, section("日本").slug) == ("all-1", "status-1", "ri-ben")


def test_a_changed_headline_keeps_the_id_and_moves_updated():
    known = after(visit(page(article())))
    edited = article("Ponte nuovo, inaugura il sindaco", link=known[0].link)
    (entry,) = visit(page(edited), known, NOON + minutes(15)).changed
    assert entry.id == known[0].id
    assert entry.title == edited.title
    assert entry.updated_at == NOON + minutes(15)
    assert entry.published == known[0].published


def test_a_changed_slug_keeps_the_id_by_the_sites_own_number():
    known = after(visit(page(article(article_id="post-7"))))
    moved = article("Tutto un altro titolo", link="https://site.example/altro/", article_id="post-7")
    (entry,) = visit(page(moved), known, NOON + minutes(15)).changed
    assert (entry.id, entry.link) == (known[0].id, "https://site.example/altro/")


def test_a_changed_slug_keeps_the_id_by_title_and_time():
    known = after(visit(page(article())))
    (entry,) = visit(page(article(link="https://site.example/nuovo-indirizzo/")), known).changed
    assert entry.id == known[0].id


def test_a_changed_slug_keeps_the_id_of_an_article_that_was_published_again():
    known = after(visit(page(article(published=ago(750, 810)))))
    again, later = NOON + minutes(60), NOON + minutes(75)
    known = after(visit(page(article(published=ago(4, 5, again))), known, again), known)
    moved = article(link="https://site.example/il-ponte-nuovo-inaugurato/", published=ago(19, 20, later))
    changes = visit(page(moved), known, later)
    assert changes.created == ()
    assert len(after(changes, known)) == 1
    elsewhere = replace(moved, published=ago(300, 301, later))
    assert visit(page(elsewhere), known, later).created


def test_the_same_title_on_another_day_is_another_article():
    known = after(visit(page(article("Le notizie del giorno", link="https://site.example/1/"))))
    tomorrow = NOON + timedelta(days=1)
    other = article("Le notizie del giorno", link="https://site.example/2/", published=ago(10, 11, tomorrow))
    changes = visit(page(other), known, tomorrow)
    assert len(changes.created) == 1
    assert changes.created[0].id != known[0].id


def test_two_articles_with_one_title_on_one_page_stay_two():
    twins = [article("Le notizie del giorno", link=f"https://site.example/{n}/") for n in "ab"]
    assert len(visit(page(*twins)).created) == 2


def test_the_old_and_the_new_address_on_one_page_are_one_article():
    known = after(visit(page(article(article_id="post-7"))))
    moved = article(link="https://site.example/altro/", article_id="post-7")
    known = after(visit(page(moved), known), known)
    changes = visit(page(moved, article(section="Barra")), known)
    assert changes.created == ()
    assert [entry.id for entry in changes.changed] == [known[0].id]


def test_a_block_that_still_shows_the_old_address_makes_no_second_entry():
    known = after(visit(page(article(link="https://site.example/il-ponte-nuovo/"))))
    both = page(
        article(link="https://site.example/il-ponte-nuovo-bis/"), article(link="https://site.example/il-ponte-nuovo/")
    )
    changes = visit(both, known)
    assert changes.created == ()
    assert [entry.id for entry in (*changes.changed, *changes.narrowed)] == [known[0].id]


def test_an_address_of_a_whole_section_is_no_identity():
    home = "https://site.example/cronaca/"
    articles = [article(f"Titolo numero {word}", link=home) for word in ("uno", "due", "tre")]
    assert len(visit(page(*articles)).created) == 3


def test_an_entry_that_leaves_the_page_is_left_alone():
    known = after(visit(page(article())))
    changes = visit(page(article("Un altro titolo ancora")), known, NOON + minutes(15))
    assert changes.changed == changes.narrowed == changes.seen_ids == ()


def test_the_span_narrows_and_the_moment_holds_still_while_it_can():
    known = after(visit(page(article(published=ago(750, 810)))))
    later = NOON + minutes(15)
    (entry,) = visit(page(article(published=ago(750, 810, later))), known, later).narrowed
    assert entry.published.span.earliest == later - minutes(810)
    assert entry.published.span.latest == NOON - minutes(750)
    assert entry.published_at == known[0].published_at


def watched(published, visits):
    """The one entry of an article published at an instant whose age is told by the hour, after each visit."""
    known, entries = (), []
    for at in visits:
        hours = (at - published) // timedelta(hours=1)
        known = after(visit(page(article(published=ago(60 * hours, 60 * hours + 60, at))), known, at), known)
        entries += known
    return entries


def test_a_moment_that_is_ruled_out_moves_at_most_three_times_and_by_less_than_ten_minutes():
    for late in range(0, 60, 7):
        published = NOON - timedelta(hours=9) - minutes(late)
        entries = watched(published, [NOON + minutes(14 * n) for n in range(40)])
        shown = [entry.published_at for entry in entries]
        moves = [abs(b - a) for a, b in pairwise(shown) if a != b]
        assert len(moves) <= 3
        assert all(move < minutes(10) for move in moves)
        assert abs(shown[-1] - published) <= minutes(14)
        assert all(entry.published.span.earliest <= published <= entry.published.span.latest for entry in entries)


def test_a_moment_far_from_a_wide_span_steps_nearer_and_the_span_shown_holds_it():
    known = after(visit(page(article(published=ago(750, 870)))))
    later = NOON + minutes(65)
    (entry,) = visit(page(article(published=ago(750, 870, later))), known, later).changed
    assert entry.published_at - known[0].published_at == LONGEST_MOVE
    assert entry.published_at in entry.published.span


def test_a_page_merged_again_moves_nothing_again():
    known = after(visit(page(article(published=ago(750, 870)))))
    later = NOON + minutes(90)
    reading = page(article(published=ago(750, 870, later)))
    known = after(visit(reading, known, later), known)
    assert visit(reading, known, later).changed == ()


def shown_of_the_first(ordered):
    """What an article shows that three moves would bring home, on a list that holds three more below it."""
    names = [f"Titolo numero {word}" for word in ("uno", "due", "tre", "quattro")]
    others = [article(name, published=None, ordered=ordered, listed="main") for name in names[1:]]
    known, shown = (), []
    for at, youngest in ((NOON, 720), *[(NOON + minutes(late), 750) for late in (35, 48, 56)]):
        first = article(names[0], published=ago(youngest, 780, at), ordered=ordered, listed="main")
        known = after(visit(page(first, *others), known, at), known)
        shown.append(next(entry.published_at for entry in known if entry.title == names[0]))
    return [(b - a) / minutes(1) for a, b in pairwise(shown)]


def test_the_last_move_waits_while_a_list_will_show_the_article_again():
    reach = LONGEST_MOVE / minutes(1)
    assert shown_of_the_first(ordered=True) == [reach, reach, 0]
    assert shown_of_the_first(ordered=False) == [reach, reach, pytest.approx(750 - 722 - 2 * reach)]


def test_ages_of_an_article_published_again_tell_nothing_of_the_first_time():
    known = after(visit(page(article(published=ago(20, 21)))))
    again = NOON + minutes(30)
    known = after(visit(page(article(published=ago(1, 2, again))), known, again), known)
    span = known[0].published.span
    later = NOON + minutes(90)
    known = after(visit(page(article(published=ago(60, 110.5, later))), known, later), known)
    assert known[0].republished
    assert known[0].published.span == span


def test_articles_of_one_hour_keep_the_order_of_their_list():
    names = [f"Titolo numero {word}" for word in ("uno", "due", "tre")]
    moment = replace(ago(60, 120), basis="age")
    made = visit(page(*[article(n, published=moment, ordered=True, listed="main") for n in names])).created
    assert [(NOON - entry.published_at) / minutes(1) for entry in made] == [75, 90, 105]


def test_an_article_published_again_keeps_published_and_moves_updated():
    known = after(visit(page(article(published=ago(750, 810)))))
    later = NOON + minutes(60)
    (entry,) = visit(page(article(published=ago(4, 5, later))), known, later).changed
    assert entry.published == known[0].published
    assert entry.updated_at == later - minutes(4.5)
    assert entry.republished


def test_an_article_published_again_moves_updated_once():
    known = after(visit(page(article(published=ago(750, 810)))))
    for step in range(3):
        at = NOON + minutes(60 + 15 * step)
        changes = visit(page(article(published=ago(4 + 15 * step, 5 + 15 * step, at))), known, at)
        known = after(changes, known)
    assert changes.changed == ()
    assert known[0].updated_at == NOON + minutes(55.5)


def test_words_that_say_the_same_second_publication_more_exactly_move_updated_no_further():
    known = after(visit(page(article(published=ago(750, 810)))))
    for at, youngest in ((NOON + minutes(60), 6.5), (NOON + minutes(75), 20.7)):
        known = after(visit(page(article(published=ago(youngest, youngest + 1, at))), known, at), known)
    assert known[0].updated_at == NOON + minutes(53)
    third = NOON + minutes(180)
    known = after(visit(page(article(published=ago(4, 5, third))), known, third), known)
    assert known[0].updated_at == third - minutes(4.5)


def test_a_page_that_contradicts_most_of_what_is_known_is_not_merged():
    names = [f"Titolo numero {word}" for word in ("uno", "due", "tre", "quattro")]
    known = after(visit(page(*[article(name, published=ago(750, 810)) for name in names])))
    changes = visit(page(*[article(name, published=ago(4, 5)) for name in names]), known, NOON)
    assert changes.warning == "The times of 4 of 4 known articles contradict earlier visits: wrong clock or dialect."
    assert (changes.created, changes.changed, changes.narrowed, changes.seen_ids) == ((), (), (), ())


def test_a_time_in_the_future_gives_way_to_first_sight():
    (entry,) = visit(page(article(published=ago(-120, -60)))).created
    assert (entry.published_at, entry.published.basis) == (NOON, "first sight")
    assert entry.published.dropped


def test_an_article_without_a_time_is_dated_by_first_sight():
    (entry,) = visit(page(article(published=None))).created
    assert (entry.published_at, entry.published.basis) == (NOON, "first sight")


def test_what_a_list_sorted_by_time_did_not_show_before_is_younger_than_that():
    old = article("Un titolo già noto a tutti", ordered=True, listed="main")
    known = after(visit(page(old)))
    new = article(published=None, ordered=True, listed="main")
    at = NOON + minutes(15)
    (entry,) = visit(page(new, old), known, at, before=Body("", NOON, made_after=NOON)).created
    assert (entry.published.span.earliest, entry.published.span.latest) == (NOON, at)
    assert entry.published_at == NOON + minutes(7.5)


def test_what_comes_in_at_the_foot_of_a_list_may_be_old():
    old = article("Un titolo già noto a tutti", ordered=True, listed="main")
    known = after(visit(page(old)))
    foot = article(published=None, ordered=True, listed="main")
    (entry,) = visit(page(old, foot), known, NOON + minutes(15), before=Body("", NOON, made_after=NOON)).created
    assert entry.published.basis == "first sight"


def test_a_clock_printed_in_the_text_is_no_edit():
    known = after(visit(page(article(summary="Letto 10 volte, sono le 12:00"))))
    changes = visit(page(article(summary="Letto 11 volte, sono le 12:15")), known, NOON + minutes(15))
    assert changes.changed == ()


def test_a_text_that_changes_at_each_visit_moves_updated_less_and_less_often():
    known = after(visit(page(article(summary="uno"))))
    moved = 0
    for step in range(1, 97):
        at = NOON + minutes(15 * step)
        changes = visit(page(article(summary=f"testo {'x' * step}")), known, at)
        moved += len(changes.changed)
        known = after(changes, known)
    assert 5 <= moved <= 12


def test_two_forms_of_a_text_that_take_turns_count_once():
    known = after(visit(page(article(summary="una forma"))))
    moved = 0
    for step in range(1, 9):
        changes = visit(page(article(summary="altra forma" if step % 2 else "una forma")), known, NOON + minutes(step))
        moved += len(changes.changed)
        known = after(changes, known)
    assert moved == 1


def test_an_operator_who_must_not_republish_gets_no_text():
    full = article(summary="Sommario", content="<p>Testo</p>")
    bare = Source("site", "The Site", content=ContentPolicy.NONE)
    brief = Source("site", "The Site", content=ContentPolicy.SUMMARY)
    assert [(e.summary, e.content) for e in visit(page(full), source=bare).created] == [(None, None)]
    assert [(e.summary, e.content) for e in visit(page(full), source=brief).created] == [("Sommario", None)]


def test_a_dates_likeliest_moment_stays_so_in_what_first_sight_leaves_of_its_span():
    said = replace(ago(-700, 840), basis="date", at=NOON - minutes(20))
    (entry,) = visit(page(article(published=said))).created
    assert entry.published_at == NOON - minutes(20)
    (entry,) = visit(page(article(published=replace(said, basis="age")))).created
    assert entry.published_at == NOON - minutes(420)


def hours_ago(count, title):
    """An article whose age a page made at noon gives in hours, by whoever rounds or cuts down."""
    span = Span(NOON - timedelta(hours=count + 1), NOON - timedelta(hours=count - 0.5))
    evidence = Evidence("age", f"{count} ore fa", span)
    moment = Timestamp(span, span.centre, "age", clock=Span.instant(NOON), evidence=(evidence,))
    return article(title, published=moment, listed="main", ordered=True)


@pytest.mark.parametrize("expected", [(), ("wordpress/core6.7+",)])
def test_an_age_is_first_shown_where_the_program_that_made_the_page_means_it_and_no_span_narrows_for_that(expected):
    reading = page(hours_ago(3, "Il mercato coperto"), hours_ago(5, "Il ponte"), hours_ago(5, "La pista ciclabile"))
    entries = visit(replace(reading, expected=expected)).created
    shown = [(NOON - entry.published_at) / timedelta(hours=1) for entry in entries]
    assert shown == pytest.approx([3, 4 + 5 / 6, 5 + 1 / 6] if expected else [3.25, 5, 5.5], abs=0.01)
    assert all(entry.published.span.width > timedelta(hours=1.5) for entry in entries)


def test_a_program_that_made_the_page_but_cannot_have_printed_an_age_says_nothing_of_it():
    [entry] = visit(replace(page(hours_ago(3, "Il mercato coperto")), expected=("wordpress/nobody",))).created
    assert entry.published_at == NOON - timedelta(hours=3.25)

"""What a list says once for several of its teasers, or beside each without a word: days, names, the parts of a card."""

import pytest

from feedsvc import reading
from feedsvc.model.pages import Origin, Page
from feedsvc.reading import addressmarks, timetexts
from tests.unit.reading.test_listings import MADE

TITLES = [f"Il ponte vecchio riapre dopo {n} anni di lavori" for n in ("due", "tre", "sei", "otto", "nove", "dieci")]


def link(place):
    return f"<a href='/notizie/il-ponte-vecchio-riapre-{place}1234.html'>{TITLES[place]}</a>"


def read(body):
    html = f"<html lang='it'><body><main>{body}</main></body></html>"
    found = reading.read(Page(html.encode(), "https://borgo.example/", "text/html", Origin(stated_at=MADE)))
    return {article.title: article for article in found.articles}


def times(body):
    found = read(body)
    return [found[title].time_text for title in TITLES]


@pytest.mark.parametrize("tag", ["p", "h4"])
def test_a_line_that_is_a_day_dates_the_teasers_below_it(tag):
    days = [f"<{tag} class='day'>{day} gennaio 2026</{tag}>" for day in (9, 8, 7)]
    rows = [f"<h5>{link(place)}</h5>" for place in range(6)]
    body = f"<div>{days[0]}{''.join(rows[:3])}{days[1]}{''.join(rows[3:5])}{days[2]}{rows[5]}</div>"
    assert times(body) == ["9 gennaio 2026"] * 3 + ["8 gennaio 2026"] * 2 + ["7 gennaio 2026"]


def test_a_days_heading_completes_the_clock_times_below_it_and_is_no_section():
    def block(day, *places):
        rows = "".join(f"<li><span class='time'>1{place}:30</span> {link(place)}</li>" for place in places)
        return f"<section><h2>{day}</h2><ul>{rows}</ul></section>"

    found = read(block("9 gennaio 2026", 5, 4, 3) + block("8 gennaio 2026", 2, 1, 0))
    assert found[TITLES[5]].time_text == "9 gennaio 2026 15:30"
    assert found[TITLES[0]].time_text == "8 gennaio 2026 10:30"
    assert found[TITLES[0]].published.span.latest < found[TITLES[5]].published.span.earliest
    assert {article.section for article in found.values()} == {None}


def test_a_single_day_over_a_list_is_the_pages_own():
    body = f"<div><p class='day'>9 gennaio 2026</p>{''.join(f'<h3>{link(place)}</h3>' for place in range(6))}</div>"
    assert "9 gennaio 2026" not in times(body)[1:]


def test_a_line_after_each_teaser_dates_that_teaser():
    body = "".join(f"<h3>{link(place)}</h3><p>{9 - place} gennaio 2026</p>" for place in range(6))
    assert times(f"<div>{body}</div>") == [f"{9 - place} gennaio 2026" for place in range(6)]


def signed(names, path="/{n}/"):
    foot = "<p><a href='{path}'>{name}</a> 0{day} gennaio 2026 12:59</p>"
    return "".join(
        f"<div class='post'><h3>{link(place)}</h3>"
        + foot.format(path=path.format(n=name.lower().replace(" ", "-")), name=name, day=place + 1)
        + "</div>"
        for place, name in enumerate(names)
    )


NAMES = ["Ada Rossi", "lemonbit", "Ugo Neri", "九路313", "Eva Blu", "Max Gialli"]


def test_a_link_beside_the_time_that_differs_on_each_teaser_is_its_author():
    found = read(signed(NAMES))
    assert [found[title].author for title in TITLES] == NAMES


def test_a_link_beside_the_time_that_repeats_is_no_author():
    found = read(signed(["Cronaca", "Sport", "Cronaca", "Cultura", "Sport", "Cronaca"]))
    assert {article.author for article in found.values()} == {None}


def test_links_to_sections_of_the_navigation_are_no_authors():
    menu = "".join(f"<a href='/{name.lower().replace(' ', '-')}/'>{name}</a>" for name in NAMES[:3])
    found = read(f"<nav>{menu}</nav>{signed(NAMES)}")
    assert {article.author for article in found.values()} == {None}


@pytest.mark.parametrize(
    ("path", "is_person"),
    [("/?login=ada-rossi", True), ("/?login=77ada", True), ("/?login=true", False), ("/?login=1", False)],
)
def test_an_address_that_names_a_login_is_a_persons(path, is_person):
    assert addressmarks.is_person(f"https://borgo.example{path}") is is_person


def test_a_title_in_two_headings_with_links_to_one_article_is_one_card_with_its_time():
    def card(place):
        href = f"/notizie/il-ponte-vecchio-riapre-{place}1234.html"
        return (
            f"<div class='item'><span><time>1{5 - place}:30</time></span><div class='head'><div>"
            f"<h4><a href='{href}'>Il ponte vecchio sul fiume del borgo, parte {place}:</a></h4>"
            f"<h3>{link(place)}</h3></div></div></div>"
        )

    assert times("".join(map(card, range(6)))) == [f"1{5 - place}:30" for place in range(6)]


def test_english_ordinals_are_read_among_the_words_of_every_language():
    (mention,) = timetexts.read_all("Sonntag, Juli 22nd, 2012", ("de",), None)
    assert (mention.expression.year, mention.expression.month, mention.expression.day) == (2012, 7, 22)


@pytest.mark.parametrize("heading", ["Güncel yazılar", "Son yazılar", "Popüler", "Последни", "Най-нови", "Четено"])
def test_a_heading_of_what_is_new_or_popular_names_no_section(heading):
    found = read(f"<section><h2>{heading}</h2>{''.join(f'<h3>{link(place)}</h3>' for place in range(6))}</section>")
    assert {article.section for article in found.values()} == {None}

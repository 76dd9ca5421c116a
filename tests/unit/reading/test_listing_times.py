"""Where listings print their times: before a title or behind it, above a group, in pieces, in a column of their own."""

from datetime import UTC, datetime

import pytest

from feedsvc import reading
from feedsvc.model.pages import Origin, Page

TITLES = (
    "Council approves the new bridge over the river",
    "Ferry company adds a second evening sailing",
    "School kitchen wins the regional cooking prize",
    "Night trains return to the northern line",
    "Harbour lights to be replaced before winter",
    "Library opens a reading room for children",
)
DAYS = (28, 27, 25, 23, 14, 13)
TEXT = "The mayor said that work would begin in spring and that the money had been found at last."


def link(n):
    return f"https://molo.example/news/{TITLES[n].lower().replace(' ', '-')}"


def anchor(n):
    return f"<a href='{link(n)}'>{TITLES[n]}</a>"


def listing(template, outer="<div>{}</div>", language="en"):
    items = [
        template.format(n=n, a=anchor(n), u=link(n), t=TITLES[n], d=DAYS[n], text=TEXT, after=DAYS[n] + 1)
        for n in range(len(TITLES))
    ]
    return page(outer.format("".join(items)), language)


def page(body, language="en"):
    navigation = "<nav><a href='/sport/'>Sport</a><a href='/culture/'>Culture</a></nav>"
    html = f"<html lang='{language}'><body>{navigation}<main>{body}</main></body></html>"
    origin = Origin(stated_at=datetime(2025, 12, 1, tzinfo=UTC))
    return Page(html.encode(), "https://molo.example/news/", "text/html; charset=utf-8", origin)


def times(template, outer="<div>{}</div>", language="en"):
    found = {a.link: a.time_text for a in reading.read(listing(template, outer, language)).articles}
    return [found.get(link(n)) for n in range(len(TITLES))]


def dated(pattern):
    return [pattern.format(d=day) for day in DAYS]


@pytest.mark.parametrize(
    "template",
    [
        "<p>{d}.11.2025</p><h3>{a}</h3><p>{text}</p>",
        "<small>{d}.11.2025</small><h2>{a}</h2><p>{text}</p><hr>",
        "<h3>{a}</h3><p>{d}.11.2025</p><p>{text}</p>",
        "<span>{d}.11.2025</span> {a}<br>",
        "{d}.11.2025<br>{a}<br><br>",
        "{a}<br>{d}.11.2025<br><br>",
    ],
)
def test_elements_between_titles_belong_to_the_title_that_the_lists_ends_tell(template):
    assert times(template) == dated("{d}.11.2025")
    assert times(f"\n{template}\n") == dated("{d}.11.2025")


@pytest.mark.parametrize(
    ("template", "printed"),
    [
        ("<div><div><b>{d}</b><i>Nov</i></div><h2>{a}</h2><p>{text}</p></div>", "{d} Nov"),
        ("<div><div><p>Nov</p><p>{d}</p><p>2025</p></div><h2>{a}</h2></div>", "Nov {d} 2025"),
        ("<li><span class='day'>{d}</span><span class='month'>Nov</span>{a}</li>", "{d} Nov"),
        ("<div><p class='postdate'>Nov<br>{d}</p><h2>{a}</h2><p>{text}</p></div>", "Nov {d}"),
        ("<div><a href='{u}' class='box'><b>{d}</b><span>Nov</span></a><h2>{a}</h2></div>", "{d} Nov"),
        ("<div><h2>{a}</h2><p>Friday {d}<sup>th</sup> November 2025</p></div>", "Friday {d}th November 2025"),
        ("<div><div><b>{d}</b><em>2025-11</em></div>{a}<p>{text}</p></div>", "{d} 2025-11"),
        ("<div><div class='date'><span>{d}</span>2025.11</div>{a}<p>{text}</p></div>", "{d} 2025.11"),
    ],
)
def test_a_date_in_pieces_is_read_whole_in_whatever_order(template, printed):
    assert times(template) == dated(printed)


def test_month_and_day_above_a_year_are_read_in_the_order_of_the_language():
    template = "<li><div><b>11/{d}</b><p>2025</p></div><div>{a}<p>{text}</p></div></li>"
    found = reading.read(listing(template, "<ul>{}</ul>", "zh-CN")).articles
    assert [a.time_text for a in found] == dated("11/{d} 2025")
    assert [a.published.at.date().isoformat() for a in found if a.published] == dated("2025-11-{d}")


@pytest.mark.parametrize(
    "template", ["<p class='date'><span>{d}/11</span> <span>82</span></p>", "<p>{d}/11 <b>82</b></p>"]
)
def test_a_count_beside_a_day_is_no_year(template):
    assert times("<div><h2>{a}</h2>" + template + "</div>", language="fr") == dated("{d}/11")


def grouped(head, item, foot=""):
    parts = [
        head.format(day=f"November {DAYS[n]}, 2025") + "".join(item.format(a=anchor(m)) for m in (n, n + 1)) + foot
        for n in (0, 2, 4)
    ]
    found = {a.link: a.time_text for a in reading.read(page("".join(parts))).articles}
    return [found.get(link(n)) for n in range(len(TITLES))]


@pytest.mark.parametrize(
    ("head", "item", "foot"),
    [
        ("<div><div>{day}</div>", "<div>{a}</div>", "</div>"),
        ("<section><h4>{day}</h4>", "<div>{a}</div>", "</section>"),
        ("<li>{day}<ul>", "<li>{a}</li>", "</ul></li>"),
        ("<p><b>{day}</b></p><ul>", "<li>{a}</li>", "</ul>"),
    ],
)
def test_a_day_at_the_head_of_each_group_is_the_day_of_all_in_it(head, item, foot):
    assert grouped(head, item, foot) == [f"November {DAYS[n]}, 2025" for n in (0, 0, 2, 2, 4, 4)]


def test_the_date_of_an_article_is_not_that_of_the_links_below_it():
    story = "<article><h2>{a}</h2><span>{d} November 2025</span><ul>{more}</ul></article>"
    more = ("Ten years of ferries in pictures", "All that is known of the bridge")
    parts = [
        story.format(
            a=anchor(n),
            d=DAYS[n],
            more="".join(f"<li><a href='/b/{n}{i}/x-y-z'>{t} {n}</a></li>" for i, t in enumerate(more)),
        )
        for n in range(4)
    ]
    found = {a.link: a.time_text for a in reading.read(page("".join(parts))).articles}
    assert {found.get(f"https://molo.example/b/{n}{i}/x-y-z") for n in range(4) for i in range(2)} == {None}


def test_lengths_in_no_order_are_no_times():
    minutes = (5, 3, 12, 4, 9, 2)
    items = "".join(f"<li>{anchor(n)}<span>{minutes[n]} min</span></li>" for n in range(len(TITLES)))
    assert {a.time_text for a in reading.read(page(f"<ul>{items}</ul>")).articles} == {None}


def test_ages_without_direction_that_grow_down_the_list_are_times():
    ages = ("5 min", "12 min", "1 h", "3 h", "9 h", "1 d")
    items = "".join(f"<li>{anchor(n)}<span>{ages[n]}</span></li>" for n in range(len(TITLES)))
    assert [a.time_text for a in reading.read(page(f"<ul>{items}</ul>")).articles] == [*ages]


def test_a_length_of_reading_is_known_by_its_class():
    template = "<li>{a}<span class='teaser__date'>{d}.11.2025</span><span class='teaser__readtime'>{n} min.</span></li>"
    assert times(template, "<ul>{}</ul>", "de") == dated("{d}.11.2025")


def test_a_figure_behind_a_month_and_year_is_no_day():
    assert times("<li>{a}<span>November 2025</span><span>{n}</span></li>", "<ul>{}</ul>") == ["November 2025"] * 6


def test_an_age_whose_direction_stands_in_a_piece_of_its_own_is_read_with_it():
    template = "<tr><td>{a}</td><td class='views-field-last-updated'><em>{d} minutes</em> ago</td></tr>"
    assert times(template, "<table>{}</table>") == dated("{d} minutes ago")


@pytest.mark.parametrize(
    ("title", "printed"),
    [
        ("{d}.11.2025 {t}", "{d}.11.2025"),
        ("{d}.11.2025 - {t}", "{d}.11.2025"),
        ("[{d}.11.2025] {t}", "{d}.11.2025"),
        ("{t}[{d}.11.2025]", "{d}.11.2025"),
        ("{t} ({d}.11.2025)", "{d}.11.2025"),
        ("{t} - {d}.11.2025", "{d}.11.2025"),
        ("<strong>10:{d}</strong> {t}", "10:{d}"),
        ("{t}<em>10:{d}</em>", "10:{d}"),
    ],
)
def test_a_time_that_a_list_sets_into_its_titles_is_a_time_and_no_title(title, printed):
    found = reading.read(listing(f"<li><a href='{{u}}'>{title}</a></li>", "<ul>{}</ul>")).articles
    assert [(a.title, a.time_text) for a in found] == list(zip(TITLES, dated(printed), strict=True))


def test_titles_that_a_programme_begins_with_its_hours_keep_them():
    hours = ("08:00", "09:30", "11:00", "14:00", "18:15", "20:00")
    items = "".join(f"<li><a href='{link(n)}'>{hours[n]} {TITLES[n]}</a></li>" for n in range(len(TITLES)))
    found = reading.read(page(f"<ul>{items}</ul>")).articles
    assert [(a.title, a.time_text) for a in found] == [(f"{h} {t}", None) for h, t in zip(hours, TITLES, strict=True)]


def test_a_single_title_that_begins_with_a_day_keeps_it():
    items = "".join(
        f"<li><a href='{link(n)}'>{'12.11.2025 ' * (n == 1)}{TITLES[n]}</a></li>" for n in range(len(TITLES))
    )
    found = reading.read(page(f"<ul>{items}</ul>")).articles
    assert found[1].title == f"12.11.2025 {TITLES[1]}"
    assert {a.time_text for a in found} == {None}


@pytest.mark.parametrize(
    "text",
    [
        "November {d}, 2025 - {text}",
        "LONDON, November {d}, 2025 – {text}",
        "(November {d}, 2025) {text}",
        "{text} {text} (November {d}, 2025)",
    ],
)
def test_a_day_at_the_head_or_end_of_each_teasers_text_is_its_time(text):
    assert times("<div><h2>{a}</h2><p>" + text + "</p></div>") == dated("November {d}, 2025")


def test_days_of_events_that_lie_ahead_one_after_another_are_no_times():
    items = "".join(
        f"<div><h2>{anchor(n)}</h2><p>December {n + 3}, 2025 - {TEXT}</p></div>" for n in range(len(TITLES))
    )
    assert {a.time_text for a in reading.read(page(items)).articles} == {None}


def test_a_date_that_shares_an_element_with_a_long_text_is_read():
    text = "<div class='maincont'><div>{text}<br>{text}<br>{text}<br>{text}<br>{text}</div></div>"
    meta = "<div class='info'><span><a href='/2025/11/'>{d}-11-2025, 21:15</a></span></div>"
    assert times("<div class='base'><h1>{a}</h1><div class='mid'>" + meta + text + "</div></div>") == dated(
        "{d}-11-2025, 21:15"
    )


def test_a_line_above_a_whole_posts_paragraphs_tells_its_date_and_none_within_them_does():
    text = "<p>{text}</p><p>{text} {text}</p><p>1 December 2024</p><p>{text}</p><p>{text}</p>"
    line = "<p class='meta'>{d} November 2025</p>"
    assert times("<div><h2>{a}</h2><div class='entry'>" + line + text + "</div></div>") == dated("{d} November 2025")
    assert times("<div><h2>{a}</h2><div class='entry'>" + text + "</div></div>") == [None] * 6


@pytest.mark.parametrize("outer", ["<div>{}</div>", "{}"])
def test_a_date_in_a_heading_below_each_title_is_of_that_title(outer):
    template = outer.replace("{}", "<h2>{a}</h2><h5>Friday, November {d}, 2025</h5><p>{text}</p>")
    assert times(template) == dated("Friday, November {d}, 2025")


def test_a_long_line_of_publication_and_update_is_read():
    line = "<p>Publié le {d}/11/2025 à 10:30, mis à jour le 30/11/2025 à 18:00</p>"
    assert times("<div><h2>{a}</h2>" + line + "</div>", language="fr") == dated("{d}/11/2025 à 10:30")


def test_a_day_within_a_sentence_that_says_nothing_of_publication_is_no_time():
    line = "<p>Rooms on Friday {d}th November 2025 (Harbour) and bag-drop van for all of us</p>"
    assert times("<div><h2>{a}</h2>" + line + "</div>") == [None] * 6

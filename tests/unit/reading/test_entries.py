"""Which links of a page are entries: whole posts by their foot, words of a text, services of the site, counters."""

import pytest

from feedsvc import reading
from feedsvc.model.pages import Page

HOME = "https://borgo.example/"
LISTED = "".join(
    f"<h2><a href='/2026/01/1{n}/il-ponte-vecchio-riapre-{n}/'>Il ponte vecchio riapre dopo {n} anni</a></h2>"
    "<p>Testo.</p>"
    for n in (2, 3, 4, 5)
)


def read(body, url=HOME):
    return reading.read(Page(f"<body><main>{body}</main>".encode(), url, "text/html; charset=utf-8"))


def titles(body):
    return [article.title for article in read(body).articles if not article.title.startswith("Il ponte vecchio")]


def post(day, number, words="permalink"):
    heading = f"<h2>Wednesday, June {day}, 2006</h2>" if number == 1 else ""
    return (
        f"{heading}<a name='{number}'></a><h3>Harbour plan number {number} approved</h3>"
        f"The council met with <a href='https://elsewhere.example/2006/06/a-long-report-{number}.html'>a long report on"
        f" the harbour</a> on its table.<blockquote>All {number} boats stay.</blockquote>"
        f"<p class='posted'>posted by Ada Rossi at 0{number}:43:28 AM "
        f"<a href='/2006/06/{day}/harbour_plan_{number}.html'>"
        f"{words}</a> | <a href='https://count.example/links?{number}'>blogs' comments</a></p>"
    )


@pytest.mark.parametrize("words", ["permalink", "Permanent link", "Link permanente"])
def test_whole_posts_are_named_by_their_headings_and_led_to_by_their_feet(words):
    found = read("".join(post(14, n, words) for n in (1, 2, 3)), "https://harbour.example/").articles
    assert [(a.title, a.link) for a in found] == [
        (f"Harbour plan number {n} approved", f"https://harbour.example/2006/06/14/harbour_plan_{n}.html")
        for n in (1, 2, 3)
    ]
    assert {a.author for a in found} == {"Ada Rossi"}
    assert {a.section for a in found} == {None}
    assert [a.time_text for a in found] == [f"at 0{n}:43:28 AM" for n in (1, 2, 3)]


def test_a_link_that_goes_on_with_the_words_before_it_is_no_entry():
    link = "<a href='/guida/il-ponte-in-12345-passi'>Guida al ponte in passi</a>"
    text = f"<div>Chi vuole saperne di più trova tutto quanto nella nostra {link}"
    assert titles(f"{LISTED}{text}<br>Grazie a tutti.</div>") == []


def test_a_title_after_a_whole_sentence_on_its_line_is_one():
    link = "<a href='/2026/01/19/il-molo-nuovo-apre/'>Il molo nuovo apre oggi</a>"
    text = f"<div>Chi vuole saperne di più trova tutto qui sotto, ogni giorno: {link}"
    assert titles(f"{LISTED}{text}</div>") == ["Il molo nuovo apre oggi"]


@pytest.mark.parametrize(
    ("link", "words"),
    [
        ("/oroscopo/", "L'oroscopo"),
        ("/meteo/borgo", "Meteo Borgo"),
        ("https://tempo.example/oggi", "Borgo 12°"),
        ("/programmes/p025s25j", "Borgo News"),
        ("/servizi/superenalotto", "SuperEnalotto"),
        ("/giochi/online/article1336655/sudoku.html", "Sudoku"),
        ("https://buoni.borgo.example/coupon/molo", "Codice sconto Molo"),
    ],
)
def test_services_of_the_site_are_no_entries(link, words):
    assert titles(f"{LISTED}<h2><a href='{link}'>{words}</a></h2><p>Testo.</p>") == []


def test_an_article_about_the_weather_is_an_entry():
    story = (
        "<h2><a href='/meteo/2026/01/19/tempesta-sul-borgo/'>Meteo, tempesta sul borgo vecchio</a></h2><p>Testo.</p>"
    )
    assert titles(LISTED + story) == ["Meteo, tempesta sul borgo vecchio"]


def test_an_address_below_which_an_article_lies_is_no_article_where_its_words_name_none():
    rubric = "<h3><a href='/artikel/column'>De column</a></h3>"
    below = "<h4><a href='/artikel/column/leve-de-haven.html'>Leve de haven van het dorp!</a></h4>"
    assert titles(LISTED + rubric + below) == ["Leve de haven van het dorp!"]


@pytest.mark.parametrize(
    "href",
    [
        "https://count.example/fp/*-https://borgo.example/2026/01/19/il-molo-nuovo-apre/",
        "/redirect?url=https%3A%2F%2Fborgo.example%2F2026%2F01%2F19%2Fil-molo-nuovo-apre%2F&from=home",
        "/go.php?id=7&to=https://borgo.example/2026/01/19/il-molo-nuovo-apre/",
    ],
)
def test_a_link_through_a_counter_is_the_one_that_it_leads_to(href):
    found = read(f"{LISTED}<h2><a href='{href}'>Il molo nuovo apre oggi</a></h2><p>Testo.</p>").articles
    assert found[-1].link == "https://borgo.example/2026/01/19/il-molo-nuovo-apre/"


def test_threads_beside_articles_are_no_entries():
    threads = "".join(
        f"<h4><a href='/threads/120{n}-il-molo-nuovo-di-borgo'>Il molo nuovo, parte {n} di molte</a></h4>"
        for n in (1, 2)
    )
    assert titles(LISTED + threads) == []


def test_an_article_linked_from_several_blocks_under_another_parameter_is_one_entry():
    links = "".join(
        f"<h3><a href='/2026/01/{n}/il-molo-nuovo-apre/?block={block}'>Il molo nuovo apre dopo {n} anni</a></h3>"
        for block in ("top", "side")
        for n in (11, 12, 13)
    )
    assert [a.link for a in read(links).articles] == [
        f"https://borgo.example/2026/01/{n}/il-molo-nuovo-apre/?block=top" for n in (11, 12, 13)
    ]


def test_articles_that_only_a_parameter_tells_apart_stay_apart():
    links = "".join(
        f"<h3><a href='/2026/01/{day}/tutto-il-borgo-oggi/?newsid={n}'>Il molo nuovo apre dopo {n} anni</a></h3>"
        for day in (11, 12)
        for n in (101, 102, 103)
    )
    assert len(read(links).articles) == 6


def test_headlines_among_which_a_class_keeps_a_place_for_an_advertisement_are_entries():
    assert len(read(f"<section class='stage stage--tower-ad'>{LISTED}</section>{'<p>Testo.</p>' * 40}").articles) == 4
    assert not read(f"<section class='stage sponsored ads'>{LISTED}</section>{'<p>Testo.</p>' * 40}").articles


def test_opinions_that_a_paper_files_under_comments_are_entries():
    link = (
        "<a href='/meinung/kommentare/article2513{n}/Das-hat-mit-dem-Hafen-zu-tun.html'>Der Hafen, Teil {n} von 2</a>"
    )
    opinions = "".join(f"<h4>{link.format(n=n)}</h4>" for n in (1, 2))
    assert len(titles(LISTED + opinions)) == 2


def test_the_letters_of_a_number_in_a_class_are_no_words():
    assert len(read(f"<div class='view view-38e68cfd797ee5f50ad2135d35ea744e'>{LISTED}</div>").articles) == 4


def test_words_that_lead_to_many_addresses_are_labels():
    cards = "".join(
        f"<div><span><a class='platform' href='/Spiel-{n}-PC-2367{n}/'>{'PC' if n % 2 else 'PS4'}</a></span>"
        f"<h4><a href='/Spiel-{n}-PC-2367{n}/News/Der-Hafen-{n}/'>Der Hafen im Test, Teil {n} von 20</a></h4></div>"
        for n in range(10, 20)
    )
    assert titles(cards) == [f"Der Hafen im Test, Teil {n} von 20" for n in range(10, 20)]


@pytest.mark.parametrize("price", ["ab 657,48 €", "1.240 din", "$12.99", "od 19,90 zł"])
def test_prices_and_one_button_to_many_shops_are_no_entries(price):
    offers = "".join(
        f"<li><a href='https://prices.example/{n}?campaign=4711'>{price}</a>"
        f"<a href='https://prices.example/redir/{n}abcdef'>Direkt zum Angebot</a></li>"
        for n in range(31001, 31007)
    )
    assert titles(f"{LISTED}<ul>{offers}</ul>") == []


@pytest.mark.parametrize("heading", ["Unser Shop", "Kleinanzeigen", "Najnoviji oglasi", "Anketa", "Daily Deals"])
def test_what_a_box_sells_asks_or_lets_others_advertise_is_no_entry(heading):
    items = "".join(
        f"<li><a href='/x/details-{n}.html'>Rotes Fahrrad mit Licht Nummer {n}</a></li>" for n in range(101, 105)
    )
    assert titles(f"{LISTED}<section><h2>{heading}</h2><ul>{items}</ul></section>") == []
    for name in ("Fahrräder", "Workshop", "Deals", "App Store"):
        assert len(titles(f"{LISTED}<section><h2>{name}</h2><ul>{items}</ul></section>")) == 4


def test_addresses_in_a_shop_or_among_advertisements_are_no_entries():
    jobs = "".join(
        f"<h3><a href='https://jobs.borgo.example/stellenanzeigen/36{n}331.html'>Leitung der Werft in Teil {n}</a></h3>"
        for n in range(10, 14)
    )
    assert titles(LISTED + jobs) == []


def test_the_number_of_an_article_may_be_called_a_code():
    html = "".join(
        f"<h3><a href='/detalle.php?seccion=portada&cod=209{n}'>El puente viejo abre después de {n} años</a></h3>"
        for n in (52, 53, 54)
    )
    assert len(read(html).articles) == 3


def test_a_short_title_with_a_short_address_stands_among_its_like():
    long = [f"El puente viejo abre después de {n} años" for n in range(20, 28)]
    items = "".join(f"<li><a href='/{t.replace(' ', '-')}.html'>{t}</a></li>" for t in [*long, "Puente cerrado"])
    assert "Puente cerrado" in titles(f"<ul class='list'>{items}</ul>")


def test_the_members_of_a_forum_are_no_entries():
    html = "".join(
        f"<h3><a href='/miembros/ada-la-del-puente-viejo.{n}/'>Ada la del puente viejo {n}</a></h3>" for n in range(4)
    )
    assert titles(LISTED + html) == []


def test_a_link_in_which_a_short_sentence_ends_is_no_entry():
    posts = "".join(
        f"<article><h2><a href='/2026/01/ponte-{n}/'>Il ponte vecchio riapre dopo {n} anni</a></h2><p>{text}</p>"
        "</article>"
        for n, text in enumerate(
            [
                f"To begin, simply visit our <a href='/labels-for-schools-{n}.php'>Labels for schools homepage</a>."
                for n in range(6)
            ]
        )
    )
    assert titles(posts) == []


def test_games_under_their_heading_are_no_entries_and_articles_about_games_are():
    item = "<h3><a href='https://{host}/spiel-{n}/'>Werde noch heute Direktor in deinem Tierpark {n}</a></h3>"
    for host, found in (("games.borgo.example", 0), ("borgo.example/2026/01/10", 4)):
        block = "".join(item.format(host=host, n=n) for n in range(4))
        assert len(titles(f"{LISTED}<section><h2>Games</h2>{block}</section>")) == found


def test_an_address_is_no_title():
    address = "https://tv.example/{n}/enfoque-brics-reunion-de-borgo/"
    bare = "".join(f"<h3><a href='{address.format(n=n)}'>{address.format(n=n)}</a></h3>" for n in (1, 2, 3))
    assert titles(LISTED + bare) == []


OWN = "".join(
    f"<article><h3><a href='/p/{n}-ponte'>Il ponte riapre dopo {n} anni</a></h3></article>" for n in range(21, 26)
)


def test_articles_of_others_to_which_a_campaign_leads_are_a_partners_and_no_entries():
    tracked = "?utm_source=borgo.example&amp;utm_medium=cpc"
    for query, more in ((tracked, 0), ("", 3)):
        others = "".join(
            f"<article><h3><a href='https://altro.example/p/{n}-casa{query}'>La casa costa {n} lire</a></h3></article>"
            for n in (31, 32, 33)
        )
        assert len(read(OWN + others).articles) == 5 + more


def test_a_heading_in_a_script_without_blanks_over_articles_is_no_entry():
    titles = [f"สะพานเก่าในเมืองกลับมาเปิดใช้อีกครั้งหลังปิดปรับปรุง {n} ปี" for n in (2, 3, 4)]
    rows = "".join(
        f"<article><h3><a href='/news/98{n}010/'>{title}</a></h3></article>" for n, title in enumerate(titles)
    )
    found = read(f"<section><h2><a href='/hot/sport/'>ฟุตบอลต่างแดน</a></h2><div>{rows}</div></section>").articles
    assert [(article.title, article.section) for article in found] == [(title, "ฟุตบอลต่างแดน") for title in titles]


def test_a_label_whose_attribute_says_the_title_of_its_card_is_no_entry():
    cards = "".join(
        f"<article><a href='/p/{n}-ponte'><h3>Il ponte riapre dopo {n} anni</h3></a>"
        f"<div>10.01.2026 <a href='/sport/{name}' title='Il ponte riapre dopo {n} anni'>{name}</a></div></article>"
        for n, name in ((21, "tuffi"), (22, "nuoto"), (23, "tuffi"))
    )
    assert [article.section for article in read(cards).articles] == ["tuffi", "nuoto", "tuffi"]


def test_a_word_that_links_to_another_site_alone_is_no_entry():
    source = "<a href='https://altro.example/2026/01/10/il-ponte-vecchio-riapre-oggi/'>Fonte.</a>"
    assert len(read(f"{OWN}<article><div>{source}</div></article>").articles) == 5


def test_an_issue_that_each_article_links_to_is_no_entry():
    cards = "".join(
        f"<article><h3><a href='/p/{n}-ponte'>Il ponte riapre dopo {n} anni</a></h3>"
        f"<p><a href='/author/ada'>Ada Rossi</a></p><p><a href='/edizioni/{months}-2022/'>{said} 2022</a></p></article>"
        for n, months, said in ((21, "marzo", "Marzo"), (22, "gennaio-febbraio", "Gennaio/Febbraio"))
    )
    found = reading.read(Page(f"<html lang='it'><main>{cards}</main>".encode(), HOME, "text/html"))
    assert [a.author for a in found.articles] == ["Ada Rossi"] * 2


def test_a_partners_articles_that_markup_describes_are_no_entries_where_a_campaign_leads_to_them():
    def described(url, words):
        scope = "itemscope itemtype='http://schema.org/NewsArticle'"
        return f"<article {scope}><a itemprop='url' href='{url}'><h1 itemprop='name'>{words}</h1></a></article>"

    own = "".join(described(f"/p/{n}-ponte", f"Il ponte riapre dopo {n} anni") for n in (21, 22, 23))
    others = described(
        "https://altro.example/p/31-casa?utm_source=borgo&amp;utm_campaign=home", "La casa costa 31 lire"
    )
    assert len(read(own + others).articles) == 3

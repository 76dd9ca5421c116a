"""What a card says beside its title: pictures and summaries, and cards that only a script opens."""

import pytest

from feedsvc import reading
from feedsvc.model.pages import Page
from tests.unit.reading.test_listings import load

HEADING = "<h2><a href='/2026/01/10/il-ponte-vecchio-riapre-{n}/'>Il ponte vecchio riapre dopo {n} anni</a></h2>"


def first(inner):
    cards = "".join(f"<div class='card'>{HEADING.format(n=n)}{inner if n == 2 else ''}</div>" for n in (2, 3, 4))
    found = reading.read(Page(f"<main>{cards}</main>".encode(), "https://borgo.example/", "text/html"))
    return found.articles[0]


@pytest.mark.parametrize(
    ("markup", "image"),
    [
        ("<img srcset='/s.jpg 300w, /m.jpg 600w, /l.jpg 900w'>", "/l.jpg"),
        ("<img src='data:image/gif;base64,R0' data-srcset='/s.jpg 1x, /l.jpg 2x'>", "/l.jpg"),
        ("<img src='data:image/gif;base64,R0' data-src='/lazy.jpg'>", "/lazy.jpg"),
        ("<img src='/pixel.gif' width='1' height='1'><img src='//cdn.example/a,b.jpg'>", "//cdn.example/a,b.jpg"),
        ("<img srcset='/f_auto,q_80/a.jpg 300w, /f_auto,q_80/b.jpg 900w'>", "/f_auto,q_80/b.jpg"),
    ],
)
def test_the_picture_is_the_largest_that_is_offered(markup, image):
    whole = f"https:{image}" if image.startswith("//") else f"https://borgo.example{image}"
    assert first(markup).image == whole


@pytest.mark.parametrize(
    ("markup", "image"),
    [
        ("<figure><noscript><img src='/kept.jpg'></noscript></figure>", "https://borgo.example/kept.jpg"),
        ("<figure><img src='/shown.jpg'><i></i><noscript><img src='/kept.jpg'></noscript></figure>", "/shown.jpg"),
        ("<p><noscript><img src='https://count.example/hit.gif' width='1' height='1'></noscript></p>", None),
        ("<p><noscript><img src='https://count.example/hit' style='display:none'></noscript></p>", None),
    ],
)
def test_a_picture_for_readers_without_scripts_is_read_where_it_is_the_only_one(markup, image):
    found = first(markup).image
    assert found == image or (image is not None and found == f"https://borgo.example{image}")


def test_the_title_again_in_a_heading_without_a_link_is_no_summary():
    _, articles = load("covered-headings")
    assert {a.summary for a in articles.values()} == {
        "Eine kurze Nachricht aus der Region, die mehr sagt, als in den Titel passt."
    }
    assert all(a.image and a.image.endswith("-900.jpg") for a in articles.values())


def test_a_share_button_and_a_form_that_a_script_opens_are_no_entries():
    buttons = (
        "<div class='fb-like' data-href='https://borgo.example/2026/01/10/altro/'></div>"
        "<button onclick=\"location.href='/abbonati/'\">Abbonati adesso a tutto il Borgo</button>"
    )
    found = reading.read(Page(f"<main>{HEADING.format(n=2)}{buttons}</main>".encode(), "https://borgo.example/"))
    assert [a.title for a in found.articles] == ["Il ponte vecchio riapre dopo 2 anni"]


@pytest.mark.parametrize(
    "badge",
    [
        *("Sticky Post", "Sponsored", "Exclusive", "Live", "Video", "Breaking", "In diretta", "Esclusiva", "Ultim'ora"),
        *("Bildergalerie", "Live-Ticker", "Exklusiv", "En direct", "Vidéo", "En vivo", "Última hora", "Ao vivo"),
        *("Видео", "Срочно", "独家", "直播", "動画", "속보", "عاجل", "فيديو", "Canlı", "Son dakika", "KURIERplus"),
    ],
)
def test_a_badge_is_no_section(badge):
    assert first(f"<span class='category badge'>{badge}</span>").section is None


@pytest.mark.parametrize(
    ("markup", "name"),
    [
        ("<a href='/gebruiker/ada-rossi'><img src='/ada.jpg' alt='afbeelding van Ada Rossi'></a>", "Ada Rossi"),
        ("<a href='/autor/ada-rossi' title='Profilo di Ada Rossi'><img src='/ada.jpg'></a>", "Ada Rossi"),
        ("<a href='/autor/ada'><img src='/ada.jpg' alt='foto'></a>", None),
        ("<p>posted by Ada Rossi at 03:43</p>", "Ada Rossi"),
        ("<p>di Ada Rossi il 10/01/2026</p>", "Ada Rossi"),
        ("<p class='byline'>Ada Rossi / Borgo</p>", "Ada Rossi"),
        ("<p class='byline'>Ada Rossi / Bruno Neri</p>", "Ada Rossi / Bruno Neri"),
        ("<p class='author'><label>Nome *</label></p>", None),
        ("<p><a href='/user.php?login=adarossi'>adarossi (#902)</a> 1 day ago</p>", "adarossi"),
        ("<p><a href='/author/ada/index.html'>Ada Rossi</a></p><p>3 minuti per leggerlo</p>", "Ada Rossi"),
        ("<p>3 minuti per leggerlo</p>", None),
        (
            "<p><a href='/autor/7-ada-rossi'>Ada Rossi</a></p><ul class='menu'><li>"
            "<a href='/autor/7-ada-rossi/p'>Suoi testi</a><li><a href='/autor/rossi-testi'>Altri testi</a></ul>",
            "Ada Rossi",
        ),
    ],
)
def test_the_author_is_a_name_without_what_stands_around_it(markup, name):
    assert first(markup).author == name


def test_authors_of_what_follows_a_card_are_not_its_own():
    def post(n, site, name):
        return (
            f"<div class='thing'><a class='title' href='https://{site}/{n}'>The harbour opens after {n} years</a>"
            f"<p>by <a href='/user/{name}'>{name}</a></p></div>"
        )

    people = ((11, "a.example", "ada"), (12, "www.youtube.com", "bruno"), (13, "c.example", "carla"))
    posts = "".join(post(*one) for one in people)
    found = reading.read(Page(f"<main>{posts}</main>".encode(), "https://borgo.example/", "text/html"))
    assert [a.author for a in found.articles] == ["ada", "carla"]


def test_parts_of_a_line_that_old_pages_set_apart_are_read_apart():
    line = "<div class='info'><ul><li>" + "Profilo di chi scrive, i suoi testi, i suoi messaggi</li><li>" * 4
    article = first(line + "</ul>Pubblicato 10.01.2026 14:46\n &nbsp;&nbsp;\n &nbsp;Numero di visite: 571&nbsp;</div>")
    assert article.time_text == "10.01.2026 14:46"


def test_a_kicker_that_ends_in_a_colon_is_not_the_links_title():
    words = "<strong>Il molo di Borgo: </strong> <span>Riapre dopo {n} anni di lavori</span>"
    link = f"<li><a href='/2026/01/{{n}}/il-molo-riapre/'>{words}</a></li>"
    links = "".join(link.format(n=n) for n in (11, 12, 13))
    found = reading.read(Page(f"<main><ul>{links}</ul></main>".encode(), "https://borgo.example/", "text/html"))
    assert [a.title for a in found.articles] == [f"Riapre dopo {n} anni di lavori" for n in (11, 12, 13)]


@pytest.mark.parametrize("size", ["5", "+2"])
def test_a_line_in_larger_letters_is_the_title_where_the_link_only_leads_on(size):
    cards = "".join(
        f"<table><tr><td><font size='2'>{n} mai 2012</font><br><font size='{size}'>Podul vechi se redeschide în {n} "
        f"luni</font><br><font size='2'><h1>Un text despre podul cel vechi al orașului</h1></font>"
        f"<div><a href='/stiri/podul-vechi-se-redeschide-in-{n}-luni.html'><font size='1'>&gt; Citeşte mai mult ..."
        f"</font></a></div></td></tr></table>"
        for n in (4, 3, 2)
    )
    page = f"<html lang='ro'><body>{cards}</body></html>"
    found = reading.read(Page(page.encode(), "https://borgo.example/stiri", "text/html; charset=utf-8")).articles
    assert [(a.title, a.time_text) for a in found] == [
        (f"Podul vechi se redeschide în {n} luni", f"{n} mai 2012") for n in (4, 3, 2)
    ]

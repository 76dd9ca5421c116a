"""A page's bytes become its articles."""

from feedsvc import reading
from feedsvc.model.pages import Hints, Page

LIST = """<!doctype html><html lang="it"><head><title>Il Borgo</title></head><body>
<nav><a href="/">Home</a><a href="/cronaca/">Cronaca</a><a href="/sport/">Sport</a></nav>
<main><ul>
<li><a href="/cronaca/2026/01/10/il-ponte-vecchio-riapre-dopo-due-anni/"><span class="cat">Cronaca</span>
 <span class="date">2 ore fa</span><h2>Il ponte vecchio riapre dopo due anni</h2></a></li>
<li><a href="/sport/2026/01/10/la-squadra-vince-la-terza-partita-di-fila/"><span class="cat">Sport</span>
 <span class="date">3 ore fa</span><h2>La squadra vince la terza partita di fila</h2></a></li>
<li><a href="/cronaca/2026/01/09/chiude-la-storica-libreria-del-centro/"><span class="cat">Cronaca</span>
 <span class="date">1 giorno fa</span><h2>Chiude la storica libreria del centro</h2></a></li>
</ul></main><footer><a href="/privacy/">Privacy e cookie di questo sito</a></footer></body></html>"""


def test_a_listing_becomes_its_articles_in_reading_order():
    found = reading.read(Page(LIST.encode(), url="https://ilborgo.example/"), Hints(zone="Europe/Rome"))
    assert [(a.section, a.time_text, a.title) for a in found.articles] == [
        ("Cronaca", "2 ore fa", "Il ponte vecchio riapre dopo due anni"),
        ("Sport", "3 ore fa", "La squadra vince la terza partita di fila"),
        ("Cronaca", "1 giorno fa", "Chiude la storica libreria del centro"),
    ]
    assert found.articles[0].link == "https://ilborgo.example/cronaca/2026/01/10/il-ponte-vecchio-riapre-dopo-due-anni/"


def test_the_navigation_names_the_sections_of_the_site():
    found = reading.read(Page(LIST.encode(), url="https://ilborgo.example/"))
    assert [(s.name, s.url) for s in found.sections] == [
        ("Cronaca", "https://ilborgo.example/cronaca/"),
        ("Sport", "https://ilborgo.example/sport/"),
    ]


def test_a_page_without_articles_says_why():
    found = reading.read(Page(b"<!doctype html><p>Nothing here yet.</p>", url="https://ilborgo.example/"))
    assert found.articles == ()
    assert found.reason


def test_plain_text_is_read_line_by_line():
    text = "Cronaca\nIl ponte vecchio riapre dopo due anni di lavori\nPubblicato\n2 ore fa-\ndi\nRedazione\nIl ponte."
    found = reading.read(Page(text.encode(), content_type="text/plain"), Hints(language="it"))
    assert [a.title for a in found.articles] == ["Il ponte vecchio riapre dopo due anni di lavori"]


def test_a_language_wrongly_stated_is_found_out_by_the_times_that_it_does_not_read():
    items = "".join(
        f'<li><a href="/2026/01/titolo-{n}">La notizia che il governo non ha dato al paese, parte {n}</a>'
        f"<span>{n} ore fa</span></li>"
        for n in range(2, 8)
    )
    found = reading.read(
        Page(f'<!doctype html><html lang="de"><body><ul>{items}</ul>'.encode(), "https://borgo.example/")
    )
    assert [article.time_text for article in found.articles] == [f"{n} ore fa" for n in range(2, 8)]
    assert found.language == "it"
    assert [note.text for note in found.notes if note.kind == "page"] == ["it states de; its words are it"]


def test_the_program_that_made_the_page_is_expected_to_have_printed_its_ages():
    plain = reading.read(Page(LIST.encode(), url="https://ilborgo.example/"))
    themed = LIST.replace("</head>", '<link rel="stylesheet" href="/wp-content/themes/borgo/style.css"></head>')
    made = reading.read(Page(themed.encode(), url="https://ilborgo.example/"))
    assert plain.expected == ()
    assert "wordpress/core6.7+" in made.expected
    assert set(made.expected) < set(made.humanizers) == set(plain.humanizers)

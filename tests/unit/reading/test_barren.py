"""A page without articles is told by what it says, whatever kind of wall it is."""

import pytest

from feedsvc.model.pages import Page
from feedsvc.reading import read

WALLS = {
    "login": "<h1>Accedi</h1><form><input name=user><input type=password><button>Entra</button></form>",
    "wall": "<h1>La tua privacy</h1><p>Noi e i nostri partner usiamo i cookie.</p><button>Accetta</button>",
    "gone": "<h1>Pagina non trovata</h1><p>Torna alla <a href='/'>home</a>.</p>",
}


def reason(body, head=""):
    page = f"<!doctype html><html lang=it><head>{head}</head><body>{body}</body></html>"
    return read(Page(page.encode(), "https://borgo.example/", "text/html")).reason


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("login", "“Accedi Entra”."),
        ("wall", "“La tua privacy Noi e i nostri partner usiamo i cookie. Accetta”."),
        ("gone", "“Pagina non trovata Torna alla home .”."),
    ],
)
def test_what_stands_there_instead_of_articles_is_quoted(kind, words):
    assert reason(WALLS[kind]) == f"No link of the page looks like an article’s; it begins with {words}"


@pytest.mark.parametrize(
    ("body", "head"),
    [
        ("<div id=root></div><noscript>Attiva JavaScript.</noscript><script src=/app.js></script>", ""),
        ("", '<meta http-equiv="refresh" content="0; url=/altrove">'),
    ],
)
def test_a_page_without_words_says_so(body, head):
    assert reason(body, head) == "The page shows nothing without its scripts, or only leads elsewhere."


def test_only_the_beginning_is_quoted_and_nothing_that_a_terminal_would_obey():
    told = reason(f"<p>\x1b[2J\u202eUna pagina lunga {'senza notizie ' * 1000}</p>")
    assert len(told) < 250
    assert told.isprintable()
    assert told.endswith("…”.")

"""Laws of reading a page: nothing breaks it, blocks may change places, advertisements add nothing."""

import contextlib
import random

from hypothesis import given, settings
from hypothesis import strategies as st

from feedsvc import reading
from feedsvc.errors import PageError
from feedsvc.model.pages import Page

URL = "https://borgo.example/"
TITLES = [
    "Il ponte vecchio riapre dopo due anni di lavori",
    "La squadra vince la terza partita di fila",
    "Chiude la storica libreria del centro",
    "Scuola, la giunta stanzia i fondi per le nuove aule",
    "Più città per i pedoni: così cambierà la piazza",
]
SECTIONS = ["Cronaca", "Sport", "Politica", "Società"]

MARKS = st.sampled_from(
    [
        *("<a href='/x/{n}'>", "</a>", "<h2>", "</h2>", "<li>", "<table><tr><td>", "</table>", "<p>", "<h1>"),
        *("<time datetime='{n}'>", "</time>", "<nav>", "<article>", "</article>", "<script>", "<!--", "-->", "<svg>"),
        *("&#0;", "&amp", "<a href='//[::1'>", "<base href='{n}'>", "<ul><li><a href=?p={n}>", "’", "\ufffe"),
        *("2 ore fa", "10:41", "Cronaca", "<div class='tags nav ad date'>"),
        *(
            "<div data-href='/y/{n}'>",
            "<span onclick=\"location.href='/z/{n}'\">",
            "<h2><a href='/s/'>",
            "<br>",
            "6 min",
        ),
    ]
)
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)


@st.composite
def pages(draw):
    """Pages of marks in any order, with texts between them."""
    parts = draw(st.lists(st.tuples(MARKS, st.integers(0, 99_999), TEXTS), max_size=60))
    return "<!doctype html>" + "".join(mark.replace("{n}", str(number)) + text for mark, number, text in parts)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400), st.sampled_from([None, "text/html", "text/plain; charset=utf-7", "text/x; charset=x"]))
def test_no_bytes_make_the_reader_raise_anything_but_a_page_error(body, content_type):
    with contextlib.suppress(PageError):
        assert reading.read(Page(body, URL, content_type)).url == URL


@settings(max_examples=150, deadline=None)
@given(pages(), st.sampled_from([URL, None, "https://", "nonsense"]))
def test_no_markup_makes_the_reader_raise(html, url):
    found = reading.read(Page(html.encode("utf-8", "replace"), url, "text/html"))
    assert [a.position for a in found.articles] == list(range(len(found.articles)))
    assert all(a.title for a in found.articles)


SHAPES = st.sampled_from(["plain", "kicker", "scripted", "pieces", "from"])


def card(number, title, section, shape="plain"):
    """One teaser as systems of several kinds print it."""
    link = f"/{section.lower()}/2026/01/{number + 1:02d}/articolo-{number}-del-giornale/"
    if shape == "kicker":
        return (
            f"<article class='card'><a href='{link}' title='{title}'><h4 class='catchline'>Dopo la pioggia</h4>"
            f"<h3 class='card__title'>{title}</h3></a><span class='cat'>{section}</span>"
            f"<span class='date'>{number + 1} ore fa</span><span>6 min</span></article>"
        )
    if shape == "scripted":
        return (
            f"<div class='card' data-href='{link}'><span class='cat'>{section}</span><h3>{title}</h3>"
            f"<span class='date'>{number + 1} ore fa</span></div>"
        )
    if shape == "pieces":
        return (
            f"<div class='card'><div class='date'><b>{number + 1}</b><br>gennaio<br>2026</div>"
            f"<a class='cat' href='/{section.lower()}/'>{section}</a><h2><a href='{link}'>{title}</a></h2></div>"
        )
    if shape == "from":
        return (
            f"<a class='card' href='{link}'><h3><span class='title'>{title}</span></h3>"
            f"<span><span class='visually-hidden'>From </span><span class='attr'>{section}</span></span></a>"
        )
    return (
        f"<article class='card'><a class='cat' href='/{section.lower()}/'>{section}</a>"
        f"<h2><a href='{link}'>{title}</a></h2>"
        f"<span class='date'>{number + 1} ore fa</span></article>"
    )


def block(cards, name):
    return f"<section class='block {name}'><div class='grid'>{''.join(cards)}</div></section>"


LISTS = st.lists(st.tuples(st.sampled_from(TITLES), st.sampled_from(SECTIONS)), min_size=3, max_size=12)


def page(*blocks, charset="utf-8"):
    head = f"<meta charset='{charset}'><title>Il Borgo</title>"
    return f"<!doctype html><html lang='it'><head>{head}</head><body><main>{''.join(blocks)}</main></body></html>"


def entries(html, charset="utf-8"):
    found = reading.read(Page(html.encode(charset), URL, "text/html"))
    return {(a.link, a.title, a.section, a.time_text) for a in found.articles}


@settings(max_examples=40, deadline=None)
@given(LISTS, SHAPES)
def test_every_card_is_an_entry_whatever_its_shape(items, shape):
    cards = [card(n, title, section, shape) for n, (title, section) in enumerate(items)]
    found = entries(page(block(cards, "one")))
    assert {(title, section) for _, title, section, _ in found} == set(items)
    assert len(found) == len(items)


@settings(max_examples=40, deadline=None)
@given(LISTS, st.randoms(use_true_random=False), SHAPES)
def test_the_order_of_blocks_does_not_change_the_entries(items, shuffled, shape):
    cards = [card(n, title, section, shape) for n, (title, section) in enumerate(items)]
    third = max(len(cards) // 3, 1)
    blocks = [block(cards[start : start + third], f"b{start}") for start in range(0, len(cards), third)]
    moved = blocks[:]
    shuffled.shuffle(moved)
    assert entries(page(*blocks)) == entries(page(*moved))


@settings(max_examples=40, deadline=None)
@given(
    LISTS,
    st.integers(0, 3),
    st.sampled_from(["ad-slot", "adv_banner", "sponsored-content", "OUTBRAIN", "taboola"]),
    SHAPES,
)
def test_an_advertisement_adds_no_entry(items, place, name, shape):
    cards = [card(n, title, section, shape) for n, (title, section) in enumerate(items)]
    advertisement = (
        f"<div class='{name}'><a rel='sponsored' href='https://shop.example/buy/the-best-sofa-of-the-year-12345'>"
        "<img src='https://cdn.example/sofa.jpg' alt='The sofa that everybody is talking about this winter'>"
        "<h3>The sofa that everybody is talking about</h3></a></div>"
    )
    with_it = [*cards[:place], advertisement, *cards[place:]]
    assert entries(page(block(with_it, "one"))) == entries(page(block(cards, "one")))


@settings(max_examples=40, deadline=None)
@given(LISTS, SHAPES)
def test_a_page_reads_the_same_in_latin_1_and_in_utf_8(items, shape):
    cards = [card(n, title, section, shape) for n, (title, section) in enumerate(items)]
    blocks = block(cards, "one")
    assert entries(page(blocks, charset="iso-8859-1"), "latin-1") == entries(page(blocks))


def test_reading_is_the_same_every_time():
    cards = [card(n, random.Random(n).choice(TITLES), SECTIONS[n % 4]) for n in range(12)]
    body = page(block(cards, "one")).encode()
    assert reading.read(Page(body, URL)) == reading.read(Page(body, URL))

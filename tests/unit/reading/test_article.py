"""Article pages: the page's own article whole, further articles beside it, and listings that are no article."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from feedsvc.model.pages import Article, Hints, Page, Reading
from feedsvc.reading import read
from tests import newstheme
from tests.newstheme import Story

LONG = (
    "Il consiglio comunale ha approvato nella notte il nuovo piano per il porto, con una spesa di quaranta milioni di "
    "euro in tre anni e il voto contrario di due gruppi che chiedevano più tempo per discutere.",
    "I lavori cominceranno in primavera, secondo quanto ha spiegato l’assessore, e dureranno almeno diciotto mesi: le "
    "prime banchine saranno pronte per la stagione estiva, le altre un anno più tardi.",
    "Nel frattempo il traffico dei camion sarà spostato sulla nuova strada a monte della ferrovia, che aprirà a marzo.",
)
HARBOUR = Story("Cronaca", "Il nuovo piano per il porto è approvato", "2 ore fa", "2026-01-10", LONG, "Maria Rossi")
QUAKE = (
    "Una forte scossa di terremoto è stata avvertita poco prima delle sei di questa mattina su tutta la costa, senza "
    "danni alle persone né alle cose secondo la protezione civile della regione.",
    "L’epicentro è in mare, a sessantacinque chilometri di profondità; nelle sale operative dei vigili del fuoco non è "
    "arrivata nessuna richiesta di soccorso, hanno detto i responsabili nel corso della mattina.",
    "Le scuole restano aperte in tutti i comuni, mentre i tecnici controllano i ponti della strada statale.",
)
MATCH = (
    "La squadra vince anche in trasferta, con due reti nel secondo tempo, e resta prima in classifica davanti alle due "
    "rivali che si affrontano domani sera nello stadio della capitale.",
    "L’allenatore ha cambiato tre giocatori rispetto a domenica scorsa, e la scelta lo ha premiato: il centravanti ha "
    "segnato dopo un minuto dal suo ingresso, il terzino a pochi istanti dalla fine.",
    "Sabato si torna a giocare in casa contro l’ultima della classe, poi comincia la coppa.",
)
FURTHER = (
    Story("Cronaca", "Forte scossa di terremoto al largo della costa", "49 minuti fa", "10 Gennaio 2026", QUAKE),
    Story("Sport", "La squadra vince anche in trasferta e resta prima", "13 ore fa", "9 Gennaio 2026", MATCH),
)
TEASERS = tuple(
    Story(section, title, age)
    for section, title, age in (
        ("Politica", "Il governo presenta la riforma delle pensioni", "22 ore fa"),
        ("Sport", "Gli arbitri della prossima giornata di campionato", "23 ore fa"),
        ("Economia", "Le imprese cercano cinquecentomila lavoratori", "21 ore fa"),
    )
)
HEADLINES = ("Una mostra racconta la storia della città", "I treni tornano regolari dopo la nevicata di ieri")
WORDPRESS = Hints(zone="Europe/Rome", humanizer="wordpress")


def reading(html: str, url: str, hints: Hints = WORDPRESS) -> Reading:
    return read(Page(html.encode(), url=url, content_type="text/html; charset=utf-8"), hints)


@pytest.fixture(scope="module")
def themed() -> Reading:
    return reading(newstheme.article_page(HARBOUR, FURTHER, TEASERS, HEADLINES), HARBOUR.url)


def test_the_page_gives_its_article_the_further_ones_and_the_teasers(themed: Reading) -> None:
    assert [(a.section, a.title) for a in themed.articles] == [
        (story.section, story.title) for story in (HARBOUR, *FURTHER, *TEASERS)
    ]
    assert [a.link for a in themed.articles] == [story.url for story in (HARBOUR, *FURTHER, *TEASERS)]
    assert [bool(a.content) for a in themed.articles] == [True] * 3 + [False] * 3


def test_each_body_is_the_articles_own_and_nothing_else(themed: Reading) -> None:
    for article, story in zip(themed.articles, (HARBOUR, *FURTHER), strict=False):
        assert article.content is not None
        assert [article.content.count(paragraph) for paragraph in story.body] == [1, 1, 1]
        assert article.content.startswith("<p>")
        assert "Argomenti" not in article.content


def test_the_articles_of_the_theme_have_author_age_and_day(themed: Reading) -> None:
    main, quake = themed.articles[:2]
    assert (main.author, quake.author) == ("Maria Rossi", "Redazione")
    assert quake.time_text == "49 minuti fa"
    assert quake.published is not None
    assert sorted(evidence.kind for evidence in quake.published.evidence) == ["age", "date"]
    assert main.article_id == "4711"


def test_related_headlines_without_a_time_are_named_and_not_entered(themed: Reading) -> None:
    assert [unplaced.title for unplaced in themed.unplaced] == list(HEADLINES)


def test_the_clock_follows_from_the_pairs_on_the_page(themed: Reading) -> None:
    assert themed.clock is not None
    rome = ZoneInfo("Europe/Rome")
    assert themed.clock.span.earliest.astimezone(rome).isoformat() == "2026-01-10T01:30:00+01:00"
    assert themed.clock.span.latest.astimezone(rome).isoformat() == "2026-01-10T13:30:00+01:00"


def test_a_listing_of_the_theme_is_no_article() -> None:
    found = reading(newstheme.listing((HARBOUR, *FURTHER, *TEASERS)), newstheme.SITE)
    assert [a.title for a in found.articles] == [story.title for story in (HARBOUR, *FURTHER, *TEASERS)]
    assert not any(a.content for a in found.articles)


# ---- other systems --------------------------------------------------------------------------------------------------

URL = "https://news.example/world/harbour-plan-approved-after-long-night-4711223"
PROSE = (
    "The council approved the new plan for the harbour late on Friday, at a cost of forty million over three years, "
    "after a night of debate in which two groups asked for more time.",
    "Work begins in spring, the harbour master said, and will take at least eighteen months; the first quays are to be "
    "ready for the summer, the rest a year later.",
    "Lorries will use the new road above the railway meanwhile, which is to open in March after two years of delay.",
)


def page(
    head: str = "", before: str = "", after: str = "", title: str = "Harbour plan approved after long night"
) -> str:
    body = "".join(f"<p>{text}</p>" for text in PROSE)
    return (
        f'<!DOCTYPE html><html lang="en"><head><title>{title} | The Example</title>{head}</head><body>'
        '<nav><a href="/">Home</a><a href="/world">World</a><a href="/sport">Sport</a></nav>'
        f"<main><article><h1>{title}</h1>{before}<div class='text'>{body}</div>{after}</article></main>"
        '<aside><h2>Most read</h2><ul><li><a href="/sport/final-on-penalties-4711001">Final goes to penalties again</a>'
        '<li><a href="/world/storm-on-the-coast-4711002">Storm on the coast closes schools</a></ul></aside>'
        "<footer><p>All rights reserved by the publisher of this page.</p></footer></body></html>"
    )


def only(html: str, url: str = URL) -> Article:
    found = [article for article in reading(html, url, Hints(zone="Europe/London")).articles if article.content]
    assert len(found) == 1
    return found[0]


JSON_LD = """<script type="application/ld+json">{"@context":"https://schema.org","@graph":[
{"@type":"WebSite","name":"The Example"},
{"@type":["NewsArticle"],"headline":"Harbour plan approved after long night","url":"%s",
"datePublished":"2026-01-10T07:30:00+00:00","dateModified":"2026-01-10T09:00:00+00:00",
"articleSection":["World","Europe"],
"author":[{"@type":"Person","name":"Jane Roe"},{"@id":"#ugo"}],"image":{"url":"/img/harbour.jpg"},
"description":"Forty million over three years."},{"@id":"#ugo","@type":"Person","name":"Ugo D&#39;Amico"}]}</script>"""


def test_json_ld_gives_every_field() -> None:
    article = only(page(head=JSON_LD % URL))
    assert article.title == "Harbour plan approved after long night"
    assert article.author == "Jane Roe, Ugo D'Amico"
    assert article.section == "World"
    assert article.image == "https://news.example/img/harbour.jpg"
    assert article.summary == "Forty million over three years."
    assert article.published is not None
    assert article.published.at.isoformat() == "2026-01-10T07:30:00+00:00"
    assert article.updated is not None
    assert article.updated.at.isoformat() == "2026-01-10T09:00:00+00:00"
    assert article.article_id == "4711223"


@pytest.mark.parametrize(
    "byline",
    [
        '<p class="byline">By <a rel="author" href="/by/j">Jane Roe</a></p><time datetime="2026-01-10T07:30Z">x</time>',
        "<div><span>By Jane Roe</span> <span>10 January 2026, 07:30</span></div>",
        '<div><span class="author">Jane Roe</span> | <span class="date">January 10, 2026 7:30 am</span></div>',
        "<p>Published 10 January 2026 07:30</p><p>By Jane Roe</p>",
    ],
)
def test_a_page_without_structured_data_shows_author_and_day(byline: str) -> None:
    article = only(page(before=byline))
    assert article.author == "Jane Roe"
    assert article.published is not None
    assert article.published.at.isoformat(timespec="minutes") == "2026-01-10T07:30+00:00"


def test_metas_give_what_nothing_else_says() -> None:
    head = (
        '<meta property="og:type" content="article">'
        '<meta property="article:published_time" content="2026-01-10T07:30:00Z">'
        '<meta property="article:section" content="World"><meta name="author" content="Jane Roe">'
        '<meta property="og:image" content="https://cdn.example/h.jpg">'
        '<meta name="description" content="In short.">'
    )
    article = only(page(head=head))
    assert (article.section, article.author, article.summary) == ("World", "Jane Roe", "In short.")
    assert article.image == "https://cdn.example/h.jpg"


def test_a_modified_time_printed_first_is_not_the_publication() -> None:
    times = (
        '<time class="updated" datetime="2026-01-10T12:00:00Z">10 January</time>'
        '<time class="entry-date published" datetime="2026-01-10T07:30:00Z">10 January</time> by Jane Roe'
    )
    article = only(page(before=times))
    assert article.published is not None
    assert article.published.at.isoformat() == "2026-01-10T07:30:00+00:00"
    assert article.updated is not None


def test_headings_lists_quotes_images_and_links_survive_and_scripts_do_not() -> None:
    extra = (
        '<h2>What it costs</h2><p>Forty million, says <a href="/world/budget">the budget</a>, over three years.</p>'
        "<ul><li>new quays for the ships of the line</li><li>fewer lorries in the middle of the town</li></ul>"
        "<blockquote><p>We have waited ten years for this, and now it is here at last.</p></blockquote>"
        '<figure><img src="/img/quay.jpg" alt="The quay" onerror="alert(1)">'
        "<figcaption>The quay today</figcaption></figure><script>alert(1)</script>"
        "<p>The last word belongs to the mayor, who said that the town would look to the sea again.</p>"
    )
    content = only(page(head=JSON_LD % URL, after=extra)).content or ""
    assert "<h2>What it costs</h2>" in content
    assert '<a href="https://news.example/world/budget"' in content
    assert "<li>new quays for the ships of the line</li>" in content
    assert "<blockquote>" in content
    assert 'src="https://news.example/img/quay.jpg"' in content
    assert content.count("The quay today") == 1
    assert "alert" not in content


@pytest.mark.parametrize(
    "picture",
    [
        '<img data-src="/img/quay.jpg" src="/img/blank.gif">',
        '<img src="data:image/gif;base64,R0"><noscript><img src="/img/quay.jpg"></noscript>',
        '<img srcset="/img/quay-300.jpg 300w, /img/quay.jpg 1200w">',
        '<picture><source srcset="/img/quay.jpg 2x,/img/small.jpg 1x"><img src="data:image/gif;base64,R0"></picture>',
    ],
)
def test_a_picture_that_waits_for_a_script_has_its_own_address(picture: str) -> None:
    last = "<p>The last word belongs to the mayor, who said that the town would look to the sea again.</p>"
    extra = f"<figure>{picture}<figcaption>The quay today</figcaption></figure>{last}"
    content = only(page(head=JSON_LD % URL, after=extra)).content or ""
    assert '<img src="https://news.example/img/quay.jpg"' in content
    assert content.count("The quay today") == 1


def test_tracking_and_amp_variants_of_the_page_have_the_articles_address() -> None:
    for variant in (URL + "?utm_source=x", URL + "/amp"):
        assert only(page(head=JSON_LD % URL), variant).link == URL


def test_a_canonical_address_that_is_the_home_page_is_not_believed() -> None:
    head = '<link rel="canonical" href="https://news.example/">' + JSON_LD % URL
    assert only(page(head=head)).link == URL


def test_whole_posts_on_a_blogs_front_page_have_their_bodies() -> None:
    posts = "".join(
        f'<article class="hentry"><h2 class="entry-title"><a href="/2026/01/{day}/post-number-{day}" rel="bookmark">'
        f"Post number {day} about the harbour</a></h2><p>January {day}, 2026 by Jane Roe</p>"
        f"<div class='entry-content'>{''.join(f'<p>{text} Day {day}.</p>' for text in PROSE)}</div></article>"
        for day in (9, 8, 7)
    )
    html = (
        f'<html lang="en"><head><title>A blog</title></head><body class="home blog"><main>{posts}</main></body></html>'
    )
    found = reading(html, "https://blog.example/").articles
    assert [a.title for a in found] == [f"Post number {day} about the harbour" for day in (9, 8, 7)]
    for day, article in zip((9, 8, 7), found, strict=True):
        assert article.content is not None
        assert article.content.count(f"Day {day}.") == 3
        assert "Day" not in article.content.replace(f"Day {day}.", "")


def test_a_date_that_only_stands_near_the_heading_is_the_articles() -> None:
    shown = only(page(before="<div><span>Press release</span> <span>10.01.2026</span></div>"))
    assert shown.published is not None
    assert shown.published.at.date().isoformat() == "2026-01-10"


def test_the_only_time_for_machines_on_a_page_is_the_articles() -> None:
    html = page(
        after="<p>"
        + "</p><p>".join(f"Line {n} of the annex." for n in range(60))
        + '</p><time datetime="2026-01-09">x</time>'
    )
    shown = only(html)
    assert shown.published is not None
    assert shown.published.at.date().isoformat() == "2026-01-09"


FOOTED = "<footer id='colophon'><p>Artikel vom 09.01.2026, bearbeitet von der Redaktion</p></footer>"
ANNEX = "<p>" + "</p><p>".join(f"Line {n} of the annex." for n in range(60)) + "</p>"


def test_a_day_that_nothing_near_the_heading_says_is_guessed_and_told_to_be_a_guess() -> None:
    shown = only(page(after=ANNEX + FOOTED))
    assert shown.published is not None
    assert shown.published.basis == "guess"
    assert shown.published.span.earliest.date().isoformat() == "2026-01-09"
    assert [trace.strategy for trace in shown.traces if trace.field == "published"] == ["guess"]


def test_a_day_that_the_page_says_itself_is_not_guessed() -> None:
    shown = only(page(before="<p>10.01.2026</p>", after=ANNEX + FOOTED))
    assert shown.published is not None
    assert shown.published.basis == "date"
    assert not [said for said in shown.published.dropped if said.kind == "guess"]


def test_a_month_or_a_year_alone_gives_no_day() -> None:
    assert only(page(after=ANNEX + "<p>© 2019 The Example</p>")).published is None


def test_a_guessed_author_has_a_first_and_a_last_name() -> None:
    shown = only(page(after=f"<div id='author-box-3'>Jane Roe</div>{ANNEX}"))
    assert shown.author == "Jane Roe"
    assert [trace.strategy for trace in shown.traces if trace.field == "author"] == ["guess"]
    assert only(page(after=f"<div id='author-box-3'>Share</div>{ANNEX}")).author is None


@pytest.mark.parametrize("site", ["The Example", "news.example", "NEWS.EXAMPLE"])
def test_the_site_is_an_author_only_where_nobody_else_is_named(site: str) -> None:
    said = f"<meta property='og:site_name' content='The Example'><meta name='author' content='{site}'>"
    assert only(page(head=said, before="<p class='byline'>By Jane Roe</p>")).author == "Jane Roe"
    assert only(page(head=said)).author == site


def test_text_that_stands_loose_between_headings_is_kept_as_paragraphs() -> None:
    loose = [f"Loosely told: {text} {text}" for text in PROSE]
    parts = "".join(f"<h2>Part {n} of the plan</h2>{text}<p>{PROSE[n]}</p>" for n, text in enumerate(loose))
    content = only(page().replace("".join(f"<p>{text}</p>" for text in PROSE), parts)).content
    assert content is not None
    assert [text for text in loose if text not in content] == []
    assert content.index("Part 1") < content.index(loose[1]) < content.index(f"<p>{PROSE[1]}</p>")
    assert content.index(f"<p>{PROSE[1]}</p>") < content.index("Part 2")


def test_the_first_of_a_month_is_guessed_where_the_page_shows_that_very_day() -> None:
    said = "<footer id='colophon'><p>01.02.2026 The council met for the first time in its new hall</p></footer>"
    shown = only(page(after=ANNEX + said))
    assert shown.published is not None
    assert shown.published.basis == "guess"
    assert shown.published.span.centre.date().isoformat() == "2026-02-01"


def test_the_months_of_an_archive_beside_the_heading_are_not_the_articles_day() -> None:
    months = "<ul><li>December 2025<li>November 2025</ul>"
    shown = only(page(before=months + "<p>10.01.2026</p>"))
    assert shown.published is not None
    assert shown.published.at.date().isoformat() == "2026-01-10"
    guessed = only(page(before=months, after=ANNEX + FOOTED))
    assert guessed.published is not None
    assert guessed.published.span.centre.date().isoformat() == "2026-01-09"


def test_an_age_that_nobody_can_set_against_a_clock_has_a_guess_beside_it() -> None:
    shown = only(page(before="<p class='byline'>By Jane Roe</p><p>2 hours ago</p>", after=ANNEX + FOOTED))
    assert shown.published is not None
    assert shown.published.span.centre.date().isoformat() == "2026-01-09"
    assert shown.time_text == "2 hours ago"


def test_the_label_of_a_forms_field_is_no_author() -> None:
    form = "<form><p class='comment-form-author'><label>Name *</label><input></p></form>"
    assert only(page(after=f"<p class='author'>Name *</p>{form}")).author is None


@pytest.mark.parametrize("mark", ["\u00ad", "&shy;", "&#173;"])
def test_marks_where_words_may_be_broken_are_no_part_of_the_words(mark: str) -> None:
    broken = f"Har{mark}bour plan ap{mark}proved after long night"
    shown = only(page(title=broken).replace("The council", f"The coun{mark}cil"))
    assert shown.title == "Harbour plan approved after long night"
    assert shown.content is not None
    assert "The council approved" in shown.content


def test_the_category_that_an_article_links_to_is_its_section() -> None:
    own = "<p>0 comments, filed under <a rel='category tag' href='/c/harbour'>Harbour</a></p>"
    other = f"{ANNEX}<div><a rel='category tag' href='/c/sport'>Sport</a></div>"
    assert only(page(after=own + other)).section == "Harbour"
    assert only(page(head=JSON_LD % URL, after=own)).section == "World"


def test_a_day_that_the_foot_of_a_text_says_to_be_its_publication_is_no_guess() -> None:
    foot = "<p>Updated: 8 January 2026</p><p>Published on: 9 January 2026</p>"
    shown = only(page(after=ANNEX + foot))
    assert shown.published is not None
    assert shown.published.basis == "date"
    assert shown.published.span.centre.date().isoformat() == "2026-01-09"


def test_several_publications_at_the_foot_are_others() -> None:
    foot = "<p>Published on: 9 January 2026</p><p>Published on: 2 January 2026</p>"
    shown = only(page(after=ANNEX + foot))
    assert shown.published is None or shown.published.basis == "guess"

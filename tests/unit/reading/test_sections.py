"""Which section an entry is given: the page's own, a block's heading, a label; and what only looks like one."""

import json
import re

import pytest

from feedsvc import reading
from feedsvc.model.pages import Page

SECTION_PAGE = "https://borgo.example/archivio/cat12/"


def links(path):
    return [f"<a href='{path.format(n=n)}'>Il ponte vecchio riapre dopo {n} anni</a>" for n in (21, 32, 43)]


def cards(inner="", path="/p/{n}-il-ponte-riapre"):
    return "".join(f"<div class='card'><h3>{link}</h3>{inner}</div>" for link in links(path))


def read(body, head="", url=SECTION_PAGE):
    html = f"<html><head>{head}</head><body>{body}</body></html>"
    return reading.read(Page(html.encode(), url, "text/html")).articles


def sections_of(*args, **kwargs):
    articles = read(*args, **kwargs)
    assert len(articles) == 3
    return {article.section for article in articles}


def trail(*names, last=""):
    links = "".join(f"<a href='/{n.lower()}/'>{n}</a> &gt; " for n in names)
    return f"<div class='breadcrumbs'>{links}{last}</div><main>{cards()}</main>"


@pytest.mark.parametrize(
    "body",
    [
        trail("Home", "Sport", last="<span>Pallanuoto</span>"),
        trail("Home", "Sport", last="Pallanuoto"),
        trail("Home", "Sport", last=f"<a href='{SECTION_PAGE}'>Pallanuoto</a>"),
        trail("Home", "Sport", last="<span>Pallanuoto</span> &gt; <span>Pagina 3</span>"),
    ],
)
def test_a_pages_section_is_what_its_breadcrumb_ends_in(body):
    assert sections_of(body) == {"Pallanuoto"}


def test_a_heading_that_repeats_the_pages_title_names_the_section_before_its_first_mark():
    menu = f"<nav><a href='/sport/'>Sport</a><a href='{SECTION_PAGE}'>Tuffi</a></nav>"
    head = "<title>Tuffi | Sport | Borgo</title><meta property='og:site_name' content='Borgo'>"
    assert sections_of(f"{menu}<h1>Tuffi | Sport | Borgo</h1><main>{cards()}</main>", head) == {"Tuffi"}


def test_a_part_that_all_addresses_share_names_no_section_though_some_do():
    numbers = range(21, 33)
    listed = "".join(f"<h3><a href='/cnt/{n}-il-ponte-riapre'>Il ponte riapre dopo {n} anni</a></h3>" for n in numbers)
    assert {article.section for article in read(listed, url="https://borgo.example/")} == {None}


@pytest.mark.parametrize(
    ("label", "section"),
    [
        ("<a href='/sport/tuffi'>Tuffi</a>", "Tuffi"),
        ("<a href='/tag/tuffi'>Tuffi</a>", "Vita del borgo"),
        ("<ul><li><a href='/sport/tuffi'>Tuffi</a></li></ul>", "Vita del borgo"),
        ("submitted to <a href='/r/tuffi'>Tuffi</a>", "Tuffi"),
    ],
)
def test_a_cards_link_to_a_page_of_its_own_name_is_surer_than_the_blocks_heading(label, section):
    body = f"<h2><a href='/borgo/'>Vita del borgo</a></h2>{cards(f'<p>15.01.2026 {label}</p>')}"
    assert sections_of(body, url="https://borgo.example/") == {section}


def test_a_label_set_into_a_linked_heading_is_the_section_and_no_part_of_the_title():
    scope = "itemscope itemtype='http://schema.org/NewsArticle'"
    labels = "<span class='label'>Sport</span><span class='label'>nuoto</span>"
    kicked = "".join(
        f"<article {scope}><a itemprop='url' href='/p/{n}-ponte'>"
        f"<h1 itemprop='name'>{labels}Il ponte riapre dopo {n} anni</h1></a></article>"
        for n in (21, 32, 43)
    )
    found = read(kicked, url="https://borgo.example/")
    assert [article.title for article in found] == [f"Il ponte riapre dopo {n} anni" for n in (21, 32, 43)]
    assert {article.section for article in found} == {"Sport"}


def test_a_breadcrumb_in_structured_data_is_one_too():
    steps = [{"@type": "ListItem", "position": n, "name": name} for n, name in enumerate(("Home", "Sport", "Tuffi"))]
    said = json.dumps({"@type": "BreadcrumbList", "itemListElement": steps})
    head = f"<script type='application/ld+json'>{said}</script>"
    assert sections_of(f"<main>{cards()}</main>", head) == {"Tuffi"}


@pytest.mark.parametrize(
    ("body", "head", "url"),
    [
        (trail("Home", last="<a href='/sport/'>Sport</a>"), "", SECTION_PAGE),
        (trail("Home", last="Pallanuoto"), "", "https://borgo.example/"),
        (
            trail("Home", last="Rovers vince"),
            "<meta property='og:type' content='article'>",
            "https://borgo.example/rovers",
        ),
        (trail("Home", last="Rovers vince"), "", "https://borgo.example/2026/01/10/rovers-vince-ancora-in-casa.html"),
        (trail(last="Pallanuoto"), "", SECTION_PAGE),
    ],
)
def test_a_breadcrumb_of_another_page_of_the_home_or_of_an_article_names_no_section(body, head, url):
    assert sections_of(body, head, url) == {None}


def test_a_heading_without_its_small_words_is_the_one_in_the_address():
    body = f"<main><h2>News and Events</h2>{cards(path='/news-events/{n}-the-bridge')}</main>"
    assert sections_of(body) == {"News and Events"}


def test_the_name_of_a_tables_column_heads_no_block():
    rows = "".join(f"<tr><td class='list-title'>{link}</td></tr>" for link in links("/premi-gare/{n}-il-ponte"))
    table = f"<table><thead><tr><th class='list-title'>Titolo</th></tr></thead><tbody>{rows}</tbody></table>"
    assert sections_of(f"<main><h2>Premi e gare</h2>{table}</main>") == {"Premi e gare"}


def test_a_link_that_skips_to_the_content_heads_nothing():
    body = (
        f"<a class='assistive-text' href='#text'>Naar inhoud</a><div id='text'>{cards()}"
        "<p>Wat we <a href='/p/54-oud'>vorig jaar over die andere brug hebben geschreven</a></p></div>"
    )
    assert {article.section for article in read(body)} == {None}


def test_a_link_to_what_holds_most_articles_skips_to_it_and_heads_nothing():
    many = "".join(
        f"<div class='card'><h3><a href='/p/{n}-il-ponte'>Il ponte vecchio riapre dopo {n} anni</a></h3></div>"
        for n in range(21, 31)
    )
    body = f"<p><a href='#testo'>Verder met lezen</a></p><div id='testo'>{many}</div>"
    assert {article.section for article in read(body)} == {None}
    tabbed = f"<p><a href='#testo'>Palline</a></p><div id='testo'>{cards()}</div>{many.replace('/p/', '/q/')}"
    assert {article.section for article in read(tabbed)[:3]} != {None}


@pytest.mark.parametrize("covered", [False, True])
def test_a_section_page_with_whole_posts_is_no_article(covered):
    text = "<p>" + "Il ponte vecchio riapre dopo anni di lavori, e la gente del borgo ci passa di nuovo. " * 40 + "</p>"
    body = f"<h1>Cronaca del borgo</h1><main>{cards(text)}{cards(path='/q/{n}-x').replace('riapre', 'chiude')}</main>"
    if covered:
        body = re.sub(r"<h3>(<a [^>]*>)(.*?)</a></h3>", r"<article>\1\2</a><h3>\2</h3></article>", body)
    titles = [article.title for article in read(body, "<title>Il Borgo</title>", "https://borgo.example/cronaca")]
    assert len(titles) == 6
    assert all(title.startswith("Il ponte vecchio") for title in titles)


def test_what_announces_categories_is_none():
    inner = "<p class='cat-links'><span class='prep'>Zařazeno v</span> <a href='/category/film/'>Film</a></p>"
    assert sections_of(f"<main>{cards(inner)}</main>") == {"Film"}
    bare = inner.replace("Film", "Allgemein")
    assert sections_of(f"<main>{cards(bare)}</main>") == {None}


def test_a_person_who_is_linked_twice_is_one_author():
    inner = (
        "<div class='popupmenu'><a href='/members/72-Ada'>Ada Rossi</a>"
        "<ul><li><a href='/members/72-Ada'>Profilo</a></li>"
        "<li><a href='/author/72-Ada'>Tutti i suoi articoli</a></li></ul></div>"
    )
    assert {article.author for article in read(f"<main>{cards(inner)}</main>")} == {"Ada Rossi"}


def test_a_lower_case_account_after_a_time_is_an_author():
    inner = "<div><span>•</span> 19 June 2026 <span>•</span> by ponteman</div>"
    assert {article.author for article in read(f"<main>{cards(inner)}</main>")} == {"ponteman"}
    alone = "<div>by ponteman</div>"
    assert {article.author for article in read(f"<main>{cards(alone)}</main>")} == {None}


def test_a_byline_that_goes_on_to_the_section_names_it():
    byline = "<p class='byline'>by <a href='/autor/ada'>Ada Rossi</a> in Local News</p>"
    assert sections_of(cards(byline, "/local-news/{n}-il-ponte-riapre"), url="https://borgo.example/") == {"Local News"}
    assert "Fact" not in sections_of(cards("<p>in Fact</p>"), url="https://borgo.example/")


@pytest.mark.parametrize("heading", ["Sabato 10 gennaio 2026", "10.01.2026", "1,234 views"])
def test_days_and_counts_over_a_block_are_no_sections(heading):
    assert sections_of(f"<section><h2>{heading}</h2>{cards()}</section>", url="https://borgo.example/") == {None}


def test_a_heading_below_the_title_that_its_class_calls_a_category_is_part_of_the_card():
    label = "<div><h3 class='field-category'><a href='/molo/archivio'>Molo</a></h3><span>15 maggio 2013</span></div>"
    html = "".join(f"<div><div><h4>{link}</h4></div>{label}</div>" for link in links("/2013/05/{n}/il-ponte-riapre"))
    articles = read(html, url="https://borgo.example/")
    assert {article.time_text for article in articles} == {"15 maggio 2013"}
    assert {article.section for article in articles} == {"Molo"}


def test_the_crumb_of_a_card_is_its_section():
    crumb = "<div class='breadcrumb clearfix'><a href='/oggi/36-Calcio' class='crumb_1'>Calcio</a></div>"
    assert sections_of(cards(crumb, "/articolo/45{n}-il-ponte-riapre"), url="https://borgo.example/") == {"Calcio"}


def test_a_label_between_a_cards_picture_and_its_title_is_its_section_beside_related_links():
    below = "<h4><a href='/articolo/{m}8{n}-il-molo-di-borgo'>Il molo di Borgo, parte {m} e {n}</a></h4>"
    related = below.replace("{m}", "7") + below.replace("{m}", "8")
    card = "<div><a href='/articolo/45{n}-il-ponte-riapre'><img src='/{n}.jpg'></a></div><p class='rubric'>Calcio</p>"
    html = "".join(
        f"<div><div>{card.format(n=n)}<h2>{link}</h2><div>{related.format(n=n)}</div></div></div>"
        for n, link in zip((21, 32, 43), links("/articolo/45{n}-il-ponte-riapre"), strict=True)
    )
    articles = read(html, url="https://borgo.example/")
    assert len(articles) == 9
    assert [a.section for a in articles if "/45" in (a.link or "")] == ["Calcio"] * 3


@pytest.mark.parametrize("heading", ["Lo más visto", "Latest news", "Najnovšie články", "新着記事", "Neueste Beiträge"])
def test_a_heading_that_says_how_a_block_was_chosen_is_no_section_though_the_menu_links_to_it(heading):
    menu = f"<nav><a href='/auswahl/'>{heading}</a><a href='/sport/'>Sport</a></nav>"
    body = f"{menu}<main><h2><a href='/auswahl/'>{heading}</a></h2>{cards()}</main>"
    assert sections_of(body, url="https://borgo.example/") == {None}
    assert sections_of(f"{menu}<main><h1>{heading}</h1>{cards()}</main>", url="https://borgo.example/auswahl/") == {
        None
    }


@pytest.mark.parametrize(
    "label", ["Mehr Sport", "Alle Meldungen aus Sport", "スポーツの記事一覧", "Todas las noticias"]
)
def test_a_label_that_leads_on_to_the_rest_of_a_section_is_none(label):
    inner = f"<a class='category' href='/category/archivio/'>{label}</a>"
    assert sections_of(f"<main>{cards(inner)}</main>", url="https://borgo.example/") == {None}


def test_a_trail_in_a_heading_names_the_last_of_its_sections():
    menu = "<nav><a href='/sport/'>Sport</a><a href='/sport/tuffi/'>Tuffi</a></nav>"
    heading = "<h1><a href='/sport/'>Sport</a> <a href='/sport/tuffi/'>Tuffi</a></h1>"
    assert sections_of(f"{menu}<main>{heading}{cards()}</main>", url="https://borgo.example/") == {"Tuffi"}
    page = f"{menu}<main>{heading}<aside><h3>Dal borgo</h3>{cards()}</aside></main>"
    assert sections_of(page, url="https://borgo.example/sport/tuffi/") == {"Tuffi"}


@pytest.mark.parametrize(
    "box",
    [
        "<form><label>Indirizzo</label><input name='mail'></form>",
        f"<p>{'Chi si iscrive riceve ogni mattina una lettera dal borgo. ' * 3}</p>",
    ],
)
def test_the_heading_of_a_box_among_teasers_heads_none_of_those_below_it(box):
    first, below = f"<div>{cards()}</div>", f"<div>{cards(path='/q/{n}-il-ponte-riapre')}</div>"
    body = f"<main>{first}<div class='box'><div><h3>Indirizzo di posta</h3></div>{box}</div>{below}</main>"
    assert {article.section for article in read(body, url="https://borgo.example/")} == {None}


def test_the_articles_of_a_section_page_are_filed_there_whatever_their_addresses_say():
    menu = "<nav><a href='/sport/'>Sport</a><a href='/guide/'>Guide</a></nav>"
    body = f"{menu}<main>{cards(path='/guide/{n}-il-ponte-riapre')}</main>"
    assert sections_of(body, url="https://borgo.example/sport/") == {"Sport"}
    aside = f"<aside><h3>Dal borgo</h3>{cards(path='/guide/{n}-il-ponte-riapre')}</aside>"
    assert sections_of(f"{menu}<h1>Sport</h1>{aside}", url="https://borgo.example/sport/") == {"Guide"}


def test_a_line_of_small_print_that_names_the_category_names_no_author():
    inner = "<p class='byline category'><a href='/tags/film/'>Film</a></p>"
    articles = read(f"<main>{cards(inner)}</main>", url="https://borgo.example/")
    assert {(article.section, article.author) for article in articles} == {("Film", None)}


def test_the_pager_names_no_section_page():
    pager = "<nav><a href='/archivio/'>First</a><a href='/archivio/page/2/'>Next</a></nav>"
    assert sections_of(f"<main>{cards()}</main>{pager}", url="https://borgo.example/archivio/") == {None}


def test_a_heading_in_a_bar_of_links_over_a_block_is_the_blocks_section():
    bar = (
        "<nav><ul><li><h2><a href='/sport/'>Sport</a></h2></li><li><a href='/tuffi/'>Tuffi</a></li>"
        "<li><a href='/sport/'>Altro sport</a></li></ul></nav>"
    )
    body = f"<main><section>{cards()}</section>{bar}<section>{cards(path='/tuffi/{n}-il-ponte')}</section></main>"
    said = [article.section for article in read(body, url="https://borgo.example/")]
    assert said == [None, None, None, "Sport", "Sport", "Sport"]


def test_the_last_of_several_tabs_heads_none_of_what_follows():
    tabs = "".join(f"<li class='tab-title'><a href='#tab-{n}'>{n}</a></li>" for n in ("Cronaca", "Cucina"))
    body = f"<main><ul>{tabs}</ul><div class='content' id='panels'>{cards()}</div></main>"
    assert sections_of(body, url="https://borgo.example/") == {None}


def test_headings_side_by_side_before_a_list_are_an_index_and_head_none_of_it():
    index = "".join(f"<div><h5><a href='/{n}/'>{n}</a></h5></div>" for n in ("Cronaca", "Sport", "Viaggi"))
    assert sections_of(f"<div><div>{index}</div><div>{cards()}</div></div>", url="https://borgo.example/") == {None}


@pytest.mark.parametrize(
    "heading",
    ["Archivo de la Categoría 'Política'", "Category Archives: Política", "Archive for the ‘Política’ Category"],
)
def test_what_systems_write_around_a_categorys_name_is_no_part_of_it(heading):
    body = f"<h1>{heading}</h1><main>{cards()}</main>"
    assert sections_of(body, url="https://borgo.example/category/politica/") == {"Política"}


def test_a_link_to_the_page_for_small_screens_names_no_section():
    menu = f"<nav><a href='{SECTION_PAGE}'>Mobile Version</a><a href='/sport/'>Sport</a></nav>"
    assert sections_of(f"{menu}<main>{cards()}</main>") == {None}


def test_a_count_of_comments_above_a_whole_post_is_no_section():
    text = "<p>" + "Il ponte vecchio riapre dopo anni di lavori, e la gente del borgo ci passa di nuovo. " * 12 + "</p>"
    posts = "".join(
        f"<div><h2>{link}</h2><p>10 gennaio 2026</p>{text}{text}<p><a href='/p/{n}#all'>View Comments</a></p></div>"
        for n, link in enumerate(links("/p/{n}-il-ponte-riapre"))
    )
    assert {article.section for article in read(f"<main>{posts}</main>", url="https://borgo.example/")} == {None}


def test_a_word_after_a_preposition_that_other_languages_announce_authors_by_is_no_account():
    inner = "<div><span>•</span> 19 Juni 2026 <span>•</span> di antaranya</div>"
    assert {article.author for article in read(f"<main>{cards(inner)}</main>")} == {None}


def test_a_menus_item_is_a_name_without_the_line_about_it():
    item = (
        "<a href='/novita/'><strong class='n'><span>Novità</span></strong><span class='d'>Tutto del progetto</span></a>"
    )
    body = f"<nav>{item}<a href='/sport/'>Sport</a></nav><main>{cards(path='/novita/{n}-il-ponte-riapre')}</main>"
    assert sections_of(body, url="https://borgo.example/") == {"Novità"}


@pytest.mark.parametrize("home", ["Beranda", "Trang chủ", "Početna", "Αρχική", "Etusivu"])
def test_the_home_page_is_no_section_in_any_language(home):
    body = f"<nav><a href='/it/'>{home}</a></nav><main>{cards(path='/it/{n}-il-ponte-riapre')}</main>"
    assert home not in sections_of(body, url="https://borgo.example/it/")


def test_a_label_set_into_a_time_that_links_to_the_articles_own_host_names_its_section():
    label = "<time><span><a href='https://acqua.borgo.example'>Tuffi</a></span> 9 minuti fa</time>"
    listed = cards(label, "https://acqua.borgo.example/p/{n}-il-ponte-riapre")
    assert sections_of(listed, url="https://www.borgo.example/") == {"Tuffi"}


def test_a_link_to_the_home_of_another_site_is_a_source_and_no_section():
    label = "<span><a href='https://valle.example'>Valle</a></span>"
    listed = cards(label, "https://valle.example/p/{n}-il-ponte-riapre")
    assert {article.section for article in read(listed, url="https://borgo.example/")} <= {None}

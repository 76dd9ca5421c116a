import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st

from feedsvc.merge import identity
from tests.unit.merge.making import article


def key(url):
    return identity.address_key(url)


def test_addresses_that_differ_in_decoration_only_have_one_key():
    forms = [
        "https://www.site.example/a/b/",
        "http://site.example/a/b",
        "https://m.site.example/a/b/?utm_source=x&fbclid=1#top",
        "https://site.example:443/a/b/amp/",
        "https://amp.site.example/a/b/index.html",
    ]
    assert {key(form) for form in forms} == {"site.example/a/b"}


def test_a_query_that_names_the_article_stays_in_any_order():
    assert key("https://site.example/?p=12&lang=it") == key("https://site.example/?lang=it&p=12")
    assert key("https://site.example/?p=12") != key("https://site.example/?p=13")


def test_percent_encoding_does_not_make_another_address():
    assert key("https://site.example/citt%C3%A0/") == key("https://site.example/città")


def test_an_address_that_cannot_be_parsed_is_its_own_key():
    assert key("http://[bad/") == "http://[bad/"


def test_keys_come_in_order_of_trust():
    one = article("Titolo uno", link="https://site.example/x-123456.html", article_id="post-9")
    assert identity.keys(one) == (
        "link:site.example/x-123456.html",
        "id:post-9",
        "number:site.example/123456",
        "title:titolo uno",
    )


def test_a_date_in_the_address_is_no_article_number():
    assert not any(k.startswith("number:") for k in identity.keys(article(link="https://site.example/meteo-20260110/")))


def test_title_keys_ignore_case_quotes_and_blanks():
    assert identity.title_key("«Il  Sindaco»: sì") == identity.title_key('"il sindaco" - SÌ')


def test_a_title_without_words_has_no_key():
    assert identity.title_key("12 — 3") == ""


def test_an_id_is_a_tag_uri_and_another_where_that_is_taken():
    first = identity.mint("feeds.example,2026", "site", ("link:a", "title:b"), frozenset())
    second = identity.mint("feeds.example,2026", "site", ("link:a", "title:b"), frozenset({first}))
    third = identity.mint("feeds.example,2026", "site", ("link:a", "title:b"), frozenset({first, second}))
    assert first.startswith("tag:feeds.example,2026:site/")
    assert len({first, second, third}) == 3


@given(st.text() | st.text(st.characters(categories=["Mn", "Mc", "Nl", "No", "Lo", "Zs", "Po"])))
@example("½ ² Ⅷ")
@example("हिन्दी में शीर्षक")
@example("ǅ ß İ ﬁ")
def test_a_title_key_is_what_its_definition_says(title):
    folded = unicodedata.normalize("NFKC", title).casefold()
    words = "".join(sign if unicodedata.category(sign)[0] in "LNM" else " " for sign in folded)
    joined = " ".join(words.split())
    assert identity.title_key(title) == (joined if sum(map(str.isalpha, joined)) >= 3 else "")


def test_a_page_of_all_signs_takes_no_memory_for_good():
    identity.title_key("".join(map(chr, range(0x10000, 0x30000))))
    assert len(identity._FOLDING) <= identity._MOST_SIGNS

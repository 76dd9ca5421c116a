import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedsvc import reading
from feedsvc.errors import PageUnreadableError
from feedsvc.model.pages import Hints, Origin, Page, Reading
from feedsvc.reading import syndicated
from tests.unit.merge.making import after, ago, article, visit

NOON = datetime(2026, 1, 10, 12, tzinfo=UTC)
RSS = """<?xml version="1.0" encoding="UTF-8"?>
<!-- made by hand -->
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>La Voce</title><link>https://voce.example/</link><language>it</language>
<item><title>Il ponte &amp; il fiume</title><link>https://voce.example/ponte/?utm_source=rss</link>
<pubDate>Sat, 10 Jan 2026 11:19:30 +0100</pubDate><category>Cronaca</category><dc:creator>Ada</dc:creator>
<description>&lt;p&gt;Un ponte.&lt;/p&gt;</description>
<content:encoded><![CDATA[<p>Un ponte nuovo.</p><script>x()</script>]]></content:encoded></item>
<item><title></title><link>https://voce.example/vuoto/</link></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Voice</title>
<entry><title>A bridge</title><link rel="self" href="/self"/><link href="/bridge"/>
<published>2026-01-10T10:19:30Z</published>
<updated>2026-01-10T11:00:00Z</updated><category term="News"/><author><name>Bea</name></author></entry></feed>"""
NEWS = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc>https://voce.example/ponte/</loc><news:news><news:publication><news:name>La Voce</news:name>
<news:language>it</news:language></news:publication><news:publication_date>2026-01-10T11:19:30+01:00</news:publication_date>
<news:title>Il ponte</news:title></news:news></url></urlset>"""


def read(text):
    return syndicated.read(Page(text.encode(), "https://voce.example/feed/", None, Origin(retrieved_at=NOON)))


@pytest.mark.parametrize(
    ("text", "title", "link", "section"),
    [
        (RSS, "Il ponte & il fiume", "https://voce.example/ponte", "Cronaca"),
        (ATOM, "A bridge", "https://voce.example/bridge", "News"),
        (NEWS, "Il ponte", "https://voce.example/ponte", None),
    ],
)
def test_each_format_gives_its_entries_with_their_exact_time(text, title, link, section):
    (article,) = read(text).articles
    assert (article.title, article.link.rstrip("/"), article.section) == (title, link, section)
    assert article.published.span.earliest == datetime(2026, 1, 10, 10, 19, 30, tzinfo=UTC)
    assert article.published.span.width <= timedelta(seconds=1)


def test_texts_are_made_safe_and_plain():
    (article,) = read(RSS).articles
    assert article.summary == "Un ponte."
    assert "Un ponte nuovo." in article.content
    assert "script" not in article.content


def test_an_entry_of_atom_has_its_own_update():
    (article,) = read(ATOM).articles
    assert article.updated.at == datetime(2026, 1, 10, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["", "<html><body>x</body></html>", "Cronaca\n49 minuti fa", "<rss", "<!DOCTYPE html>"]
)
def test_what_is_no_feed_is_left_to_the_reader_of_pages(text):
    found = read(text)
    assert found is None or found.articles == ()


def test_entities_are_not_expanded():
    bomb = '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>' + RSS[
        39:
    ].replace("Il ponte", "&b;")
    found = read(bomb)
    assert found is None or "aaaa" not in "".join(article.title for article in found.articles)


@given(st.text(max_size=300), st.sampled_from(["<rss>", "<feed>", "<urlset>", "<rdf:RDF>"]))
def test_no_bytes_make_the_reader_of_feeds_raise(noise, root):
    read(root + noise)


def test_a_site_seen_by_its_page_and_by_its_feed_has_one_entry_with_the_feeds_exact_time():
    page = article("Il ponte & il fiume", link="https://www.voce.example/ponte/", published=ago(60, 120))
    known = after(visit(Reading("https://voce.example/", "it", None, None, None, (page,))))
    changes = visit(read(RSS), known, NOON)
    (entry,) = after(changes, known)
    assert entry.id == known[0].id
    assert entry.history.fixed.earliest == datetime(2026, 1, 10, 10, 19, 30, tzinfo=UTC)


JSON_FEED = """{"version": "https://jsonfeed.org/version/1.1", "title": "Voice", "language": "en", "items": [
{"id": "1", "url": "/bridge?utm_source=feed", "title": "A bridge", "date_published": "2026-01-10T10:19:30Z",
 "authors": [{"name": "Bea"}], "tags": ["News"], "image": "/b.jpg", "content_html": "<p>New.</p><script>x()</script>"},
{"id": "2", "content_text": "no title"}, 7]}"""


def test_a_json_feed_gives_its_entries_with_their_exact_time():
    (article,) = read(JSON_FEED).articles
    assert (article.title, article.link, article.section) == ("A bridge", "https://voce.example/bridge", "News")
    assert (article.author, article.image) == ("Bea", "https://voce.example/b.jpg")
    assert (article.content, article.published.at) == ("<p>New.</p>", datetime(2026, 1, 10, 10, 19, 30, tzinfo=UTC))


@pytest.mark.parametrize("text", [RSS, ATOM, NEWS, JSON_FEED])
def test_a_feed_in_the_place_of_a_page_is_read_as_one(text):
    page = Page(text.encode(), "https://voce.example/feed/")
    assert [a.title for a in reading.read(page).articles] == [a.title for a in syndicated.read(page).articles]
    assert {a.section for a in reading.read(page, Hints(section="Locale")).articles} <= {"Cronaca", "News", "Locale"}


def test_a_feed_carries_its_pictures():
    item = '<item><title>A title</title><enclosure url="https://a.example/1.jpg" type="image/jpeg"/></item>'
    assert read(f"<rss><channel>{item}</channel></rss>").articles[0].image == "https://a.example/1.jpg"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'<?xml version="1.0"?><opml version="2.0"><body/></opml>', "This is XML (opml)"),
        (b'{"items": [1, 2]}', "This is JSON"),
        (b"\x1f\x8b\x08\x00", "gzip"),
    ],
)
def test_what_is_neither_page_nor_feed_is_refused_in_a_sentence(body, said):
    with pytest.raises(PageUnreadableError, match=re.escape(said)):
        reading.read(Page(body, "https://voce.example/"))

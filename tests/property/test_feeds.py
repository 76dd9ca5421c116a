"""Laws of publishing: whatever goes in, every feed is well-formed, and reads back in each format as what went in."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime, timedelta

import feedparser
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from feedsvc.feeds import Format, compose, write
from feedsvc.feeds.addresses import absolute
from feedsvc.feeds.content import clean, text_of
from feedsvc.feeds.text import excerpt, plain, printable
from feedsvc.model.entries import Entry, Section
from feedsvc.model.feeds import Feed, Imprint, Shelf
from tests.feeds import IMPRINT, NAMES, NOON, entry
from tests.hostile import LINKS, SOUP, TITLES

ATOM = "{http://www.w3.org/2005/Atom}"
PIECES = (
    *(
        "<",
        ">",
        "&",
        '"',
        "'",
        "]]>",
        "<![CDATA[",
        "<!--",
        "-->",
        "<?x",
        "</b>",
        "<b>",
        "&amp;",
        "&lt;",
        "&#60;",
        "&#x3c;",
    ),
    *(
        "&copy",
        "&nbsp;",
        "\x00",
        "\x0b",
        "\x1b",
        "\x85",
        "\x9f",
        "\ufffe",
        "\uffff",
        "\ufffd",
        "\ud800",
        "\udfff",
        "\u2028",
    ),
    *("\u202e", "\u200f", "שלום", "漢字", "👩\u200d👧", "e\u0301", " ", "\t", "\r\n", "%", "{{", "\\", "a", "title"),
)
text = st.one_of(
    st.text(st.characters(), max_size=30),
    st.lists(st.sampled_from(PIECES), max_size=12).map("".join),
    st.sampled_from(TITLES),
)
NAMES_OF_TAGS = (
    *(
        "p",
        "div",
        "span",
        "b",
        "a",
        "table",
        "tr",
        "td",
        "ul",
        "li",
        "dl",
        "dt",
        "dd",
        "h1",
        "pre",
        "blockquote",
        "figure",
    ),
    *("img", "br", "ruby", "rt", "rp", "details", "picture", "video", "button", "form", "select", "option", "template"),
    *("svg", "math", "script", "style", "noscript", "nobr", "center", "caption", "colgroup", "col"),
)
tags = st.builds("<{}{}>".format, st.sampled_from(("", "", "/")), st.sampled_from(NAMES_OF_TAGS))
html = st.one_of(
    st.lists(st.one_of(tags, st.just(" x ")), max_size=20).map("".join),
    text,
    st.lists(st.one_of(st.sampled_from(SOUP), text), max_size=4).map("".join),
)
link = st.one_of(st.none(), text, st.sampled_from(LINKS), text.map(lambda path: f"https://site.example/{path}"))


@st.composite
def entries(draw: st.DrawFn) -> list[Entry]:
    def one(number: int) -> Entry:
        return entry(
            number,
            draw(text),
            minutes=draw(st.integers(0, 3)),
            link=draw(link),
            author=draw(st.none() | text),
            summary=draw(st.none() | text),
            content=draw(st.none() | html),
            image=draw(link),
            language=draw(st.none() | st.sampled_from(("it", "he", "zh-Hans", "x", ""))),
            sections=tuple(Section("news", name) for name in draw(st.lists(text, max_size=2))),
            time_text=draw(st.none() | text),
        )

    return [one(number) for number in range(draw(st.integers(0, 4)))]


def composed(given_entries: list[Entry], imprint: Imprint = IMPRINT, names: dict[str, str] = NAMES) -> Feed:
    return compose(Shelf(section="news"), given_entries, imprint, names)


def moment(told: str) -> datetime:
    return datetime.fromisoformat(told.replace("Z", "+00:00"))


@given(entries(), text, text)
def test_atom_reads_back_as_what_went_in(given_entries: list[Entry], service: str, source: str) -> None:
    feed = composed(given_entries, Imprint("https://feeds.example.org", name=service or "x"), {"gazette": source})
    root = etree.fromstring(write(feed, Format.ATOM, IMPRINT))
    told = [
        (
            element.findtext(f"{ATOM}id"),
            element.findtext(f"{ATOM}title"),
            element.find(f"{ATOM}link").get("href"),
            moment(element.findtext(f"{ATOM}published")),
            moment(element.findtext(f"{ATOM}updated")),
            element.findtext(f"{ATOM}author/{ATOM}name"),
            tuple(category.get("term") for category in element.findall(f"{ATOM}category")),
        )
        for element in root.findall(f"{ATOM}entry")
    ]
    assert told == [(e.id, e.title, e.link, e.published_at, e.updated_at, e.author, e.categories) for e in feed.entries]
    contents = [element.findtext(f"{ATOM}content") for element in root.findall(f"{ATOM}entry")]
    assert [content for content, e in zip(contents, feed.entries, strict=True) if e.content] == [
        e.content for e in feed.entries if e.content
    ]


@given(entries())
def test_a_parser_of_readers_finds_nothing_to_complain_of(given_entries: list[Entry]) -> None:
    feed = composed(given_entries)
    for form in (Format.ATOM, Format.RSS):
        document = io.BytesIO(write(feed, form, IMPRINT))
        parsed = feedparser.parse(document, sanitize_html=False, resolve_relative_uris=False)
        assert not parsed.bozo
        assert [(e.id, e.link, e.published_parsed[:6]) for e in parsed.entries] == [
            (e.id, e.link, e.published_at.timetuple()[:6]) for e in feed.entries
        ]


@given(entries())
def test_atom_rss_and_json_tell_the_same(given_entries: list[Entry]) -> None:
    feed = composed(given_entries)
    items = etree.fromstring(write(feed, Format.RSS, IMPRINT)).findall("channel/item")
    objects = json.loads(write(feed, Format.JSON, IMPRINT))["items"]
    encoded, creator = "{http://purl.org/rss/1.0/modules/content/}encoded", "{http://purl.org/dc/elements/1.1/}creator"
    assert [
        (i.findtext("guid"), i.findtext("title"), i.findtext("link"), i.findtext(creator), i.findtext(encoded))
        for i in items
    ] == [(o["id"], o["title"], o["url"], o["authors"][0]["name"], o.get("content_html")) for o in objects]
    assert [(o["title"], moment(o["date_published"]), moment(o["date_modified"])) for o in objects] == [
        (e.title, e.published_at, e.updated_at) for e in feed.entries
    ]


@given(entries())
def test_the_same_entries_give_the_same_bytes(given_entries: list[Entry]) -> None:
    for form in Format:
        first, second = (write(composed(list(given_entries)), form, IMPRINT) for _ in range(2))
        assert first == second


@given(entries())
def test_every_entry_has_what_readers_need(given_entries: list[Entry]) -> None:
    for shown in composed(given_entries).entries:
        assert shown.title.strip()
        assert shown.author.strip()
        assert shown.summary.strip()
        assert shown.link.startswith(("http://", "https://"))
        assert shown.link.isascii()
        assert shown.updated_at >= shown.published_at
        assert shown.published_at.tzinfo is not None


@given(text)
def test_printable_text_stays_as_it_is(given_text: str) -> None:
    assert printable(printable(given_text)) == printable(given_text)
    etree.Element("x").text = printable(given_text)


@given(text)
def test_plain_text_stays_as_it_is(given_text: str) -> None:
    assert plain(plain(given_text)) == plain(given_text)


@given(html, link)
def test_clean_html_stays_as_it_is(given_html: str, base: str | None) -> None:
    cleaned = clean(given_html, absolute(base))
    assert clean(cleaned, absolute(base)) == cleaned
    assert printable(cleaned) == cleaned


@given(html)
def test_the_words_of_html_are_plain(given_html: str) -> None:
    assert plain(text_of(given_html)) == text_of(given_html)


@given(link, st.none() | st.just("https://site.example/a/b?c"))
def test_an_absolute_address_stays_as_it_is(given_link: str | None, base: str | None) -> None:
    found = absolute(given_link, base)
    assert found is None or absolute(found) == found
    assert found is None or found.isascii()


@given(text, st.integers(1, 50))
def test_an_excerpt_is_never_longer_than_asked(given_text: str, length: int) -> None:
    assert len(excerpt(given_text, length)) <= length


@settings(max_examples=30)
@given(st.lists(st.integers(0, 60_000), min_size=21, max_size=60))
def test_a_feed_is_never_much_larger_than_its_bound(sizes: list[int]) -> None:
    imprint = Imprint("https://feeds.example.org", feed_bytes=300_000)
    given_entries = [entry(n, content=f"<p>{'x' * size}</p>", summary="s") for n, size in enumerate(sizes)]
    feed = composed(given_entries, imprint)
    assert len(feed.entries) >= 20
    assert len(write(feed, Format.ATOM, imprint)) <= 330_000
    assert feed.entries[0].published_at <= NOON + timedelta(0)
    assert feed.updated_at.tzinfo is UTC

"""What is worked around in feedgen 1.0.0: each fault has a test that names it."""

import json
import locale
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import feedparser
import pytest
from lxml import etree

from feedsvc.feeds import Format, write
from feedsvc.feeds.compose import archive, compose
from feedsvc.feeds.syndication import write_atom, write_rss
from feedsvc.model.entries import Section
from feedsvc.model.feeds import Feed, Imprint, Shelf
from tests.feeds import IMPRINT, NAMES, NOON, entry

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
ENTRY, RIGHTS = f"{ATOM}entry/", "{http://purl.org/dc/elements/1.1/}rights"
MEDIA = "{http://search.yahoo.com/mrss/}content"
EVERYTHING = Shelf()


def feed(*entries, imprint: Imprint = IMPRINT, shelf: Shelf = EVERYTHING) -> Feed:
    return compose(shelf, entries or [entry(1)], imprint, NAMES)


def atom(*entries, imprint: Imprint = IMPRINT):
    return etree.fromstring(write_atom(feed(*entries, imprint=imprint), imprint))


def rss(*entries, imprint: Imprint = IMPRINT):
    return etree.fromstring(write_rss(feed(*entries, imprint=imprint), imprint)).find("channel")


def links(parent) -> list[tuple[str, str]]:
    return [(link.get("rel"), link.get("href")) for link in parent.findall(f"{ATOM}link")]


def test_dates_are_those_of_the_entries_and_never_now() -> None:
    old = entry(1, updated_at=NOON - timedelta(days=30))
    assert atom(old).findtext(f"{ATOM}updated").startswith("2026-01-10T11:59:00.")
    assert rss(old).findtext("lastBuildDate") == "Sat, 10 Jan 2026 11:59:00 +0000"


def test_the_newest_entry_comes_first_in_the_document() -> None:
    root = atom(entry(2, "older"), entry(1, "newer"))
    assert [title.text for title in root.findall(f"{ATOM}entry/{ATOM}title")] == ["newer", "older"]


def test_the_channel_links_to_the_page_and_not_to_itself() -> None:
    channel = rss(imprint=replace(IMPRINT, hub="https://hub.example/"))
    assert channel.findtext("link") == "https://feeds.example.org/"


def test_the_locale_is_never_switched(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the process's locale was touched")

    monkeypatch.setattr(locale, "setlocale", refuse)
    assert rss(entry(1)).findtext("item/pubDate") == "Sat, 10 Jan 2026 11:59:00 +0000"


def test_generator_is_ours_and_docs_are_left_out() -> None:
    assert (atom().findtext(f"{ATOM}generator"), rss().findtext("generator"), rss().find("docs")) == (
        "feedsvc",
        "feedsvc",
        None,
    )


@pytest.mark.parametrize("write", [write_atom, write_rss])
def test_nothing_is_written_as_cdata(write: Callable[[Feed, Imprint], bytes]) -> None:
    document = write(feed(entry(1, content="<p>]]&gt; a</p>")), IMPRINT)
    assert b"CDATA" not in document


def test_the_types_of_atom_texts_are_html_and_text() -> None:
    root = atom(entry(1, summary="s", content="<p>c</p>"))
    found = root.find(f"{ATOM}entry")
    assert [found.find(f"{ATOM}{name}").get("type") for name in ("title", "summary", "content")] == [
        None,
        "html",
        "html",
    ]


def test_an_entry_has_one_alternate_link_that_says_so() -> None:
    root = atom(entry(1, link="https://gazette.example/1"))
    assert links(root.find(f"{ATOM}entry")) == [("alternate", "https://gazette.example/1")]


def test_a_summary_is_escaped_once_in_rss() -> None:
    item = rss(entry(1, summary="a < b & <b> c")).find("item")
    assert item.findtext("description") == "a &lt; b &amp; &lt;b&gt; c"


def test_the_description_stands_before_the_content_and_never_lacks() -> None:
    item = rss(entry(1, content="<p>Whole <b>text</b></p>")).find("item")
    names = [child.tag for child in item]
    assert names.index("description") < names.index(CONTENT)
    assert (item.findtext("description"), item.findtext(CONTENT)) == ("Whole text", "<p>Whole <b>text</b></p>")


def test_there_are_no_skipped_days() -> None:
    assert rss().find("skipDays") is None
    assert rss().find("skipHours") is None


def test_a_naive_date_cannot_be_published() -> None:
    with pytest.raises(ValueError, match="timezone"):
        write_rss(replace(feed(), updated_at=NOON.replace(tzinfo=None)), IMPRINT)


@pytest.mark.parametrize("write", [write_atom, write_rss])
def test_control_characters_reach_no_element(write: Callable[[Feed, Imprint], bytes]) -> None:
    dirty = "a\x00\x08\x1b\x9c\ufffe\ud800b"
    hostile = entry(
        1,
        dirty,
        summary=dirty,
        content=f"<p title='{dirty}'>{dirty}</p>",
        author=dirty,
        sections=(Section("x", dirty),),
    )
    text = write(compose(Shelf(), [hostile], replace(IMPRINT, name=dirty), {"gazette": dirty}), IMPRINT).decode()
    assert not set(text) & set(dirty[1:-1])


def test_an_author_without_a_mail_address_is_named_in_rss() -> None:
    item = rss(entry(1, author="Ann Lee")).find("item")
    assert (item.findtext(CREATOR), item.find("author")) == ("Ann Lee", None)


def test_a_picture_stands_straight_under_the_entry() -> None:
    picture = {"url": "https://gazette.example/i.jpg", "type": "image/jpeg", "medium": "image"}
    given = entry(1, image="https://gazette.example/i.jpg")
    assert dict(rss(given).find(f"item/{MEDIA}").attrib) == picture
    assert dict(atom(given).find(f"{ATOM}entry/{MEDIA}").attrib) == picture


def test_a_picture_of_unknown_kind_claims_no_type() -> None:
    assert atom(entry(1, image="https://gazette.example/i?x=1")).find(f"{ATOM}entry/{MEDIA}").get("type") is None


def test_the_guid_is_no_permalink() -> None:
    guid = rss(entry(1)).find("item/guid")
    assert (guid.text, guid.get("isPermaLink")) == (entry(1).id, "false")


def test_ttl_is_max_age_in_minutes_rounded_up() -> None:
    assert rss(imprint=replace(IMPRINT, max_age=901)).findtext("ttl") == "16"


def test_a_feed_names_itself_by_its_public_address() -> None:
    assert links(atom()) == [
        ("self", "https://feeds.example.org/feeds/all.atom"),
        ("alternate", "https://feeds.example.org/"),
    ]
    assert links(rss()) == [("self", "https://feeds.example.org/feeds/all.rss")]


def test_a_hub_is_named_only_where_there_is_one() -> None:
    hub = replace(IMPRINT, hub="https://hub.example/")
    assert ("hub", "https://hub.example/") in links(atom(imprint=hub))
    assert ("hub", "https://hub.example/") in links(rss(imprint=hub))


@pytest.mark.parametrize("write", [write_atom, write_rss])
def test_an_archive_page_is_marked_and_linked(write: Callable[[Feed, Imprint], bytes]) -> None:
    hub = replace(IMPRINT, hub="https://hub.example/")
    root = etree.fromstring(write(archive(Shelf(), 2, [entry(1)], hub, NAMES), hub))
    parent = root.find("channel") if write is write_rss else root
    assert parent.find("{http://purl.org/syndication/history/1.0}archive") is not None
    found = dict(links(parent))
    assert [found[rel].rsplit("/", 1)[-1].split(".")[0] for rel in ("current", "prev-archive", "next-archive")] == [
        "all",
        "1",
        "3",
    ]
    assert "hub" not in found


def test_what_looks_like_markup_in_a_title_is_written_as_hexadecimal_references() -> None:
    document = write_rss(feed(entry(1, "Use <b>, R&D2, AT&T and 5 < 6")), IMPRINT)
    assert b"<title>Use &#x3C;b&gt;, R&#x26;D2, AT&amp;T and 5 &lt; 6</title>" in document


def test_the_reason_for_a_time_is_an_extension_only_where_it_is_asked_for() -> None:
    tag = "{urn:uuid:8c8f9f52-0d4e-4a7e-9d0a-3a52c6f0b1de}published"
    asked = replace(IMPRINT, provenance=True)
    given = entry(1, time_text="5 minuti fa")
    assert atom(given).find(f"{ATOM}entry/{tag}") is None
    reason = atom(given, imprint=asked).find(f"{ATOM}entry/{tag}")
    assert (reason.text, dict(reason.attrib)) == (
        "5 minuti fa",
        {"basis": "age", "earliest": "2026-01-10T11:54:00Z", "latest": "2026-01-10T11:59:00Z"},
    )


def test_an_entry_in_another_language_says_so() -> None:
    root = atom(entry(1, language="he"), entry(2, language="it"), entry(3, language="it"))
    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    assert (root.get(lang), root.find(f"{ATOM}entry").get(lang)) == ("it", "he")


def test_there_is_no_byte_order_mark_and_no_doctype() -> None:
    for document in (write_atom(feed(), IMPRINT), write_rss(feed(), IMPRINT)):
        assert document.startswith(b"<?xml version='1.0' encoding='UTF-8'?>\n<")
        assert b"<!" not in document


def test_both_formats_tell_a_parser_the_same() -> None:
    given = [
        entry(n, f"Title {n}", content=f"<p>Body {n}</p>", author="Ann", link=f"https://g.example/{n}") for n in (1, 2)
    ]
    told = [feedparser.parse(write(feed(*given), IMPRINT)) for write in (write_atom, write_rss)]
    first, second = (
        [(e.id, e.title, e.link, e.published_parsed, e.author, e.summary, e.content[0].value) for e in parsed.entries]
        for parsed in told
    )
    assert first == second
    assert [parsed.bozo for parsed in told] == [False, False]


@pytest.mark.parametrize("seed", ["0", "1", "4242"])
def test_the_hash_seed_changes_no_byte(seed: str) -> None:
    program = (
        "import hashlib;from tests.feeds import *;from feedsvc.feeds import *;from feedsvc.model.feeds import Shelf;"
        "f=compose(Shelf(),[entry(n,image='https://g.example/i.png',language='it') for n in range(9)],IMPRINT,NAMES);"
        "print(hashlib.sha256(b''.join(write(f,form,IMPRINT) for form in Format)).hexdigest())"
    )
    command = ["env", f"PYTHONHASHSEED={seed}", sys.executable, "-c", program]
    digest = subprocess.run(command, capture_output=True, text=True, check=True)
    given = [entry(n, image="https://g.example/i.png", language="it") for n in range(9)]
    expected = sha256(b"".join(write(feed(*given), form, IMPRINT) for form in Format)).hexdigest()
    assert digest.stdout.strip() == expected


def test_an_entry_with_nothing_but_a_summary_shows_it_as_its_content_in_atom() -> None:
    found = atom(entry(1, summary="a < b")).find(f"{ATOM}entry")
    assert (found.findtext(f"{ATOM}content"), found.find(f"{ATOM}summary")) == ("a &lt; b", None)


def test_both_formats_tell_a_parser_the_same_of_an_entry_with_nothing_but_a_summary() -> None:
    given = entry(1, summary="a < b & c", sections=(Section("x", "X"),))
    told = [feedparser.parse(write(feed(given), IMPRINT)).entries[0] for write in (write_atom, write_rss)]
    assert told[0].summary == told[1].summary == "a &lt; b &amp; c"
    assert [each.tags[0].term for each in told] == ["X", "X"]


def test_rights_are_said_once_where_they_hold_for_every_entry() -> None:
    given = compose(EVERYTHING, [entry(1), entry(2)], IMPRINT, NAMES, rights={"gazette": "© <b & Co"})
    assert [etree.fromstring(write_atom(given, IMPRINT)).findtext(f"{path}{ATOM}rights") for path in ("", ENTRY)] == [
        "© <b & Co",
        None,
    ]
    channel = etree.fromstring(write_rss(given, IMPRINT)).find("channel")
    assert [channel.findtext("copyright"), channel.findtext(f"item/{RIGHTS}")] == ["© <b & Co", None]
    told = json.loads(write(given, Format.JSON, IMPRINT))
    assert told["_feedsvc"]["rights"] == "© <b & Co"
    assert told["_feedsvc"]["about"].endswith("/feeds#json")
    assert "rights" not in told["items"][0]["_feedsvc"]


def test_each_entry_says_its_own_rights_where_they_differ() -> None:
    other = replace(entry(2), id="tag:feeds.example.org,2026-01-01:herald/1", source_id="herald")
    given = compose(EVERYTHING, [entry(1), other], IMPRINT, NAMES, rights={"gazette": "© Gazette"})
    root = etree.fromstring(write_atom(given, IMPRINT))
    assert root.find(f"{ATOM}rights") is None
    assert [each.findtext(f"{ATOM}rights") for each in root.findall(f"{ATOM}entry")] == ["© Gazette", None]
    items = etree.fromstring(write_rss(given, IMPRINT)).findall("channel/item")
    assert [item.findtext(RIGHTS) for item in items] == ["© Gazette", None]
    told = json.loads(write(given, Format.JSON, IMPRINT))
    assert "_feedsvc" not in told
    assert [item["_feedsvc"].get("rights") for item in told["items"]] == ["© Gazette", None]


def test_an_entry_with_nothing_but_a_title_leads_to_its_article_and_does_not_say_the_title_twice() -> None:
    given = entry(1, "Only this", link="https://www.site.example/a?b=1&c=2")
    found = atom(given).find(f"{ATOM}entry")
    assert found.findtext(f"{ATOM}content") == (
        '<p><a href="https://www.site.example/a?b=1&amp;c=2">site.example</a></p>'
    )
    assert (found.findtext(f"{ATOM}summary"), rss(given).findtext("item/description")) == ("site.example",) * 2


@pytest.mark.parametrize("write", [write_atom, write_rss])
def test_no_enclosure_is_claimed_whose_length_nobody_knows(write: Callable[[Feed, Imprint], bytes]) -> None:
    root = etree.fromstring(write(feed(entry(1, image="https://g.example/i.jpg")), IMPRINT))
    assert not root.findall(".//enclosure") + root.findall(f".//{ATOM}link[@rel='enclosure']")
    assert root.find(f".//{MEDIA}").get("url") == "https://g.example/i.jpg"

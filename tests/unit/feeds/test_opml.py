from lxml import etree

from feedsvc.feeds import opml
from feedsvc.model.feeds import Listed
from tests.feeds import IMPRINT


def outlines(*feeds: Listed):
    return etree.fromstring(opml.write("Feeds", feeds, IMPRINT)).find("body")


def test_a_feed_is_listed_with_all_that_a_reader_imports() -> None:
    (found,) = outlines(Listed("News", "/feeds/news", "/sections/news"))
    assert dict(found.attrib) == {
        "type": "rss",
        "text": "News",
        "title": "News",
        "xmlUrl": "https://feeds.example.org/feeds/news.atom",
        "htmlUrl": "https://feeds.example.org/sections/news",
        "version": "RSS",
    }


def test_neighbours_of_one_group_share_a_folder() -> None:
    body = outlines(
        Listed("All", "/feeds/all", "/"),
        Listed("A", "/feeds/g/a", "/sources/g/a", "Gazette"),
        Listed("B", "/feeds/g/b", "/sources/g/b", "Gazette"),
    )
    assert [(outline.get("text"), len(outline)) for outline in body] == [("All", 0), ("Gazette", 2)]


def test_names_are_never_taken_for_markup() -> None:
    (found,) = outlines(Listed("Q&A <b> &copy \x07", "/feeds/x", "/x"))
    assert found.get("text") == "Q & A ‹b› & copy"


def test_a_feed_without_a_name_is_called_by_its_path() -> None:
    (found,) = outlines(Listed("\x00", "/feeds/x", "/x"))
    assert found.get("text") == "/feeds/x"

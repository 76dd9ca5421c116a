import pytest

from feedsvc.feeds import Format
from feedsvc.model.feeds import Shelf
from feedsvc.web.documents import ArchiveDocument, FeedDocument, OutlineDocument, StatusDocument, address, named

ATOM, RSS, JSON = Format.ATOM, Format.RSS, Format.JSON


@pytest.mark.parametrize(
    ("path", "document"),
    [
        ("/feeds/all.atom", FeedDocument(Shelf(), ATOM)),
        ("/feeds/cronaca.rss", FeedDocument(Shelf(section="cronaca"), RSS)),
        ("/feeds/site/all.json", FeedDocument(Shelf("site"), JSON)),
        ("/feeds/site/cronaca.atom", FeedDocument(Shelf("site", "cronaca"), ATOM)),
        ("/feeds/all/archive/3.atom", ArchiveDocument(Shelf(), ATOM, 3)),
        ("/feeds/cronaca/archive/1.rss", ArchiveDocument(Shelf(section="cronaca"), RSS, 1)),
        ("/feeds/site/all/archive/2.json", ArchiveDocument(Shelf("site"), JSON, 2)),
        ("/feeds/site/cronaca/archive/2.atom", ArchiveDocument(Shelf("site", "cronaca"), ATOM, 2)),
        ("/feeds/site/archive.atom", FeedDocument(Shelf("site", "archive"), ATOM)),
        ("/feeds/archive.atom", FeedDocument(Shelf(section="archive"), ATOM)),
        ("/feeds/status.atom", StatusDocument(ATOM)),
        ("/feeds/site/status.atom", FeedDocument(Shelf("site", "status"), ATOM)),
        ("/feeds.opml", OutlineDocument()),
    ],
)
def test_an_address_names_a_document_and_the_document_its_address(path: str, document) -> None:
    assert named(path) == document
    assert address(document) == path


@pytest.mark.parametrize(
    "path",
    [
        "/feeds",
        "/feeds/",
        "/feeds/cronaca",
        "/feeds/cronaca.xml",
        "/feeds/cronaca.atom/",
        "/feeds/cronaca.atom.gz",
        "/feeds/.atom",
        "/feeds//all.atom",
        "/feeds/a/b/c.atom",
        "/feeds/all/archive/0.atom",
        "/feeds/all/archive/01.atom",
        "/feeds/all/archive/1.atom\n",
        "/feeds/all/archive/-1.atom",
        "/feeds/all.ATOM",
        "/x/feeds/all.atom",
        "/feeds/a\x00b.atom",
        "/feeds/caff\u00c3\u00a8.atom",
        "/feeds/a' or 1=1.atom",
        "/feeds/all/archive/٣.atom",
    ],
)
def test_no_other_address_names_one(path: str) -> None:
    assert named(path) is None


def test_a_choice_is_part_of_the_address() -> None:
    document = named("/feeds/all.atom", "limit=3&utm_source=x")
    assert document is not None
    assert address(document) == "/feeds/all.atom?limit=3"

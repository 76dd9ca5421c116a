"""Older entries: page by page, none lost between them and the newest."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from feedsvc.web import create_app
from tests.newsstand import open_stand

SIZE = 5


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    stand = open_stand(tmp_path_factory.mktemp("archives"), feed_size=SIZE, many=14)
    yield create_app(stand).test_client()
    stand.store.close()


def turn(client, path):
    """Return the addresses of the entries on a page, and where it leads on to."""
    response = client.get(path)
    assert response.status_code == 200, path
    tree = LexborHTMLParser(response.get_data())
    links = {node.attributes["rel"]: node.attributes["href"] for node in tree.css("nav.turn a")}
    return [node.attributes["href"] for node in tree.css(".headline a")], links


@pytest.mark.parametrize("path", ["/archive", "/sources/gazzetta", "/sections/cronaca", "/sources/gazzetta/cronaca"])
def test_turning_back_page_by_page_meets_every_entry(client, path):
    met, links = turn(client, path)
    while "prev" in links:
        older, links = turn(client, links["prev"])
        assert 0 < len(older) <= SIZE
        met += older
    everything = {
        entry.id
        for entry in client.application.extensions["feedsvc"].store.entries(
            source="gazzetta" if "gazzetta" in path else None,
            section="cronaca" if "cronaca" in path else None,
            limit=500,
        )
    }
    assert {address.removeprefix("/entries/") for address in met} == {each.rpartition(":")[2] for each in everything}


def test_turning_forward_ends_at_the_newest(client):
    path, seen = "/archive/1", []
    while path != "/archive":
        seen.append(path)
        path = turn(client, path)[1]["next"]
    assert seen == [f"/archive/{number}" for number in range(1, len(seen) + 1)]


@pytest.mark.parametrize("path", ["/archive/0", "/archive/99", "/sources/gazzetta/archive/99", "/archive/x"])
def test_a_page_that_no_entry_has_reached_is_not_there(client, path):
    assert client.get(path).status_code == 404

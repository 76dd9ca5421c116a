import pytest

from feedsvc.web.addresses import Invitation, feed, is_private, shelf


def test_shelves_and_feeds_have_matching_addresses():
    assert (shelf(), feed()) == ("/", "/feeds/all")
    assert (shelf(None, "cronaca"), feed(None, "cronaca")) == ("/sections/cronaca", "/feeds/cronaca")
    assert (shelf("gazzetta"), feed("gazzetta")) == ("/sources/gazzetta", "/feeds/gazzetta/all")
    assert (shelf("a", "b"), feed("a", "b")) == ("/sources/a/b", "/feeds/a/b")


def test_names_in_addresses_cannot_break_out():
    assert shelf('"><x', "a b") == "/sources/%22%3E%3Cx/a%20b"


def test_readers_on_the_web_are_given_the_whole_address():
    invitation = Invitation("All", "/feeds/all", "https://feeds.example.org/news")
    assert dict(invitation.readers)["Inoreader"].endswith("https%3A%2F%2Ffeeds.example.org%2Fnews%2Ffeeds%2Fall.atom")
    assert invitation.feed_scheme == "feed:https://feeds.example.org/news/feeds/all.atom"


def test_readers_on_the_web_are_not_offered_what_they_cannot_reach():
    assert Invitation("All", "/feeds/all", "http://127.0.0.1:8000").readers == ()


@pytest.mark.parametrize(
    "url", ["http://localhost", "http://[::1]:8000", "http://192.168.1.4", "http://nas", "http://a.local"]
)
def test_private_addresses_are_known(url):
    assert is_private(url)


@pytest.mark.parametrize("url", ["https://feeds.example.org", "http://93.184.216.34"])
def test_public_addresses_are_known(url):
    assert not is_private(url)

import pytest

from feedsvc.feeds.addresses import absolute

BASE = "https://news.example/a/b.html?x=1"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("/c", "https://news.example/c"),
        ("c.html", "https://news.example/a/c.html"),
        ("?y=2", "https://news.example/a/b.html?y=2"),
        ("#top", "https://news.example/a/b.html?x=1#top"),
        ("//cdn.example/i.png", "https://cdn.example/i.png"),
        ("https://example.org", "https://example.org/"),
        (" https://example.org/a b ", "https://example.org/a%20b"),
        ("https://example.org/caffè?q=già#è", "https://example.org/caff%C3%A8?q=gi%C3%A0#%C3%A8"),
        ("https://münchen.example/", "https://xn--mnchen-3ya.example/"),
        ("https://example.org/100%/x%2Fy", "https://example.org/100%25/x%2Fy"),
        ("https://example.org/a[1]|{2}", "https://example.org/a%5B1%5D%7C%7B2%7D"),
        ("https://[2001:db8::1]:8080/x", "https://[2001:db8::1]:8080/x"),
        ("HTTPS://Example.ORG/X", "https://example.org/X"),
        ("https://example.org/x;y?a=1&copy;=2", "https://example.org/x;y?a=1&copy%3B=2"),
        ("https://user:secret@example.org/", "https://example.org/"),
    ],
)
def test_an_address_becomes_absolute_and_ascii(url: str, expected: str) -> None:
    assert absolute(url, BASE) == expected


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "http://[::1",
        "https://exa mple.org/",
        "https://-.example/",
        "https://example.org:99999/",
        "https://a..b/",
        "https://" + "ü" * 70 + ".example/",
        "mailto:a@example.org",
        "https://example.org/" + "x" * 3000,
    ],
)
def test_what_is_no_web_address_is_none(url: str) -> None:
    assert absolute(url, BASE) is None


def test_a_mail_address_is_one_where_it_is_asked_for() -> None:
    assert absolute("mailto:a@example.org", schemes=("mailto",)) == "mailto:a@example.org"


def test_nothing_is_nothing() -> None:
    assert absolute(None, BASE) is None


def test_a_relative_address_without_a_base_is_none() -> None:
    assert absolute("/c") is None

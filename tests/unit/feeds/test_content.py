import pytest

from feedsvc.feeds.content import clean, text_of

BASE = "https://news.example/a/b.html"


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<style>p{}</style>",
        '<iframe src="https://evil.example"></iframe>',
        "<object data=x></object><embed src=x>",
        "<form><input name=a><button>b</button></form>",
        '<svg onload="alert(1)"><script>1</script></svg>',
        "<math><mtext><style><img src onerror=alert(1)></style></mtext></math>",
        '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
        "<meta http-equiv=refresh content=0><link rel=stylesheet href=x><base href=//evil.example>",
    ],
)
def test_nothing_that_runs_or_frames_is_left(hostile: str) -> None:
    cleaned = clean(f"<p>safe</p>{hostile}", BASE)
    assert "safe" in cleaned
    for trace in ("alert", "<script", "<style", "<iframe", "<object", "<embed", "<form", "<input", "<svg", "evil"):
        assert trace not in cleaned


def test_event_handlers_and_script_addresses_go() -> None:
    assert clean('<a href="javascript:alert(1)" onclick="x()" style="color:red">a</a>', BASE) == "<a>a</a>"


def test_every_address_becomes_absolute() -> None:
    html = (
        '<a href="/x#y">l</a><img src="i.png" srcset="i.png 1x, /j.png 2x"><video poster="p.jpg" src="v.mp4"></video>'
    )
    assert clean(html, BASE) == (
        '<a href="https://news.example/x#y">l</a><img src="https://news.example/a/i.png" '
        'srcset="https://news.example/a/i.png 1x, https://news.example/j.png 2x">'
        '<video poster="https://news.example/a/p.jpg" src="https://news.example/a/v.mp4"></video>'
    )


def test_a_relative_address_without_a_base_loses_its_attribute() -> None:
    assert clean('<a href="/x">l</a>') == "<a>l</a>"


def test_a_srcset_with_commas_in_its_addresses_is_kept_whole() -> None:
    html = '<img src="/i.png" srcset="/w_400,h_300/i.png 400w,/w_800,h_600/i.png 800w">'
    assert clean(html, BASE) == (
        '<img src="https://news.example/i.png" srcset="https://news.example/w_400%2Ch_300/i.png 400w, '
        'https://news.example/w_800%2Ch_600/i.png 800w">'
    )


def test_a_candidate_without_descriptor_is_kept() -> None:
    assert clean('<img srcset="a.png, b.png 2x">', BASE) == (
        '<img srcset="https://news.example/a/a.png, https://news.example/a/b.png 2x">'
    )


def test_unclosed_markup_is_closed() -> None:
    assert clean("<p>a<b>c", BASE) == "<p>a<b>c</b></p>"


def test_references_to_forbidden_characters_leave_nothing() -> None:
    assert clean("<p>a&#1;b&#x9f;c&#xFFFE;</p>", BASE) == "<p>abŸc</p>"


def test_comments_go() -> None:
    assert clean("a<!-- <script> -->b<!--[if IE]>c<![endif]-->", BASE) == "ab"


def test_the_words_of_html_are_plain_text() -> None:
    assert text_of("<p>One &amp; two</p><p>three<script>x</script></p>") == "One & two three"


def test_direction_and_language_stay() -> None:
    assert clean('<p dir="rtl" lang="he">שלום</p>', BASE) == '<p dir="rtl" lang="he">שלום</p>'


def test_what_a_removed_element_held_is_put_where_it_may_stand() -> None:
    assert clean("<p>a<button><div>b</div></button>c</p>") == "<p>a</p><div>b</div>c<p></p>"


def test_ruby_is_kept_where_it_is_sound() -> None:
    assert clean("<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>") == "<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>"


def test_annotations_out_of_place_are_text() -> None:
    assert clean("<ruby>漢<b><rt>kan</rt></b></ruby>") == "漢<b>kan</b>"

import pytest

from feedsvc.feeds.text import excerpt, plain, printable


def test_what_xml_forbids_is_gone() -> None:
    assert printable("a\x00b\x08c\x0bd\x1fe\ufffef\uffffg\ud800h") == "abc\ndefgh"


def test_c1_controls_the_replacement_character_and_noncharacters_are_gone() -> None:
    assert printable("a\x80b\x9fc\ufffdd\ufdd0e\U0001fffef\x7fg") == "abcdefg"


def test_letters_of_every_script_and_emoji_stay() -> None:
    text = "Größe עברית العربية 新闻 ニュース 👩\u200d👩\u200d👧 \u202bx\u202c"
    assert printable(text) == text


def test_every_kind_of_line_end_becomes_one() -> None:
    assert printable("a\r\nb\rc\x85d\u2028e\u2029f") == "a\nb\nc\nd\ne\nf"


@pytest.mark.parametrize(
    ("leaked", "text"),
    [
        ("AT&amp;T", "AT&T"),
        ("AT&amp;amp;amp;T", "AT&T"),
        ("Caff&egrave; &#233; &#xE9;", "Caffè é é"),
        ("<b>Bold</b> move", "Bold move"),
        ("&lt;b&gt;Bold&lt;/b&gt; move", "Bold move"),
        ("one<br>two</p>", "one two"),
        ("  a \n\t b\u00a0c ", "a b c"),
        ("x&#1;y&#x80;", "xy€"),
    ],
)
def test_leaked_markup_becomes_plain_text(leaked: str, text: str) -> None:
    assert plain(leaked) == text


@pytest.mark.parametrize(
    "text", ["How to use <b> in HTML", "R&D", "a < b && c > d", "x &unknown; y", "5 < 6", "I <3 you"]
)
def test_what_only_looks_like_markup_stays(text: str) -> None:
    assert plain(text) == text


def test_an_ampersand_escaped_a_hundred_thousand_times_is_one() -> None:
    assert plain("&" + "amp;" * 100_000 + "lt;") == "<"


def test_an_excerpt_ends_between_words() -> None:
    assert excerpt("one two three four", 12) == "one two…"


def test_an_excerpt_of_one_long_word_is_cut_inside_it() -> None:
    assert excerpt("漢" * 50, 10) == "漢" * 9 + "…"


def test_a_short_text_is_its_own_excerpt() -> None:
    assert excerpt("short", 5) == "short"

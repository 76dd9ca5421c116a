"""What leaves a page as markup does no harm."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from feedsvc.reading import sanitise
from feedsvc.reading.document import Document
from feedsvc.reading.markup import between

BASE = "https://news.example/a/"


def test_links_and_images_become_absolute() -> None:
    clean = sanitise.html('<p><a href="b">x</a><img src="/i.jpg" alt="y"></p>', BASE)
    assert 'href="https://news.example/a/b"' in clean
    assert 'src="https://news.example/i.jpg"' in clean


def test_scripts_handlers_styles_and_dangerous_addresses_are_gone() -> None:
    clean = sanitise.html(
        '<p onclick="x()" style="y">a</p><script>b</script><a href="javascript:c()">d</a>'
        '<iframe src="/e"></iframe><form>f</form>',
        BASE,
    )
    assert clean == '<p>a</p><a rel="noopener noreferrer">d</a>'


def test_paragraphs_are_escaped() -> None:
    assert sanitise.paragraphs(["a < b", "c & d"]) == "<p>a &lt; b</p>\n<p>c &amp; d</p>"


def test_loose_text_becomes_paragraphs_and_margins_are_left_out() -> None:
    body = "<div>One line<br><br>another line<div class='share-buttons'>Share</div><p>a third</p><nav>Menu</nav></div>"
    document = Document.parse(f"<html><body>{body}</body></html>", BASE)
    assert between(document, 1, len(document.nodes)) == "<p>One line</p>\n<p>another line</p>\n<p>a third</p>"


@given(st.text(alphabet="<>/=\"' aApPsScCrRiItTjJ:(){}&;#x0", max_size=200))
def test_no_markup_comes_through_dangerous(fragment: str) -> None:
    clean = sanitise.html(fragment, BASE).lower()
    assert "<script" not in clean
    assert "javascript:" not in clean.replace("&", "") or "href=" not in clean
    assert sanitise.html(clean, BASE).lower() == clean

"""Bytes to text: labels, marks, detection, damage, and what is no text."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedsvc.errors import PageError, PageTooLargeError, PageUnreadableError
from feedsvc.reading.decode import MOST_BYTES, decode

ITALIAN = (
    "<html><head><title>Città</title></head><body><p>Perché l’università è più bella – «già domani»</p></body></html>"
)


def labelled(charset: str, text: str = ITALIAN) -> str:
    return text.replace("<head>", f'<head><meta charset="{charset}">')


def test_a_byte_order_mark_outweighs_every_label() -> None:
    decoded = decode(b"\xef\xbb\xbf" + labelled("windows-1251").encode(), "text/html; charset=koi8-r")
    assert (decoded.charset, decoded.basis) == ("utf-8", "byte order mark")
    assert "Città" in decoded.text


def test_http_outweighs_the_meta_element() -> None:
    decoded = decode(labelled("koi8-r").encode("cp1252"), "text/html; charset=windows-1252")
    assert (decoded.charset, decoded.basis) == ("windows-1252", "HTTP")
    assert "Città" in decoded.text


@pytest.mark.parametrize(
    "meta",
    [
        '<meta charset="iso-8859-1">',
        "<META CHARSET=latin1>",
        '<meta http-equiv="Content-Type" content="text/html; charset=ISO-8859-1" />',
    ],
)
def test_latin_1_in_a_meta_element_means_windows_1252(meta: str) -> None:
    decoded = decode(ITALIAN.replace("<head>", "<head>" + meta).encode("cp1252"))
    assert decoded.charset == "windows-1252"
    assert "l’università è più bella – «già" in decoded.text


def test_the_same_page_in_latin_1_and_utf_8_is_the_same_text() -> None:
    assert decode(ITALIAN.encode("cp1252")).text == decode(ITALIAN.encode()).text == ITALIAN


@pytest.mark.parametrize(
    ("charset", "text"),
    [
        ("windows-1251", "Сегодня в городе открылась новая выставка, посвящённая истории края."),
        ("koi8-r", "Сегодня в городе открылась новая выставка."),
        ("shift_jis", "きょう新しい美術館が開館しました。東京の歴史を紹介します。"),
        ("euc-jp", "きょう新しい美術館が開館しました。"),
        ("gb18030", "今天市里新博物馆开馆，介绍城市历史。"),
        ("big5", "今天市裡新博物館開館，介紹城市歷史。"),
        ("euc-kr", "오늘 시내에 새 박물관이 문을 열었습니다."),
        ("windows-1253", "Χθες το βράδυ άνοιξε στην πόλη μια νέα έκθεση."),
        ("windows-1255", "אתמול בערב נפתחה בעיר תערוכה חדשה."),
        ("iso-8859-2", "Včera večer se v Praze otevřela nová výstava. Łódź świętuje."),
    ],
)
def test_undeclared_legacy_encodings_are_detected(charset: str, text: str) -> None:
    page = f"<html><body><p>{text}</p></body></html>"
    assert decode(page.encode(charset)).text == page
    assert decode(labelled(charset, f"<html><head></head><p>{text}</p></html>").encode(charset)).basis == "meta"


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-16"])
def test_utf_16_is_read_with_and_without_its_mark(codec: str) -> None:
    assert "Perché" in decode(ITALIAN.encode(codec)).text


def test_utf_8_under_an_old_label_is_utf_8() -> None:
    assert decode(labelled("iso-8859-1").encode()).charset == "utf-8"


def test_a_label_utf_8_that_the_bytes_contradict_is_passed_over() -> None:
    assert decode(labelled("utf-8").encode("cp1252")).text == labelled("utf-8")


def test_one_broken_sign_does_not_take_utf_8_away() -> None:
    decoded = decode(labelled("utf-8").encode() + b"\xff\xfe<p>pi\xc3\xb9 tardi</p>")
    assert decoded.charset == "utf-8"
    assert "più tardi" in decoded.text
    assert "�" in decoded.text


def test_a_page_cut_off_inside_a_sign_is_still_utf_8() -> None:
    body = ITALIAN.encode()
    assert decode(body[: body.index("à".encode()) + 1]).charset == "utf-8"


def test_nuls_are_dropped() -> None:
    assert decode(b"<html><body>a\x00b</body></html>").text == "<html><body>ab</body></html>"


@pytest.mark.parametrize("label", ["no-such-charset", "utf-16", "", "x-user-defined"])
def test_strange_labels_do_no_harm(label: str) -> None:
    assert "Città" in decode(labelled(label).encode(), f"text/html; charset={label}").text


@pytest.mark.parametrize(
    ("text", "content_type", "is_html"),
    [
        ("<!DOCTYPE html><p>x", None, True),
        ("<p>one</p><p>two</p>", None, True),
        ("Title\n3 hours ago\n5 < 6 and 7 > 3", None, False),
        ("Title\n3 hours ago", "text/html", False),
        ("<p>shown as text</p><p>again</p>", "text/plain; charset=utf-8", False),
        ("<html><body>sent with the wrong type</body></html>", "text/plain", True),
        ("", None, False),
    ],
)
def test_html_is_told_from_plain_text(text: str, content_type: str | None, is_html: bool) -> None:
    assert decode(text.encode(), content_type).is_html is is_html


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"%PDF-1.7 ...", None),
        (b"\x89PNG\r\n\x1a\n", None),
        (bytes(range(256)) * 20, None),
        (b"<html></html>", "image/svg+xml"),
    ],
)
def test_what_is_no_text_is_refused_in_a_sentence(body: bytes, content_type: str | None) -> None:
    with pytest.raises(PageUnreadableError, match=r"^The .*\.$"):
        decode(body, content_type)


def test_a_page_beyond_the_bound_is_refused() -> None:
    with pytest.raises(PageTooLargeError, match="at most"):
        decode(b"a" * (MOST_BYTES + 1))


@given(st.binary(max_size=3000), st.sampled_from([None, "text/html", "text/html; charset=utf-8", "x; charset=\x00"]))
def test_no_bytes_raise_anything_but_a_page_error(body: bytes, content_type: str | None) -> None:
    with suppress(PageError):
        assert "\x00" not in decode(body, content_type).text

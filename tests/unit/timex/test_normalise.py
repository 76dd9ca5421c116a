from __future__ import annotations

import pytest

from feedsvc.timex.normalise import fold, normalise


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  49 Minuti\tfa \n", "49 minuti fa"),
        ("10&nbsp;Gennaio&#160;2026", "10 gennaio 2026"),
        ("3 h &middot; ANSA", "3 h · ansa"),
        ("3&amp;nbsp;h", "3 h"),
        ("منذ ٣ ساعات", "منذ 3 ساعات"),
        ("۳ ساعت پیش", "3 ساعت پيش"),
        ("३ घंटे पहले", "3 घंटे पहले"),
        ("１０時間前", "10時間前"),
        ("\u200e3\u00a0\u202fh\u200f", "3 h"),
        ("un’ora", "un'ora"),
        ("e\u0301te\u0301", "été"),
        ("İKİ SAAT", "iki saat"),
        ("ΏΡΕΣ", "ώρεσ"),
        ("10 – 12", "10 - 12"),
        ("a • b ● c", "a · b · c"),
        ("AT&T", "at&t"),
    ],
)
def test_one_word_has_one_spelling(text, folded):
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("text", "start", "end", "words"),
    [
        ("  49 minuti fa-", 0, 12, "49 minuti fa"),
        ("10&nbsp;Gennaio", 3, 10, "Gennaio"),
        ("\u200e3\u00a0 h", 0, 3, "3\u00a0 h"),
        ("e\u0301te\u0301 10", 4, 6, "10"),
    ],
)
def test_folded_offsets_lead_back_to_the_source(text, start, end, words):
    first, last = normalise(text).span(start, end)
    assert text[first:last].replace("\u00a0 ", "\u00a0 ") == words


def test_a_capital_after_a_small_letter_is_a_hump():
    folded = normalise("Cronaca20 ore&nbsp;faMilano")
    assert folded.humps == {folded.text.index("milano")}

from __future__ import annotations

import subprocess
import sys

import pytest

from feedsvc.timex import lexicon, tongues
from tools.known_words import TABLE


def test_the_table_is_what_the_languages_know_now():
    assert TABLE.read_text("utf-8") == tongues.compiled(), "run python -m tools.known_words"


@pytest.mark.parametrize(
    ("text", "languages"),
    [
        ("vor 3 stunden", {"de"}),
        ("3 ago 2025", {"it", "es"}),  # all know "ago"; to these it is a month
        ("14 giugno 2025", {"it"}),
        ("79 xyzzy giugno", set()),
        ("180 points", set()),  # only words that all share
        ("12", set()),
        ("", set()),
    ],
)
def test_a_text_is_fluent_in_the_languages_that_know_all_its_words(text, languages):
    found = set(tongues.fluent(text))
    assert languages <= found
    assert bool(found) is bool(languages)


def test_where_no_word_is_known_one_language_stands_for_each_way_to_read_figures():
    figures = tongues.likeliest("10/11/2025")
    assert figures[0] == "en"
    assert len(figures) < len(lexicon.tags())


def test_a_time_in_another_language_loads_only_the_languages_that_know_its_words():
    code = (
        "from feedsvc import timex; from feedsvc.timex import lexicon;"
        "assert timex.read_all('14 giugno 2025, 10:30', ('en',)); assert not timex.read_all('79 xyzzy', ('en',));"
        "print(lexicon.load.cache_info().currsize)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(run.stdout) < len(lexicon.tags()) / 4

"""`feedsvc when`: the contract's keys, streaming, and lines that ask nothing."""

import json

import pytest
from click.testing import CliRunner

from feedsvc.cli.when import when

KEYS = ["text", "found", "lang", "rule", "humanizers", "age", "earliest", "latest", "at", "rest", "needs_support"]


def stream(*lines):
    result = CliRunner().invoke(when, ["--jsonl"], input="".join(line + "\n" for line in lines))
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_the_mission_words_give_the_mission_span():
    asked = {"text": "49 minuti fa", "lang": "it", "at": "2026-01-10T07:30+01:00", "zone": "Europe/Rome"}
    [said] = stream(json.dumps({**asked, "humanizer": "wordpress"}))
    assert list(said) == KEYS
    assert said["age"] == [2910, 2970]
    assert (said["earliest"], said["latest"]) == ("2026-01-10T06:40:30+01:00", "2026-01-10T06:41:30+01:00")
    assert said["at"] == "2026-01-10T06:41:00+01:00"


def test_without_a_clock_the_ages_are_said_but_no_instants():
    [said] = stream('{"text": "3 hours ago", "lang": "en"}')
    assert said["found"]
    assert said["age"][0] <= 2.5 * 3600
    assert said["age"][1] >= 4 * 3600
    assert said["earliest"] is said["latest"] is said["at"] is None


def test_a_line_that_asks_nothing_is_answered_in_its_place():
    said = stream('{"text": "3 hours ago"}', "no json", "[]", '{"text": 3}', '{"text": "x", "zone": "Mars"}')
    assert [one["found"] for one in said] == [True, False, False, False, False]
    assert all(list(one)[: len(KEYS)] == KEYS for one in said)
    assert all(one["error"] for one in said[1:])


@pytest.mark.parametrize("text", ["\ud800", "", " ", "\x00", "a" * 2_000_000, "9" * 5000 + " minuti fa"])
def test_a_text_that_no_page_prints_is_not_found(text):
    [said] = stream(json.dumps({"text": text, "lang": "it", "at": "2026-01-10T07:30Z"}))
    assert not said["found"]
    assert said["rest"] == text


def ask_in_rome(text, at):
    [said] = stream(json.dumps({"text": text, "lang": "it", "at": at, "zone": "Europe/Rome"}))
    return said


def test_a_day_alone_is_the_clock_of_that_whole_day():
    said = ask_in_rome("2 ore fa", "2026-01-10")
    assert said["earliest"] <= "2026-01-09T22:00:00+01:00"
    assert said["latest"] >= "2026-01-10T22:00:00+01:00"
    assert said["age"] == ask_in_rome("2 ore fa", None)["age"]
    assert ask_in_rome("oggi, 20:15", "2026-01-10")["found"]
    [anywhere] = stream(json.dumps({"text": "ieri", "lang": "it", "at": "2026-01-10"}))
    assert anywhere["earliest"] <= "2026-01-08T10:00:00+00:00"
    assert anywhere["latest"] >= "2026-01-10T12:00:00+00:00"


@pytest.mark.parametrize("at", ["9999-12-31", "2026-13-01", "2026", "10:30"])
def test_a_day_that_is_none_is_refused_in_a_sentence(at):
    assert ask_in_rome("ieri", at)["error"]


@pytest.mark.parametrize("text", ["oggi, 20:15", "12 gennaio 2026", "2026-01-11T09:00+01:00"])
def test_what_lies_after_the_page_is_no_articles_time(text):
    said = ask_in_rome(text, "2026-01-10T12:00")
    assert (said["found"], said["earliest"], said["rest"]) == (False, None, text)
    assert said["rule"].startswith("after the page was made")
    assert ask_in_rome(text, "2026-01-15T23:00")["found"]


def test_clocks_of_one_site_may_stand_some_minutes_apart():
    assert ask_in_rome("oggi, 12:10", "2026-01-10T12:00")["found"]


def test_the_offset_of_the_clock_is_the_zone_where_none_is_named():
    [said] = stream('{"text": "ieri", "lang": "it", "humanizer": "luxon", "at": "2026-01-10T07:30+01:00"}')
    assert said["earliest"] == "2026-01-09T00:00:00+01:00"


def test_bare_words_are_one_text_and_quoted_texts_are_many():
    runner = CliRunner()
    one = runner.invoke(when, ["49", "minuti", "fa", "--format", "json"])
    two = runner.invoke(when, ["49 minuti fa", "3 hours ago", "--format", "json"])
    assert [json.loads(line)["text"] for line in one.stdout.splitlines()] == ["49 minuti fa"]
    assert len(two.stdout.splitlines()) == 2


@pytest.mark.parametrize("wrong", [["--zone", "Mars"], ["--at", "soon"], ["--humanizer", "nobody"]])
def test_a_wrong_option_is_wrong_use(wrong):
    assert CliRunner().invoke(when, ["49 minuti fa", *wrong]).exit_code == 2


def test_an_unknown_humanizer_is_refused_with_the_names_nearest_to_it():
    refused = CliRunner().invoke(when, ["49 minuti fa", "--humanizer", "wordpres"])
    assert "'wordpres' is no known humanizer; is it wordpress or" in refused.output

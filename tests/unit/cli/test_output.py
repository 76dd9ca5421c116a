"""What commands print for people: aligned, whole, and nothing that says nothing."""

import json

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from feedsvc.cli.app import app
from feedsvc.cli.output import as_facts, as_table, encoded, plain


@pytest.fixture(autouse=True)
def _narrow(monkeypatch):
    monkeypatch.setenv("COLUMNS", "60")


def lines(capsys):
    return [line.rstrip() for line in capsys.readouterr().out.splitlines()]


def test_columns_that_say_nothing_are_left_out(capsys):
    as_table(("Source", "Error", "New"), [("a", None, "1"), ("b", "", None)])
    assert lines(capsys) == ["Source  New", "a         1", "b         –"]


def test_a_table_without_rows_keeps_its_first_column(capsys):
    as_table(("Source", "Error"), [])
    assert lines(capsys) == ["Source"]


def test_sentences_stand_in_lines_of_their_own_below_the_table(capsys):
    as_table(("Source", "Why", "New"), [("a", "It failed.", "1"), ("b", None, "2")], below="Why")
    assert lines(capsys) == ["Source  New", "a         1", "b         2", "a: It failed."]


@pytest.mark.parametrize("text", ["città “日本”", "\ud83d"])
def test_json_is_utf_8_and_can_be_read_again(text):
    written = encoded({"text": text})
    assert json.loads(written.decode("utf-8")) == {"text": text}


def test_wide_signs_are_counted_as_two_columns(capsys):
    as_table(("Name", "New"), [("日本の新聞", "1"), ("Borgo", "2")])
    assert lines(capsys) == ["Name        New", "日本の新聞    1", "Borgo         2"]


def test_nothing_is_cut_off_where_the_terminal_is_narrow(capsys):
    as_table(("Name", "Said"), [("x" * 90, "y" * 30)])
    out = "".join(lines(capsys))
    assert (out.count("x"), out.count("y")) == (90, 30)


def test_where_there_is_no_terminal_no_line_is_folded(capsys, monkeypatch):
    monkeypatch.delenv("COLUMNS")
    address = "https://borgo.example/" + "notizia-" * 20
    as_table(("Name", "Link"), [("La notizia del giorno", address)])
    as_facts("facts", [("link", address)])
    assert [line.split()[-1] for line in lines(capsys)] == ["Link", address, "facts", address]


def test_an_address_that_a_terminal_folds_can_be_followed_whole(capsys, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    address = "https://borgo.example/" + "notizia-" * 20
    as_table(("Name", "Link"), [("La notizia", address)])
    folded = capsys.readouterr().out.splitlines()[1:]
    assert len(folded) > 1
    assert all(f";{address}\x1b\\" in line for line in folded)


def test_what_a_terminal_would_obey_is_not_printed(capsys):
    as_facts("title\x1b[2J", [("a", "b\x07c"), ("nothing", None)])
    assert lines(capsys) == ["title [2J", "  a  b c"]


def test_a_time_expression_is_told_in_words():
    said = CliRunner().invoke(app, ["when", "49 minuti fa", "--at", "2026-01-10T07:30+01:00"]).output
    assert "48 min" in said
    assert "between" in said
    said = CliRunner().invoke(app, ["when", "49 minuti fa"]).output
    assert "needs the moment" in said
    assert "no time in these words" in CliRunner().invoke(app, ["when", "hello"]).output


@pytest.mark.parametrize("words", ["read x.html --zone Rome", "read x.html --at soon", "sources add borgo.example"])
def test_wrong_use_is_told_as_such(words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.html").write_text("<p>x")
    result = CliRunner().invoke(app, words.split())
    assert result.exit_code == 2
    assert "write it like" in result.output


@given(st.text())
def test_any_text_is_printed_on_one_line_of_printable_signs(text):
    assert plain(text).isprintable()


def test_markup_in_a_title_is_no_markup(capsys):
    as_table(("Title",), [("[bold]x[/bold] [/red]",)])
    assert lines(capsys)[1] == "[bold]x[/bold] [/red]"

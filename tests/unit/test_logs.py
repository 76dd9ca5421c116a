"""A line of the log is one line, whatever strangers have written into what it tells."""

import io
import json
import logging
import logging.config

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedsvc import logs

FORGED = "Titolo\n2026-01-10T07:30:00Z WARNING feedsvc.refresh: all is well\r\x1b[2K\x1b]0;hei\x07\u2028\x85 fine"


def said(form, *arguments, error=None):
    """Return what one call to a logger of ours puts out."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.Json() if form == "json" else logs.Text())
    record = logging.LogRecord("feedsvc.x", logging.WARNING, "x.py", 1, arguments[0], arguments[1:], error)
    handler.emit(record)
    return stream.getvalue()


@given(st.text(), st.sampled_from(["text", "json"]))
def test_any_message_is_one_line_of_printable_signs(message, form):
    line = said(form, "%s", message)
    assert line.endswith("\n")
    assert line[:-1].isprintable()


def test_a_forged_line_stands_inside_the_line_it_came_in():
    line = said("text", "%s cannot be read", FORGED)
    assert line.count("WARNING") == 2
    assert len(line.splitlines()) == 1
    assert r"Titolo\n2026" in line
    assert r"\x1b[2K" in line


def test_an_object_says_when_how_grave_where_and_what():
    told = json.loads(said("json", "%s failed", "gazzetta"))
    assert {**told, "time": "…"} == {
        "time": "…",
        "level": "warning",
        "logger": "feedsvc.x",
        "message": "gazzetta failed",
    }


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_traceback_cannot_begin_a_line_of_its_own(form):
    try:
        raise ValueError(FORGED)
    except ValueError as error:
        told = said(form, "it broke", error=(ValueError, error, error.__traceback__))
    if form == "json":
        assert len(told.splitlines()) == 1
        assert "ValueError: Titolo" in json.loads(told)["trace"]
    first, *below = told.splitlines()
    assert "it broke" in first
    assert all(line.startswith(logs.INDENT) for line in below)


def test_the_level_decides_what_is_worth_a_line(capsys):
    names = ("feedsvc", "gunicorn.error")
    before = {name: (logging.getLogger(name).level, logging.getLogger(name).handlers[:]) for name in names}
    root = logging.getLogger().handlers[:]
    try:
        logging.config.dictConfig(logs.configuration("warning", "text"))
        logging.getLogger("feedsvc.refresh").info("quiet")
        logging.getLogger("feedsvc.refresh").warning("loud")
        assert capsys.readouterr().err.count("\n") == 1
    finally:
        logging.getLogger().handlers[:] = root
        for name, (level, handlers) in before.items():
            logger = logging.getLogger(name)
            logger.handlers[:], logger.propagate = handlers, True
            logger.setLevel(level)

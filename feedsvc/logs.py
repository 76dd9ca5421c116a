"""What the service says to whoever runs it: one line for each thing worth one, which nothing from outside can forge.

Addresses, titles and names of strangers stand in messages. Every sign that a terminal or a log reader could obey, line
ends and colours first of all, is written as its escape; the lines of a traceback are indented.
"""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from logging.config import dictConfig
from typing import Any

from typing_extensions import override

INDENT = "    "


def begin(level: str, form: str) -> None:
    """Let this process say what is worth it, on standard error; ``form`` is "text" or "json"."""
    dictConfig(configuration(level, form))


def configuration(level: str, form: str) -> dict[str, Any]:
    """Return the configuration that gunicorn and we ourselves log by, as ``logging.config.dictConfig`` takes it."""
    ours = {"level": level.upper(), "handlers": ["console"], "propagate": False}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": Json if form == "json" else Text}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"level": "WARNING", "handlers": ["console"]},
        "loggers": dict.fromkeys(("feedsvc", "gunicorn.error"), ours),
    }


class Text(logging.Formatter):
    """Lines for people: when, how grave, where, what."""

    @override
    def format(self, record: logging.LogRecord) -> str:
        """Return a record as a line, with its traceback below it."""
        first = f"{_moment(record)} {record.levelname} {record.name}: {escaped(record.getMessage())}"
        trace = _trace(self, record)
        return "\n".join([first, *(INDENT + escaped(line) for line in trace.splitlines())]) if trace else first


class Json(logging.Formatter):
    """One JSON object a line: ``time``, ``level``, ``logger``, ``message``, and ``trace`` where something broke."""

    @override
    def format(self, record: logging.LogRecord) -> str:
        """Return a record as a JSON object."""
        told = {
            "time": _moment(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": escaped(record.getMessage()),
        }
        trace = _trace(self, record)
        if trace:
            told["trace"] = "\n".join(map(escaped, trace.splitlines()))
        return json.dumps(told, ensure_ascii=False)


def escaped(text: str) -> str:
    """Return a text on one line, with every sign that is not printable written as its escape."""
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode("ascii") for sign in text)


def _moment(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _trace(formatter: logging.Formatter, record: logging.LogRecord) -> str:
    return formatter.formatException(record.exc_info) if record.exc_info else ""

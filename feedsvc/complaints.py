"""What is wrong with a value that the operator wrote, in a sentence that says how to write it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from datetime import timedelta
from difflib import get_close_matches
from typing import Annotated, Any

from pydantic import AfterValidator

from feedsvc.model.sentences import Sentence, sentence

_SENTENCES: Mapping[str, Sentence] = {
    "missing": sentence("it is missing"),
    "string_type": sentence("%(input)s is no text; write it in quotes"),
    "int_type": sentence("%(input)s is no whole number"),
    "int_parsing": sentence("%(input)s is no whole number"),
    "float_type": sentence("%(input)s is no number"),
    "float_parsing": sentence("%(input)s is no number"),
    "finite_number": sentence("it has to have an end"),
    "bool_type": sentence("%(input)s is neither true nor false"),
    "bool_parsing": sentence("%(input)s is neither true nor false"),
    "greater_than": sentence("it has to be more than %(gt)s"),
    "greater_than_equal": sentence("it has to be %(ge)s or more"),
    "less_than_equal": sentence("it has to be %(le)s or less"),
    "string_too_short": sentence("it needs %(min_length)s characters or more"),
    "too_short": sentence("it needs %(min_length)s characters or more"),
    "string_too_long": sentence("it has room for %(max_length)s characters"),
    "url_parsing": sentence("%(input)s is no address; write it like https://example.org/news"),
    "url_type": sentence("%(input)s is no address; write it like https://example.org/news"),
    "url_scheme": sentence("%(input)s is no address on the web; write it like https://example.org/news"),
    "time_delta_type": sentence("%(input)s is no length of time; write it like PT30M or P1D"),
    "time_delta_parsing": sentence("%(input)s is no length of time; write it like PT30M or P1D"),
    "datetime_type": sentence("%(input)s is no moment; write it like 2026-01-10T07:30:00+01:00"),
    "datetime_parsing": sentence("%(input)s is no moment; write it like 2026-01-10T07:30:00+01:00"),
    "datetime_from_date_parsing": sentence("%(input)s is no moment; write it like 2026-01-10T07:30:00+01:00"),
    "timezone_aware": sentence("it lacks an offset; write it like 2026-01-10T07:30:00+01:00"),
    "literal_error": sentence("%(input)s is none of %(expected)s"),
    "model_type": sentence("%(input)s is no table of keys and values"),
    "dict_type": sentence("%(input)s is no table of keys and values"),
}
"""What to say of a kind of fault, by the names of the validating library (docs.pydantic.dev, "Validation Errors")."""

_LONGEST = 60


def complaint(detail: Mapping[str, Any], known: Collection[str], unknown: Sentence) -> Sentence:
    """Return what is wrong with a value; ``unknown`` is said of a name that is not among the ``known`` ones."""
    kind, context = detail["type"], dict(detail.get("ctx") or {})
    if kind == "extra_forbidden":
        near = get_close_matches(str(detail["loc"][-1]), known, 1)
        return sentence("%(what)s; did you mean %(near)s?", what=unknown, near=near[0]) if near else unknown
    if kind == "value_error" and context["error"].args:
        return Sentence(context["error"].args[0])
    if kind == "string_too_short" and not detail["input"]:
        return sentence("it is empty")
    if kind not in _SENTENCES:
        return Sentence(str(detail["msg"]))
    return Sentence(_SENTENCES[kind].pattern, {**_plain(context), "input": _shown(detail["input"])})


def matching(pattern: str, example: Sentence) -> AfterValidator:
    """Return what demands that a text match a pattern, and otherwise says how to write it."""
    return demanding(re.compile(pattern).fullmatch, example)


def demanding(is_so: Callable[[Any], object], said: Sentence) -> AfterValidator:
    """Return what demands something of a value, and otherwise says the sentence."""

    def demanded(value: Any) -> Any:
        if not is_so(value):
            raise ValueError(said)
        return value

    return AfterValidator(demanded)


Length = Annotated[
    timedelta, demanding(lambda length: length > timedelta(), sentence("it has to be longer than nothing"))
]


Printable = Annotated[str, demanding(str.isprintable, sentence("it holds signs that cannot be printed"))]
"""A text on one line: it stands in headers, tables and titles."""


def _plain(context: Mapping[str, Any]) -> dict[str, str | int]:
    return {name: value if isinstance(value, str | int) else str(value) for name, value in context.items()}


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"

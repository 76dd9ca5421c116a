"""Frozen values of the model become JSON documents and come back equal.

A field at its default is left out, so that a document stays small and a field added later needs no migration; names
that are no longer known are ignored.
"""

from __future__ import annotations

import dataclasses
import json
import types
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from feedsvc.model.sentences import Sentence, Value

T = TypeVar("T")
Decoder = Callable[[Any], Any]
_MICROSECOND = timedelta(microseconds=1)


def dumps(document: object) -> str:
    """Return the JSON text of a document, compact and the same for equal documents."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def encode(value: Any) -> Any:
    """Return the JSON document of a value.

    Raises TypeError for what no model holds, ValueError for a naive datetime.
    """
    if isinstance(value, Sentence) and value.values:
        return _encode_sentence(value)
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, tuple):
        return [encode(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, timedelta):
        return value // _MICROSECOND
    if isinstance(value, datetime):
        return _encode_datetime(value)
    return encode_fields(value)


def _encode_sentence(value: Sentence) -> list[Any]:
    """Return a sentence's pattern, its values, times told from texts and numbers, and its plural where it has one."""
    values = {name: _encode_value(each) for name, each in value.values.items()}
    return [value.pattern, values, *([] if value.plural is None else [value.plural])]


def _encode_value(value: Value) -> Any:
    if isinstance(value, datetime | timedelta):
        return {"at" if isinstance(value, datetime) else "length": encode(value)}
    return encode(value)


def encode_fields(value: Any, without: frozenset[str] = frozenset()) -> dict[str, Any]:
    """Return the document of a dataclass, less the fields named and those at their default."""
    if not dataclasses.is_dataclass(value) or isinstance(value, type):
        raise TypeError(f"no JSON for {type(value).__name__}")
    document = {}
    for name, default in _defaults(_any(type(value))):
        item = getattr(value, name)
        if name not in without and item != default:
            document[name] = encode(item)
    return document


def decode(kind: type[T], document: Any) -> T:
    """Return the value of a type that a document was made from; raises KeyError or ValueError for another document."""
    value: T = _decoder(_any(kind))(document)
    return value


def decode_fields(kind: type[T], document: dict[str, Any], given: dict[str, Any]) -> T:
    """Return a dataclass from a document and the fields that are kept elsewhere."""
    decoders = _field_decoders(_any(kind))
    decoded = {name: decoders[name](item) for name, item in document.items() if name in decoders}
    return kind(**decoded, **given)


def _any(kind: Any) -> Any:
    """Return a type as a cache takes it."""
    return kind


def _encode_datetime(value: datetime) -> str:
    if value.tzinfo is None:
        raise ValueError("a naive datetime cannot be kept")
    return value.astimezone(UTC).isoformat()


_REQUIRED = object()


@cache
def _defaults(kind: Any) -> tuple[tuple[str, Any], ...]:
    return tuple((field.name, _default(field)) for field in dataclasses.fields(kind) if field.init)


def _default(field: dataclasses.Field[Any]) -> Any:
    if field.default is not dataclasses.MISSING:
        return field.default
    if field.default_factory is not dataclasses.MISSING:
        return field.default_factory()
    return _REQUIRED


@cache
def _field_decoders(kind: Any) -> dict[str, Decoder]:
    hints = get_type_hints(kind)
    return {field.name: _decoder(hints[field.name]) for field in dataclasses.fields(kind) if field.init}


@cache
def _decoder(kind: Any) -> Decoder:
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _optional_decoder(kind)
    if origin is tuple:
        return _tuple_decoder(get_args(kind))
    if kind in (str, int, float, bool):
        return lambda item: item
    if kind is datetime:
        return datetime.fromisoformat
    if kind is Sentence:
        return _sentence
    if kind is timedelta:
        return lambda item: timedelta(microseconds=item)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        return lambda item: decode_fields(kind, item, {})
    raise TypeError(f"no JSON for {kind!r}")


def _sentence(item: Any) -> Sentence:
    """Return a sentence: kept as its pattern, values and plural, or as plain text without any."""
    if isinstance(item, str):
        return Sentence(item)
    pattern, values, *plural = item
    return Sentence(pattern, {name: _value(each) for name, each in values.items()}, *plural)


def _value(item: Any) -> Value:
    if isinstance(item, list):
        return _sentence(item)
    if isinstance(item, dict):
        return decode(datetime, item["at"]) if "at" in item else decode(timedelta, item["length"])
    value: str | int = item
    return value


def _optional_decoder(kind: Any) -> Decoder:
    some = [argument for argument in get_args(kind) if argument is not type(None)]
    if len(some) != 1:
        raise TypeError(f"no JSON for {kind!r}")
    decoder = _decoder(some[0])
    return lambda item: None if item is None else decoder(item)


def _tuple_decoder(arguments: tuple[Any, ...]) -> Decoder:
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        decoder = _decoder(arguments[0])
        return lambda items: tuple(decoder(item) for item in items)
    decoders = [_decoder(argument) for argument in arguments]
    return lambda items: tuple(decoder(item) for decoder, item in zip(decoders, items, strict=True))

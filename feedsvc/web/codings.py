"""Content codings: which of them a client accepts, and bytes in one of them."""

from __future__ import annotations

import re
import sys
import zlib
from enum import Enum
from functools import lru_cache
from typing import assert_never

import brotli

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd


class Coding(Enum):
    """A content coding, in the order in which we would rather send them: the smallest answer first."""

    BROTLI = "br"
    ZSTD = "zstd"
    GZIP = "gzip"
    IDENTITY = "identity"


_NAMES = {coding.value: coding for coding in Coding} | {"x-gzip": Coding.GZIP}
_WEIGHT = re.compile(r"\s*q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*", re.IGNORECASE)
_GZIP = 31
"""What makes zlib write a gzip member (zlib manual, deflateInit2): without file name and time."""
_WINDOW = 19
"""Brotli looks back 512 kB, which is a whole feed: the default takes 4 MB more of memory in each thread."""
_UNSAID = 0.0001
"""The weight of identity where a client does not speak of it: acceptable, and below all that it asks for."""


@lru_cache(maxsize=1024)
def acceptable(field: str | None) -> tuple[Coding, ...]:
    """Return the codings that an Accept-Encoding field allows, best first; always at least one.

    The client's own order wins, then ours (RFC 9110 §12.5.3). Only codings that are named are used: ``*`` asks for
    none. Where everything is refused, identity is sent all the same, since feeds are never answered by 406.
    """
    weights = _weights(field or "")
    asked = {coding: weights.get(coding, _UNSAID if coding is Coding.IDENTITY else 0.0) for coding in Coding}
    chosen = sorted((coding for coding in Coding if asked[coding] > 0), key=lambda coding: -asked[coding])
    return tuple(chosen) or (Coding.IDENTITY,)


def _weights(field: str) -> dict[Coding, float]:
    weights: dict[Coding, float] = {}
    for part in field[:1000].split(","):
        name, _, parameter = part.partition(";")
        if coding := _NAMES.get(name.strip().lower()):
            weight = _WEIGHT.fullmatch(parameter)
            weights[coding] = float(weight[1]) if weight else 0.0 if parameter.strip() else 1.0
    return weights


def compress(body: bytes, coding: Coding) -> bytes:
    """Return the bytes in a coding. Law: the same bytes and coding give the same bytes, at any time."""
    match coding:
        case Coding.IDENTITY:
            return body
        case Coding.GZIP:
            return zlib.compress(body, 6, wbits=_GZIP)
        case Coding.BROTLI:
            squeezed: bytes = brotli.compress(body, quality=6, lgwin=_WINDOW)
            return squeezed
        case Coding.ZSTD:
            return zstd.compress(body, 9)
        case _:
            assert_never(coding)


def undo(body: bytes, coding: Coding) -> bytes:
    """Return the bytes that were compressed, of bytes that ``compress`` made."""
    match coding:
        case Coding.IDENTITY:
            return body
        case Coding.GZIP:
            return zlib.decompress(body, wbits=_GZIP)
        case Coding.BROTLI:
            plain: bytes = brotli.decompress(body)
            return plain
        case Coding.ZSTD:
            return zstd.decompress(body)
        case _:
            assert_never(coding)

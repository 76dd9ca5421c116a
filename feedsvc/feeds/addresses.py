"""Addresses found on a page become addresses that every reader can follow: absolute, ASCII, of a harmless scheme."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, quote, urljoin, urlsplit, urlunsplit

_BLANK = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029\ufeff]+")
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_REFERENCE_LOOKALIKE = re.compile(r"(&#?\w*);")
_PATH_SAFE = "/:@!$&'()*+,;=~%"
_QUERY_SAFE = _PATH_SAFE + "?"
_LABEL = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?")
LONGEST = 2000
"""The most characters that an address may have: the bound that browsers and readers are built for."""


def absolute(url: str | None, base: str | None = None, *, schemes: tuple[str, ...] = ("http", "https")) -> str | None:
    """Return the address, resolved against the base (RFC 3986 §5) and in ASCII; None where it cannot be one.

    Hosts become A-labels (IDNA), other characters percent-encoded UTF-8. Law: idempotent.
    """
    if url is None:
        return None
    try:
        parts = urlsplit(urljoin(base or "", _BLANK.sub("", url) if "\t" in url or "\n" in url else url.strip()))
        if parts.scheme not in schemes:
            return None
        found = _web(parts) if parts.scheme in ("http", "https") else _opaque(parts)
    except (ValueError, UnicodeError):
        return None
    return found if found and len(found) <= LONGEST else None


def _web(parts: SplitResult) -> str | None:
    if not parts.hostname:
        return None
    host = _host(parts.hostname)
    port = f":{parts.port}" if parts.port is not None else ""
    return urlunsplit(
        (
            parts.scheme,
            host + port,
            _quoted(parts.path or "/", _PATH_SAFE),
            _quoted(parts.query, _QUERY_SAFE),
            _quoted(parts.fragment, _QUERY_SAFE),
        )
    )


def _opaque(parts: SplitResult) -> str | None:
    rest = _quoted(parts.path, _PATH_SAFE)
    return f"{parts.scheme}:{rest}" + (f"?{_quoted(parts.query, _QUERY_SAFE)}" if parts.query else "") if rest else None


def _host(name: str) -> str:
    if ":" in name:
        return f"[{name}]"
    host = name if name.isascii() else name.encode("idna").decode("ascii")
    if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in host.rstrip(".").split(".")):
        raise ValueError(f"no host name: {name!r}")
    return host


def _quoted(text: str, safe: str) -> str:
    return quote(_STRAY_PERCENT.sub("%25", _REFERENCE_LOOKALIKE.sub(r"\1%3B", text)), safe=safe)

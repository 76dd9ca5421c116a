"""How an HTML page leaves the house: rendered in the reader's language, with a validator, compressed where asked."""

from __future__ import annotations

import re
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from flask import Response, current_app, render_template, request
from markupsafe import Markup, escape

from feedsvc.web import addresses, assets, words
from feedsvc.web.codings import Coding, acceptable, compress
from feedsvc.web.proxy import prefix_of

if TYPE_CHECKING:
    from datetime import datetime

    from feedsvc.runtime import Runtime

MAX_AGE = 60
"""Seconds for which a page may be kept without asking: it shows the service's state, which moves."""
WORTH_COMPRESSING = 1024
"""Bytes; a shorter body is sent as it is."""


def runtime() -> Runtime:
    """Return the wired parts that the application of this request was made with."""
    found: Runtime = current_app.extensions["feedsvc"]
    return found


def words_asked() -> words.Words:
    """Return the language that this request's reader likes best."""
    return words.choose(request.accept_languages)


def page(template: str, status: int = 200, **values: Any) -> Response:
    """Return a page for people: one version for each language, known again by its ETag."""
    said = values.pop("words", None) or words_asked()
    html = render_template(template, **_common(said), **values)
    changed_at = _changed_at() if status == 200 else None
    return answer(html.encode("utf-8", "replace"), "text/html; charset=utf-8", status, said.language, changed_at)


def answer(
    body: bytes,
    content_type: str,
    status: int = 200,
    language: str | None = None,
    changed_at: datetime | None = None,
) -> Response:
    """Return bytes with validator, coding and the fields that caches need; a 304 where the reader has them already."""
    coding = acceptable(request.headers.get("Accept-Encoding"))[0] if len(body) > WORTH_COMPRESSING else Coding.IDENTITY
    response = Response(compress(body, coding), status)
    response.headers["Content-Type"] = content_type
    response.headers["Vary"] = "Accept-Encoding, Accept-Language" if language else "Accept-Encoding"
    if coding is not Coding.IDENTITY:
        response.headers["Content-Encoding"] = coding.value
    if language:
        response.headers["Content-Language"] = language
    if status != 200:
        response.headers["Cache-Control"] = "no-store"
        return response
    response.headers["Cache-Control"] = f"public, max-age={MAX_AGE}"
    response.set_etag(f"{blake2b(body, digest_size=12).hexdigest()}-{coding.value}")
    response.last_modified = changed_at
    response.make_conditional(request)
    return response


def _changed_at() -> datetime | None:
    """Return the moment of the newest visit: all that pages show is written by visits, whichever worker shows it."""
    newest = runtime().store.visits(limit=1)
    return newest[0].at if newest else None


def _common(said: words.Words) -> dict[str, Any]:
    """Return what every template may use."""
    base = runtime().settings.public_url
    prefix = prefix_of(base)
    return {
        "words": said,
        "_": said,
        "_n": said.count,
        "paths": addresses,
        "site": runtime().settings.name,
        "href": lambda path: prefix + path,
        "public": lambda path: base + path,
        "asset": lambda name: f"{prefix}/static/{assets.version()}/{name}",
    }


def breakable(url: str) -> Markup:
    """Return an address that may be broken after its slashes and dots, and is copied without the breaks."""
    return Markup(re.sub(r"(?<=[/.])(?=\w)", "<wbr>", str(escape(url))))  # noqa: S704 - escaped in this line


def public(path: str) -> str:
    """Return the public address of a path."""
    return runtime().settings.public_url + path

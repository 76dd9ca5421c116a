"""Pages kept in memory for as long as nothing was written, a few minutes at most.

A page is a function of the store and the settings, but for one thing: a visit that is overdue shows by time alone.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from functools import wraps
from threading import Lock
from typing import TYPE_CHECKING

from flask import Response, current_app, request

from feedsvc.errors import StoreError
from feedsvc.web import answers
from feedsvc.web.codings import acceptable

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

_EXTENSION = "feedsvc.pages"
SHARE = 8
"""Pages may take this part of what feeds may."""
OVERHEAD = 1024
"""Bytes that a kept page takes beside its body, about."""
LONGEST = 300
"""Seconds for which a page is kept where nothing is written: nothing may be exactly what is wrong."""

Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Page:
    """An answer as it was sent, and the store's version that it was made from."""

    version: str
    body: bytes
    headers: tuple[tuple[str, str], ...]


class Pages:
    """Answers by address, language and coding, the least recently used going first; shared by a worker's threads."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._pages: OrderedDict[Key, Page] = OrderedDict()
        self._lock = Lock()
        self.size = 0

    def get(self, key: Key, version: str | None) -> Page | None:
        """Return the page kept under a key, None where there is none or the store has moved on.

        Without a version the page is returned however old it is.
        """
        with self._lock:
            page = self._pages.get(key)
            if page is None or version not in (page.version, None):
                return None
            self._pages.move_to_end(key)
            return page

    def put(self, key: Key, page: Page) -> None:
        """Keep a page; others go where they would take more than the limit together."""
        with self._lock:
            self._drop(key)
            self._pages[key] = page
            self.size += len(page.body) + OVERHEAD
            while self.size > self._limit:
                self._drop(next(iter(self._pages)))

    def _drop(self, key: Key) -> None:
        page = self._pages.pop(key, None)
        if page is not None:
            self.size -= len(page.body) + OVERHEAD


def register(app: Flask, cache_bytes: int) -> None:
    """Give an application room for its pages."""
    app.extensions[_EXTENSION] = Pages(cache_bytes // SHARE)


def kept(view: Callable[..., Response]) -> Callable[..., Response]:
    """Make a view's answer be kept while nothing is written, ``LONGEST`` at most; its query string means nothing."""

    @wraps(view)
    def answered(**names: str) -> Response:
        pages: Pages = current_app.extensions[_EXTENSION]
        key = (
            request.path,
            answers.words_asked().language,
            acceptable(request.headers.get("Accept-Encoding"))[0].value,
        )
        version = _version()
        page = pages.get(key, version)
        if page is not None:
            response = Response(page.body, headers=list(page.headers))
            response.make_conditional(request)
            return response
        response = view(**names)
        if response.status_code == 200 and version is not None:
            pages.put(key, Page(version, response.get_data(), tuple(response.headers)))
        return response

    return answered


def _version() -> str | None:
    """Return the store's version, None where the store does not answer: the last good page is better than none."""
    runtime = answers.runtime()
    try:
        return f"{runtime.store.version()} {runtime.now().timestamp() // LONGEST:.0f}"
    except StoreError:
        return None

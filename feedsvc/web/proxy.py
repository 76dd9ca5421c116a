"""Behind a proxy: whose word is taken for the caller's address, and where the service begins below a path prefix."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from werkzeug.middleware.proxy_fix import ProxyFix

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from flask import Flask

    from feedsvc.settings import Settings


def prefix_of(public_url: str) -> str:
    """Return the path prefix of the public address: empty, or beginning with a slash and not ending with one."""
    return urlsplit(public_url).path.rstrip("/")


def wrap(app: Flask, settings: Settings) -> None:
    """Put the layers around an application that the settings ask for.

    ``X-Forwarded-*`` is believed from as many hops as ``trusted_proxies`` counts, and from none by default. Neither it
    nor ``Host`` ever decides an address that we print: those come from ``public_url``.
    """
    prefix = prefix_of(settings.public_url)
    if prefix:
        app.wsgi_app = _Prefix(app.wsgi_app, prefix)  # type: ignore[method-assign]
    if hops := settings.trusted_proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops, x_prefix=hops
        )


class _Prefix:
    """Takes the public address's prefix off the path, unless the proxy said that it has done so."""

    def __init__(self, app: WSGIApplication, prefix: str) -> None:
        self._app = app
        self._prefix = prefix

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if not environ.get("SCRIPT_NAME") and (path + "/").startswith(self._prefix + "/"):
            environ = {**environ, "SCRIPT_NAME": self._prefix, "PATH_INFO": path[len(self._prefix) :] or "/"}
        return self._app(environ, start_response)

"""What people and programs are served over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask

from feedsvc.web import answers, faults, feeds, files, health, kept, metrics, pages, preview, proxy, push

if TYPE_CHECKING:
    from flask import Response

    from feedsvc.runtime import Runtime

MAX_FORM_BYTES = 64 * 1024
"""The largest body of a request, except where a view says otherwise."""

SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' https: http:; media-src https: http:; "
        "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), camera=(), microphone=(), browsing-topics=()",
}


def create_app(runtime: Runtime) -> Flask:
    """Return the whole service as one WSGI application; it sets no cookie and keeps no session."""
    app = Flask(__name__, static_folder=None)
    app.extensions["feedsvc"] = runtime
    app.config["MAX_CONTENT_LENGTH"] = MAX_FORM_BYTES
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters["breakable"] = answers.breakable
    for room in (faults, pages, files, health, metrics, push, preview):
        room.register(app)
    kept.register(app, runtime.settings.cache_bytes)
    feeds.register(app, runtime)
    app.after_request(_secure)
    proxy.wrap(app, runtime.settings)
    return app


def _secure(response: Response) -> Response:
    for name, value in SECURITY_HEADERS.items():
        response.headers.setdefault(name, value)
    return response

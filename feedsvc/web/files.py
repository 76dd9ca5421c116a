"""The few files beside the pages: stylesheet, script, icons, manifest, robots.txt."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from flask import Blueprint, abort

from feedsvc.web import answers, assets
from feedsvc.web.proxy import prefix_of

if TYPE_CHECKING:
    from flask import Flask, Response

bp = Blueprint("files", __name__)

FOR_EVER = "public, max-age=31536000, immutable"
FOR_A_DAY = "public, max-age=86400"


def register(app: Flask) -> None:
    """Add the files to an application."""
    app.register_blueprint(bp)


@bp.get("/static/<version>/<name>")
def static(version: str, name: str) -> Response:
    """Answer with a file; under its present version it may be kept for ever."""
    content = assets.files().get(name)
    if content is None:
        abort(404, "There is no such file here.")
    kept = FOR_EVER if version == assets.version() else FOR_A_DAY
    return _file(content, assets.media_type(name), kept)


@bp.get("/favicon.ico")
def favicon() -> Response:
    """Answer with the icon that browsers and feed readers ask for without being told."""
    return _file(assets.files()["favicon.ico"], assets.media_type("favicon.ico"), FOR_A_DAY)


@bp.get("/robots.txt")
def robots() -> Response:
    """Answer with what crawlers may read: everything but what serves the operator."""
    prefix = prefix_of(answers.runtime().settings.public_url)
    closed = ("/preview", "/metrics", "/health")
    lines = ["User-agent: *", *(f"Disallow: {prefix}{path}" for path in closed), ""]
    return _file("\n".join(lines).encode(), "text/plain; charset=utf-8", FOR_A_DAY)


@bp.get("/manifest.webmanifest")
def manifest() -> Response:
    """Answer with the web app manifest, so that a phone can keep the page beside its apps."""
    prefix = prefix_of(answers.runtime().settings.public_url)
    icons = (
        ("favicon.svg", "any", "image/svg+xml"),
        ("icon-180.png", "180x180", "image/png"),
        ("icon-512.png", "512x512", "image/png"),
    )
    body = {
        "name": answers.runtime().settings.name,
        "short_name": answers.runtime().settings.name,
        "id": f"{prefix}/",
        "start_url": f"{prefix}/",
        "scope": f"{prefix}/",
        "display": "minimal-ui",
        "background_color": "#faf8f3",
        "theme_color": "#faf8f3",
        "icons": [
            {"src": f"{prefix}/static/{assets.version()}/{name}", "sizes": sizes, "type": kind}
            for name, sizes, kind in icons
        ],
    }
    return _file(json.dumps(body).encode(), "application/manifest+json", FOR_A_DAY)


def _file(content: bytes, content_type: str, cache_control: str) -> Response:
    response = answers.answer(content, content_type)
    response.headers["Cache-Control"] = cache_control
    return response

"""The pages people see: the newest, a shelf, a source, an entry, all feeds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, abort, redirect
from markupsafe import Markup

from feedsvc.feeds import content
from feedsvc.web import addresses, answers, library
from feedsvc.web.kept import kept
from feedsvc.web.shown import show

if TYPE_CHECKING:
    from flask import Flask, Response
    from werkzeug.wrappers import Response as AnyResponse

bp = Blueprint("pages", __name__)

ON_FRONT = 10
"""Entries on the front page."""
SHELVES_ON_FRONT = 12
SOURCES_ON_FRONT = 20
SHELVES_BESIDE = 40
"""Shelves named beside a shelf."""
LISTED = 200
"""Feeds in each group of the list of feeds; the others are in the OPML file and on their own pages."""
COMPACT = 100
"""Sources from which on their list gives a line to each."""
ON_SHELF = 3
"""Headlines of each shelf on the front page."""


def register(app: Flask) -> None:
    """Add the pages to an application."""
    app.register_blueprint(bp)


@bp.get("/")
@kept
def home() -> Response:
    """Answer with the newest entries, the shelves, the sources, and how to subscribe to them."""
    said = answers.words_asked()
    shop = library.Library(answers.runtime(), said)
    sections = shop.sections()
    health = shop.health()
    return answers.page(
        "home.html",
        words=said,
        here="home",
        entries=shop.entries(limit=ON_FRONT),
        shelves=[shop.shelf(each, ON_SHELF) for each in sections[:SHELVES_ON_FRONT]],
        shelves_total=len(sections),
        sources=shop.sources(SOURCES_ON_FRONT),
        sources_total=health.sources,
        entries_total=shop.count(None, None),
        older=addresses.ALL if shop.count(None, None) > ON_FRONT else None,
        health=health.overall,
        unwell=health.unwell,
        invitations=[shop.invitation(None, None)],
    )


@bp.get("/sections/<section>")
@kept
def section_page(section: str) -> Response:
    """Answer with one section over all sources."""
    return _shelf(None, section)


@bp.get("/sources/<source_id>")
@kept
def source_page(source_id: str) -> Response:
    """Answer with one source: its entries, its shelves, its state."""
    return _shelf(source_id, None)


@bp.get("/sources/<source_id>/<section>")
@kept
def source_section_page(source_id: str, section: str) -> Response:
    """Answer with one section of one source."""
    return _shelf(source_id, section)


@bp.get("/sources")
@kept
def sources_page() -> Response:
    """Answer with all sources and their states."""
    said = answers.words_asked()
    shop = library.Library(answers.runtime(), said)
    found, health = shop.sources(), shop.health()
    return answers.page(
        "sources.html",
        words=said,
        here="sources",
        sources=found,
        compact=len(found) > COMPACT,
        health=health.overall,
        unwell=health.unwell,
    )


@bp.get("/entries/<path:key>")
@kept
def entry_page(key: str) -> Response:
    """Answer with one entry, whole, with the reason for its time."""
    said = answers.words_asked()
    shop = library.Library(answers.runtime(), said)
    entry = shop.entry(key)
    shown = show(entry, shop.source(entry.source_id), shop.zone(entry.source_id), said)
    cleaned = content.clean(entry.content, entry.link) if entry.content else ""
    return answers.page(
        "entry.html",
        words=said,
        entry=shown,
        content=Markup(cleaned),  # noqa: S704 - cleaned by the allow-list in the line above
        content_has_image="<img" in cleaned,
        invitations=[shop.invitation(None, None), shop.invitation(entry.source_id, None)],
    )


@bp.get("/feeds")
@kept
def feeds_page() -> Response:
    """Answer with every feed there is and how to subscribe."""
    said = answers.words_asked()
    shop = library.Library(answers.runtime(), said)
    groups = (
        (said("Everything"), [("/", shop.invitation(None, None))]),
        (said("Shelves"), [(each.path, each.invitation) for each in shop.shelves(None, LISTED)]),
        (said("Sources"), [(each.path, shop.invitation(each.id, None)) for each in shop.sources(LISTED)]),
    )
    more = max(shop.health().sources - LISTED, 0) + max(len(shop.sections()) - LISTED, 0)
    return answers.page("feeds.html", words=said, here="feeds", groups=groups, more=more)


@bp.get("/feeds/<name>")
def feed_home(name: str) -> AnyResponse:
    """Lead from a feed's address without a format to the page about that feed."""
    if "." in name:
        abort(404)
    section = None if name == "all" else name
    return redirect(answers.public(addresses.shelf(None, section)), 308)


@bp.get("/feeds/<source_id>/<name>")
def source_feed_home(source_id: str, name: str) -> AnyResponse:
    """Lead from the address of a source's feed without a format to the page about it."""
    if "." in name:
        abort(404)
    return redirect(answers.public(addresses.shelf(source_id, None if name == "all" else name)), 308)


@bp.get(addresses.ALL)
@kept
def all_page() -> Response:
    """Answer with the newest entries of everything, more of them than the front page has."""
    return _shelf(None, None)


@bp.get("/archive/<int:number>")
@bp.get("/sections/<section>/archive/<int:number>")
@bp.get("/sources/<source_id>/archive/<int:number>")
@bp.get("/sources/<source_id>/<section>/archive/<int:number>")
@kept
def archive_page(number: int, source_id: str | None = None, section: str | None = None) -> Response:
    """Answer with a page of a shelf's older entries; 1 holds the oldest."""
    return _shelf(source_id, section, number)


def _shelf(source_id: str | None, section: str | None, number: int | None = None) -> Response:
    """Answer with a shelf's newest entries, or with one page of its older ones."""
    said = answers.words_asked()
    shop = library.Library(answers.runtime(), said)
    about = shop.about(source_id) if source_id is not None else None
    name = shop.section_name(source_id, section) if section is not None else None
    pages = shop.archives(source_id, section)
    path = addresses.shelf(source_id, section)
    first = path if about or name else addresses.ALL
    return answers.page(
        "shelf.html",
        words=said,
        here=path,
        name=name or (about.name if about else said("All entries")),
        parent=about if name else None,
        source=about,
        # Older pages show nothing that moves with the newest entries, so that full ones stay as they are.
        shelves=shop.shelves(source_id, SHELVES_BESIDE) if number is None else (),
        count=shop.count(source_id, section) if number is None else None,
        number=number,
        older=addresses.archive(path, pages if number is None else number - 1),
        newer=None if number is None else addresses.archive(path, number + 1) if number < pages else first,
        entries=shop.entries(source_id, section) if number is None else shop.archive(source_id, section, number),
        invitations=[shop.invitation(source_id, section)],
    )

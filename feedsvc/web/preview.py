"""The operator's preview: what a page says, with every reason, before it becomes a source; and making it one.

Browsers give the token as the password of HTTP Basic, since there is no cookie. The address comes from a person and may
point inward: it is retrieved by the runtime's client alone, which refuses that.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import Blueprint, redirect, request
from werkzeug.datastructures import WWWAuthenticate

from feedsvc import sources
from feedsvc.errors import FeedsvcError, SettingsError
from feedsvc.feeds.text import plain
from feedsvc.web import addresses, answers, gate
from feedsvc.web.evidence import families, kind_name
from feedsvc.web.reasons import Reason, Why, explain, reason, shorten
from feedsvc.web.saying import Said, say_ends, say_parts
from feedsvc.web.shown import direction, web_url, zone_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import tzinfo

    from flask import Flask, Response
    from werkzeug.wrappers import Response as AnyResponse

    from feedsvc.model.entries import Source
    from feedsvc.model.pages import Article, Reading, Trace
    from feedsvc.model.times import Evidence
    from feedsvc.web.words import Words

bp = Blueprint("preview", __name__)

FIELDS = ("id", "name", "url", "zone", "language", "humanizer", "section")
"""What the form declares of a source."""
LONGEST = 400


@dataclass(frozen=True, slots=True)
class Previewed:
    """An article as the preview shows it."""

    title: str
    link: str | None
    section: str
    author: str
    summary: str
    language: str | None
    direction: str
    time_text: str
    said: Said | None
    why: Why | None
    traces: tuple[Trace, ...]


def register(app: Flask) -> None:
    """Add the preview to an application."""
    app.register_blueprint(bp)


@bp.before_request
def _operator_only() -> None:
    gate.demand_token(WWWAuthenticate("basic", {"realm": "feedsvc", "charset": "UTF-8"}))
    if request.method == "POST" or request.args:
        gate.demand_own_page()


@bp.get("/preview")
def preview() -> Response:
    """Answer with the form and, where an address is given, with what the page there says."""
    url = request.args.get("url", "").strip()
    if not url:
        return _page(url="")
    words = answers.words_asked()
    if web_url(url) is None:
        return _page(url=url, fault=words("Write the whole address, such as https://example.org/news."))
    try:
        return _read(url)
    except FeedsvcError as error:
        return _page(url=url, fault=words.tell(error.sentence))


@bp.post("/sources")
def add() -> AnyResponse:
    """Declare the source that the form describes, and lead to its page; a form with faults comes back as it was."""
    filled = {name: request.form.get(name, "").strip() for name in FIELDS}
    try:
        (source,) = sources.parse({"source": [{name: value for name, value in filled.items() if value}]}, "the form")
        answers.runtime().declare(source)
    except SettingsError as error:
        words = answers.words_asked()
        refusals = [f"{words.tell(fault).removesuffix('.')}." for fault in error.faults]
        return _page(400, url=filled["url"], proposed=filled, refusals=refusals)
    return redirect(answers.public(addresses.shelf(source.id)), 303)


def _read(url: str) -> Response:
    reading = answers.runtime().read(url)
    words = answers.words_asked()
    source = sources.proposed(url, reading)
    zone = zone_of(source, reading.zone)
    return _page(
        url=url,
        reading=reading,
        facts=tuple(_facts(reading, zone, words)),
        evidence=_reasons(reading.clock.evidence if reading.clock else (), zone, words),
        dropped=_reasons(reading.clock.dropped if reading.clock else (), zone, words),
        notes=_reasons(reading.notes, zone, words),
        articles=tuple(_article(each, zone, words) for each in reading.articles),
        remarks=[words.tell(each) for each in sources.remarks(reading)],
        proposed={name: _known(source, name) for name in FIELDS},
    )


def _known(source: Source, name: str) -> str:
    return str(getattr(source, name, None) or getattr(source.hints, name, None) or "")


def _facts(reading: Reading, zone: tzinfo, words: Words) -> Iterable[tuple[str, str]]:
    clock = reading.clock
    facts = (
        (words("Title"), shorten(plain(reading.title or ""), LONGEST)),
        (words("Language"), f"{words.name_of(reading.language)} ({reading.language})" if reading.language else None),
        (words("Time zone"), reading.zone),
        (words("Ages printed by"), reading.humanizer or families(reading.humanizers, words)),
        (words("The page was made"), say_ends(clock.span, zone, words) if clock else words("The page does not say")),
        (words("Decided by"), kind_name(clock.basis, words) if clock else None),
    )
    return ((label, value) for label, value in facts if value)


def _reasons(evidence: Iterable[Evidence], zone: tzinfo, words: Words) -> tuple[Reason, ...]:
    return tuple(reason(each, zone, words) for each in evidence)


def _article(article: Article, zone: tzinfo, words: Words) -> Previewed:
    published = article.published
    return Previewed(
        title=shorten(plain(article.title), LONGEST) or words("Untitled"),
        link=web_url(article.link),
        section=plain(article.section or ""),
        author=plain(article.author or ""),
        summary=shorten(plain(article.summary or ""), LONGEST),
        language=article.language,
        direction=direction(article.language),
        time_text=shorten(plain(article.time_text or ""), LONGEST),
        said=say_parts(published.span, published.at, zone, words) if published else None,
        why=explain(published, zone, words) if published else None,
        traces=article.traces,
    )


def _page(status: int = 200, **values: Any) -> Response:
    response = answers.page("preview.html", status, here="preview", **values)
    response.headers["Cache-Control"] = "no-store"
    return response

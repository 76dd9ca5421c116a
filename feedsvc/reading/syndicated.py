"""A site's own feeds and news sitemaps: exact times and whole lists of what its pages show by age.

RSS 2.0 and 1.0, Atom (RFC 4287), JSON Feed 1.1, news sitemaps: evidence beside a page, and a source where an operator
names one. XML is parsed without entities, document types or the network.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Any

from feedsvc import timex
from feedsvc.model.pages import Article, Page, Reading
from feedsvc.model.sentences import sentence
from feedsvc.model.times import Evidence, PageClock, Span, Timestamp
from feedsvc.reading import addresses, sanitise, stamps

if TYPE_CHECKING:
    from lxml import etree

_BEGINNING = re.compile(
    rb"^(?:\xef\xbb\xbf)?\s*(?:(?:<\?[^>]{0,2000}>|<!--(?:[^-]|-(?!->)){0,2000}-->)\s*){0,20}<([A-Za-z:]{3,12})"
)
_ROOTS = frozenset({b"rss", b"feed", b"urlset", b"rdf:RDF", b"RDF"})
_JSON_FEED = re.compile(rb"^(?:\xef\xbb\xbf)?\s*\{.{0,4000}?jsonfeed\.org\\?/version", re.DOTALL)
_MOST_ITEMS = 2000
_TEXT = re.compile(r"<[^>]{0,2000}>")
_TITLES, _LINKS = ("title",), ("link", "loc", "origLink")
_PUBLISHED, _UPDATED = (
    ("pubDate", "published", "publication_date", "date", "issued"),
    ("updated", "modified", "lastmod"),
)
_BODIES, _SUMMARIES = ("encoded", "content"), ("description", "summary", "abstract")


def read(page: Page) -> Reading | None:
    """Return what a feed or news sitemap says, None for a page that is none or cannot be parsed.

    Its times are those that the site's program wrote down, to the second; nothing in it is relative.
    """
    beginning = page.body[:10_000]
    start = _BEGINNING.match(beginning)
    if start is not None and start.group(1) in _ROOTS:
        return _in_xml(page)
    return _in_json(page) if _JSON_FEED.match(beginning) else None


def as_source(page: Page, section: str | None) -> Reading | None:
    """Return a feed as the reading of a source, its entries in the operator's section where they name none."""
    found = read(page)
    if found is None or section is None:
        return found
    return replace(found, articles=tuple(replace(a, section=a.section or section) for a in found.articles))


# ---- XML -------------------------------------------------------------------------------------------------------------


def _in_xml(page: Page) -> Reading | None:
    from lxml import etree  # feeds are few among pages

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False)
    try:
        root = etree.fromstring(page.body, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    if root is None:
        return None
    items = [element for element in root.iter() if _name(element) in ("item", "entry", "url")][:_MOST_ITEMS]
    articles = tuple(article for n, item in enumerate(items) if (article := _article(item, page, n)))
    return _reading(page, articles, _language(root), _title(root))


def _reading(page: Page, articles: tuple[Article, ...], language: str | None, title: str | None) -> Reading:
    made = page.origin.retrieved_at or page.origin.stated_at
    clock = PageClock(Span.instant(made), "stated", (Evidence("stated", "retrieved"),)) if made else None
    reason = None if articles else sentence("The feed has no entries.")
    return Reading(page.url, language, None, None, clock, articles, title=title, reason=reason)


def _name(element: etree._Element) -> str:
    """Return an element's name without its namespace; comments and instructions have none."""
    tag = element.tag if isinstance(element.tag, str) else ""
    return tag.rpartition("}")[2].rpartition(":")[2]


def _article(item: etree._Element, page: Page, position: int) -> Article | None:
    fields = dict(_fields(item))
    title, link = _first(fields, _TITLES), _first(fields, _LINKS)
    absolute = addresses.absolute(link, page.url) if link else None
    if not title:
        return None
    body, summary = _first(fields, _BODIES), _first(fields, _SUMMARIES)
    return Article(
        title=_plain(title),
        link=addresses.canonical(absolute) if absolute else None,
        section=fields.get("category"),
        author=fields.get("creator") or fields.get("name"),
        time_text=_first(fields, _PUBLISHED),
        published=_moment(_first(fields, _PUBLISHED)),
        updated=_moment(_first(fields, _UPDATED)),
        summary=_plain(summary) or None if summary else None,
        content=sanitise.html(body, page.url) if body and "<" in body else None,
        image=_image(item, page),
        language=fields.get("language"),
        position=position,
        listed="feed",
    )


def _fields(item: etree._Element) -> Iterator[tuple[str, str]]:
    """Yield the texts of an item by name, the last first so that a mapping keeps the first of each."""
    for element in reversed(list(item.iter())):
        name = _name(element)
        text = (element.text or "").strip()
        if name == "link" and element.get("href"):
            if element.get("rel", "alternate") == "alternate":
                yield name, str(element.get("href"))
        elif name and text and element is not item:
            yield name, text
        elif name == "category" and element.get("term"):
            yield name, str(element.get("term"))


def _image(item: etree._Element, page: Page) -> str | None:
    """Return the picture that an item carries: an enclosure, or an element of Media RSS."""
    for element in item.iter():
        said, kind = element.get("url"), element.get("type") or element.get("medium") or ""
        if said and (_name(element) == "thumbnail" or str(kind).startswith("image")):
            return addresses.absolute(str(said), page.url)
    return None


def _title(root: etree._Element) -> str | None:
    return next((_plain(e.text) for e in root.iter() if _name(e) == "title" and e.text), None)


def _first(fields: dict[str, str], names: tuple[str, ...]) -> str | None:
    return next((fields[name] for name in names if name in fields), None)


def _plain(text: str) -> str:
    return " ".join(_TEXT.sub(" ", text).split())


def _moment(text: str | None) -> Timestamp | None:
    """Return the moment of a machine-readable time; one without an offset could be anywhere on Earth."""
    mention = stamps.read(text) if text else None
    resolution = timex.resolve(mention, None, UTC) if mention else None
    if resolution is None or resolution.span.width > timedelta(minutes=1):
        return None
    span = resolution.span
    return Timestamp(span, resolution.at, "feed", text, evidence=(Evidence("feed", text or "", span),))


def _language(root: etree._Element) -> str | None:
    stated = root.get("{http://www.w3.org/XML/1998/namespace}lang")
    child = next((e.text for e in root.iter() if _name(e) == "language" and e.text), None)
    return stated or (child.strip() if child else None)


# ---- JSON ------------------------------------------------------------------------------------------------------------


def _in_json(page: Page) -> Reading | None:
    try:
        feed = json.loads(page.body)
    except (ValueError, RecursionError):
        return None
    listed = [item for item in _listed(feed, "items")[:_MOST_ITEMS] if isinstance(item, dict)]
    articles = tuple(article for n, item in enumerate(listed) if (article := _of_json(item, page, n)))
    return _reading(page, articles, _text(feed, "language"), _text(feed, "title"))


def _of_json(item: Mapping[str, Any], page: Page, position: int) -> Article | None:
    title, link = _text(item, "title"), _text(item, "url") or _text(item, "external_url")
    absolute = addresses.absolute(link, page.url) if link else None
    body, image = _text(item, "content_html"), _text(item, "image") or _text(item, "banner_image")
    if not title:
        return None
    return Article(
        title=_plain(title),
        link=addresses.canonical(absolute) if absolute else None,
        section=next((tag for tag in _listed(item, "tags") if isinstance(tag, str)), None),
        author=next((_text(one, "name") for one in _listed(item, "authors") if isinstance(one, dict)), None),
        time_text=_text(item, "date_published"),
        published=_moment(_text(item, "date_published")),
        updated=_moment(_text(item, "date_modified")),
        summary=_text(item, "summary"),
        content=sanitise.html(body, page.url) if body else None,
        image=addresses.absolute(image, page.url) if image else None,
        language=_text(item, "language"),
        position=position,
        listed="feed",
    )


def _text(item: Mapping[str, Any], name: str) -> str | None:
    said = item.get(name)
    return said.strip() or None if isinstance(said, str) else None


def _listed(item: Mapping[str, Any], name: str) -> list[Any]:
    said = item.get(name)
    return said if isinstance(said, list) else []

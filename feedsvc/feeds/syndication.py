"""A feed becomes Atom 1.0 (RFC 4287) or RSS 2.0: the only door to feedgen 1.0.0.

What feedgen gets wrong is put right here, each under test: it formats dates by switching the process's locale, says
now where no moment is given, puts the newest entry last, takes the last link as the channel's own, loses the relation
of an entry's links, drops authors without mail address from RSS, and knows neither archives nor text that looks like
markup. Entries are prepared in ``compose``, so that no text reaches it that it would refuse or leave unescaped.
"""

from __future__ import annotations

import re
from dataclasses import replace
from email.utils import format_datetime
from html import escape
from html.entities import name2codepoint

import feedgen.entry
import feedgen.feed
from feedgen.entry import FeedEntry as GeneratedEntry
from feedgen.ext.base import BaseEntryExtension, BaseExtension
from feedgen.feed import FeedGenerator
from lxml import etree

from feedsvc.feeds.jsonfeed import moment
from feedsvc.feeds.pictures import media_type
from feedsvc.model.feeds import Feed, FeedEntry, Imprint
from feedsvc.model.times import Timestamp

# The same bytes as feedgen's own function, without its change of the locale that all threads share.
feedgen.feed.formatRFC2822 = format_datetime
feedgen.entry.formatRFC2822 = format_datetime

GENERATOR = "feedsvc"
ATOM = "http://www.w3.org/2005/Atom"
DC = "http://purl.org/dc/elements/1.1/"
MEDIA = "http://search.yahoo.com/mrss/"
HISTORY = "http://purl.org/syndication/history/1.0"
PROVENANCE = "urn:uuid:8c8f9f52-0d4e-4a7e-9d0a-3a52c6f0b1de"
"""A name that is nobody's address: nothing has to be owned, kept up or asked for it (RFC 9562 §4)."""
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_MARKUP_LOOKALIKE = re.compile(r"<(?=[A-Za-z/])|&(?=#[x0-9]|\w)")
_REFERENCE_NAME = re.compile(r"&(#?\w+)")
_PLAIN_ELEMENTS = frozenset(
    {"title", "subtitle", "name", "category", "rights", "copyright", f"{{{DC}}}creator", f"{{{DC}}}rights"}
)


def write_atom(feed: Feed, imprint: Imprint) -> bytes:
    """Return the feed as Atom. Law: the same feed and imprint give the same bytes."""
    xml: bytes = _generator(feed, imprint, "atom").atom_str(pretty=True)
    return xml


def write_rss(feed: Feed, imprint: Imprint) -> bytes:
    """Return the feed as RSS. Law: the same feed and imprint give the same bytes."""
    xml: bytes = _generator(feed, imprint, "rss").rss_str(pretty=True)
    return xml


def _generator(feed: Feed, imprint: Imprint, extension: str) -> FeedGenerator:
    generator = FeedGenerator()
    generator.register_extension("feedsvc", FeedExtension, EntryExtension)
    generator.feedsvc.prepare(feed, imprint, extension)
    generator.id(feed.id)
    generator.title(feed.title)
    generator.updated(feed.updated_at)
    generator.lastBuildDate(feed.updated_at)
    generator.subtitle(feed.subtitle)
    generator.description(feed.subtitle)
    generator.language(feed.language)
    generator.author(name=feed.author)
    generator.generator(GENERATOR)
    generator.docs("")
    generator.rights(feed.rights)
    generator.ttl(-(-imprint.max_age // 60))
    self_type = f"application/{extension}+xml"
    generator.link(href=imprint.url(f"{feed.self_path}.{extension}{feed.query}"), rel="self", type=self_type)
    # The alternate comes last: feedgen takes the last link as the channel's own.
    generator.link(href=imprint.url(feed.home_path), rel="alternate", type="text/html")
    for entry in feed.entries:
        said = replace(entry, rights=None) if entry.rights == feed.rights else entry
        generator.add_entry(_entry(said, imprint, extension), order="append")
    return generator


def _entry(entry: FeedEntry, imprint: Imprint, extension: str) -> GeneratedEntry:
    generated = GeneratedEntry()
    generated.register_extension("feedsvc", EntryExtension)
    generated.feedsvc.prepare(entry, imprint)
    generated.id(entry.id)
    generated.title(entry.title)
    generated.link(href=entry.link, rel="alternate")
    generated.published(entry.published_at)
    generated.updated(entry.updated_at)
    generated.author(name=entry.author)
    generated.rights(entry.rights)
    for category in entry.categories:
        generated.category(term=category)
    summary = escape(entry.summary, quote=False)
    if extension == "atom" and not entry.content:
        # Some readers look at nothing but the content, and the same text twice is not advisable (RFC 4287 §4.2.13).
        generated.content(summary, type="html")
        return generated
    generated.summary(summary, type="html")
    if entry.content:
        generated.content(entry.content, type="html")
    return generated


class FeedExtension(BaseExtension):  # type: ignore[misc]
    """What feedgen does not write about a feed: its language, its hub, its archives."""

    def prepare(self, feed: Feed, imprint: Imprint, extension: str) -> None:
        """Say which feed is written, under which rules, with which extension in its addresses."""
        self.feed, self.imprint, self.extension = feed, imprint, extension

    def extend_ns(self) -> dict[str, str]:
        """Return the prefixes that this feed uses, and no other."""
        prefixes = {"media": MEDIA} if any(entry.image for entry in self.feed.entries) else {}
        prefixes |= {"dc": DC} if self.extension == "rss" else {}
        prefixes |= {"fh": HISTORY} if self.feed.current_path else {}
        return prefixes | ({"feedsvc": PROVENANCE} if self.imprint.provenance else {})

    def extend_atom(self, feed: etree._Element) -> etree._Element:
        """Complete the feed element, before its entries are added."""
        feed.set(_LANG, self.feed.language)
        self._add_history(feed, "link")
        for element in feed.iter():
            _spell_out(element)
        return feed

    def extend_rss(self, rss: etree._Element) -> etree._Element:
        """Complete the channel, before its items are added."""
        channel = rss[0]
        self._add_history(channel, f"{{{ATOM}}}link")
        for element in channel.iter("title", "description", "copyright"):
            _refer(element)
        return rss

    def _add_history(self, parent: etree._Element, tag: str) -> None:
        for rel, path in (
            ("current", self.feed.current_path),
            ("prev-archive", self.feed.previous_archive_path),
            ("next-archive", self.feed.next_archive_path),
        ):
            if path:
                etree.SubElement(parent, tag, rel=rel, href=self.imprint.url(f"{path}.{self.extension}"))
        if self.imprint.hub and not self.feed.current_path:
            etree.SubElement(parent, tag, rel="hub", href=self.imprint.hub)
        if self.feed.current_path:
            etree.SubElement(parent, f"{{{HISTORY}}}archive")


class EntryExtension(BaseEntryExtension):  # type: ignore[misc]
    """What feedgen does not write about an entry: language, author in RSS, picture, the reason for its time."""

    def prepare(self, entry: FeedEntry, imprint: Imprint) -> None:
        """Say which entry is written."""
        self.entry, self.imprint = entry, imprint

    def extend_atom(self, element: etree._Element) -> etree._Element:
        """Complete an Atom entry."""
        if self.entry.language:
            element.set(_LANG, self.entry.language)
        for link in element.iter("link"):
            link.set("rel", "alternate")
        self._add_rest(element)
        for child in element.iter():
            _spell_out(child)
        return element

    def extend_rss(self, item: etree._Element) -> etree._Element:
        """Complete an RSS item."""
        etree.SubElement(item, f"{{{DC}}}creator").text = self.entry.author
        if self.entry.rights:
            etree.SubElement(item, f"{{{DC}}}rights").text = self.entry.rights
        self._add_rest(item)
        for child in item.iter():
            _spell_out(child)
        return item

    def _add_rest(self, parent: etree._Element) -> None:
        if self.entry.image:
            _add_picture(parent, self.entry.image)
        if self.imprint.provenance and self.entry.published:
            _add_provenance(parent, self.entry.published, self.entry.time_text)


def _add_picture(parent: etree._Element, url: str) -> None:
    picture = etree.SubElement(parent, f"{{{MEDIA}}}content", url=url)
    if kind := media_type(url):
        picture.set("type", kind)
    picture.set("medium", "image")


def _add_provenance(parent: etree._Element, published: Timestamp, time_text: str | None) -> None:
    reason = etree.SubElement(parent, f"{{{PROVENANCE}}}published", basis=published.basis)
    reason.set("earliest", moment(published.span.earliest))
    reason.set("latest", moment(published.span.latest))
    reason.text = time_text


def _spell_out(element: etree._Element) -> None:
    if element.tag in _PLAIN_ELEMENTS:
        _refer(element)


def _refer(element: etree._Element) -> None:
    """Write what looks like markup in a plain text as hexadecimal references.

    XML says the same either way, but readers and the W3C validator take ``&lt;b`` in a title for HTML and
    ``&#x3C;b`` for text (RSS Best Practices Profile, "Character Data").
    """
    text = element.text or ""
    found = [match for match in _MARKUP_LOOKALIKE.finditer(text) if _looks_like_markup(text, match.start())]
    if not found:
        return
    element.text = text[: found[0].start()]
    for match, following in zip(found, [*found[1:], None], strict=True):
        reference = etree.Entity(f"#x{ord(match[0]):X}")
        reference.tail = text[match.end() : following.start() if following else None]
        element.append(reference)


def _looks_like_markup(text: str, position: int) -> bool:
    if text[position] == "<":
        return True
    name = _REFERENCE_NAME.match(text, position)
    return name is not None and (name[1] in name2codepoint or name[1] == "apos" or not name[1].isalpha())

"""A list of feeds becomes an OPML 2.0 document (http://opml.org/spec2.opml), for import into a reader."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby

from lxml import etree

from feedsvc.feeds.text import plain
from feedsvc.model.feeds import Imprint, Listed

_AMPERSAND = re.compile(r"\s*&\s*")
_BRACKETS = {ord("<"): "‹", ord(">"): "›"}


def write(title: str, feeds: Iterable[Listed], imprint: Imprint) -> bytes:
    """Return the feeds as an outline, in the order given; neighbours of one group share a folder.

    The Atom address of each is listed; ``type`` is "rss" for every kind of feed, as the specification has it.
    """
    root = etree.Element("opml", version="2.0")
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = plain(title)
    body = etree.SubElement(root, "body")
    for group, members in groupby(feeds, key=lambda feed: feed.group):
        folder = body if group is None else etree.SubElement(body, "outline", text=_name(group))
        for feed in members:
            _outline(folder, feed, imprint)
    document: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    return document


def _outline(parent: etree._Element, feed: Listed, imprint: Imprint) -> None:
    name = _name(feed.title) or feed.self_path
    etree.SubElement(
        parent,
        "outline",
        type="rss",
        text=name,
        title=name,
        xmlUrl=imprint.url(f"{feed.self_path}.atom"),
        htmlUrl=imprint.url(feed.home_path),
        version="RSS",
    )


def _name(text: str) -> str:
    """Return a name that no reader takes for markup, which an outline's text may be: Q & A, ‹b›."""
    return _AMPERSAND.sub(" & ", plain(text).translate(_BRACKETS)).strip()

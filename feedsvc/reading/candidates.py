"""What a strategy offers to the judge: a possible article with every time that its place shows."""

from __future__ import annotations

from dataclasses import dataclass

from feedsvc.model.pages import Trace
from feedsvc.model.times import Mention, Role


@dataclass(frozen=True, slots=True)
class TimeSaid:
    """One time that stands in a candidate's place.

    ``text`` are the words or the attribute's value. ``source`` says where they stood: "text", "datetime", "title",
    "data", "content", "json-ld", "microdata", "opengraph", "url", "label" or "guess". ``role`` comes from labels,
    classes and properties beside it, else from the words themselves.
    """

    text: str
    source: str
    mention: Mention | None
    role: Role = Role.UNSTATED


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible article, as one strategy sees it.

    ``link`` and ``image`` are absolute, the link not yet canonical. ``position`` is the order in the document and
    compares only within one strategy's page. ``block`` names the list it stood in. ``whole`` marks an article
    that the page carries in full rather than as a teaser. The weights say how sure a title and a section are, for
    the judge to choose between candidates of one strategy.
    """

    strategy: str
    title: str
    link: str | None = None
    section: str | None = None
    author: str | None = None
    times: tuple[TimeSaid, ...] = ()
    summary: str | None = None
    content: str | None = None
    image: str | None = None
    language: str | None = None
    article_id: str | None = None
    block: str | None = None
    position: float = 0.0
    whole: bool = False
    traces: tuple[Trace, ...] = ()
    title_weight: float = 0.0
    section_weight: float = 0.0

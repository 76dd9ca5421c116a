"""`sources.toml`: what to read, as data; every fault is reported at once, with the source's name."""

from __future__ import annotations

import json
import tomllib
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, AnyHttpUrl, AwareDatetime, BaseModel, ConfigDict, Field, ValidationError
from pydantic import model_validator as validator
from slugify import slugify

from feedsvc import timex
from feedsvc.complaints import Length, Printable, complaint, matching
from feedsvc.errors import SettingsError
from feedsvc.model.entries import ContentPolicy, Source
from feedsvc.model.pages import Hints, Selectors
from feedsvc.model.sentences import Sentence, sentence
from feedsvc.reading.selectors import is_css

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from feedsvc.model.pages import Reading

_MOSTLY = 0.8
LONGEST_NAME = 200
RESERVED = frozenset({"all", "status"})
"""Names that would stand in the way of addresses of our own."""


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(sentence("%(value)s is no time zone; write it like Europe/Rome", value=repr(value))) from error
    return value


def _humanizer(value: str) -> str:
    if timex.is_humanizer(value):
        return value
    if near := " / ".join(timex.nearest_humanizers(value)):
        raise ValueError(sentence("%(value)s is no known humanizer; is it %(near)s?", value=repr(value), near=near))
    raise ValueError(sentence("%(value)s is no known humanizer; docs/time.md lists them", value=repr(value)))


def _css(value: str) -> str:
    if not is_css(value):
        raise ValueError(sentence("%(value)s is no CSS selector", value=repr(value)))
    return value


def _without_user(value: AnyHttpUrl) -> AnyHttpUrl:
    """Return an address that may stand on a public page: without a name and a password in it."""
    if value.username or value.password:
        raise ValueError(sentence("leave out the user name: pages are asked for without one"))
    return value


Address = Annotated[AnyHttpUrl, AfterValidator(_without_user)]
Css = Annotated[str, AfterValidator(_css)]
Slug = Annotated[
    str,
    matching(
        r"[a-z0-9]+(-[a-z0-9]+)*",
        sentence("write it in lower-case letters, digits and single hyphens, such as example-news"),
    ),
]
Tag = Annotated[
    str, matching(r"[A-Za-z]{2,3}(-[A-Za-z0-9]+)*", sentence("write it as a language’s tag, such as it or pt-BR"))
]


class SelectorsBlock(BaseModel):
    """The `selectors` table of a source."""

    model_config = ConfigDict(extra="forbid")

    block: Css | None = None
    title: Css | None = None
    link: Css | None = None
    section: Css | None = None
    author: Css | None = None
    time: Css | None = None
    summary: Css | None = None
    image: Css | None = None
    content: Css | None = None


class SourceBlock(BaseModel):
    """One `[[source]]` of the file."""

    model_config = ConfigDict(extra="forbid")

    id: Slug = Field(max_length=80)
    name: Printable = Field(min_length=1, max_length=LONGEST_NAME)
    url: Address | None = None
    path: str | None = None
    home_url: Address | None = None
    zone: Annotated[str, AfterValidator(_zone)] | None = None
    language: Tag | None = None
    section: str | None = None
    humanizer: Annotated[str, AfterValidator(_humanizer)] | None = None
    selectors: SelectorsBlock | None = None
    every: Length | None = None
    content: Literal["full", "page", "summary", "none"] = "page"
    robots: bool = True
    retrieved_at: AwareDatetime | None = None
    evidence: bool = True
    rights: str | None = Field(None, min_length=1, max_length=1000)

    @validator(mode="after")
    def _one_place(self) -> SourceBlock:
        if (self.url is None) == (self.path is None):
            raise ValueError(sentence("give either url or path"))
        if self.id in RESERVED:
            raise ValueError(sentence("the id %(id)s is reserved", id=repr(self.id)))
        return self

    def noun(self) -> Source:
        """Return the source as the rooms know it."""
        hints = Hints(
            zone=self.zone,
            language=self.language,
            humanizer=self.humanizer,
            section=self.section,
            selectors=Selectors(**self.selectors.model_dump()) if self.selectors else None,
        )
        return Source(
            id=self.id,
            name=self.name,
            url=str(self.url) if self.url else None,
            path=self.path,
            home_url=str(self.home_url) if self.home_url else None,
            hints=hints,
            every=self.every,
            content=ContentPolicy(self.content),
            robots=self.robots,
            stated_at=self.retrieved_at,
            evidence=self.evidence,
            rights=self.rights,
        )


def load(path: Path) -> tuple[Source, ...]:
    """Return the sources that the file declares, in its order. Raises SettingsError with one line for each fault."""
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError as error:
        raise SettingsError(
            f"There is no {str(path)!r}: set FEEDSVC_SOURCES to the file that lists sources."
        ) from error
    except OSError as error:
        raise SettingsError(f"{str(path)!r} cannot be read: {error.strerror or error}.") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{str(path)!r} is not written in UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{str(path)!r} is no TOML: {error}.") from error
    return parse(data, str(path))


def parse(data: dict[str, Any], name: str) -> tuple[Source, ...]:
    """Return the sources in parsed TOML. Raises SettingsError naming the file, the source and each fault."""
    blocks = data.get("source", [])
    faults: list[str] = [
        sentence("%(table)s: there is no such table; write [[source]]", table=key) for key in data if key != "source"
    ]
    if not isinstance(blocks, list):
        faults.append(sentence("source: write [[source]] with two brackets, as there may be many"))
    sources: list[Source] = []
    for number, block in enumerate(blocks if isinstance(blocks, list) else [], 1):
        try:
            sources.append(SourceBlock.model_validate(block).noun())
        except ValidationError as error:
            label = block.get("id", f"number {number}") if isinstance(block, dict) else f"number {number}"
            faults += [sentence("source %(id)s: %(fault)s", id=label, fault=_fault(each)) for each in error.errors()]
    faults += [sentence("source %(id)s: the id is used twice", id=twin) for twin in _twins(each.id for each in sources)]
    if faults:
        raise SettingsError(f"{name} has faults:\n" + "\n".join(f"  {fault}" for fault in faults), tuple(faults))
    return tuple(sources)


def block(source: Source) -> str:
    """Return a source as the lines of `sources.toml` that declare it; reading them back gives the same source."""
    hints = source.hints
    facts = {
        "id": source.id,
        "name": source.name,
        "url": source.url,
        "path": source.path,
        "home_url": source.home_url,
        "zone": hints.zone,
        "language": hints.language,
        "section": hints.section,
        "humanizer": hints.humanizer,
        "every": f"PT{int(source.every.total_seconds())}S" if source.every else None,
        "content": source.content.value if source.content is not ContentPolicy.PAGE else None,
        "rights": source.rights,
    }
    lines = ["[[source]]", *_lines(facts)]
    if not source.robots:
        lines.append("robots = false")
    if not source.evidence:
        lines.append("evidence = false")
    if source.stated_at is not None:
        lines.append(f"retrieved_at = {source.stated_at.isoformat()}")
    if source.selectors is not None:
        lines += ["[source.selectors]", *_lines(asdict(source.selectors))]
    return "\n".join(lines) + "\n"


def append(path: Path, source: Source) -> None:
    """Declare one more source at the end of the file.

    Raises SettingsError where the file cannot be written, and where what stood in it could not be read again.
    """
    parse(tomllib.loads(block(source)), "The new source")
    try:
        with path.open("a", encoding="utf-8") as file:
            file.write("\n" + block(source))
    except OSError as error:
        raise SettingsError(
            f"{str(path)!r} cannot be written: {error.strerror}. Add these lines by hand:\n{block(source)}"
        ) from error


def proposed(url: str, reading: Reading, source_id: str | None = None, name: str | None = None) -> Source:
    """Return the source that a page's reading suggests; what can be found again at each visit is left out."""
    host = (urlsplit(url).hostname or "source").removeprefix("www.")
    called = one_line(name or reading.site_name or reading.title or host)
    return Source(
        id=source_id or slugify(f"{host} {urlsplit(url).path}", max_length=60, word_boundary=True),
        name=called[:LONGEST_NAME],
        url=url,
        hints=Hints(zone=reading.zone, language=reading.language),
    )


def remarks(reading: Reading, shared: Mapping[str, int | None] | None = None) -> list[str]:
    """Return what the operator should know before adding the page, a sentence a line.

    ``shared`` tells, for each feed of the site that was asked, how many of the page's articles it has, None where it
    could not be read.
    """
    total = len(reading.articles)
    timed = sum(article.published is not None for article in reading.articles)
    counted = sentence("Articles: %(n)s; with a time: %(timed)s.", n=total, timed=timed)
    lines: list[str] = [counted if reading.articles else reading.reason or sentence("The page shows no articles.")]
    if shared is None:
        lines += [
            sentence("The site has a feed of its own: %(url)s (%(name)s).", url=feed.url, name=feed.name or feed.kind)
            for feed in reading.feeds
        ]
    return lines + [_remark(url, count, total) for url, count in (shared or {}).items()]


def _remark(url: str, count: int | None, total: int) -> Sentence:
    if count is None:
        return sentence("The site names a feed of its own, %(url)s, which cannot be read.", url=url)
    if count == total:
        return sentence(
            "The site’s own feed does the job already: %(url)s has all %(total)s articles. Subscribe to it directly.",
            url=url,
            total=total,
        )
    if count >= total * _MOSTLY:
        return sentence(
            "The site’s own feed nearly does the job: %(url)s has %(n)s of the %(total)s articles. "
            "Consider subscribing to it directly; here its exact times are used.",
            url=url,
            n=count,
            total=total,
        )
    if count:
        return sentence(
            "The site’s own feed %(url)s has %(n)s of the %(total)s articles; its exact times are used for these.",
            url=url,
            n=count,
            total=total,
        )
    return sentence(
        "The site’s own feed %(url)s has none of the %(total)s articles: it is no substitute for this page.",
        url=url,
        total=total,
    )


def one_line(text: str) -> str:
    """Return a page's text as a name: on one line, without what cannot be printed."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _lines(facts: dict[str, str | None]) -> list[str]:
    return [f"{key} = {_quoted(value)}" for key, value in facts.items() if value is not None]


def _quoted(text: str) -> str:
    """Return a text as a TOML basic string: that of JSON, which leaves one control character as it is."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _twins(ids: Iterable[str]) -> list[str]:
    seen: set[str] = set()
    return [each for each in ids if each in seen or seen.add(each)]  # type: ignore[func-returns-value]


def _fault(detail: Any) -> Sentence:
    where = ".".join(str(part) for part in detail["loc"])
    known = SelectorsBlock.model_fields if where.startswith("selectors.") else SourceBlock.model_fields
    what = complaint(detail, known, sentence("there is no such key"))
    return sentence("%(where)s: %(what)s", where=where, what=what) if where else what

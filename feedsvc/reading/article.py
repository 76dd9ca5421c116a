"""Article pages: the page's own article with its whole body, and the further whole articles that the page carries.

Structured data first, then what the page shows: the heading, the byline and the times around it. Further articles
(those that a theme loads while the reader scrolls, or the whole posts of a blog's front page) are headings with a time
or a byline of their own and prose below.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from feedsvc.model.pages import Trace
from feedsvc.model.times import CivilDate, Instant, Role
from feedsvc.reading import (
    addresses,
    body,
    bylines,
    guesses,
    htmllines,
    markup,
    pagekind,
    prose,
    structured,
    textlines,
    wholes,
)
from feedsvc.reading.candidates import Candidate, TimeSaid
from feedsvc.reading.document import Document
from feedsvc.reading.htmllines import HtmlLines
from feedsvc.reading.items import Item
from feedsvc.reading.structured import Structure
from feedsvc.reading.textlines import Kind, Line
from feedsvc.reading.wholes import Whole

_LONG_PARAGRAPH = 25
_KICKER_WORDS = 20
_LEAST_TOLD = 50
"""Words of a body that make a page an article though it says no day."""
_DATE_ABOVE, _DATE_BELOW = 6, 12
"""Lines around a page's title among which its date may stand."""
_LONGEST_LABELLED = 80
"""Characters of a line that says a publication's day and little else."""
_LAST_WORD = "a guess from the whole page, as nothing on it says"
_REACH = 8
"""Blocks of an extracted text among which its title may stand."""


def find(
    document: Document, structure: Structure, languages: Sequence[str] = (), humanizer: str | None = None
) -> tuple[Candidate, ...]:
    """Return the page's own article, where it is an article's page, and every other whole article on it."""
    lines = htmllines.outline(document)
    kind = pagekind.judge(document, structure, lines)
    if not kind.article and not _carries_bodies(lines):
        return ()
    lines = htmllines.understood(lines, languages, humanizer)
    found = list(wholes.find(lines))
    if not kind.article:
        posts = (wholes.further(whole, document, lines, None) for whole in found if whole.is_post)
        # Whole posts, yet the page is theirs together: none of them makes the others its margin.
        return tuple(replace(post, whole=False) for post in posts if post is not None)
    items = (*structured.own(structure, document), structure.meta)
    title = _title(document, items, lines)
    if title is None:
        return ()
    main = _main(found, title, lines)
    others = [
        (whole, further)
        for whole in found
        if whole is not main and (further := _apart(whole, main, title, document, lines))
    ]
    known = _Own(title, main, [whole for whole, _ in others], kind.signs, languages)
    own = _own(document, items, lines, known)
    return (own, *(further for _, further in others))


def alone(
    document: Document, structure: Structure, languages: Sequence[str] = (), humanizer: str | None = None
) -> Candidate | None:
    """Return a page with little prose as an article of its own, for a page without a list that is credible.

    The weaker signs of an article are enough there, with a headline and either a day that the page says of itself or
    a body of some length.
    """
    lines = htmllines.outline(document)
    kind = pagekind.judge(document, structure, lines)
    items = (*structured.own(structure, document), structure.meta)
    title = _title(document, items, lines) if kind.perhaps else None
    if title is None:
        return None
    lines = htmllines.understood(lines, languages, humanizer)
    own = _own(document, items, lines, _Own(title, None, (), kind.signs, languages))
    told = textlines.words(bylines.text_of(own.content or "")) >= _LEAST_TOLD
    return own if told or any(map(_names_day, own.times)) else None


def _apart(
    whole: Whole, main: Whole | None, title: tuple[str, str], document: Document, lines: HtmlLines
) -> Candidate | None:
    """Return a further article, None for a box inside the page's own.

    It has a heading of the same level as the page's own, an address of its own, and its body in another element.
    """
    pairs = zip(lines.lines, lines.places, strict=True)
    level = next((place.level for line, place in pairs if place.level and line.text == title[0]), 1)
    if lines.places[whole.title].level != level:
        return None
    holder = prose.holder_of(document, lines.places[whole.body[0].number].start)
    if main is not None and holder == prose.holder_of(document, lines.places[main.body[0].number].start):
        return None
    return wholes.further(whole, document, lines, addresses.own(document.canonical, document.url))


def _carries_bodies(lines: HtmlLines) -> bool:
    """Say whether a list may hold whole posts: at least two long paragraphs without links."""
    return len([place for place in lines.places if not place.level and place.unlinked >= _LONG_PARAGRAPH]) >= 2


# ---- the page's own article ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Own:
    """What is known of the page's own article before its fields are filled."""

    title: tuple[str, str]
    main: Whole | None
    others: Sequence[Whole]
    signs: tuple[str, ...]
    languages: Sequence[str]


def _title(document: Document, items: Sequence[Item], lines: HtmlLines) -> tuple[str, str] | None:
    """Return the title and where it stands: what structured data says, as the page's own heading spells it.

    A heading with a kicker before the title ("Council: Harbour plan approved") is not the title.
    """
    stated = [structured.without_site(said, document.site_name) for item in items if (said := item.first("title"))]
    stated.extend(structured.without_site(said, document.site_name) for said in (document.title,) if said)
    headings = [
        line.text for line, place in zip(lines.lines, lines.places, strict=True) if place.level and line.text.strip()
    ]
    for said in stated:
        confirmed = next((text for text in headings if bylines.alike(text, said)), None)
        if confirmed is not None:
            return confirmed, "the heading that structured data or <title> confirms"
        if any(bylines.ends_with(text, said) for text in headings):
            return said, "structured data, the end of a heading"
    first = [line.text for line, place in zip(lines.lines, lines.places, strict=True) if place.level == 1]
    if len(first) == 1 and textlines.words(first[0]) >= 3 and textlines.is_headline(first[0]) and not items[:-1]:
        return first[0], "the only heading of the first level"
    return (stated[0], "structured data or <title>") if stated else None


def _main(found: Sequence[Whole], title: tuple[str, str], lines: HtmlLines) -> Whole | None:
    return next((whole for whole in found if bylines.alike(lines.lines[whole.title].text, title[0])), None)


def _own(document: Document, items: Sequence[Item], lines: HtmlLines, known: _Own) -> Candidate:
    link = addresses.own(document.canonical, document.url)
    content = _content(document, items, lines, known)
    image = next((item.first("image") for item in items if item.first("image")), None)
    title_line = next((line.number for line in lines.lines if line.text == known.title[0]), None)
    position = lines.places[title_line].start if title_line is not None else 0
    author, by = _author(document, items, known)
    times = tuple(_times(document, items, lines, known, position))
    own = Candidate(
        strategy="article",
        title=known.title[0],
        link=link,
        section=_section(document, items, title_line, lines),
        author=author,
        times=times,
        summary=next((item.first("summary") for item in items if item.first("summary")), None)
        or bylines.summary(bylines.paragraphs_of(content or "")),
        content=content,
        image=addresses.absolute(image, document.base) if image else None,
        language=next((item.first("language") for item in items if item.first("language")), None),
        article_id=_article_id(document, items, link),
        position=float(position),
        whole=True,
        traces=(
            Trace("title", "article", known.title[1]),
            *((Trace("author", "article", by),) if author else ()),
            Trace("content", "article", "; ".join(known.signs)),
        ),
    )
    return _guessed(own, document, lines, known.languages)


def _guessed(own: Candidate, document: Document, lines: HtmlLines, languages: Sequence[str]) -> Candidate:
    """Return the article with a guess for its author and its day, where nothing on the page or in its address says.

    An age says a day only to those who know when the page was made, so a guess stands beside it.
    """
    dated = any(map(_names_day, own.times)) or (own.link and addresses.date(own.link))
    if own.author and dated:
        return own
    guess = guesses.of(document.tree.html or "", document.url, (line.text for line in lines.lines), languages)
    if guess.author and not own.author:
        own = replace(own, author=guess.author, traces=(*own.traces, Trace("author", "guess", _LAST_WORD)))
    if guess.day and not dated:
        said = TimeSaid(guess.day.text, guesses.SOURCE, guess.day)
        ages = (time for time in own.times if time.mention and not _is_coarse(time))
        own = replace(own, times=(*ages, said), traces=(*own.traces, Trace("published", "guess", _LAST_WORD)))
    return own


def _section(document: Document, items: Sequence[Item], title_line: int | None, lines: HtmlLines) -> str | None:
    """Return what structured data says, else the category that the article links to, else the line above the title."""
    stated = next((item.first("section") for item in items if item.first("section")), None)
    at = 0 if title_line is None else lines.places[title_line].start
    if stated or title_line is None:
        return stated or _category(document, at)
    return _category(document, at) or wholes.section_above(title_line, document, lines)


def _category(document: Document, position: int) -> str | None:
    """Return the category nearest to a place among the links that are one (``rel=category``)."""
    links = (node for node in document.nodes if node.tag == "a" and "category" in node.get("rel").split())
    named = ((abs(node.index - position), document.text(node)) for node in links)
    return min(((far, name) for far, name in named if name and not textlines.says_nothing(name)), default=(0, None))[1]


def _content(document: Document, items: Sequence[Item], lines: HtmlLines, known: _Own) -> str | None:
    """Return the main text, cut where the next whole article begins."""
    foreign = {
        textlines.folded(lines.lines[n].text) for whole in known.others for n in (whole.title, whole.body[0].number)
    }
    blocks = body.blocks(document.tree.html or "", document.base)
    extracted = "\n".join(markup.restored(_between(blocks, known.title[0], foreign), document, lines))
    if len(bylines.text_of(extracted).split()) >= 25:
        return extracted
    if known.main is not None:
        first, last = lines.places[known.main.body[0].number], lines.places[known.main.body[-1].number]
        return markup.between(document, markup.opening_of(document, first.start), last.end) or None
    return next((carried for item in items if (carried := structured.body(item))), None) or extracted or None


def _between(blocks: Sequence[str], title: str, foreign: set[str]) -> Sequence[str]:
    """Return the blocks after the title, where it is among the first, and before the first of another article."""
    texts = [textlines.folded(bylines.text_of(block)) for block in blocks]
    titled = next((at + 1 for at, text in enumerate(texts[:_REACH]) if bylines.alike(text, title)), 0)
    start = titled if sum(map(textlines.words, texts[: titled - 1])) < _KICKER_WORDS else 0
    end = next((at for at, text in enumerate(texts) if at >= start and text in foreign), len(blocks))
    return blocks[start:end]


def _author(document: Document, items: Sequence[Item], known: _Own) -> tuple[str | None, str]:
    """Return who wrote it and what says so: the site only where nothing on the page names anybody else."""
    said = list(_authors(document, items, known))
    person = next((one for one in said if not structured.is_site(one[0], document)), None)
    return person or next(iter(said), (None, ""))


def _authors(document: Document, items: Sequence[Item], known: _Own) -> Iterator[tuple[str, str]]:
    for item in items:
        said = structured.author(item, document)
        if said and not bylines.is_account(said):
            yield said, f"{item.vocabulary} {item.type}".strip()
    if marked := bylines.shown(document):
        yield marked, "an element marked as the author's"
    if known.main is not None and known.main.run.author:
        yield known.main.run.author, "the byline beside the heading"


def _times(
    document: Document, items: Sequence[Item], lines: HtmlLines, known: _Own, position: int
) -> Sequence[TimeSaid]:
    """Return what structured data and the page around its heading say of the article's times.

    A month or a year alone says nothing more where a day is said: archives beside an article are lists of them.
    """
    said = [time for item in items for time in structured.times(item, document)]
    if known.main is not None:
        said.extend(known.main.run.said)
        said.extend(wholes.times_beside(document, lines, known.main))
    if not any(map(_names_day, said)):
        said.extend(_shown(document, lines, known.title[0], position) or _labelled(lines, known.languages))
    return [time for time in said if not _is_coarse(time)] if any(map(_names_day, said)) else said


def _names_day(said: TimeSaid) -> bool:
    """Say whether a time names a day by itself, as an age or a month does not."""
    expression = said.mention.expression if said.mention is not None else None
    return isinstance(expression, Instant) or (isinstance(expression, CivilDate) and expression.day is not None)


def _names_year(said: TimeSaid) -> bool:
    """Say whether a time names a day with its year."""
    expression = said.mention.expression if said.mention is not None else None
    return _names_day(said) and not (isinstance(expression, CivilDate) and expression.year is None)


def _is_coarse(said: TimeSaid) -> bool:
    """Say whether a time is a whole month or year."""
    expression = said.mention.expression if said.mention is not None else None
    return isinstance(expression, CivilDate) and expression.day is None


def _shown(document: Document, lines: HtmlLines, title: str, position: int) -> Sequence[TimeSaid]:
    """Return what the page shows for its own time: beside the heading, else the only value for machines on the page."""
    beside = tuple(wholes.machine_times(document, position - 40, position + 80))
    if beside:
        return beside
    at = next((line.number for line in lines.lines if line.text == title), None)
    if at is None:
        at = next((number for number, place in enumerate(lines.places) if place.level == 1), 0)
    around = sorted(lines.lines[max(at - _DATE_ABOVE, 0) : at + _DATE_BELOW], key=lambda line: abs(line.number - at))
    dates = [line.mentions for line in around if line.kind is Kind.TIME]
    printed = [tuple(TimeSaid(m.text, "text", m, m.role) for m in mentions) for mentions in dates]
    dated = next((times for times in printed if any(map(_names_day, times))), None) or next(iter(printed), None)
    if dated is not None:
        return dated
    anywhere = tuple(wholes.machine_times(document, 0, len(document.nodes)))
    return anywhere if len({said.mention.expression for said in anywhere if said.mention}) == 1 else ()


def _labelled(lines: HtmlLines, languages: Sequence[str]) -> Sequence[TimeSaid]:
    """Return the only day that a page says to be a publication's, wherever it stands ("Published on: 1 May 2026")."""
    read = (textlines.line(line.number, line.text, languages, None) for line in lines.lines if _may_be_dated(line))
    said = [TimeSaid(m.text, "text", m, m.role) for line in read if line.kind is Kind.TIME for m in line.mentions]
    published = [time for time in said if time.role is Role.PUBLISHED and _names_year(time)]
    return published[:1] if len({time.text for time in published}) == 1 else ()


def _may_be_dated(line: Line) -> bool:
    return len(line.text) <= _LONGEST_LABELLED and any(sign.isdigit() for sign in line.text)


def _article_id(document: Document, items: Sequence[Item], link: str | None) -> str | None:
    """Return the site's own number for the page's article: its short link, its body's class, its address, its metas."""
    for rel, href, _, _ in document.head.links:
        if "shortlink" in rel.split() and (found := addresses.article_id(href)):
            return found
    classes = document.nodes[0].get("class").split() if document.nodes else []
    post = next((name.partition("-")[2] for name in classes if name.startswith("postid-")), "")
    stated = next((said for item in items if (said := item.first("id")) and len(said) <= 64), None)
    return (post if post.isdigit() else None) or (addresses.article_id(link) if link else None) or stated

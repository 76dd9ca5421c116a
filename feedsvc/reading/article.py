"""Article pages: the page's own article with its whole body, and the further whole articles that the page carries.

Structured data first, then what the page shows: the heading, the byline and the times around it. Further articles
(those that a theme loads while the reader scrolls, or the whole posts of a blog's front page) are headings with a time
or a byline of their own and prose below.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from feedsvc.model.pages import Trace
from feedsvc.model.times import Role
from feedsvc.reading import addresses, body, bylines, htmllines, markup, pagekind, stamps, structured, textlines
from feedsvc.reading.candidates import Candidate, TimeSaid
from feedsvc.reading.document import Document, Node
from feedsvc.reading.htmllines import HtmlLines
from feedsvc.reading.items import Item
from feedsvc.reading.lines import Run, body_of, runs
from feedsvc.reading.structured import Structure
from feedsvc.reading.textlines import Kind, Line

_LEAST_WORDS = 60
_LONG_PARAGRAPH = 25
_POST_WORDS = 80
_REACH = 8
"""Lines between a heading and its time or byline."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole article by its lines: the heading, what says when and who, and the body."""

    title: int
    run: Run
    body: tuple[Line, ...]
    end: int
    words: int

    @property
    def first(self) -> int:
        """The first line that belongs to it."""
        return min(self.title, self.run.first)

    @property
    def is_post(self) -> bool:
        """Whether it is a whole post rather than a long teaser: several paragraphs, and not cut off."""
        cut = self.body[-1].text.rstrip(" ])").endswith(("...", "…"))
        return self.words >= _POST_WORDS and len(self.body) >= 2 and not cut


def find(
    document: Document, structure: Structure, languages: Sequence[str] = (), humanizer: str | None = None
) -> tuple[Candidate, ...]:
    """Return the page's own article, where it is an article's page, and every other whole article on it."""
    lines = htmllines.outline(document)
    kind = pagekind.judge(document, structure, lines)
    if not kind.article and not _carries_bodies(lines):
        return ()
    lines = htmllines.understood(lines, languages, humanizer)
    wholes = list(_wholes(lines))
    if not kind.article:
        posts = (_further(whole, document, lines, None) for whole in wholes if whole.is_post)
        return tuple(post for post in posts if post is not None)
    items = (*structured.own(structure, document), structure.meta)
    title = _title(document, items, lines)
    if title is None:
        return ()
    main = _main(wholes, title, lines)
    others = [whole for whole in wholes if whole is not main and (main is None or whole.first > main.first)]
    own = _own(document, items, lines, _Own(title, main, others, kind.signs))
    further = (_further(whole, document, lines, own.link) for whole in others)
    return (own, *(candidate for candidate in further if candidate is not None))


def _carries_bodies(lines: HtmlLines) -> bool:
    """Say whether a list may hold whole posts: at least two long paragraphs without links."""
    return len([place for place in lines.places if not place.level and place.unlinked >= _LONG_PARAGRAPH]) >= 2


# ---- whole articles by their lines -----------------------------------------------------------------------------------


def _wholes(lines: HtmlLines) -> Iterator[Whole]:
    headed = [found for run in runs(lines.lines) if (found := _headed(run, lines)) is not None]
    headed = list({title: (title, run) for title, run in reversed(headed)}.values())[::-1]
    for at, (title, run) in enumerate(headed):
        end = headed[at + 1][0] if at + 1 < len(headed) else len(lines.lines)
        start = max(title, run.last) + 1
        paragraphs = tuple(
            line
            for line in body_of(lines.lines[start:end])
            if not lines.places[line.number].level or line.number < end - 1
        )
        words = sum(lines.places[line.number].unlinked for line in paragraphs if not lines.places[line.number].level)
        if words >= _LEAST_WORDS:
            yield Whole(title, run, paragraphs, end, words)


def _headed(run: Run, lines: HtmlLines) -> tuple[int, Run] | None:
    """Return the heading that a run of times and names belongs to: the nearest above, else right below."""
    above = range(run.first - 1, max(run.first - _REACH, -1), -1)
    for number in above:
        if lines.places[number].level and textlines.is_headline(lines.lines[number].text):
            return number, run
        if lines.lines[number].kind is Kind.TEXT and lines.places[number].unlinked > 60:
            return None
    for number in range(run.last + 1, min(run.last + 3, len(lines.lines))):
        if lines.places[number].level in (1, 2) and textlines.is_headline(lines.lines[number].text):
            return number, run
    return None


def _further(whole: Whole, document: Document, lines: HtmlLines, own: str | None) -> Candidate | None:
    """Return a whole article other than the page's own, None where no address of its own can be found for it."""
    title = lines.lines[whole.title].text
    link = _link(whole, document, lines, title)
    if link is None or (own is not None and addresses.key(link) == addresses.key(own)):
        return None
    first, last = lines.places[whole.body[0].number], lines.places[whole.body[-1].number]
    content = markup.between(document, _block_start(document, first.start), last.end)
    return Candidate(
        strategy="article",
        title=title,
        link=link,
        section=_section_above(whole.title, lines),
        author=whole.run.author,
        times=(*whole.run.said, *_machine_times(document, lines, whole)),
        summary=bylines.summary(line.text for line in whole.body),
        content=content or None,
        article_id=addresses.article_id(link),
        position=float(lines.places[whole.title].start),
        whole=True,
        traces=(Trace("title", "article", f"a heading with {_run_words(whole, lines)!r} and a body of its own"),),
    )


def _run_words(whole: Whole, lines: HtmlLines) -> str:
    return " ".join(line.text for line in lines.lines[whole.run.first : whole.run.last + 1])[:120]


def _section_above(title: int, lines: HtmlLines) -> str | None:
    above = lines.lines[title - 1].text if title else ""
    return above if textlines.is_section(above) and not textlines.says_nothing(above) else None


def _block_start(document: Document, index: int) -> int:
    """Return the element that a body's first text begins, so that its paragraph is not lost."""
    node = document.nodes[index]
    while node.parent is not None and node.parent.index > 0 and document.nodes[node.parent.index + 1] is node:
        if node.parent.tag in ("div", "section", "article", "main", "td"):
            break
        node = node.parent
    return node.index


def _link(whole: Whole, document: Document, lines: HtmlLines, title: str) -> str | None:
    """Return the address in or around the heading, else the one below the body whose words are the title's."""
    place = lines.places[whole.title]
    heading = [*document.nodes[place.start : place.end], *document.nodes[place.start].ancestors()]
    around = next((node for node in heading[:8] if node.tag == "a" and node.get("href")), None)
    if around is not None:
        return addresses.absolute(around.get("href"), document.base)
    end = lines.places[whole.end - 1].end if whole.end - 1 < len(lines.places) else len(document.nodes)
    for node in document.nodes[lines.places[whole.body[-1].number].end : end]:
        url = addresses.absolute(node.get("href"), document.base) if node.tag == "a" else None
        if url is not None and _spells(url, title):
            return url
    return None


def _spells(url: str, title: str) -> bool:
    """Say whether an address is made of a title's words."""
    words = {word for word in bylines.ascii_words(title) if len(word) > 3}
    return len(words) >= 2 and len(words & set(bylines.ascii_words(url))) * 2 >= len(words)


def _machine_times(document: Document, lines: HtmlLines, whole: Whole) -> Iterator[TimeSaid]:
    first = lines.places[min(whole.title, whole.run.first)].start
    last = lines.places[max(whole.title, whole.run.last)].end
    yield from machine_times(document, first, last)


def machine_times(document: Document, first: int, last: int) -> Iterator[TimeSaid]:
    """Yield the values for machines between two places: of ``<time>``, and of properties of the publication."""
    for node in document.nodes[max(first - 3, 0) : last]:
        value = node.get("datetime") or (node.get("content") if node.get("itemprop").startswith("date") else "")
        if node.is_text or not value:
            continue
        role = _role(node)
        mention = stamps.read(value, role)
        if mention is not None:
            yield TimeSaid(value, "datetime", mention, role)


def _role(node: Node) -> Role:
    said = f"{node.classes} {node.get('itemprop')}".lower()
    if "publish" in said or "created" in said:
        return Role.PUBLISHED
    return Role.UPDATED if "modif" in said or "updat" in said else Role.UNSTATED


# ---- the page's own article ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Own:
    """What is known of the page's own article before its fields are filled."""

    title: tuple[str, str]
    main: Whole | None
    others: Sequence[Whole]
    signs: tuple[str, ...]


def _title(document: Document, items: Sequence[Item], lines: HtmlLines) -> tuple[str, str] | None:
    """Return the title and where it stands: the heading that structured data confirms, else what that says itself."""
    stated = [structured.without_site(said, document.site_name) for item in items if (said := item.first("title"))]
    stated.extend(structured.without_site(said, document.site_name) for said in (document.title,) if said)
    headings = [
        line.text for line, place in zip(lines.lines, lines.places, strict=True) if place.level and line.text.strip()
    ]
    confirmed = next((text for text in headings if any(bylines.alike(text, said) for said in stated)), None)
    if confirmed is not None:
        return confirmed, "the heading that structured data or <title> confirms"
    first = [line.text for line, place in zip(lines.lines, lines.places, strict=True) if place.level == 1]
    if len(first) == 1 and textlines.is_headline(first[0]) and textlines.words(first[0]) >= 3:
        return first[0], "the only heading of the first level"
    return (stated[0], "structured data or <title>") if stated else None


def _main(wholes: Sequence[Whole], title: tuple[str, str], lines: HtmlLines) -> Whole | None:
    return next((whole for whole in wholes if bylines.alike(lines.lines[whole.title].text, title[0])), None)


def _own(document: Document, items: Sequence[Item], lines: HtmlLines, known: _Own) -> Candidate:
    link = addresses.own(document.canonical, document.url)
    content = _content(document, items, lines, known)
    image = next((item.first("image") for item in items if item.first("image")), None)
    title_line = next((line.number for line in lines.lines if line.text == known.title[0]), None)
    position = lines.places[title_line].start if title_line is not None else 0
    author, by = _author(document, items, known)
    return Candidate(
        strategy="article",
        title=known.title[0],
        link=link,
        section=_section(items, title_line, lines),
        author=author,
        times=tuple(_times(document, items, lines, known, position)),
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


def _section(items: Sequence[Item], title_line: int | None, lines: HtmlLines) -> str | None:
    stated = next((item.first("section") for item in items if item.first("section")), None)
    return stated or (None if title_line is None else _section_above(title_line, lines))


def _content(document: Document, items: Sequence[Item], lines: HtmlLines, known: _Own) -> str | None:
    """Return the main text, cut where the next whole article begins."""
    foreign = {
        textlines.folded(lines.lines[n].text) for whole in known.others for n in (whole.title, whole.body[0].number)
    }
    blocks = body.blocks(document.tree.html or "", document.base)
    extracted = "\n".join(_between(blocks, known.title[0], foreign))
    if len(bylines.text_of(extracted).split()) >= 25:
        return extracted
    if known.main is not None:
        first, last = lines.places[known.main.body[0].number], lines.places[known.main.body[-1].number]
        return markup.between(document, _block_start(document, first.start), last.end) or None
    return next((carried for item in items if (carried := structured.body(item))), None) or extracted or None


def _between(blocks: Sequence[str], title: str, foreign: set[str]) -> Sequence[str]:
    """Return the blocks after the title, where it is among the first, and before the first of another article."""
    texts = [textlines.folded(bylines.text_of(block)) for block in blocks]
    start = next((at + 1 for at, text in enumerate(texts[:_REACH]) if bylines.alike(text, title)), 0)
    end = next((at for at, text in enumerate(texts) if at >= start and text in foreign), len(blocks))
    return blocks[start:end]


def _author(document: Document, items: Sequence[Item], known: _Own) -> tuple[str | None, str]:
    for item in items:
        said = structured.author(item, document)
        if said and not bylines.is_account(said):
            return said, f"{item.vocabulary} {item.type}".strip()
    marked = bylines.shown(document)
    if marked:
        return marked, "an element marked as the author's"
    return (known.main.run.author if known.main is not None else None), "the byline beside the heading"


def _times(
    document: Document, items: Sequence[Item], lines: HtmlLines, known: _Own, position: int
) -> Iterator[TimeSaid]:
    for item in items:
        yield from structured.times(item, document)
    if known.main is not None:
        yield from known.main.run.said
        yield from _machine_times(document, lines, known.main)
    elif not any(item.first("published") for item in items):
        yield from (replace(said, role=said.role) for said in machine_times(document, position - 40, position + 80))


def _article_id(document: Document, items: Sequence[Item], link: str | None) -> str | None:
    """Return the site's own number for the page's article: its short link, its body's class, its address, its metas."""
    for rel, href, _, _ in document.head.links:
        if "shortlink" in rel.split() and (found := addresses.article_id(href)):
            return found
    classes = document.nodes[0].get("class").split() if document.nodes else []
    post = next((name.partition("-")[2] for name in classes if name.startswith("postid-")), "")
    stated = next((said for item in items if (said := item.first("id")) and len(said) <= 64), None)
    return (post if post.isdigit() else None) or (addresses.article_id(link) if link else None) or stated

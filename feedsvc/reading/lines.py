"""Pages that are plain text: what an extractor left of a page, line by line.

Nothing is known but the order of lines and their shape. A *header* is what stands around an article's time: its
section, its title, labels, times, a byline; prose below a header is the article's body. A *teaser* is one line with
section, time and title, often glued. Headlines without any time are no articles; they are named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from feedsvc.model.pages import Trace, Unplaced
from feedsvc.model.sentences import sentence
from feedsvc.model.times import Role
from feedsvc.reading import labels, sanitise, textlines
from feedsvc.reading.candidates import Candidate, TimeSaid
from feedsvc.reading.textlines import Kind, Line, is_title

_LONGEST_LINE_WITH_TIME = 400
_LONGEST_TITLE = 300
_COMPANY = 3
"""Lines of one form that vouch for each other."""
_BARE = sentence("A bare headline: no line around it says when it was published.")


@dataclass(frozen=True, slots=True)
class LinesRead:
    """What the lines of a page say. ``reason`` is a plain sentence where there is no article."""

    candidates: tuple[Candidate, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()
    language: str | None = None
    reason: str | None = None


def read_lines(text: str, languages: Sequence[str] = (), humanizer: str | None = None) -> LinesRead:
    """Return the articles that lines of plain text show, in their order, and the headlines that no time places."""
    found = [textlines.line(number, raw, languages, humanizer) for number, raw in enumerate(textlines.split(text))]
    lines = _supported(found)
    if all(line.kind is Kind.MARK for line in lines):
        return LinesRead(reason=sentence("The page is empty."))
    headers = _headers(lines)
    articles = [_article(header, lines, end) for header, end in _with_ends(headers, lines)]
    teasers = [_teaser(line, lines) for line in lines if line.kind is Kind.TEASER]
    candidates = tuple(sorted([*(article.candidate for article in articles), *teasers], key=lambda it: it.position))
    taken = {number for article in articles for number in article.taken}
    unplaced = tuple(_unplaced(lines, taken, {textlines.folded(candidate.title) for candidate in candidates}))
    reason = None if candidates else sentence("No line of the page looks like an article with a time.")
    return LinesRead(candidates, unplaced, _language(lines), reason)


# ---- headers --------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Run:
    """Neighbouring lines that say when and who."""

    first: int
    last: int
    author: str | None = None
    said: list[TimeSaid] = field(default_factory=list)
    labelled: bool = False


@dataclass(frozen=True, slots=True)
class _Header:
    """A run with the title and the section that it belongs to; lines from ``first`` to ``last``."""

    run: Run
    title: int
    section: int | None

    @property
    def first(self) -> int:
        return min(self.run.first, self.title, self.title if self.section is None else self.section)

    @property
    def last(self) -> int:
        return max(self.run.last, self.title)


def _supported(lines: list[Line]) -> list[Line]:
    """Return the lines with a time that needs company as plain text where it has none."""
    if sum(line.needs_company for line in lines) >= _COMPANY:
        return lines
    return [Line(line.number, line.text, Kind.TEXT) if line.needs_company else line for line in lines]


def _headers(lines: Sequence[Line]) -> list[_Header]:
    found = list(runs(lines))
    titles_follow = _titles_follow(found, lines)
    headers: list[_Header] = []
    taken = -1
    for run in found:
        header = _header(run, lines, taken, titles_follow=titles_follow)
        if header is not None:
            headers.append(header)
            taken = header.last
    return headers


def runs(lines: Sequence[Line]) -> Iterator[Run]:
    """Yield the runs of a page: neighbouring lines that say when and who."""
    at = 0
    while at < len(lines):
        run = _run(lines, at)
        if run is None:
            at += 1
        else:
            at = run.last + 1
            yield run


def _run(lines: Sequence[Line], start: int) -> Run | None:
    """Return the run that begins at a line, None where none does: it holds a label or a time."""
    if lines[start].kind in (Kind.MARK, Kind.TEXT, Kind.TEASER):
        return None
    run = Run(start, start)
    role, awaits = Role.UNSTATED, False
    for line in lines[start:]:
        if line.kind is Kind.TEXT and awaits and run.author is None and labels.is_name(line.text):
            run.author, awaits, run.last, run.labelled = line.text.strip(textlines.MARKS), False, line.number, True
        elif line.kind is Kind.TEXT and run.labelled and textlines.looks_dated(line.text):
            run.last = line.number
        elif line.kind in (Kind.TEXT, Kind.TEASER):
            break
        elif line.kind is not Kind.MARK:
            role = line.role if line.role is not Role.UNSTATED else role
            awaits = line.awaits_author or (awaits and line.kind is not Kind.BYLINE)
            _extend(run, line, role)
    return run if run.said or any(line.kind is Kind.LABEL for line in lines[run.first : run.last + 1]) else None


def _extend(run: Run, line: Line, role: Role) -> None:
    run.last = line.number
    run.labelled = run.labelled or line.kind in (Kind.LABEL, Kind.BYLINE) or line.role is not Role.UNSTATED
    run.author = run.author or line.author
    run.said.extend(
        TimeSaid(mention.text, "text", mention, mention.role if mention.role is not Role.UNSTATED else role)
        for mention in line.mentions
    )


def _titles_follow(runs: Sequence[Run], lines: Sequence[Line]) -> bool:
    """Say whether this page prints a bare time above its title: then no title stands above the first one."""
    bare = next((run for run in runs if not run.labelled), None)
    if bare is None:
        return False
    above, below = _text_above(lines, bare.first, -1), _text_below(lines, bare.last)
    return not (above and is_title(above) and not _is_section_line(above)) and below is not None and is_title(below)


def _is_section_line(line: Line) -> bool:
    return textlines.is_section(line.text) and textlines.words(line.text) <= 3


def _header(run: Run, lines: Sequence[Line], taken: int, *, titles_follow: bool) -> _Header | None:
    above, below = _text_above(lines, run.first, taken), _text_below(lines, run.last)
    if titles_follow and not run.labelled:
        if below is None or not is_title(below):
            return None
        section = above.number if above and _is_section_line(above) else None
        return _Header(run, below.number, section)
    if above is None or not is_title(above):
        return None
    higher = _text_above(lines, above.number, taken)
    return _Header(run, above.number, higher.number if higher and textlines.is_section(higher.text) else None)


def _text_above(lines: Sequence[Line], number: int, taken: int) -> Line | None:
    """Return the nearest line of text above a line; marks are passed over, anything else is a wall."""
    for line in reversed(lines[max(taken + 1, number - 6, 0) : number]):
        if line.kind is not Kind.MARK:
            return line if line.kind is Kind.TEXT else None
    return None


def _text_below(lines: Sequence[Line], number: int) -> Line | None:
    for line in lines[number + 1 : number + 6]:
        if line.kind is not Kind.MARK:
            return line if line.kind is Kind.TEXT else None
    return None


def _with_ends(headers: Sequence[_Header], lines: Sequence[Line]) -> Iterator[tuple[_Header, int]]:
    """Yield each header with the line at which the next one begins."""
    ends = [*(header.first for header in headers[1:]), len(lines)]
    yield from zip(headers, ends, strict=False)


# ---- bodies ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Placed:
    """An article with the lines that it took."""

    candidate: Candidate
    taken: frozenset[int]


def _article(header: _Header, lines: Sequence[Line], end: int) -> _Placed:
    body = body_of(lines[header.last + 1 : end])
    paragraphs = [line.text for line in body]
    whole = header.run.labelled or len(paragraphs) > 1 or sum(map(textlines.words, paragraphs)) >= 60
    section = lines[header.section].text if header.section is not None else None
    prose = next((labels.without_credits(text) for text in paragraphs if textlines.is_prose(text)), None)
    candidate = Candidate(
        strategy="lines",
        title=lines[header.title].text,
        section=section,
        author=header.run.author,
        times=tuple(header.run.said),
        summary=prose,
        content=sanitise.paragraphs(paragraphs) if whole and paragraphs else None,
        position=float(header.title),
        whole=whole and bool(paragraphs),
        traces=_traces(lines[header.title].number, header, lines),
    )
    taken = {header.title, *range(header.run.first, header.run.last + 1), *(line.number for line in body)}
    return _Placed(candidate, frozenset(taken if header.section is None else taken | {header.section}))


def _traces(title: int, header: _Header, lines: Sequence[Line]) -> tuple[Trace, ...]:
    where = "above" if title < header.run.first else "below"
    traces = [Trace("title", "lines", f"line {title + 1}, {where} the time")]
    if header.section is not None:
        traces.append(Trace("section", "lines", f"line {header.section + 1}, {lines[header.section].text!r}"))
    if header.run.author is not None:
        traces.append(Trace("author", "lines", f"byline in lines {header.run.first + 1} to {header.run.last + 1}"))
    return tuple(traces)


def body_of(region: Sequence[Line]) -> list[Line]:
    """Return the lines of an article's body: up to its last prose, with the credits that follow it."""
    region = region[: _list_start(region)]
    last = max((i for i, line in enumerate(region) if _is_body(line)), default=-1)
    while last >= 0 and last + 1 < len(region) and labels.is_credit(region[last + 1].text):
        last += 1
    return [line for line in region[: last + 1] if line.kind is not Kind.MARK]


def _is_body(line: Line) -> bool:
    return line.kind in (Kind.TEXT, Kind.TIME, Kind.BYLINE) and textlines.is_prose(line.text)


def _list_start(region: Sequence[Line]) -> int:
    """Return where a list of other articles begins: bullets whose items are no prose, or a teaser.

    A list that a colon leads into is the body's own.
    """
    led = bulleted = False
    for i, line in enumerate(region):
        if line.kind is Kind.TEASER or (_is_bullet(line) and not led and _item_is_headline(region, i)):
            return i
        if line.text:
            led = led if bulleted or _is_bullet(line) else line.text.endswith(":")
            bulleted = _is_bullet(line)
    return len(region)


def _is_bullet(line: Line) -> bool:
    return line.kind is Kind.MARK and bool(line.text)


def _item_is_headline(region: Sequence[Line], at: int) -> bool:
    item = next((line for line in region[at:] if line.kind is not Kind.MARK), None)
    return item is not None and not textlines.is_prose(item.text)


# ---- teasers and what is left ---------------------------------------------------------------------------------------


def _teaser(line: Line, lines: Sequence[Line]) -> Candidate:
    section = line.before if textlines.is_section(line.before) and not textlines.says_nothing(line.before) else None
    evidence = (
        f"line {line.number + 1}, split at {line.mentions[0].text[line.mentions[0].start : line.mentions[0].end]!r}"
    )
    return Candidate(
        strategy="lines",
        title=line.after,
        section=section,
        times=tuple(TimeSaid(mention.text, "text", mention, mention.role) for mention in line.mentions),
        block=_heading(line, lines),
        position=float(line.number),
        traces=tuple(Trace(name, "lines", evidence) for name in (("title", "section") if section else ("title",))),
    )


def _heading(line: Line, lines: Sequence[Line]) -> str | None:
    """Return the heading of the list that a teaser stands in: the first short text above it."""
    for above in reversed(lines[max(0, line.number - 60) : line.number]):
        if above.kind is Kind.TEXT:
            return above.text if textlines.is_section(above.text) else None
    return None


def _unplaced(lines: Sequence[Line], taken: set[int], titles: set[str]) -> Iterator[Unplaced]:
    seen = set(titles)
    for line in lines:
        if line.number in taken or line.kind is not Kind.TEXT or textlines.folded(line.text) in seen:
            continue
        if _is_bare_headline(line, lines):
            seen.add(textlines.folded(line.text))
            yield Unplaced(line.text, None, _BARE)


def _is_bare_headline(line: Line, lines: Sequence[Line]) -> bool:
    """Say whether a text is a headline rather than prose or the heading of the list below it."""
    if not textlines.is_headline(line.text) or textlines.words(line.text) < 3 or textlines.is_prose(line.text):
        return False
    neighbours = lines[max(line.number - 1, 0)], lines[min(line.number + 1, len(lines) - 1)]
    heads_list = not _is_bullet(neighbours[0]) and (_is_bullet(neighbours[1]) or neighbours[1].kind is Kind.TEASER)
    return not (heads_list and textlines.is_section(line.text))


def _language(lines: Iterable[Line]) -> str | None:
    """Return the language that most times on the page are written in."""
    found = [mention.language for line in lines for mention in line.mentions if mention.language not in ("", "und")]
    return max(sorted(set(found)), key=found.count, default=None)

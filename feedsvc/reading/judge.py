"""Merges what all strategies say into one candidate for each article, and says what is none.

An article is its address. Each field comes from the most trusted strategy that says it, and within a strategy from the
surest place; times are united, since each is evidence. The order of blocks changes nothing but positions.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from feedsvc.model.pages import Trace, Unplaced
from feedsvc.model.sentences import sentence
from feedsvc.reading import addresses, addressmarks
from feedsvc.reading.candidates import Candidate, TimeSaid
from feedsvc.reading.sectionnames import fold
from feedsvc.reading.sections import SURE

_TRUST = ("selectors", "article", "structured", "blocks", "lines")
_FIELDS = ("author", "summary", "content", "image", "language", "article_id")
_LEAST_COMMON_TITLE = 24
_WORSE_ADDRESS = 1.5
BARE = sentence("A bare headline beside an article: neither a section nor a time stands with it.")


@dataclass(frozen=True, slots=True)
class Verdict:
    """The articles of a page, each once and in reading order, and what looked like one."""

    candidates: tuple[Candidate, ...]
    unplaced: tuple[Unplaced, ...] = ()


def merge(candidates: Iterable[Candidate]) -> Verdict:
    """Merge candidates about one article and set bare headlines beside a whole article apart."""
    groups: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        groups[_identity(candidate)].append(candidate)
    sizes: Counter[str | None] = Counter(c.block for members in groups.values() for c in members if c.block and c.times)
    merged = _without_echoes([_merged(members, sizes) for members in groups.values()])
    if not any(_is_page_itself(candidate) for candidate in merged):
        return Verdict(_ordered(merged))
    bare = [c for c in merged if _is_bare(c)]
    placed = [c for c in merged if not _is_bare(c)]
    return Verdict(_ordered(placed), tuple(Unplaced(c.title, c.link, BARE) for c in _ordered(bare)))


def _identity(candidate: Candidate) -> str:
    if candidate.link is not None:
        return addresses.key(candidate.link)
    return f" {fold(candidate.title)}"


def _is_page_itself(candidate: Candidate) -> bool:
    """Whether the page is this article's own: then a headline in its margins is a pointer, not an entry."""
    return candidate.whole and candidate.strategy in ("article", "structured")


def _is_bare(candidate: Candidate) -> bool:
    return candidate.strategy == "blocks" and not candidate.times and candidate.section_weight < SURE


def _ordered(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    return tuple(sorted(candidates, key=lambda c: (c.position, c.title)))


# ---- one article ----------------------------------------------------------------------------------------------------


def _merged(members: Sequence[Candidate], sizes: Mapping[str | None, int]) -> Candidate:
    """Return one candidate that says all that the members say, in the largest of their blocks."""
    ranked = sorted(members, key=_rank)
    if len(ranked) == 1:
        return ranked[0]
    titled = _best_title(ranked)
    sectioned = _best_section(ranked)
    placed = min(ranked, key=lambda c: (not c.whole, not c.times, -sizes.get(c.block, 0), c.position))
    values = {name: _first(ranked, name) for name in _FIELDS}
    return replace(
        ranked[0],
        title=titled.title,
        link=_first(ranked, "link"),
        section=sectioned.section,
        times=_united(ranked),
        block=placed.block,
        position=placed.position,
        whole=any(c.whole for c in ranked),
        title_weight=titled.title_weight,
        section_weight=sectioned.section_weight,
        traces=_traces(ranked, titled, sectioned),
        **values,  # type: ignore[arg-type]  # names of fields that are texts or None
    )


def _rank(candidate: Candidate) -> tuple[int, bool, float, float]:
    return _TRUST.index(candidate.strategy), not candidate.whole, -candidate.title_weight, candidate.position


def _best_title(ranked: Sequence[Candidate]) -> Candidate:
    return min((c for c in ranked if c.title), key=_rank, default=ranked[0])


def _best_section(ranked: Sequence[Candidate]) -> Candidate:
    """Return whom to believe about the section: an operator, then the surest label, then any."""
    said = [c for c in ranked if c.section]
    return max(said, key=lambda c: (c.strategy == "selectors", c.section_weight), default=ranked[0])


def _first(ranked: Sequence[Candidate], name: str) -> str | None:
    value: str | None = next((said for c in ranked if (said := getattr(c, name))), None)
    return value


def _united(ranked: Sequence[Candidate]) -> tuple[TimeSaid, ...]:
    """Return the times of all members, each once; an operator's choice stands alone."""
    chosen = [c for c in ranked if c.strategy == "selectors" and c.times] or ranked
    united: dict[tuple[str, str], TimeSaid] = {}
    for time in (t for c in chosen for t in c.times):
        united.setdefault((fold(time.text), "text" if time.source == "label" else time.source), time)
    return tuple(united.values())


def _traces(ranked: Sequence[Candidate], titled: Candidate, sectioned: Candidate) -> tuple[Trace, ...]:
    """Keep each field's trace from the candidate that decided it, naming the other values as rejected."""
    traces = [_trace(c, field) for c, field in ((titled, "title"), (sectioned, "section"))]
    kept = [t for t in traces if t is not None]
    for field in ("author", "summary", "content", "image"):
        kept.extend([t for c in ranked if (t := _trace(c, field))][:1])
    kept.extend(dict.fromkeys(t for c in ranked for t in c.traces if t.field == "time"))
    return tuple(_with_rejected(trace, ranked) for trace in kept)


def _trace(candidate: Candidate, field: str) -> Trace | None:
    return next((t for t in candidate.traces if t.field == field), None)


def _with_rejected(trace: Trace, ranked: Sequence[Candidate]) -> Trace:
    if trace.field not in ("title", "section"):
        return trace
    read: Callable[[Candidate], str | None] = lambda c: getattr(c, trace.field)  # noqa: E731
    chosen = {title for c in ranked[:1] if (title := read(c))}
    others = dict.fromkeys([*trace.rejected, *(said for c in ranked if (said := read(c)) and said not in chosen)])
    return replace(trace, rejected=tuple(others))


# ---- one title, two addresses ---------------------------------------------------------------------------------------


def _without_echoes(candidates: list[Candidate]) -> list[Candidate]:
    """Drop an article's discussion or print page: the same words under an address that is clearly worse."""
    by_title: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        if candidate.link is not None and len(candidate.title) >= _LEAST_COMMON_TITLE:
            by_title[fold(candidate.title)].append(candidate)
    dropped = {id(c) for members in by_title.values() if len(members) > 1 for c in _echoes(members)}
    return [c for c in candidates if id(c) not in dropped]


def _echoes(members: Sequence[Candidate]) -> list[Candidate]:
    points = {id(c): addressmarks.points(c.link or "") for c in members}
    best = max(points.values())
    return [c for c in members if c.strategy == "blocks" and points[id(c)] <= best - _WORSE_ADDRESS]

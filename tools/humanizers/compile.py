"""Compiles harvested rows into feedsvc/timex/tables: one file of dialects and laws, one file of templates a language.

python -m tools.humanizers.compile ROWS.jsonl[.xz]... [--without LIB]... [--to DIRECTORY]
"""

from __future__ import annotations

import argparse
import json
import lzma
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tools.humanizers import chains, clocks
from tools.humanizers.laws import (
    FAR,
    REFERENCE,
    UNITS,
    Bounds,
    Law,
    Row,
    civil_bounds,
    close,
    fit,
    line,
    templates_of,
    unit_of,
)

TABLES = Path(__file__).parents[2] / "feedsvc" / "timex" / "tables"
ALIASES = {"no": "nb", "iw": "he", "in": "id", "tl": "fil", "sh": "sr", "mo": "ro", "ji": "yi"}
CIVIL = {"luxon/toRelativeCalendar", "humanizer.net/humanize"}
DATED_FROM = {"javascript-time-ago/twitter": 84600}
"""Ages from which a dialect prints a date: that is the grammar's to read."""
CHAINED = ("django/", "drupal/")
"""Whose texts of two numbers are two units, also where one of them is always 1 ("1 year, # months")."""
SHORT = {"timeago", "react-timeago"}
"""Libraries that have their short style as locales of its own; those print no word for "ago"."""
BORROWER, LENDER = "wordpress/", "Intl/round_always_long"
CLOCKED = {"moment/calendar", "date-fns/formatRelative"}

Numbers = tuple[int, ...]
Point = tuple[Numbers, Bounds]


def language_of(locale: str) -> str:
    """Return the language that a locale's texts are filed under: its first subtag."""
    base = re.split(r"[-_@]", locale)[0].lower()
    return ALIASES.get(base, base)


@dataclass(frozen=True, slots=True)
class Use:
    """One law as one template prints it: which number of the text is n (None: n is in the words), and n then."""

    law: int
    slot: int | None
    n: int | None


@dataclass(slots=True)
class Tables:
    """All laws found so far, and for each language its templates' uses of them."""

    laws: list[Law] = field(default_factory=list)
    by_key: dict[tuple[object, ...], int] = field(default_factory=dict)
    by_dialect: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    extras: list[tuple[str, object]] = field(default_factory=list)
    languages: dict[str, dict[str, set[object]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(set)))
    unfit: Counter[str] = field(default_factory=Counter)
    fixed: dict[str, bool] = field(default_factory=dict)
    """Of each dialect whether its months have 30 days, as its first row shows."""

    def add(self, law: Law) -> int:
        """Keep a law, widening the one that is there where they differ in range alone."""
        number = self.by_key.get(law.key)
        if number is not None and self._agree(self.laws[number], law):
            known = self.laws[number]
            known.least, known.most = min(known.least, law.least), max(known.most, law.most)
            known.lower, known.upper = min(known.lower, law.lower), max(known.upper, law.upper)
            known.exceptions.update(law.exceptions)
            known.printed |= law.printed
            return number
        number = len(self.laws)
        self.laws.append(law)
        self.by_key.setdefault(law.key, number)
        self.by_dialect[law.dialect].append(number)
        return number

    def laws_of(self, uses: set[object]) -> Iterator[Law]:
        """Yield the laws that the uses of a template are of."""
        return (self.laws[use.law] for use in uses if isinstance(use, Use))

    @staticmethod
    def _agree(known: Law, law: Law) -> bool:
        if known.shape == "constant":
            return (known.lower, known.upper) == (law.lower, law.upper)
        odd = known.exceptions.keys() | law.exceptions.keys()
        both = [n for n in odd if known.at(n) is not None and law.at(n) is not None]
        return all(known.at(n) == law.at(n) for n in both)


def read_rows(paths: Iterable[Path], without: frozenset[str] = frozenset()) -> Iterator[Row]:
    """Yield the rows of harvest files, leaving out whole libraries."""
    for path in paths:
        with lzma.open(path, "rt") if path.suffix == ".xz" else path.open() as lines:
            for line in lines:
                row = json.loads(line)
                if row.get("lib", "versions") not in without | {"versions"}:
                    yield _row(row)


def _row(row: dict[str, Any]) -> Row:
    short = row["lib"] in SHORT and row["locale"].endswith("-short")
    dialect = f"{row['lib']}/{row['option']}{'_short' if short else ''}"
    end = DATED_FROM.get(dialect, FAR)
    now = datetime.fromtimestamp(row["now"], UTC) if "now" in row else REFERENCE
    return Row(dialect, row["locale"], now, tuple((lo, hi, text) for lo, hi, text in row["texts"] if lo < end))


def compile_rows(rows: Iterable[Row]) -> Tables:
    """Return the tables for all rows: first the laws that many numbers show, then single points against them."""
    tables = Tables()
    singles: list[tuple[Row, str, int | None, int | None, Bounds]] = []
    for row in rows:
        templates = templates_of(row)
        tables.fixed.setdefault(row.dialect, chains.has_fixed_months(templates.values()))
        for template, points in templates.items():
            if row.dialect in CLOCKED and "#" in template:
                _add_clock(tables, row, template, points)
            else:
                singles += _add_template(tables, row, template, points)
    for row, template, slot, n, bounds in singles:
        use = _single(tables, row, slot, n, bounds)
        tables.languages[language_of(row.locale)][template].add(use)
    _borrow(tables)
    return tables


def _borrow(tables: Tables) -> None:
    """Let WordPress speak CLDR's long words for the units that no packaged catalogue of core has in a language."""
    dialects = sorted({law.dialect for law in tables.laws if law.dialect.startswith(BORROWER)})
    lines = {(law.dialect, law.unit): i for i, law in reversed([*enumerate(tables.laws)]) if law.shape == "line"}
    for templates in tables.languages.values():
        own = {(law.dialect, law.unit) for uses in templates.values() for law in tables.laws_of(uses)}
        for uses in templates.values():
            lent = [u for u in uses if isinstance(u, Use) and tables.laws[u.law].dialect == LENDER]
            for use in lent:
                wanted = [(dialect, tables.laws[use.law].unit) for dialect in dialects]
                uses |= {Use(lines[w], use.slot, use.n) for w in wanted if w in lines and w not in own}


def _add_clock(tables: Tables, row: Row, template: str, points: list[Point]) -> None:
    for clock in clocks.fit(row.dialect, row.now, points):
        if clock not in tables.extras:
            tables.extras.append(clock)
        tables.languages[language_of(row.locale)][template].add(clock)


def _varying(points: list[Point]) -> tuple[int, ...]:
    width = len(points[0][0])
    if len(points) == 1:
        return tuple(range(width))
    return tuple(i for i in range(width) if len({numbers[i] for numbers, _ in points}) > 1) or tuple(range(width))


def _add_template(
    tables: Tables, row: Row, template: str, points: list[Point]
) -> Iterator[tuple[Row, str, int | None, int | None, Bounds]]:
    slots = _varying(points)
    if len(slots) == 2 or (len(points[0][0]) == 2 and row.dialect.startswith(CHAINED)):
        _add_chain(tables, row, template, points)
        return
    if not slots:
        yield from ((row, template, None, None, bounds) for bounds in _joined(points))
        return
    slot = slots[0]
    groups: dict[str, dict[int, Bounds]] = defaultdict(dict)
    for numbers, bounds in points:
        n = numbers[slot]
        unit = unit_of(n, bounds)
        old = groups[unit].get(n)
        groups[unit][n] = (min(old[0], bounds[0]), max(old[1], bounds[1])) if old else bounds
    for unit, group in groups.items():
        number = _obeyed(tables, row, unit, group) if len(group) > 1 else None
        if number is not None:
            tables.languages[language_of(row.locale)][template].add(Use(number, slot, None))
        else:
            tables.unfit[row.dialect] += len(group) > 1
            yield from ((row, template, slot, n, bounds) for n, bounds in group.items())


def _obeyed(tables: Tables, row: Row, unit: str, group: dict[int, Bounds]) -> int | None:
    """Return the law that the points of one unit obey: one that the dialect has already, else one fitted to them."""
    for number in tables.by_dialect[row.dialect]:
        known = tables.laws[number]
        if known.unit == unit and known.shape == "line" and all(close(known.at(n), b) for n, b in group.items()):
            known.printed |= group.keys()
            return number
    law = _civil(row, unit, group) or fit(row.dialect, unit, group)
    return tables.add(law) if law else None


def _add_chain(tables: Tables, row: Row, template: str, points: list[Point]) -> None:
    for chain in chains.fit(row.dialect, points, fixed=tables.fixed[row.dialect]):
        if chain not in tables.extras:
            tables.extras.append(chain)
        tables.languages[language_of(row.locale)][template].add(chain)


def _joined(points: list[Point]) -> list[Bounds]:
    """Return the points' bounds with those that touch made one."""
    joined: list[Bounds] = []
    for _, (lo, hi) in sorted(points, key=lambda p: p[1]):
        if joined and lo <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(hi, joined[-1][1]))
        else:
            joined.append((lo, hi))
    return joined


def _civil(row: Row, unit: str, group: dict[int, Bounds]) -> Law | None:
    """Return the law of civil periods if all points obey it."""
    if row.dialect not in CIVIL or unit not in ("d", "M", "y"):
        return None
    last = max(group)
    if all(_within(civil_bounds(unit, n, row.now), b, open_end=n == last) for n, b in group.items()):
        return Law(row.dialect, unit, "civil", 1, 0, 0, 0, 999, 0, 0)
    return None


def _within(civil: Bounds, bounds: Bounds, *, open_end: bool) -> bool:
    """Whether bounds are a civil period, or a part of it where the dialect turns to another unit."""
    ends = bounds[1] <= civil[1] if open_end else bounds[1] == civil[1]
    return bounds[0] >= civil[0] and ends and bounds[1] - bounds[0] > 1


def _single(tables: Tables, row: Row, slot: int | None, n: int | None, bounds: Bounds) -> Use:
    """Return the use that prints one point: of a law that the dialect has already, else of a constant."""
    dialect = row.dialect
    for number in tables.by_dialect[dialect] if dialect not in CIVIL else ():
        law = tables.laws[number]
        for count in _counts(law, n, bounds):
            if _fits(law, count, bounds):
                return Use(number, slot, None if slot is not None else count)
    unit, count = _reading(n, bounds)
    # A stretch much shorter than the period is another unit's, and fits every period that it lies in.
    wide_enough = [u for u in "dMy" if dialect in CIVIL and bounds[1] - bounds[0] >= UNITS[u] // 4]
    for civil_unit in wide_enough:
        near = round(sum(bounds) / 2 / UNITS[civil_unit]) if n is None else n
        for m in range(max(0, near - 1), near + 2):
            civil_law = _civil(row, civil_unit, {m: bounds})
            if civil_law:
                return Use(tables.add(civil_law), slot, None if slot is not None else m)
    law = Law(dialect, unit, "constant", 0, bounds[0], bounds[1], count, count, *bounds)
    return Use(tables.add(law), slot, None if slot is not None else count)


def _counts(law: Law, n: int | None, bounds: Bounds) -> tuple[int, ...]:
    if law.shape not in ("line", "calendar"):
        return ()
    if n is not None:
        return (n,)
    middle = round((bounds[0] + bounds[1]) / 2 / UNITS[law.unit])
    return tuple(k for k in (middle - 1, middle, middle + 1) if k >= 1)


def _fits(law: Law, n: int, bounds: Bounds) -> bool:
    """Whether a law gives these bounds for n, or would if its range went one further at either end."""
    slack = 3 * 86400 if law.shape == "calendar" else 1
    near = lambda one, other: abs(one - other) <= slack  # noqa: E731
    at = law.at(n)
    if at is not None:
        return near(at[0], bounds[0]) and near(at[1], bounds[1])
    if n not in (law.least - 1, law.most + 1):
        return False
    lo, hi = line(law, n)
    if n < law.least and near(hi, bounds[1]) and bounds[0] >= lo - slack:
        law.least, law.lower = n, bounds[0]
        law.printed.add(n)
        return True
    if n > law.most and near(lo, bounds[0]) and bounds[1] <= hi + slack:
        law.most, law.upper = n, bounds[1]
        law.printed.add(n)
        return True
    return False


def _reading(n: int | None, bounds: Bounds) -> tuple[str, int]:
    """Return the unit and count that a point most plausibly means."""
    if n is not None:
        return unit_of(n, bounds), n
    for unit in ("y", "M", "w", "d", "h", "m"):
        if bounds[0] <= UNITS[unit] * 1.02 and bounds[1] >= 1.2 * UNITS[unit]:
            return unit, 1
    unit = next((u for u in reversed(UNITS) if bounds[1] >= 1.5 * UNITS[u]), "s")
    return unit, max(0, round(sum(bounds) / 2 / UNITS[unit])) if bounds[0] >= UNITS[unit] / 2 else 0


# ---- writing -------------------------------------------------------------------------------------------------------


def write(tables: Tables, directory: Path, sources: dict[str, str], aliases: dict[str, list[str]]) -> None:
    """Write dialects.json and one <language>.tsv for each language."""
    directory.mkdir(parents=True, exist_ok=True)
    for old in directory.glob("*.tsv"):
        old.unlink()
    sets: dict[str, int] = {}
    for language, templates in sorted(tables.languages.items()):
        lines = []
        for template, uses in sorted(templates.items()):
            coded = json.dumps(sorted((_code(tables, use) for use in uses), key=json.dumps), separators=(",", ":"))
            lines.append(f"{template}\t{sets.setdefault(coded, len(sets))}")
        (directory / f"{language}.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    dialects = sorted({law.dialect for law in tables.laws} | {extra.dialect for extra in tables.extras})
    place = {name: i for i, name in enumerate(dialects)}
    lines = [
        '{"sources":' + json.dumps(sources, sort_keys=True),
        '"aliases":' + json.dumps(aliases, sort_keys=True),
        '"dialects":' + json.dumps(dialects, ensure_ascii=False),
        '"laws":[\n' + ",\n".join(json.dumps(_law(law, place), separators=(",", ":")) for law in tables.laws) + "]",
        '"extras":[\n' + ",\n".join(json.dumps(_extra(e, place), separators=(",", ":")) for e in tables.extras) + "]",
        '"sets":[\n' + ",\n".join(sets) + "]}\n",
    ]
    (directory / "dialects.json").write_text(",\n".join(lines), encoding="utf-8")


def _code(tables: Tables, use: object) -> object:
    if isinstance(use, Use):
        if use.slot is None:
            return [use.law, use.n]
        return use.law if use.slot == 0 else [use.law, None, use.slot]
    return -1 - tables.extras.index(use)


def _law(law: Law, place: dict[str, int]) -> list[object]:
    lower, upper = (law.lower, law.upper) if law.shape == "constant" else law.clips
    least, most = (0, 999) if law.shape == "civil" else (law.least, law.most)
    a, b, c = (round(x) if abs(x - round(x)) < 1e-6 else x for x in (law.a, law.b, law.c))
    coded = [place[law.dialect], law.unit, law.shape, a, b, c, least, most, lower, upper, law.step]
    return [*coded, {str(n): b for n, b in law.exceptions.items()}] if law.exceptions else coded


def _extra(extra: object, place: dict[str, int]) -> list[object]:
    if isinstance(extra, chains.Chain):
        return ["chain", place[extra.dialect], extra.units, *([1] if extra.fixed else [])]
    assert isinstance(extra, clocks.Clock)
    day = [extra.days_ago, extra.weekday, extra.half, extra.shown]
    return ["clock", place[extra.dialect], *day, extra.hour, extra.minute]


def main() -> None:
    """Compile harvest files into the tables that the package ships."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("rows", nargs="+", type=Path)
    parser.add_argument("--without", action="append", default=[])
    parser.add_argument("--to", type=Path, default=TABLES)
    options = parser.parse_args()
    tables = compile_rows(read_rows(options.rows, frozenset(options.without)))
    write(tables, options.to, {}, {})
    print(f"{len(tables.languages)} languages, {len(tables.laws)} laws, {len(tables.extras)} chains and clocks")
    if tables.unfit:
        print("without a law:", dict(tables.unfit))


if __name__ == "__main__":
    main()

"""Reads what humanizers really printed, beside dateparser and chrono-node: found, exact, speed, size.

    python -m benchmarks.timex [--all ROWS.jsonl[.xz]... [--processes N]]

The sample beside this file was drawn from the rows that tools.humanizers.harvest writes; ``--all`` reads back
whole files of such rows instead, and leaves speed and peers out.
"""

from __future__ import annotations

import argparse
import json
import lzma
import os
import random
import shutil
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean, median
from typing import Any

from benchmarks.exactness import CLOCK, FULL, NOW, Said, exactness, said_in, unnamed
from feedsvc import timex
from feedsvc.model.times import Mention
from feedsvc.timex import laws, meanings, reader, templates, whole
from feedsvc.timex.tags import language_of
from tools.humanizers.compile import read_rows
from tools.humanizers.laws import REFERENCE

HERE = Path(__file__).parent
SAMPLE = HERE / "timex_sample.jsonl.xz"
PEERS = frozenset("it en de fr es pt nl pl ru tr ar hi zh ja ko".split())  # noqa: SIM905

# ---- without a library ---------------------------------------------------------------------------------------------


def forget() -> None:
    """Drop everything that timex remembers of its tables."""
    read = (meanings.meaning, meanings._set, laws._counted, laws._laws_by_unit, reader._remembered)  # noqa: SLF001
    tables = (whole._tables, whole._table, whole._everywhere)  # noqa: SLF001
    sets = (whole._entry, whole._shared, whole._codes, whole._certain)  # noqa: SLF001
    for remembered in (*read, *tables, *sets):
        remembered.cache_clear()


def without(known: laws.Dialects, lib: str) -> laws.Dialects:
    """Return the dialects as if a library had never been harvested."""
    gone = {i for i, law in enumerate(known.laws) if law.dialect.startswith(f"{lib}/")}
    lost = {-1 - i for i, extra in enumerate(known.extras) if known.names[extra[1]].startswith(f"{lib}/")}
    kept = lambda use: (use if isinstance(use, int) else use[0]) not in gone | lost  # noqa: E731
    sets = tuple([use for use in uses if kept(use)] for uses in known.sets)
    # the laws stay in their places, since sets point at them, but no longer say anything
    silent = tuple(
        replace(law, least=1, most=0, exceptions={}) if i in gone else law for i, law in enumerate(known.laws)
    )
    return replace(known, sets=sets, laws=silent)


def leave_one_out(said: list[Said]) -> None:
    known = laws.dialects()
    shares = {}
    for lib in sorted({one.lib for one in said}):
        reduced = without(known, lib)
        texts = [one for one in said if one.lib == lib and language_of(one.locale) in FULL]
        if not texts:
            continue
        laws.dialects = meanings.dialects = lambda reduced=reduced: reduced  # type: ignore[assignment]
        forget()
        shares[lib] = sum(timex.read(one.text, [one.locale]) is not None for one in texts) / len(texts)
    laws.dialects = meanings.dialects = lambda: known  # type: ignore[assignment]
    forget()
    print(f"found in the {len(FULL)} languages of full depth without the library's own tables:")
    for lib, share in sorted(shares.items(), key=lambda item: item[1]):
        print(f"    {lib:24}{share:8.1%}")
    print(f"    {'average':24}{mean(shares.values()):8.1%}")


# ---- peers ---------------------------------------------------------------------------------------------------------


def peers_sample(said: list[Said], size: int) -> list[Said]:
    chosen = [one for one in said if language_of(one.locale) in PEERS and any(c.isdigit() for c in one.text)]
    return random.Random(7).sample(chosen, min(size, len(chosen)))


def has_dateparser() -> bool:
    try:
        import dateparser  # noqa: F401
    except ImportError:
        print("    dateparser     skipped: it is not installed (make .venv/bench)")
        return False
    return True


def point_of(text: str, language: str | None) -> datetime | None:
    import dateparser

    settings = {"RELATIVE_BASE": NOW.replace(tzinfo=None), "TIMEZONE": "UTC", "PREFER_DATES_FROM": "past"}
    try:
        found = dateparser.parse(text, languages=[language] if language else None, settings=settings)
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found and found.tzinfo is None else found


def print_points(name: str, said: list[Said], points: list[datetime | None]) -> None:
    found = sum(point is not None for point in points)
    inside = sum(
        p is not None and one.lo <= (NOW - p).total_seconds() <= one.hi + 1 for one, p in zip(said, points, strict=True)
    )
    print(f"    {name:14} found {found / len(said):7.1%}   in the humanizer's own interval {inside / len(said):7.1%}")


def our_point(one: Said) -> datetime | None:
    mention = timex.read(one.text, [one.locale])
    resolution = mention and timex.resolve(mention, CLOCK, UTC)
    return resolution.at if resolution else None


CHRONO = """
const chrono = require('chrono-node');
const now = new Date(%d);
const lines = require('fs').readFileSync(0, 'utf8').trim().split('\\n').map(JSON.parse);
for (const [text, language] of lines) {
  const parser = (chrono[language] && chrono[language].casual) || chrono.casual;
  let found = null;
  try { found = parser.parseDate(text, { instant: now, timezone: 0 }); } catch { found = null; }
  console.log(JSON.stringify(found && found.toISOString()));
}
"""


def chrono(said: list[Said]) -> list[datetime | None] | str:
    """Return chrono-node's answers, or why there are none."""
    if not shutil.which("node") or not shutil.which("npm"):
        return "node and npm are not at hand"
    home = Path(".cache") / "benchmarks" / "chrono"
    home.mkdir(parents=True, exist_ok=True)
    if not (home / "node_modules" / "chrono-node").is_dir():
        install = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", ".", "chrono-node@2"]
        if subprocess.run(install, cwd=home, check=False, capture_output=True).returncode:
            return "chrono-node could not be installed"
    asked = "\n".join(json.dumps([one.text, language_of(one.locale)]) for one in said)
    script = CHRONO % (NOW.timestamp() * 1000)
    told = subprocess.run(["node", "-e", script], cwd=home, input=asked, capture_output=True, text=True, check=False)
    answers = [json.loads(line) for line in told.stdout.splitlines()]
    return [datetime.fromisoformat(answer) if answer else None for answer in answers]


def beside_peers(said: list[Said]) -> None:
    warnings.simplefilter("ignore")
    sample = peers_sample(said, 1500)
    print(f"{len(sample)} texts in {len(PEERS)} languages, language given, humanizer not:")
    print_points("feedsvc", sample, [our_point(one) for one in sample])
    if has_dateparser():
        print_points("dateparser", sample, [point_of(one.text, language_of(one.locale)) for one in sample])
    answers = chrono(sample)
    if isinstance(answers, str):
        print(f"    chrono-node    skipped: {answers}")
    else:
        print_points("chrono-node", sample, answers)


# ---- speed and size ------------------------------------------------------------------------------------------------


def timed(read: Callable[[Said], object], said: list[Said]) -> float:
    """Return the median microseconds for one text."""
    taken = []
    for one in said:
        start = time.perf_counter_ns()
        read(one)
        taken.append(time.perf_counter_ns() - start)
    return median(taken) / 1000


def speed(said: list[Said]) -> None:
    """Print medians of texts never read before: tables loaded and code warm, but by other texts."""
    distinct = {(one.text, one.locale): one for one in peers_sample(said, len(said))}
    shuffled = random.Random(11).sample(list(distinct.values()), len(distinct))
    sample, others = shuffled[:600], shuffled[600:]
    known = {one.text for one in sample}
    others = [one for one in others if one.text not in known][:200]
    print(f"{'median per text, µs':30}{'language given':>16}{'language unknown':>18}")
    taken = {name: [cold(way, sample, others) for way in ways] for name, ways in WAYS.items()}
    for name, (given, unknown) in taken.items():
        speed_row(f"feedsvc, {name}, first sight", given[0], unknown[0])
        speed_row(f"feedsvc, {name}, seen before", given[1], unknown[1])
    if has_dateparser():
        peer = [timed(ask, sample[:150]) for ask in (peer_given, peer_unknown) if timed(ask, others[:50])]
        speed_row("dateparser", *peer)
        for name, ways in taken.items():
            speed_row(f"times faster, {name}, first sight", *(p / way[0] for p, way in zip(peer, ways, strict=True)))


def speed_row(name: str, given: float, unknown: float) -> None:
    print(f"    {name:34}{given:10.1f}{unknown:18.1f}")


def cold(read: Callable[[Said], object], said: list[Said], others: list[Said]) -> tuple[float, float]:
    """Return the medians at first and at second sight, each over five rounds that begin with all texts forgotten."""
    rounds = []
    for _ in range(5):
        forget()
        for one in said:
            timex.read("# 1", [one.locale])
        timed(read, others)
        rounds.append((timed(read, said), timed(read, said)))
    return median(first for first, _ in rounds), median(second for _, second in rounds)


def peer_given(one: Said) -> object:
    return point_of(one.text, language_of(one.locale))


def peer_unknown(one: Said) -> object:
    return point_of(one.text, None)


def resolved(mention: Mention | None) -> object:
    return mention and timex.resolve(mention, CLOCK, UTC)


WAYS: dict[str, tuple[Callable[[Said], object], Callable[[Said], object]]] = {
    "read": (lambda one: timex.read(one.text, [one.locale]), lambda one: timex.read(one.text)),
    "resolved": (
        lambda one: resolved(timex.read(one.text, [one.locale])),
        lambda one: resolved(timex.read(one.text)),
    ),
}
"""Reading alone leaves what the words mean to who asks; resolved, it has been asked and a clock applied."""


def size() -> None:
    script = "import time; t = time.perf_counter(); import feedsvc.timex; print((time.perf_counter() - t) * 1000)"
    imports = [float(subprocess.check_output([sys.executable, "-c", script])) for _ in range(5)]
    script = (
        "import feedsvc.timex as t\n"
        "def held():\n"
        "    lines = open('/proc/self/status').read().splitlines()\n"
        "    return int(next(line for line in lines if line.startswith('VmRSS')).split()[1]) / 1024\n"
        "base = held()\n"
        "for tag in t.languages(): t.read('3 h', [tag]), t.read('x 1 y', [tag])\n"
        "t.read('3 ore fa'), t.read('x 1 y'); print(held() - base)"
    )
    on_linux = Path("/proc/self/status").is_file()
    memory = float(subprocess.check_output([sys.executable, "-c", script])) if on_linux else float("nan")
    shipped = sum(len(lzma.compress(f.read_bytes())) for f in Path(templates.__file__).parent.glob("tables/*"))
    print(f"import feedsvc.timex      {min(imports):8.1f} ms")
    print(f"all languages in memory   {memory:8.1f} MB")
    print(f"tables, compressed        {shipped / 1e6:8.2f} MB")


def load_times() -> None:
    taken = []
    for tag in ("it", "de", "ru", "ar", "ja", "hi"):
        templates.table.cache_clear()
        start = time.perf_counter()
        templates.table(tag)
        taken.append((time.perf_counter() - start) * 1000)
    print(f"one language's templates  {max(taken):8.1f} ms at most")


# ---- the sample ----------------------------------------------------------------------------------------------------


def draw(paths: Iterable[Path], share: float) -> Iterator[dict[str, Any]]:
    """Yield a share of the texts of each row, drawn by a fixed seed."""
    chance = random.Random(2026)
    for row in read_rows(paths):
        texts = [text for text in row.texts if chance.random() < share]
        if texts and row.now == REFERENCE:
            lib, option = row.dialect.split("/", 1)
            yield {"lib": lib, "option": option, "locale": row.locale, "texts": texts}


def main() -> None:
    """Print every table."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--all", nargs="+", type=Path, help="rows to measure instead of the sample")
    parser.add_argument("--draw", nargs="+", type=Path, help="rows to draw the sample from anew")
    parser.add_argument("--processes", type=int, default=min(4, os.cpu_count() or 1), help="for whole files of rows")
    options = parser.parse_args()
    if options.draw:
        lines = (json.dumps(row, ensure_ascii=False) for row in draw(options.draw, 0.006))
        SAMPLE.write_bytes(lzma.compress("\n".join(lines).encode(), preset=9))
        return
    start = time.perf_counter()
    said = list(said_in(options.all or [SAMPLE]))
    exactness(said, options.processes if options.all else 1)
    print()
    unnamed(random.Random(5).sample(said, min(len(said), 50_000)))
    print()
    if options.all:
        leave_one_out(random.Random(1).sample(said, min(len(said), 60_000)))
    else:
        measure(said)
    print(f"\n{len(said):,} texts, {time.perf_counter() - start:.0f} s")


def measure(said: list[Said]) -> None:
    """Print what the sample is enough for."""
    beside_peers(said)
    print()
    leave_one_out(said)
    print()
    speed(said)
    print()
    size()
    load_times()


if __name__ == "__main__":
    main()

"""The corpora: one file a language, what its pages print and what each line says against a stated clock.

A file has four tables. ``reads`` maps a text to its reading, ``unread`` lists texts that tell no time, and ``rest``,
``zone`` and ``at`` say where it was read. A reading is short for a span:

- ``3h``, ``49m``, ``2d``, ``1w``, ``5mo``, ``2y``, ``1.5h``: an age of that many units, known to the unit; ``now`` an
  age below a minute, ``recent`` one below an hour, ``few-h`` a few of a unit; ``>1h``, ``<1h`` beyond or below it;
- ``2026-01-10``, ``2026-01``, ``2026-01-10T14:05`` (``:33``): that civil day, month, minute, second in the zone;
- ``2026-01-10T14:05+01:00``: that minute, by its own offset;
- ``2026-01-09T17/24``: those hours of a civil day;
- a leading ``?`` expects ``needs_support``, a leading ``p:`` or ``u:`` the role published or updated.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from feedsvc.model.times import Role, Span

HERE = Path(__file__).parent
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 7 * 86400, "mo": 30.44 * 86400, "y": 365.25 * 86400}
ROLES = {"p": Role.PUBLISHED, "u": Role.UPDATED}


@dataclass(frozen=True)
class Case:
    """A text that must be read, with what it says."""

    language: str
    text: str
    reading: str
    clock: datetime
    zone: ZoneInfo

    @property
    def needs_support(self) -> bool:
        return self.reading.startswith("?")

    @property
    def role(self) -> Role | None:
        return ROLES[self.reading[0]] if self.reading[1:2] == ":" else None

    @property
    def span(self) -> str:
        return self.reading.lstrip("?").removeprefix("p:").removeprefix("u:")


def corpus(path: Path) -> dict[str, object]:
    return tomllib.loads(path.read_text("utf-8"))


def files() -> list[Path]:
    return sorted(HERE.glob("*.toml"))


def reads() -> list[Case]:
    cases = []
    for path in files():
        data = corpus(path)
        zone = ZoneInfo(data["zone"])
        clock = datetime.fromisoformat(data["at"]).replace(tzinfo=zone)
        cases += [Case(path.stem, text, reading, clock, zone) for text, reading in data["reads"].items()]
    return cases


def unread() -> list[tuple[str, str]]:
    return [(path.stem, text) for path in files() for text in corpus(path)["unread"]]


def age_limits(reading: str) -> tuple[float, float, float, float] | None:
    """Return the limits that the youngest and then the oldest age must keep, in seconds; None for no age."""
    if reading == "now":
        return 0, 10, 5, 400
    if reading == "recent":
        return 0, 60, 5, 3600
    if match := re.fullmatch(r"few-(\w+)", reading):
        unit = UNITS[match[1]]
        return unit, 2 * unit, 4 * unit, 11 * unit
    match = re.fullmatch(r"([<>]?)((?:\d+(?:\.\d+)?(?:mo|[smhdwy]))+)", reading)
    return _limits(match[1], match[2]) if match else None


def _limits(sign: str, chain: str) -> tuple[float, float, float, float]:
    amounts = [(float(n), UNITS[unit]) for n, unit in re.findall(r"(\d+(?:\.\d+)?)(mo|[smhdwy])", chain)]
    total, unit = sum(n * u for n, u in amounts), amounts[-1][1]
    slack = (0.04 if unit == UNITS["y"] else 0.02) * total  # humanizers disagree on how long a year is
    if unit == 60 and total % 300 == 0:  # programs that count minutes in fives
        slack = 150
    if total == 60 and not sign:  # "a minute" is also said of seconds
        return 0, 61, 80, 135
    if sign == ">":
        return total - slack, total + unit / 2, total + unit / 4, max(total + 1.1 * unit, 2.1 * total)
    if sign == "<":
        return 0, total - unit / 4, total - unit / 2, total + slack
    share = 0.8 if unit < 86400 else 1.05  # days and more are also counted on the calendar
    return total - max(share * unit, 0.13 * total) - slack, total + slack, total + unit / 5, total + 1.15 * unit + slack


def civil_span(reading: str, zone: ZoneInfo) -> Span | None:
    """Return the span that a civil reading stands for, both ends as the resolution gives them."""
    if match := re.fullmatch(r"(\d{4})-(\d\d)", reading):
        year, month = int(match[1]), int(match[2])
        return _between(datetime(year, month, 1), datetime(year + month // 12, month % 12 + 1, 1), zone)
    if match := re.fullmatch(r"(\d{4}-\d\d-\d\d)T(-?\d+)/(\d+)", reading):
        day = datetime.fromisoformat(match[1])
        return _between(day + timedelta(hours=int(match[2])), day + timedelta(hours=int(match[3])), zone)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", reading):
        day = datetime.fromisoformat(reading)
        return _between(day, day + timedelta(days=1), zone)
    if re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?([+-]\d\d:\d\d)?", reading):
        start = datetime.fromisoformat(reading)
        length = 1 if re.search(r"T\d\d:\d\d:\d\d", reading) else 60
        return _between(start, start + timedelta(seconds=length), zone)
    return None


def _between(start: datetime, end: datetime, zone: ZoneInfo) -> Span:
    if start.tzinfo is None:
        start, end = start.replace(tzinfo=zone), end.replace(tzinfo=zone)
    return Span(start.astimezone(UTC), end.astimezone(UTC))

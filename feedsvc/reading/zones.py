"""In which zone does a page's site live? The page has to say so: by offsets that it prints, or by a cache's stamp.

The country of the site's address and the page's language only choose between zones that this evidence allows: they are
never evidence themselves, and the machine's zone is none at all. Countries and their zones: tzdata's ``zone.tab``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from feedsvc import timex
from feedsvc.model.sentences import sentence
from feedsvc.model.times import CivilDate, Instant
from feedsvc.reading import addresses
from feedsvc.reading.cachestamps import CacheStamp
from feedsvc.reading.candidates import TimeSaid

_OFFSET = re.compile(r"\d{2}:?\d{2}(?::?\d{2}(?:[.,]\d+)?)?\s*([+-])(\d{2}):?(\d{2})$", re.ASCII)
_SHARE = 0.8
_SLACK = timedelta(seconds=90)
"""So far may a server's clock be ahead of the one that retrieves."""
_HOUR = timedelta(hours=1)
_KEPT = timedelta(hours=12)
_FARTHEST = timedelta(hours=14)
_COUNTRIES = (
    "be-BY bg-BG ca-ES cs-CZ da-DK de-DE el-GR et-EE eu-ES fi-FI fr-FR gl-ES he-IL hr-HR hu-HU is-IS it-IT ja-JP ko-KR "
    "lt-LT lv-LV mk-MK nb-NO nl-NL no-NO pl-PL ro-RO sk-SK sl-SI sq-AL sr-RS sv-SE th-TH tr-TR uk-UA vi-VN"
)
_HOME = {pair[:2]: pair[3:] for pair in _COUNTRIES.split()}
"""The country where most pages of a language are made, for languages that have one such."""


@dataclass(frozen=True, slots=True)
class SiteZone:
    """A zone, its name where one is certain enough to be kept, and the words of the evidence."""

    zone: tzinfo
    name: str | None
    evidence: str


def find(
    times: Iterable[TimeSaid],
    stamps: Sequence[CacheStamp],
    *,
    retrieved_at: datetime | None,
    url: str | None,
    language: str | None,
) -> SiteZone | None:
    """Return the site's zone, None where nothing on the page says it."""
    likely = _likely(url, language)
    printed = _by_offsets(list(times), likely)
    return printed or _by_stamps(stamps, retrieved_at, likely)


def home(url: str | None, language: str | None, at: datetime) -> tzinfo | None:
    """Return a zone of the country that the address or the language names, with the time that most of it has.

    None where a country keeps so many times that none stands out. No evidence for a span: where a page says nothing of
    its zone, it says what is likeliest.
    """
    zones = [ZoneInfo(name) for name in _likely(url, language)]
    offsets = [at.astimezone(zone).utcoffset() for zone in zones]
    most = max(offsets, key=offsets.count, default=None)
    return zones[offsets.index(most)] if 2 * offsets.count(most) >= len(offsets) > 0 else None


def _by_offsets(times: Sequence[TimeSaid], likely: Sequence[str]) -> SiteZone | None:
    seen = [(at, offset) for said in times if (at := _instant(said)) and (offset := _offset(said.text)) is not None]
    local = [pair for pair in seen if pair[1]]
    if not local or len(local) < _SHARE * len(seen):
        return None
    printed = _text(local[0][1])
    words = sentence("%(n)s times with an offset, such as %(offset)s", n=len(local), offset=printed)
    name = next((zone for zone in likely if _agrees(ZoneInfo(zone), local)), None)
    if name is not None:
        return SiteZone(ZoneInfo(name), name, words)
    return SiteZone(timezone(max(local)[1]), None, words)


def _agrees(zone: tzinfo, seen: Sequence[tuple[datetime, timedelta]]) -> bool:
    right = sum(at.astimezone(zone).utcoffset() == offset for at, offset in seen)
    return right >= _SHARE * len(seen)


def _instant(said: TimeSaid) -> datetime | None:
    expression = said.mention.expression if said.mention is not None else None
    return expression.span.earliest if isinstance(expression, Instant) else None


def _offset(text: str) -> timedelta | None:
    match = _OFFSET.search(text.strip())
    if match is None:
        return None
    size = timedelta(hours=int(match[2]), minutes=int(match[3]))
    return size if match[1] == "+" else -size


def _text(offset: timedelta) -> str:
    return timezone(offset).tzname(None)


def _by_stamps(stamps: Sequence[CacheStamp], retrieved_at: datetime | None, likely: Sequence[str]) -> SiteZone | None:
    """Return the likely zone in which a cache's local stamp is not after the retrieval, else the newest such offset."""
    local = next((stamp for stamp in stamps if isinstance(stamp.mention.expression, CivilDate)), None)
    if local is None or retrieved_at is None:
        return None
    resolution = timex.resolve(local.mention, None, UTC)
    if resolution is None:
        return None
    wall = resolution.span.earliest
    words = sentence(
        "%(program)s stamped %(time)s, retrieved %(at)s",
        program=local.program,
        time=repr(local.mention.text),
        at=retrieved_at.astimezone(UTC).isoformat(),
    )
    name = next((zone for zone in likely if _plausible(ZoneInfo(zone), wall, retrieved_at)), None)
    if name is not None:
        return SiteZone(ZoneInfo(name), name, words)
    offset = -((retrieved_at + _SLACK - wall) // _HOUR) * _HOUR
    return SiteZone(timezone(offset), None, words) if abs(offset) <= _FARTHEST else None


def _plausible(zone: tzinfo, wall: datetime, retrieved_at: datetime) -> bool:
    """Say whether a stamp read in a zone lies before the retrieval, by no more than caches keep a page of news."""
    return -_SLACK <= retrieved_at - wall.replace(tzinfo=zone) < _KEPT


# ---- countries ------------------------------------------------------------------------------------------------------


def _likely(url: str | None, language: str | None) -> tuple[str, ...]:
    """Return the zones of the country that the address or the language names, the most populous first."""
    host = (addresses.split(url).hostname or "") if url else ""
    suffix = host.rpartition(".")[2].upper()
    base, _, region = (language or "").replace("_", "-").partition("-")
    countries = ["GB" if suffix == "UK" else suffix, region[-2:].upper(), _HOME.get(base.lower(), "")]
    return tuple(dict.fromkeys(zone for country in countries for zone in _zones().get(country, ())))


@lru_cache(maxsize=1)
def _zones() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for line in files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            country, _, zone = line.split("\t")[:3]
            found.setdefault(country, []).append(zone)
    return {country: tuple(zones) for country, zones in found.items()}

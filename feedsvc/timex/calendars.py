"""Turns years and days of other calendars into Gregorian ones: the solar Hijri (Jalali) and the Buddhist calendar."""

from __future__ import annotations

from datetime import date, timedelta

_LEAPS_IN_33 = frozenset({1, 5, 9, 13, 17, 22, 26, 30})
"""The leap years of the 33-year rule, which agrees with the astronomical calendar from 1343 to 1501 (1964-2123)."""
USUAL_YEAR = 1404
"""The year that stands in for a Jalali date without one; other years may differ by a day."""


def _new_year(year: int) -> date:
    """Return the Gregorian day of 1 Farvardin."""
    anchor_year, anchor = 1404, date(2025, 3, 21)
    low, high = sorted((year, anchor_year))
    days = sum(366 if y % 33 in _LEAPS_IN_33 else 365 for y in range(low, high))
    return anchor + timedelta(days=days if year >= anchor_year else -days)


def from_jalali(year: int, month: int, day: int) -> date | None:
    """Return the Gregorian day of a Jalali date, None where there is no such day. Years 1300 to 1499."""
    if not (1300 <= year < 1500 and 1 <= month <= 12 and 1 <= day <= (31 if month <= 6 else 30)):
        return None
    offset = (month - 1) * 31 - max(0, month - 7)
    found = _new_year(year) + timedelta(days=offset + day - 1)
    return found if found < _new_year(year + 1) else None


def full_year(year: int, digits: int, eras: frozenset[str]) -> int | None:
    """Return the Gregorian year for a printed number: four digits or two, Buddhist where the language counts so.

    Three digits are years of the Republic of China (minguo), which the official pages of Taiwan count from 1912.
    """
    if digits == 4:
        if 2400 <= year <= 2700 and "buddhist" in eras:
            return year - 543
        return year if 1900 <= year <= 2100 else None
    if digits == 3 and "minguo" in eras:
        return 1911 + year if 80 <= year <= 150 else None
    if digits != 2:
        return None
    if "buddhist" in eras and year >= 50:
        return 2500 + year - 543
    return 2000 + year if year < 70 else 1900 + year

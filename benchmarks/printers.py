"""Programs that print ages, written down from their own documentation, so that nothing here is read by what it tests.

Each takes an age in seconds and says it in Italian, English, Spanish or German.
"""

from __future__ import annotations

import math
from collections.abc import Callable

Printer = Callable[[float, str], str]

MINUTE, HOUR, DAY, WEEK, MONTH, YEAR = 60, 3600, 86400, 604800, 2592000, 31536000

AGO = {"it": "{} fa", "en": "{} ago", "es": "hace {}", "de": "vor {}"}
DIGITS = {
    "it": [
        "secondo/secondi",
        "minuto/minuti",
        "ora/ore",
        "giorno/giorni",
        "settimana/settimane",
        "mese/mesi",
        "anno/anni",
    ],
    "en": ["second/seconds", "minute/minutes", "hour/hours", "day/days", "week/weeks", "month/months", "year/years"],
    "es": ["segundo/segundos", "minuto/minutos", "hora/horas", "día/días", "semana/semanas", "mes/meses", "año/años"],
    "de": [
        "Sekunde/Sekunden",
        "Minute/Minuten",
        "Stunde/Stunden",
        "Tag/Tagen",
        "Woche/Wochen",
        "Monat/Monaten",
        "Jahr/Jahren",
    ],
}
SIZES = [1, MINUTE, HOUR, DAY, WEEK, MONTH, YEAR]


def counted(count: int, unit: int, language: str) -> str:
    one, many = DIGITS[language][unit].split("/")
    return AGO[language].format(f"{count} {one if count == 1 else many}")


def half_up(value: float) -> int:
    return math.floor(value + 0.5)


def wordpress(age: float, language: str) -> str:
    """human_time_diff since 5.3: rounds half up, weeks and months of 30 days."""
    unit = max(index for index, size in enumerate(SIZES) if size == 1 or age >= size)
    return counted(max(half_up(age / SIZES[unit]), 1), unit, language)


def carbon(age: float, language: str) -> str:
    """diffForHumans: floors, weeks, calendar months (30.44 days here)."""
    sizes = [1, MINUTE, HOUR, DAY, WEEK, MONTH * 1.0146, YEAR]
    unit = max(index for index, size in enumerate(sizes) if size == 1 or age >= size)
    return counted(max(int(age // sizes[unit]), 1), unit, language)


def luxon(age: float, language: str) -> str:
    """toRelative: floors, no weeks."""
    sizes = [1, MINUTE, HOUR, DAY, None, MONTH * 1.0146, YEAR]
    unit = max(index for index, size in enumerate(sizes) if size == 1 or (size and age >= size))
    return counted(int(age // (sizes[unit] or 1)), unit, language)


MOMENT = {
    "it": ("alcuni secondi fa", "un minuto fa", "un'ora fa", "un giorno fa", "un mese fa", "un anno fa"),
    "en": ("a few seconds ago", "a minute ago", "an hour ago", "a day ago", "a month ago", "a year ago"),
    "es": ("hace unos segundos", "hace un minuto", "hace una hora", "hace un día", "hace un mes", "hace un año"),
    "de": (
        "vor ein paar Sekunden",
        "vor einer Minute",
        "vor einer Stunde",
        "vor einem Tag",
        "vor einem Monat",
        "vor einem Jahr",
    ),
}


def moment(age: float, language: str) -> str:
    """fromNow: rounds half up, thresholds 45 s, 45 min, 22 h, 26 d, 11 months."""
    few, minute, hour, day, month, year = MOMENT[language]
    seconds, minutes, hours, days = (half_up(age / size) for size in (1, MINUTE, HOUR, DAY))
    months = half_up(age / DAY / 30.4368)
    if seconds < 45:
        return few
    if minutes < 45:
        return minute if minutes <= 1 else counted(minutes, 1, language)
    if hours < 22:
        return hour if hours <= 1 else counted(hours, 2, language)
    if days < 26:
        return day if days <= 1 else counted(days, 3, language)
    if months < 11:
        return month if months <= 1 else counted(months, 5, language)
    years = half_up(age / DAY / 365.2425)
    return year if years <= 1 else counted(years, 6, language)


ABOUT = {"it": "circa {}", "en": "about {}", "es": "alrededor de {}", "de": "etwa {}"}
FNS = {
    "it": ("meno di un minuto", "un minuto", "un'ora", "un giorno", "un mese"),
    "en": ("less than a minute", "1 minute", "1 hour", "1 day", "1 month"),
    "es": ("menos de un minuto", "1 minuto", "1 hora", "1 día", "1 mes"),
    "de": ("weniger als 1 Minute", "1 Minute", "1 Stunde", "1 Tag", "1 Monat"),
}


def date_fns(age: float, language: str) -> str:
    """formatDistance with a suffix: on rounded minutes, "about" from 45 minutes to a day."""
    less, one, hour, day, month = FNS[language]

    def many(count: int, unit: int) -> str:
        return f"{count} {DIGITS[language][unit].split('/')[1]}"

    minutes = half_up(age / MINUTE)
    if minutes < 1:
        said = less
    elif minutes < 45:
        said = one if minutes == 1 else many(minutes, 1)
    elif minutes < 1440:
        hours = 1 if minutes < 90 else half_up(minutes / 60)
        said = ABOUT[language].format(hour if hours == 1 else many(hours, 2))
    elif minutes < 43200:
        said = day if minutes < 2520 else many(half_up(minutes / 1440), 3)
    else:
        months = max(half_up(minutes / 43200), 1)
        said = ABOUT[language].format(month if months == 1 else many(months, 5))
    return AGO[language].format(said)


PRINTERS: dict[str, Printer] = {
    "wordpress": wordpress,
    "carbon": carbon,
    "luxon": luxon,
    "moment": moment,
    "date-fns": date_fns,
}
"""The printer of each dialect under the name that feedsvc knows it by."""

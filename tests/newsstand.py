"""A made-up newsstand: three sources and some twenty entries, ordinary and hostile, in a real store.

What the tests of the pages, the browser tests and the screenshots look at.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from feedsvc.model.changes import Changes
from feedsvc.model.entries import Entry, Section, Source
from feedsvc.model.pages import Hints
from feedsvc.model.times import Evidence, Span, Timestamp
from feedsvc.model.visits import Fault, Learnt, Outcome, Visit
from feedsvc.runtime import Runtime
from feedsvc.settings import Settings

ROME = ZoneInfo("Europe/Rome")
NOW = datetime(2026, 1, 10, 7, 30, tzinfo=ROME)
TOKEN = "a-token-for-the-tests-only"

SOURCES = (
    Source(
        "gazzetta",
        "Gazzetta dei Navigli",
        url="https://gazzetta.example/",
        hints=Hints("Europe/Rome", "it", "wordpress"),
    ),
    Source("herald", "The Harbour Herald", url="https://herald.example/news", hints=Hints("Europe/London", "en")),
    Source("sahifa", "صحيفة الميناء", url="https://sahifa.example/", hints=Hints("Africa/Cairo", "ar")),
)
SAVED = Span(datetime(2026, 1, 10, 0, 48, 30, tzinfo=ROME), datetime(2026, 1, 10, 13, 29, 59, tzinfo=ROME))
VISITED = Span.instant(NOW)


def moment(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=ROME)


def stamp(earliest: datetime, latest: datetime, text: str, **fields) -> Timestamp:
    span = Span(earliest, latest)
    return Timestamp(span, fields.pop("at", span.centre), fields.pop("basis", "age"), text, **fields)


def entry(key: str, title: str, published: Timestamp, *sections: str, **fields) -> Entry:
    return Entry(
        id=f"tag:feeds.example.org,2026-01-01:{key}",
        source_id=key.partition("/")[0],
        title=title,
        published=published,
        updated_at=published.at,
        first_seen_at=NOW,
        last_seen_at=NOW,
        sections=tuple(Section(slug, name) for slug, _, name in (each.partition(":") for each in sections)),
        language=fields.pop("language", "it"),
        time_text=published.text,
        keys=(key,),
        **fields,
    )


TRAM = entry(
    "gazzetta/a1",
    "Nuova linea di tram tra il porto e la stazione, cantieri al via in primavera",
    stamp(
        moment(2026, 1, 10, 6, 40, 30),
        moment(2026, 1, 10, 6, 41, 30),
        "49 minuti fa",
        clock=VISITED,
        humanizers=("wordpress",),
    ),
    "cronaca:Cronaca",
    "primo-piano:Primo piano",
    summary="Il Comune ha approvato il tracciato definitivo: dodici fermate, sei chilometri, una corsa ogni otto "
    "minuti nelle ore di punta. Restano da sciogliere i nodi dei sottoservizi in via Darsena.",
    content="<p>Il Comune ha approvato il tracciato definitivo della linea, dopo due anni di confronto.</p>"
    "<p>Dodici fermate, sei chilometri, una corsa ogni otto minuti nelle ore di punta.</p>"
    "<blockquote><p>Una svolta attesa da trent’anni.</p></blockquote><p>(AGENZIA)</p>",
    link="https://gazzetta.example/2026/01/tram-porto",
    author="Lia Ferri",
)
BUDGET = entry(
    "gazzetta/a2",
    "Bilancio, l’aula approva la manovra: tasse ferme per il terzo anno",
    stamp(
        moment(2026, 1, 9, 21, 18, 30),
        moment(2026, 1, 10, 10, 59, 59),
        "3 ore fa",
        clock=SAVED,
        humanizers=("wordpress", "moment"),
        evidence=(
            Evidence("age", "3 ore fa", Span(moment(2026, 1, 9, 21, 18, 30), moment(2026, 1, 10, 10, 59, 59))),
            Evidence("date", "9-10 Gennaio 2026", Span(moment(2026, 1, 9), moment(2026, 1, 10, 23, 59, 59))),
        ),
        dropped=(Evidence("datetime", "1970-01-01T00:00:00Z", Span.instant(datetime(1970, 1, 1, tzinfo=UTC))),),
    ),
    "politica:Politica",
    summary="Via libera nella notte dopo undici ore di seduta.",
    content="<p>Via libera nella notte.</p>",
)
BRIDGE = entry(
    "sahifa/s1",
    "افتتاح الجسر الجديد فوق النهر بعد خمس سنوات من العمل",
    stamp(moment(2026, 1, 9, 13), moment(2026, 1, 9, 13, 59), "قبل 18 ساعة", clock=VISITED),
    "akhbar:أخبار",
    summary="حضر الافتتاح آلاف السكان، وقال رئيس البلدية إن الجسر سيخفف الازدحام في وسط المدينة.",
    content="<p>حضر الافتتاح آلاف السكان.</p>",
    language="ar",
    link="https://sahifa.example/bridge",
)
FERRY = entry(
    "herald/h1",
    "Ferry timetable thrown overboard as crews vote for a four-day week",
    stamp(
        datetime(2026, 1, 9, 10, 41, tzinfo=UTC),
        datetime(2026, 1, 9, 10, 41, 59, tzinfo=UTC),
        "9 January 2026 10:41",
        basis="datetime",
    ),
    "transport:Transport",
    summary="Operators say sailings will be thinner in winter but steadier; passengers are not so sure.",
    language="en",
    author="R. Okafor",
    link="https://herald.example/ferry-four-day",
)
LAMPLIGHTER = entry(
    "herald/h2",
    "Obituary: the lamplighter of Quay Street",
    stamp(moment(2025, 12, 1), moment(2025, 12, 31, 23, 59, 59), "1 month ago", clock=VISITED),
    "people:People",
    language="en",
)
HOSTILE = entry(
    "gazzetta/x1",
    "</title><script>alert('x')</script> & \"titoli\" \u202eostili\u2066 </h2>",
    stamp(moment(2026, 1, 8), moment(2026, 1, 8, 23, 59, 59), "</q><img src=x onerror=alert(1)>", clock=VISITED),
    'cronaca:Cronaca"><script>alert(2)</script>',
    summary='Un riassunto con <b>marcatura</b>, &amp; entità e "><svg onload=alert(3)>.',
    content="<p onclick=alert(4)>Testo<script>alert(5)</script><a href='javascript:alert(6)'>via</a></p>"
    "<iframe src=/></iframe>",
    author="<marquee>Nessuno",
    link='https://gazzetta.example/?q="><script>alert(7)</script>',
)
ENDLESS = entry(
    "gazzetta/x2",
    "Parola" * 1700,
    stamp(moment(2025, 11, 26, 13), moment(2025, 12, 11, 12), "1 mese fa", clock=VISITED, humanizers=("wordpress",)),
    "sport:Sport",
    summary="x" * 10_000,
)
BARE = entry("gazzetta/x3", "Solo un titolo", stamp(NOW - timedelta(days=1), NOW, ""), language=None)


def ordinary(number: int) -> Entry:
    """Return one of many."""
    first = moment(2025, 11, 20) - timedelta(days=number)
    name = ("cronaca:Cronaca", "politica:Politica", "sport:Sport", "economia:Economia")[number % 4]
    return entry(
        f"gazzetta/z{number}",
        f"Notizia numero {number} dal quartiere del mercato, tra lavori e feste",
        stamp(first, first + timedelta(hours=5), f"{number + 7} settimane fa", clock=VISITED),
        name,
        summary="Breve riassunto della notizia, una riga o due, come la pagina lo mostra ai lettori.",
    )


ENTRIES = (TRAM, BUDGET, BRIDGE, FERRY, LAMPLIGHTER, HOSTILE, ENDLESS, BARE)


class Stand(Runtime):
    """The wired parts with the clock stopped."""

    @staticmethod
    def now() -> datetime:
        return NOW


def open_stand(folder, *, many: int = 14, hostile: bool = True, **settings) -> Stand:
    """Return the wired parts over a store in a folder that holds the newsstand."""
    chosen = {"public_url": "https://feeds.example.org", "token": TOKEN, "data_dir": folder} | settings
    runtime = Stand(Settings(**chosen), SOURCES)
    strange = {HOSTILE.id, ENDLESS.id, BARE.id}
    wanted = [each for each in ENTRIES if hostile or each.id not in strange] + [ordinary(n) for n in range(many)]
    for source in SOURCES:
        _visit(runtime, source.id, tuple(each for each in reversed(wanted) if each.source_id == source.id))
    return runtime


def _visit(runtime: Runtime, source_id: str, entries: tuple[Entry, ...]) -> None:
    faulty = (Fault("untimed", "Only 1 of 2 articles has a time."),)
    state = replace(
        runtime.store.source_state(source_id),
        last_visit_at=NOW,
        last_success_at=NOW,
        next_visit_at=NOW + timedelta(minutes=15),
        articles=len(entries),
        timed=len(entries) - (source_id == "herald"),
        faults=faulty if source_id == "herald" else (),
        learnt=Learnt(humanizer="wordpress" if source_id == "gazzetta" else None),
    )
    visit = Visit(source_id, NOW, Outcome.READ, articles=len(entries), timed=len(entries), created=len(entries))
    runtime.store.record(source_id, visit, Changes(NOW, created=entries), state)

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from feedsvc.health import faults
from feedsvc.model.sentences import Sentence, sentence
from feedsvc.model.visits import Learnt, SourceState
from feedsvc.web.words import words

EN, IT = words("en"), words("it")
NOON = datetime(2026, 1, 10, 12, tzinfo=UTC)
DAY = timedelta(days=1)
GONE = sentence("%(url)s answered %(status)s.", url="https://a.example/", status=404)
ILL = {
    "failing": SourceState("a", failures=2, error=GONE, last_visit_at=NOON),
    "rejected": SourceState("a", articles=1, timed=1, rejection=sentence("The page is empty.")),
    "empty": SourceState("a", last_success_at=NOON, emptiness=sentence("The page shows no articles.")),
    "fewer": SourceState("a", articles=3, timed=3, learnt=Learnt(usual_articles=20.4)),
    "untimed": SourceState("a", articles=12, timed=1),
    "silent": SourceState(
        "a",
        last_news_at=NOON - 9 * DAY,
        next_visit_at=NOON,
        learnt=Learnt(usual_gap=timedelta(hours=3)),
    ),
    "late": SourceState("a", next_visit_at=NOON - DAY, interval=timedelta(hours=1)),
    "layout": SourceState("a", layout_changed_at=NOON - timedelta(hours=1)),
    "relearnt": SourceState("a", learnt=Learnt(relearnt_at=NOON - timedelta(hours=1))),
}
SAID = {
    "failing": "Le ultime 2 visite non sono riuscite. https://a.example/ ha risposto 404.",
    "rejected": "Dall’ultima visita non è stato preso niente. La pagina è vuota.",
    "empty": "La pagina non mostra articoli.",
    "fewer": "La pagina mostra solo 3 articoli; di solito ne mostra circa 20.",
    "untimed": "Solo 1 articolo su 12 ha un’ora.",
    "silent": "Niente di nuovo da 1 gennaio 2026, 12:00; di solito c’è qualcosa ogni 3 ore.",
    "late": "Una visita è attesa da 9 gennaio 2026, 12:00: il programma che visita le fonti è in funzione?",
    "layout": "Da 10 gennaio 2026, 11:00 gli articoli stanno in altri punti della pagina.",
    "relearnt": "Da 10 gennaio 2026, 11:00 gli orari dicono altro da prima: si imparano da capo.",
}


@pytest.mark.parametrize("kind", ILL)
def test_what_is_wrong_with_a_source_is_said_in_the_reader_s_language(kind):
    state = ILL[kind]
    fault = next(each for each in faults(state, NOON) if each.kind == kind)
    assert IT.tell(fault.reason, UTC) == SAID[kind]


@pytest.mark.parametrize("kind", ILL)
def test_english_is_said_in_english(kind):
    state = ILL[kind]
    fault = next(each for each in faults(state, NOON) if each.kind == kind)
    assert EN.tell(fault.reason, UTC) != SAID[kind]


def test_a_moment_is_said_in_the_civil_time_of_the_reader():
    [fault] = faults(ILL["layout"], NOON)
    assert IT.tell(fault.reason, ZoneInfo("Europe/Rome")).startswith("Da 10 gennaio 2026, 12:00 gli articoli")


def test_what_an_older_release_noted_is_told_as_it_was_noted():
    assert IT.tell(Sentence("something odd"), UTC) == "something odd"

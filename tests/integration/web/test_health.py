from dataclasses import replace

import pytest
from prometheus_client.parser import text_string_to_metric_families

from feedsvc.errors import StoreError
from feedsvc.model.visits import Fault, Health, SourceState
from feedsvc.web import create_app
from feedsvc.web.health import overall, report
from tests.newsstand import NOW, SOURCES

VISITED = [
    SourceState(source.id, last_visit_at=NOW, last_success_at=NOW, entries=3, articles=4, timed=3) for source in SOURCES
]
BROKEN = replace(VISITED[0], faults=(Fault("failing", "It has failed three times in a row.", fails=True),), failures=3)


def document(*states):
    return report(SOURCES[: len(states)], {state.source_id: state for state in states}, NOW)


def test_every_source_well_passes():
    assert document(*VISITED)["status"] == "pass"


def test_one_broken_source_among_others_warns():
    found = document(BROKEN, *VISITED[1:])
    assert found["status"] == "warn"
    assert found["checks"]["source:gazzetta"][0]["status"] == "fail"
    assert found["checks"]["source:gazzetta"][0]["output"] == "It has failed three times in a row."


def test_every_source_broken_fails():
    assert document(BROKEN)["status"] == "fail"


def test_a_source_never_visited_warns():
    assert report(SOURCES, {}, NOW)["status"] == "warn"


def test_a_service_without_sources_is_not_ill():
    assert overall([]) is Health.PASS


def test_the_document_gives_every_fact_of_a_source(client):
    response = client.get("/health")
    assert response.status_code == 200
    assert response.content_type == "application/health+json"
    assert response.headers["Cache-Control"] == "no-store"
    facts = response.get_json(force=True)["checks"]["source:gazzetta"][0]
    assert facts["lastSuccess"] == "2026-01-10T06:30:00+00:00"
    assert (facts["entries"], facts["timedShare"], facts["failures"], facts["error"]) == (19, 1.0, 0, None)
    assert facts["nextVisit"] == "2026-01-10T06:45:00+00:00"
    assert facts["observedValue"] == 0


@pytest.fixture
def without_store(runtime, monkeypatch):
    def down(*_args, **_kwargs):
        raise StoreError("The database cannot be reached.")

    for name in ("ping", "sources", "source_states", "entries"):
        monkeypatch.setattr(type(runtime.store), name, down)
    return create_app(runtime).test_client()


def test_a_store_that_is_down_fails_health_and_readiness_but_not_liveness(without_store):
    assert [without_store.get(path).status_code for path in ("/health", "/health/ready", "/health/live")] == [
        503,
        503,
        200,
    ]
    assert without_store.get("/health").get_json(force=True)["output"] == "The database cannot be reached."


def test_a_store_that_is_down_is_a_sentence_to_people(without_store):
    response = without_store.get("/sources")
    assert response.status_code == 503
    assert "The database cannot be reached." in response.text


def families(response):
    return {family.name: family for family in text_string_to_metric_families(response.text)}


def test_the_numbers_are_what_prometheus_reads(client):
    found = families(client.get("/metrics"))
    entries = {sample.labels["source"]: sample.value for sample in found["feedsvc_source_entries"].samples}
    assert entries == {"gazzetta": 19, "herald": 2, "sahifa": 1}
    health = {sample.labels["source"]: sample.value for sample in found["feedsvc_source_health"].samples}
    assert health == {"gazzetta": 1.0, "herald": 0.5, "sahifa": 1.0}
    assert found["feedsvc_store_up"].samples[0].value == 1


def test_answers_are_counted_by_what_was_asked_and_never_by_address(client):
    client.get("/sections/cronaca")
    client.get("/sections/no-such-shelf")
    samples = families(client.get("/metrics"))["feedsvc_answers"].samples
    counted = {(sample.labels["what"], sample.labels["status"]) for sample in samples}
    assert {("pages.section_page", "200"), ("pages.section_page", "404")} <= counted


def test_the_numbers_are_there_without_the_store(without_store):
    found = families(without_store.get("/metrics"))
    assert found["feedsvc_store_up"].samples[0].value == 0

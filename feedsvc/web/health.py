"""How the service is, for monitors: one document over all sources, and two probes for whoever runs the process."""

from __future__ import annotations

import json
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response

from feedsvc.errors import StoreError
from feedsvc.model.visits import Health
from feedsvc.web import answers

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from flask import Flask

    from feedsvc.model.entries import Source
    from feedsvc.model.visits import SourceState

bp = Blueprint("health", __name__)

MEDIA_TYPE = "application/health+json"
_WORST_LAST = (Health.PASS, Health.WARN, Health.FAIL)


def register(app: Flask) -> None:
    """Add the health document and the probes to an application."""
    app.register_blueprint(bp)


@bp.get("/health")
def health() -> Response:
    """Answer with the state of everything: 200 where it passes or warns, 503 where it fails."""
    runtime = answers.runtime()
    try:
        states = runtime.states()
        document = report(runtime.store.sources(), states, runtime.now())
    except StoreError as error:
        document = {"status": "fail", "output": str(error), "checks": {}}
    return _answer(document)


@bp.get("/health/live")
def live() -> Response:
    """Answer that the process answers; nothing else is touched."""
    return _answer({"status": "pass"})


@bp.get("/health/ready")
def ready() -> Response:
    """Answer whether the store answers."""
    try:
        answers.runtime().store.ping()
    except StoreError as error:
        return _answer({"status": "fail", "output": str(error)})
    return _answer({"status": "pass"})


def report(sources: Iterable[Source], states: dict[str, SourceState], now: datetime) -> dict[str, Any]:
    """Return the health document (draft-inadarei-api-health-check-06) over these sources."""
    checks = {f"source:{source.id}": [check(source, states.get(source.id), now)] for source in sources}
    return {
        "status": overall([_health(states.get(name.partition(":")[2])) for name in checks]).value,
        "version": version("feedsvc"),
        "time": _iso(now),
        "checks": checks,
    }


def overall(healths: Iterable[Health]) -> Health:
    """Return the health of the whole: it fails only where every source does, and warns where any is not well."""
    each = list(healths)
    if each and all(health is Health.FAIL for health in each):
        return Health.FAIL
    return Health.PASS if all(health is Health.PASS for health in each) else Health.WARN


def check(source: Source, state: SourceState | None, now: datetime) -> dict[str, Any]:
    """Return what the document says of one source."""
    facts: dict[str, Any] = {
        "componentId": source.id,
        "componentType": "component",
        "name": source.name,
        "status": _health(state).value,
        "time": _iso(now),
    }
    if state is None or state.last_visit_at is None:
        return facts | {"status": "warn", "output": "It has not been visited yet."}
    success = state.last_success_at
    facts |= {
        "lastVisit": _iso(state.last_visit_at),
        "lastSuccess": _iso(success),
        "observedValue": round((now - success).total_seconds()) if success else None,
        "observedUnit": "seconds since the last success",
        "entries": state.entries,
        "timedShare": state.timed_share,
        "failures": state.failures,
        "nextVisit": _iso(state.next_visit_at),
        "error": state.error,
    }
    if state.faults:
        facts["output"] = " ".join(fault.reason for fault in state.faults)
    return facts


def _health(state: SourceState | None) -> Health:
    return Health.WARN if state is None or state.last_visit_at is None else state.health


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None


def _answer(document: dict[str, Any]) -> Response:
    status = 503 if document["status"] == "fail" else 200
    body = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
    response = Response(body, status, content_type=MEDIA_TYPE)
    response.headers["Cache-Control"] = "no-store"
    return response

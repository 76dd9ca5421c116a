"""A service with entries in it, for tests that ask over HTTP without a server."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from flask.testing import FlaskClient

from feedsvc.model.entries import Entry, Source
from feedsvc.runtime import Runtime
from feedsvc.settings import Settings
from feedsvc.web import create_app
from tests.stores import make_source, record

LATER = datetime(2026, 1, 11, 12, tzinfo=UTC)


class StoppedRuntime(Runtime):
    """A runtime whose clock stands where the test puts it."""

    @staticmethod
    def now() -> datetime:
        """Return the one moment that there is."""
        return LATER


@dataclass
class Service:
    """The whole application over a store, and a client that speaks to it."""

    url: str
    settings: dict[str, Any] = field(default_factory=dict)
    sources: tuple[Source, ...] = (make_source(),)

    def __post_init__(self) -> None:
        chosen = {"public_url": "https://feeds.example.org", "database": self.url, **self.settings}
        self.runtime = StoppedRuntime(Settings(**chosen), self.sources)
        self.app = create_app(self.runtime)
        # Asked for at each request, so that no test has to wait until a change is seen.
        self.app.extensions["feedsvc.feeds"].press.token = self.runtime.store.version
        self.client: FlaskClient = self.app.test_client()

    @property
    def store(self) -> Any:
        """The store underneath."""
        return self.runtime.store

    def record(self, *created: Entry, **changes: Iterable[Any]) -> None:
        """Record a visit that created these entries."""
        record(self.store, *created, **changes)

    def get(self, path: str, **headers: str) -> Any:
        """GET a path; header names are written with underscores."""
        return self.client.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})

"""Every test of the store runs on each database that feedsvc knows."""

from __future__ import annotations

import pytest

from feedsvc.store import open_store
from tests import postgres
from tests.conftest import missing
from tests.stores import make_source

DATABASES = ["memory", "sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.fixture(params=DATABASES)
def url(request, tmp_path):
    """An address of an empty database."""
    if request.param == "memory":
        yield "sqlite://"
    elif request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/feedsvc.db"
    else:
        with postgres_database() as address:
            yield address


@pytest.fixture
def store(url):
    """An open store that knows one source."""
    opened = open_store(url)
    opened.put_source(make_source())
    yield opened
    opened.close()


def postgres_database():
    try:
        postgres.server()
    except postgres.NoServerError as error:
        missing("postgres", str(error))
    return postgres.database()

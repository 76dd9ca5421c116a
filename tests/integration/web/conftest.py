"""The whole application over a real store with the made-up newsstand."""

import pytest

from feedsvc.web import create_app
from tests.newsstand import open_stand


@pytest.fixture(scope="module")
def runtime(tmp_path_factory):
    stand = open_stand(tmp_path_factory.mktemp("stand"))
    yield stand
    stand.store.close()


@pytest.fixture(scope="module")
def app(runtime):
    return create_app(runtime)


@pytest.fixture
def client(app):
    return app.test_client()

"""One long run: sites fall ill in every way beside others that are well, and recover; the service stays what it was."""

from __future__ import annotations

import html
import json
import re
import statistics
import subprocess
import sys
import time
from itertools import pairwise
from urllib.error import HTTPError
from urllib.request import urlopen

import feedparser
import pytest

from tests.growing import free_port
from tests.killing import ROOT, environment
from tests.troubled import CHARSETS, HOPELESS, TROUBLES, troubled_sites

pytestmark = pytest.mark.xdist_group("misbehaving")  # one run for all of them
LIMITS = {"total_timeout": "2", "read_timeout": "1", "connect_timeout": "1", "max_page_bytes": "1000000"}
SENTENCE = re.compile(r"[A-Z][^\n]*\.")


class Service:
    """`feedsvc serve` with four threads for its visits, and what it says of itself."""

    def __init__(self, folder, port):
        self.port, self.log = port, folder / "log"
        url = f"sqlite:///{folder}/feedsvc.db"
        variables = environment(folder, url, port=str(port), workers="1", refreshers="4", log_level="info", **LIMITS)
        with self.log.open("wb") as log:
            command = (sys.executable, "-m", "feedsvc", "serve")
            self.process = subprocess.Popen(command, env=variables, cwd=ROOT, stdout=log, stderr=log)

    def get(self, path):
        try:
            with urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as response:
                return response.read().decode()
        except HTTPError as error:
            return error.read().decode()

    def states(self):
        """Return what /health says of each source: its state and why."""
        try:
            checks = json.loads(self.get("/health"))["checks"]
        except OSError:
            return {}
        return {name.partition(":")[2]: (facts[0]["status"], facts[0].get("output")) for name, facts in checks.items()}

    def wait(self, reached, seconds):
        """Return the states as soon as they are as they should be."""
        ends = time.monotonic() + seconds
        while not reached(states := self.states()):
            assert time.monotonic() < ends, states
            time.sleep(0.2)
        return states


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Return what was seen while the sites were well, ill, and well again."""
    folder = tmp_path_factory.mktemp("troubled")
    with troubled_sites() as sites:
        sites.declare(folder / "sources.toml")
        service = Service(folder, free_port())
        try:
            yield observed(sites, service)
        finally:
            service.process.terminate()
            service.process.wait(30)


def observed(sites, service):
    ill = [site.name for site in sites.troubled]
    seen = {"sites": sites, "service": service}
    service.wait(lambda states: states and all(states[s.name][0] == "pass" for s in sites.sites.values()), 30)
    seen["feed well"] = service.get("/feeds/all.atom")
    began = time.monotonic()
    time.sleep(4)
    seen["gaps well"] = gaps(sites, began)
    for site in sites.troubled:
        site.ill = True
    for site in sites.good:
        site.publish()
    began = time.monotonic()
    # Long enough for the slowest to have failed three times.
    seen["ill"] = service.wait(lambda states: sum(states[name][0] == "fail" for name in ill) >= len(ill) - 1, 40)
    seen["gaps ill"] = gaps(sites, began)
    seen["feed ill"], seen["pages"] = (
        service.get("/feeds/all.atom?limit=500"),
        {n: service.get(f"/sources/{n}") for n in ill},
    )
    for site in sites.troubled:
        site.ill = False
    seen["again"] = service.wait(lambda states: all(states[name][0] == "pass" for name in ill), 30)
    seen["status"] = feedparser.parse(service.get("/feeds/status.atom?limit=500"))
    seen["log"] = service.log.read_text()
    return seen


def gaps(sites, since):
    """Return the seconds between the visits to each site that is well."""
    return [
        after - before
        for site in sites.good
        for before, after in pairwise([at for at in list(site.visits) if at >= since])
    ]


@pytest.mark.parametrize("name", TROUBLES)
def test_the_state_says_why_in_a_sentence(run, name):
    status, why = run["ill"][name]
    assert status == ("warn" if name == "halved" else "fail")
    assert TROUBLES[name] in why
    assert SENTENCE.fullmatch(why)


@pytest.mark.parametrize("name", HOPELESS)
def test_a_site_that_was_never_well_says_why(run, name):
    status, why = run["ill"][name]
    assert status == "fail"
    assert HOPELESS[name][1] in why


@pytest.mark.parametrize("name", TROUBLES)
def test_the_page_about_it_the_log_and_the_status_feed_say_so_too(run, name):
    assert TROUBLES[name] in html.unescape(run["pages"][name])
    lines = [line for line in run["log"].splitlines() if f"refresh: {name} " in line]
    assert TROUBLES[name] in lines[0]
    assert f"{name} is well again" in lines[-1]
    told = [entry for entry in run["status"].entries if entry.link.endswith(f"/sources/{name}")]
    assert any(TROUBLES[name] in entry.summary for entry in told)


@pytest.mark.parametrize("name", TROUBLES)
def test_the_recovery_is_announced(run, name):
    told = [entry for entry in run["status"].entries if entry.link.endswith(f"/sources/{name}")]
    assert told[0].title == f"Il {name} works again"
    assert [tag.term for tag in told[0].tags] == ["pass"]


def test_what_had_been_read_is_served_on_and_the_news_of_the_others_comes_in(run):
    before, after = feedparser.parse(run["feed well"]), feedparser.parse(run["feed ill"])
    assert {entry.id for entry in before.entries} <= {entry.id for entry in after.entries}
    fresh = {entry.link.rsplit("/", 2)[1] for entry in after.entries if entry.link.endswith("-10")}
    assert fresh == {site.name for site in run["sites"].good}


def test_no_site_that_is_well_waits_for_those_that_are_not(run):
    # The visits of four threads; seven sites hold one for a second or two each time.
    assert statistics.median(run["gaps ill"]) < statistics.median(run["gaps well"]) + 1
    assert max(run["gaps ill"]) < max(run["gaps well"]) + 3


@pytest.mark.parametrize("name", CHARSETS)
def test_a_wrong_charset_harms_no_letter(run, name):
    entries = feedparser.parse(run["service"].get(f"/feeds/cs-{name}/all.atom")).entries
    assert all("La città e la notizia" in entry.title for entry in entries)
    assert all("Perché la notizia" in entry.summary for entry in entries)


def test_no_line_of_the_log_is_a_traceback_or_a_visit_that_broke_off(run):
    assert "Traceback" not in run["log"]
    assert "broke off" not in run["log"]

"""Several workers under gunicorn, as `feedsvc serve` runs them: one scrape sees what all of them counted."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.integration.web.test_nginx import free_port

ROOT = Path(__file__).parents[3]
ASKED = 60


@pytest.fixture
def service(tmp_path):
    port = free_port()
    (tmp_path / "sources.toml").write_text("")
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("FEEDSVC_", "PROMETHEUS_"))
    }
    environment |= {
        "FEEDSVC_DATA_DIR": str(tmp_path),
        "FEEDSVC_SOURCES": str(tmp_path / "sources.toml"),
        "FEEDSVC_WORKERS": "3",
        "FEEDSVC_THREADS": "1",
        "TMPDIR": str(tmp_path),
    }
    command = [sys.executable, "-m", "feedsvc", "serve", "--port", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    for _ in range(200):
        try:
            get(f"{address}/health/live")
            break
        except OSError:
            time.sleep(0.1)
    yield address, tmp_path, process
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=20)


def get(address):
    with urllib.request.urlopen(address, timeout=5) as response:
        return response.read().decode()


def counted(address):
    """Return how many answers with robots.txt all workers have counted together."""
    families = {family.name: family for family in text_string_to_metric_families(get(f"{address}/metrics"))}
    return {
        sample.value
        for sample in families["feedsvc_answers"].samples
        if sample.name.endswith("_total") and sample.labels["what"] == "files.robots"
    }


def test_every_worker_s_answers_are_in_every_scrape_and_their_files_go_with_the_service(service):
    address, folder, process = service
    asked = 0
    with ThreadPoolExecutor(12) as crowd:
        while asked == 0 or (asked < 20 * ASKED and len(list(folder.glob("feedsvc-metrics-*/counter_*.db"))) < 2):
            list(crowd.map(lambda _: get(f"{address}/robots.txt"), range(ASKED)))
            asked += ASKED
    assert len(list(folder.glob("feedsvc-metrics-*/counter_*.db"))) > 1
    assert [counted(address) for _ in range(6)] == [{asked}] * 6
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=20) == 0
    assert list(folder.glob("feedsvc-metrics-*")) == []

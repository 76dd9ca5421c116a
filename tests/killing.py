"""Programs that visit growing sites, killed again and again; used by the tests and, longer, by the benchmarks."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

from feedsvc.store import Store
from tests.growing import free_port, hosts

ROOT = Path(__file__).parent.parent
WORKER = (sys.executable, "-m", "feedsvc", "worker")


class GrowingSites:
    """The sites of ``tests.growing`` in a process of their own."""

    def __init__(self, count: int, host_count: int = 8) -> None:
        self.count, self.hosts, self.port = count, hosts(host_count), free_port()
        command = (sys.executable, "-m", "tests.growing", str(count), str(self.port), str(host_count))
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        assert self.process.stdout.readline() == "ready\n"

    def ask(self, command: str = "look") -> dict:
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def close(self) -> None:
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(10)

    def url(self, site: int) -> str:
        return f"http://{self.hosts[site % len(self.hosts)]}:{self.port}/{site}"

    def declare(self, path: Path) -> None:
        """Write the sites into a list of sources."""
        entries = (f'[[source]]\nid = "s{n}"\nname = "Site {n}"\nurl = "{self.url(n)}"\n' for n in range(self.count))
        path.write_text("\n".join(entries))


@contextmanager
def growing_sites(count: int, host_count: int = 8):
    sites = GrowingSites(count, host_count)
    try:
        yield sites
    finally:
        sites.close()


def environment(folder: Path, database: str, **settings: str) -> dict[str, str]:
    """Return the environment of a program that visits the sites all the time."""
    chosen = {
        "sources": str(folder / "sources.toml"),
        "database": database,
        "allow_networks": "127.0.0.0/8",
        "min_interval": "PT0.2S",
        "max_interval": "PT0.5S",
        "host_gap": "0",
        "log_level": "warning",
        **settings,
    }
    clean = {name: value for name, value in os.environ.items() if not name.startswith("FEEDSVC_")}
    return clean | {f"FEEDSVC_{name.upper()}": value for name, value in chosen.items()}


class Workers:
    """Some worker processes, each replaced when it is killed."""

    def __init__(self, count: int, command: tuple[str, ...], variables: dict[str, str], log: Path) -> None:
        self.command, self.variables, self.log = command, variables, log.open("ab")
        self.processes = [self._start() for _ in range(count)]

    def _start(self) -> subprocess.Popen:
        return subprocess.Popen(self.command, env=self.variables, stdout=self.log, stderr=self.log, cwd=ROOT)

    def kill_one(self, number: int = signal.SIGKILL) -> None:
        """Kill a worker chosen at random, and start another."""
        chosen = random.randrange(len(self.processes))
        self.processes[chosen].send_signal(number)
        self.processes[chosen].wait(30)
        self.processes[chosen] = self._start()

    def close(self) -> None:
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.log.close()


def kill_again_and_again(sites: GrowingSites, workers: Workers, kills: int, pause: tuple[float, float]) -> None:
    """Kill workers at random moments while they visit and the sites grow."""
    for _ in range(kills):
        before = sum(sites.ask(f"grow {sites.count // 4}")["visits"].values())
        ends = time.monotonic() + 10
        while sum(sites.ask()["visits"].values()) == before and time.monotonic() < ends:
            time.sleep(0.01)
        time.sleep(random.uniform(*pause))
        workers.kill_one()


def settled(sites: GrowingSites, store: Store, seconds: float) -> list[str]:
    """Wait until everything published is stored; return what is wrong then, one sentence each."""
    told = sites.ask()
    before, ends = told["visits"], time.monotonic() + seconds
    while time.monotonic() < ends:
        if not faults(told, store) and not stuck(sites, before):
            return overlapping(sites)
        time.sleep(0.1)
    return faults(told, store) + stuck(sites, before) + overlapping(sites)


def faults(told: dict, store: Store) -> list[str]:
    """Return what is lost or double."""
    found = []
    for site, count in told["stories"].items():
        links = [entry.link.rsplit("-", 1)[-1] for entry in store.entries(source=f"s{site}", limit=10_000)]
        lost = {str(number) for number in range(count)} - set(links)
        found += [f"site {site}: stories {sorted(lost)} are lost"] if lost else []
        found += [f"site {site}: entries are double"] if len(links) != len(set(links)) else []
    return found


def stuck(sites: GrowingSites, before: dict) -> list[str]:
    now = sites.ask()["visits"]
    idle = [site for site in map(str, range(sites.count)) if now.get(site, 0) <= before.get(site, 0)]
    return [f"sites {idle} are visited no more"] if idle else []


def overlapping(sites: GrowingSites) -> list[str]:
    overlaps = sites.ask()["overlaps"]
    return [f"{overlaps} times a source was visited by two at once"] if overlaps else []

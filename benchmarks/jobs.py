"""Visiting at scale and under fire: 10,000 sources in one process, and programs killed a hundred times.

    python -m benchmarks.jobs [--sources 10000] [--kills 100] [--only scale|slow|embedded|queue]

Everything is real: an HTTP server on loopback (in a process of its own), `feedsvc worker`, the store on disk. The kills
need nothing but time; those of the queue need PostgreSQL (see tests/postgres.py); without it a line says so.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

from feedsvc.store import Store, open_store
from tests import postgres, troubled
from tests.killing import (
    ROOT,
    WORKER,
    GrowingSites,
    Workers,
    environment,
    growing_sites,
    kill_again_and_again,
    settled,
)

QUEUE_WORKER = (sys.executable, "-m", "tests.queue_worker")
THREADS, HOSTS, STEADY, SLOW = 16, 64, 60, 40


def memory(pid: int) -> str:
    """Return the resident memory of a process, now and at most, in MB."""
    facts = dict(
        line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("Vm")
    )
    return " / ".join(f"{int(facts[name].split()[0]) // 1024} MB" for name in ("VmRSS", "VmHWM"))


def processor(pid: int) -> float:
    """Return the seconds of processor time that a process has used."""
    parts = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")


def until(reached, seconds: float) -> None:
    ends = time.monotonic() + seconds
    while not reached() and time.monotonic() < ends:
        time.sleep(0.2)


def scale(sources: int) -> None:
    """Let one process with some threads visit many sources: all of them new, then again and again with some news."""
    with tempfile.TemporaryDirectory() as name, growing_sites(sources, HOSTS) as sites:
        folder = Path(name)
        path = folder / "feedsvc.db"
        sites.declare(folder / "sources.toml")
        sites.ask("grow-all 20")
        store = open_store(f"sqlite:///{path}")
        # Due again at once: what is measured is what one process can do, not what the sources ask for.
        variables = environment(folder, f"sqlite:///{path}", refreshers=str(THREADS))
        process = subprocess.Popen((*WORKER, "--embedded"), env=variables, cwd=ROOT)
        print(f"one process, {THREADS} threads, {sources:,} sources on {HOSTS} hosts, 20 articles a page")
        print("visits    seconds   visits/s   CPU ms/visit   memory now / most   entries      database   bytes/entry")
        try:
            until(lambda: sum(sites.ask()["visits"].values()) > 0, 60)
            watch = Watch(sites, store, process.pid, path)
            watch.report("new", lambda: store.feed_state().count >= sources * 20, 60 + sources / 5)
            sites.ask("grow-all 1")
            watch.report("again", lambda: False, STEADY)
            sites.ask("look")
            watch.report("same", lambda: False, STEADY)
        finally:
            process.terminate()
            process.wait(30)
            store.close()


class Watch:
    """Measures a process that visits sites, from one report to the next."""

    def __init__(self, sites: GrowingSites, store: Store, pid: int, path: Path) -> None:
        self.sites, self.store, self.pid, self.path = sites, store, pid, path

    def report(self, name: str, over: Callable[[], bool], seconds: float) -> None:
        """Watch until it is over, or for so many seconds, and print what was done."""
        before, spent, began = self.visits(), processor(self.pid), time.perf_counter()
        until(over, seconds)
        visits, passed = self.visits() - before, time.perf_counter() - began
        used, kept, size = processor(self.pid) - spent, self.store.feed_state().count, self.path.stat().st_size
        print(
            f"{name:<8}{passed:>9.0f}{visits / passed:>11.0f}{1e3 * used / max(visits, 1):>15.1f}"
            f"{memory(self.pid):>20}{kept:>10,}{size / 1e6:>11.0f} MB{size / max(kept, 1):>14,.0f}",
            flush=True,
        )

    def visits(self) -> int:
        return sum(self.sites.ask()["visits"].values())


def slow(well: int, late: int) -> None:
    """Let sites answer after ten seconds beside others that are well, and print how often those are visited."""
    for number in range(late):
        setattr(troubled.Handler, f"on_slow_{number}", lambda handler: handler.server.stopped.wait(10))
    with tempfile.TemporaryDirectory() as name, troubled.troubled_sites(well, _names(late)) as sites:
        folder = Path(name)
        sites.declare(folder / "sources.toml")
        limits = {"total_timeout": "10", "read_timeout": "10", "max_interval": "PT2S", "log_level": "error"}
        variables = environment(folder, f"sqlite:///{folder}/feedsvc.db", refreshers="8", **limits)
        process = subprocess.Popen((*WORKER, "--embedded"), env=variables, cwd=ROOT)
        print(f"one process, 8 threads, {len(sites.good)} sites that are well, {late} that answer after ten seconds")
        try:
            until(lambda: all(site.visits for site in sites.good), 60)
            _report_gaps("before", sites, 10)
            for site in sites.troubled:
                site.ill = True
            _report_gaps("slow", sites, SLOW)
        finally:
            process.terminate()
            process.wait(30)


def _names(count: int) -> tuple[str, ...]:
    return tuple(f"slow-{number}" for number in range(count))


def _report_gaps(name: str, sites: troubled.Sites, seconds: float) -> None:
    """Print how long it was between two visits to a site that is well."""
    began = time.monotonic()
    time.sleep(seconds)
    visits = [[at for at in list(site.visits) if at >= began] for site in sites.good]
    gaps = sorted(after - before for own in visits for before, after in pairwise(own))
    print(
        f"  {name:<8} between two visits: median {statistics.median(gaps):.1f} s, longest {gaps[-1]:.1f} s", flush=True
    )


def killed(title: str, url: str, count: int, command: tuple[str, ...], kills: int, pause: tuple[float, float]) -> None:
    """Kill the programs that visit growing sites, and print what is wrong afterwards."""
    with tempfile.TemporaryDirectory() as name, growing_sites(24) as sites:
        folder = Path(name)
        sites.declare(folder / "sources.toml")
        sites.ask("grow-all 2")
        store = open_store(url or f"sqlite:///{folder}/feedsvc.db")
        variables = environment(folder, url or f"sqlite:///{folder}/feedsvc.db", refreshers="4")
        workers = Workers(count, command, variables, folder / "log")
        try:
            until(lambda: len(sites.ask()["visits"]) == sites.count, 30)
            kill_again_and_again(sites, workers, kills, pause)
            wrong = settled(sites, store, 60)
            told = sites.ask()
            stories, visits = sum(told["stories"].values()), sum(told["visits"].values())
            print(
                f"{title}: {kills} kills, {visits:,} visits, {stories:,} stories, {store.feed_state().count:,} entries"
            )
            print("  " + ("; ".join(wrong) or "nothing lost, nothing double, nothing stuck, one visit at a time"))
        finally:
            workers.close()
            store.close()


def main() -> None:
    parser = argparse.ArgumentParser(description="Visiting at scale and under fire.")
    parser.add_argument("--sources", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--only", choices=["scale", "slow", "embedded", "queue"])
    chosen = parser.parse_args(sys.argv[1:])
    if chosen.only in (None, "scale"):
        scale(chosen.sources)
    if chosen.only in (None, "slow"):
        slow(20, 16)
    if chosen.only in (None, "embedded"):
        killed("embedded refresher", "", 1, (*WORKER, "--embedded"), chosen.kills, (0.0, 1.0))
    if chosen.only in (None, "queue"):
        queue(chosen.kills)


def queue(kills: int) -> None:
    postgres.prepare()
    try:
        with postgres.database() as url:
            killed("three workers of the queue", url, 3, QUEUE_WORKER, kills, (0.0, 1.0))
    except postgres.NoServerError as error:
        print(f"the queue is left out: {error}")
    finally:
        postgres.stop()


if __name__ == "__main__":
    main()

"""Feeds under load: feedsvc beside a bare WSGI function and a plain Flask view that return the same bytes.

All three run under the same gunicorn with the same configuration, one worker, and are measured in turns, so that
whatever else the machine does meets all of them. ``FEEDSVC_BENCH_FULL=1`` measures up to 1,000,000 entries, 10,000
feeds and 1,000,000 requests; without it everything is a fiftieth of that.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks import shelves
from benchmarks.load import Outcome, Plan, load, request
from benchmarks.peers import RSS_BRIDGE, rss_bridge

ROOT = Path(__file__).parents[1]
FULL = bool(os.environ.get("FEEDSVC_BENCH_FULL"))
ROUNDS, SECONDS = (7, 4.0) if FULL else (5, 2.0)
THREADS = 8
FEED = "/feeds/section-0.atom"
PORTS = {"bare WSGI": 8791, "Flask view": 8792, "feedsvc": 8793}
FIXED = """
import json, sys
from pathlib import Path
kept = json.loads(Path({file!r}).read_text())
body, headers = bytes.fromhex(kept["body"]), [tuple(pair) for pair in kept["headers"]]
unchanged = [pair for pair in headers if pair[0] not in ("Content-Type", "Content-Length", "Content-Encoding")]
"""
BARE = """
def app(environ, start_response):
    if "HTTP_IF_NONE_MATCH" in environ:
        start_response("304 Not Modified", unchanged)
        return []
    start_response("200 OK", headers)
    return [body]
"""
FLASK = """
from flask import Flask, Response, request
app = Flask(__name__)
@app.get("/feeds/<name>")
def feed(name):
    if "If-None-Match" in request.headers:
        return Response(status=304, headers=unchanged)
    return Response(body, headers=headers)
"""


@dataclass(frozen=True)
class Server:
    """A running gunicorn with one worker."""

    name: str
    port: int
    master: int

    def worker(self) -> int:
        """Return the worker's process id."""
        children = Path(f"/proc/{self.master}/task/{self.master}/children").read_text().split()
        return int(children[0])

    def cpu_seconds(self) -> float:
        """Return the processor time that the worker has used: a measure that other programs disturb least."""
        fields = Path(f"/proc/{self.worker()}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def resident(self) -> float:
        """Return the worker's memory in MB."""
        status = Path(f"/proc/{self.worker()}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) / 1024


def main() -> None:
    """Print every table."""
    with tempfile.TemporaryDirectory(prefix="feedsvc-bench-") as folder:
        home = Path(folder)
        beside_peers(home)
        memory(home)
        for line in shelves.flatness(home, full=FULL):
            print(line)


def beside_peers(home: Path) -> None:
    """Print requests per second and processor time beside the peers, and the latency at half load."""
    shelves.fill(home / "feeds.db", entries=2_000, sections=10)
    with feedsvc(home / "feeds.db", PORTS["feedsvc"]) as ours:
        kept, size = answer(ours.port, request(FEED, Accept_Encoding="gzip"))
        with fixed(home, "bare WSGI", BARE, kept) as bare, fixed(home, "Flask view", FLASK, kept) as flask:
            servers = [bare, flask, ours]
            print(f"\n50 entries, {size:,} bytes as gzip; gunicorn, 1 worker, {THREADS} threads, 8 connections;")
            print(f"median of {ROUNDS} rounds in turns\n")
            etag = kept["etag"]
            compare("200 with gzip", servers, request(FEED, Accept_Encoding="gzip"))
            compare("304", servers, request(FEED, Accept_Encoding="gzip", If_None_Match=etag))
            half_load(servers, request(FEED, Accept_Encoding="gzip"))
    if reason := rss_bridge(home, ROUNDS, SECONDS):
        print(f"\n{RSS_BRIDGE}: skipped: {reason}")
    print("RSSHub: skipped: its routes need the network")


def compare(what: str, servers: list[Server], asked: str) -> None:
    """Print one table: each server's answers per second and processor time per answer, beside the first's."""
    rates: dict[str, list[float]] = {server.name: [] for server in servers}
    costs: dict[str, list[float]] = {server.name: [] for server in servers}
    for _ in range(ROUNDS):
        for server in servers:
            before = server.cpu_seconds()
            outcome = load(Plan(server.port, (asked,), SECONDS))
            answers = sum(outcome.statuses.values())
            rates[server.name].append(outcome.per_second)
            costs[server.name].append((server.cpu_seconds() - before) / answers * 1e6)
            expect(outcome, what)
    first = servers[0].name
    print(f"{what:<16}{'per second':>12}{'of bare':>10}{'µs of CPU':>12}{'of bare':>10}")
    for server in servers:
        rate = median(mine / theirs for mine, theirs in zip(rates[server.name], rates[first], strict=True))
        cost = median(theirs / mine for mine, theirs in zip(costs[server.name], costs[first], strict=True))
        shown = f"{median(rates[server.name]):>12,.0f}{rate:>10.2f}{median(costs[server.name]):>12.0f}{cost:>10.2f}"
        print(f"  {server.name:<14}{shown}")
    print()


def half_load(servers: list[Server], asked: str) -> None:
    """Print latencies while each server gets half of what the slowest of them can answer."""
    rate = min(load(Plan(server.port, (asked,), SECONDS)).per_second for server in servers) / 2
    print(f"at {rate:,.0f} requests a second, ms: {'p50':>8}{'p99':>8}{'longest':>9}")
    for server in servers:
        outcome = load(Plan(server.port, (asked,), SECONDS * 2, rate=rate))
        print(f"  {server.name:<30}{outcome.p50:>7.2f}{outcome.p99:>8.2f}{outcome.longest:>9.2f}")


def memory(home: Path) -> None:
    """Print what a worker takes after requests for every feed, with parameters that nobody asked for before."""
    count = 1_000_000 if FULL else 20_000
    bound = 32_000_000
    shelves.fill(home / "memory.db", entries=5_000, sections=300)
    with feedsvc(home / "memory.db", PORTS["feedsvc"], FEEDSVC_CACHE_BYTES=str(bound)) as ours:
        paths = [f"/feeds/section-{n % 300}.{form}" for n in range(300) for form in ("atom", "rss", "json")]
        choices = [f"/feeds/section-{n % 300}.atom?limit={1 + n % 40}&q=word{n}&utm_source={n}" for n in range(5_000)]
        others = [f"/feeds/all/archive/{1 + n}.rss" for n in range(100)] + [
            f"/sections/section-{n}" for n in range(300)
        ]
        nothing = [f"/feeds/nothing-{n}.atom?x={n}" for n in range(2_000)] + [f"/{n}/{n}" for n in range(2_000)]
        warm = tuple(request(FEED, Accept_Encoding=coding) for coding in ("gzip", "br", "zstd"))
        load(Plan(ours.port, warm, 60, count=500))
        empty = ours.resident()
        asked = tuple(
            request(path, Accept_Encoding=("gzip", "br", "zstd")[n % 3])
            for n, path in enumerate(paths + choices + others + nothing)
        )
        outcome = load(Plan(ours.port, asked, 3_600, count=count))
        if set(outcome.statuses) != {"200", "404"}:
            raise SystemExit(f"memory: {outcome.statuses}")
        print(f"\nmemory of a worker: {empty:.0f} MB before, {ours.resident():.0f} MB after {count:,} requests for")
        print(f"{len(asked):,} addresses in three codings; the bound for what is kept is {bound / 1e6:.0f} MB")


def expect(outcome: Outcome, what: str) -> None:
    """Stop where a server did not answer as the table says."""
    if set(outcome.statuses) != {what[:3]}:
        raise SystemExit(f"{what}: {outcome.statuses}")


def answer(port: int, asked: str) -> tuple[dict[str, object], int]:
    """Return one answer's body and headers, as the fixed servers are to repeat them."""
    import socket

    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(asked.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n").encode())
        data = b"".join(iter(lambda: connection.recv(1 << 20), b""))
    head, _, body = data.partition(b"\r\n\r\n")
    pairs = [line.split(": ", 1) for line in head.decode().split("\r\n")[1:]]
    headers = [pair for pair in pairs if pair[0] not in ("Server", "Date", "Connection")]
    return {"body": body.hex(), "headers": headers, "etag": dict(headers)["ETag"]}, len(body)


@contextmanager
def feedsvc(database: Path, port: int, **settings: str) -> Iterator[Server]:
    """Run feedsvc over a database."""
    sources = database.with_suffix(".toml")
    sources.write_text("")
    environment = {
        "FEEDSVC_DATABASE": f"sqlite:///{database}",
        "FEEDSVC_SOURCES": str(sources),
        "FEEDSVC_PUBLIC_URL": f"http://127.0.0.1:{port}",
        **settings,
    }
    with gunicorn("feedsvc", port, "wsgi:app", environment) as server:
        yield server


@contextmanager
def fixed(home: Path, name: str, program: str, kept: dict[str, object]) -> Iterator[Server]:
    """Run a server that always returns the same bytes."""
    import json

    module = name.split()[0].lower()
    (home / "kept.json").write_text(json.dumps(kept))
    (home / f"{module}_server.py").write_text(FIXED.format(file=str(home / "kept.json")) + program)
    path = os.pathsep.join([str(home), str(ROOT)])
    with gunicorn(name, PORTS[name], f"{module}_server:app", {"PYTHONPATH": path}) as server:
        yield server


@contextmanager
def gunicorn(name: str, port: int, app: str, environment: dict[str, str]) -> Iterator[Server]:
    """Run an application under gunicorn with our configuration, one worker, until the block ends."""
    program = shutil.which("gunicorn", path=str(Path(sys.executable).parent)) or "gunicorn"
    chosen = {"FEEDSVC_PORT": str(port), "FEEDSVC_WORKERS": "1", "FEEDSVC_THREADS": str(THREADS), **environment}
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("FEEDSVC_")}
    command = [program, "--config", str(ROOT / "gunicorn.conf.py"), "--log-level", "warning", app]
    process = subprocess.Popen(command, cwd=ROOT, env={**inherited, **chosen})
    try:
        wait_for(port)
        yield Server(name, port, process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def wait_for(port: int) -> None:
    """Wait until a server answers on a port."""
    for _ in range(200):
        try:
            answer(port, request(FEED))
        except (OSError, ValueError, KeyError):
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"nothing answers on port {port}")


if __name__ == "__main__":
    main()

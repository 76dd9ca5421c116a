"""A load generator for one server on this machine: keep-alive connections, answers checked, latencies kept.

It runs in a process of its own, so that it does not share an interpreter with anything it measures.
"""

from __future__ import annotations

import json
import re
import selectors
import socket
import subprocess
import sys
import time
from collections import deque
from dataclasses import asdict, dataclass

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


@dataclass(frozen=True)
class Plan:
    """What to ask: whole requests, taken in turns, at a ``rate`` per second or as fast as they are answered."""

    port: int
    requests: tuple[str, ...]
    seconds: float
    connections: int = 8
    rate: float | None = None
    count: int | None = None
    close: bool = False
    """Whether the server ends each connection with its answer."""


@dataclass(frozen=True)
class Outcome:
    """What came back: answers by status, how long it took, and latencies in milliseconds (from when each was due)."""

    statuses: dict[str, int]
    seconds: float
    p50: float
    p99: float
    longest: float

    @property
    def per_second(self) -> float:
        """Answers per second."""
        return sum(self.statuses.values()) / self.seconds


def load(plan: Plan) -> Outcome:
    """Run a plan in another process and return its outcome."""
    command = [sys.executable, "-m", "benchmarks.load"]
    done = subprocess.run(command, input=json.dumps(asdict(plan)), capture_output=True, text=True, check=True)
    return Outcome(**json.loads(done.stdout))


def request(path: str, **headers: str) -> str:
    """Return a GET request as it goes over the wire; header names are written with underscores."""
    lines = [f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items()]
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{''.join(lines)}\r\n"


class _Runner:
    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.requests = [request.encode() for request in plan.requests]
        self.statuses: dict[str, int] = {}
        self.latencies: list[float] = []
        self.selector = selectors.DefaultSelector()
        self.idle: deque[socket.socket] = deque()
        self.due: dict[socket.socket, float] = {}
        self.buffers: dict[socket.socket, bytes] = {}
        self.sent = 0

    def run(self) -> Outcome:
        for _ in range(self.plan.connections):
            self._connect()
        began = time.perf_counter()
        end = began + self.plan.seconds
        while (now := time.perf_counter()) < end and not self._enough():
            self._send(began, now)
            for key, _ in self.selector.select(self._patience(began, now)):
                self._receive(key.fileobj)
        took = time.perf_counter() - began
        ranked = sorted(self.latencies) or [0.0]
        return Outcome(
            self.statuses, took, ranked[len(ranked) // 2] * 1e3, ranked[int(len(ranked) * 0.99)] * 1e3, ranked[-1] * 1e3
        )

    def _connect(self) -> None:
        connection = socket.create_connection(("127.0.0.1", self.plan.port), timeout=30)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.selector.register(connection, selectors.EVENT_READ)
        self.idle.append(connection)

    def _enough(self) -> bool:
        return self.plan.count is not None and len(self.latencies) >= self.plan.count

    def _due_at(self, began: float, now: float) -> float:
        return began + self.sent / self.plan.rate if self.plan.rate else now

    def _patience(self, began: float, now: float) -> float:
        if not self.idle or self.plan.rate is None:
            return 1.0
        return max(0.0, self._due_at(began, now) - now)

    def _send(self, began: float, now: float) -> None:
        while self.idle and (due := self._due_at(began, now)) <= now:
            connection = self.idle.popleft()
            self.due[connection] = due
            self.buffers[connection] = b""
            connection.sendall(self.requests[self.sent % len(self.requests)])
            self.sent += 1

    def _receive(self, connection: socket.socket) -> None:
        received = connection.recv(1 << 20)
        buffer = self.buffers[connection] = self.buffers[connection] + received
        if self.plan.close:
            if not received:
                self._ended(connection, buffer[9:12].decode())
                self.idle.pop()
                self.selector.unregister(connection)
                connection.close()
                self._connect()
            return
        head = buffer.find(b"\r\n\r\n")
        if head < 0:
            if not buffer:
                raise SystemExit("the server closed a connection")
            return
        status = buffer[9:12].decode()
        found = _LENGTH.search(buffer, 0, head + 2)
        length = int(found[1]) if found and status not in ("304", "204") else 0
        if len(buffer) < head + 4 + length:
            return
        self._ended(connection, status)

    def _ended(self, connection: socket.socket, status: str) -> None:
        self.latencies.append(time.perf_counter() - self.due[connection])
        self.statuses[status] = self.statuses.get(status, 0) + 1
        self.idle.append(connection)


if __name__ == "__main__":
    given = json.loads(sys.stdin.read())
    print(json.dumps(asdict(_Runner(Plan(**{**given, "requests": tuple(given["requests"])})).run())))

"""A WebSub hub and a subscriber on this machine, as the W3C recommendation describes them (23 January 2018)."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

SECRET = "a secret between hub and subscriber"


@dataclass
class Hub:
    """What the hub knows: who subscribed to what, which pings came, and how it is to answer the next ones."""

    subscriptions: dict[str, str] = field(default_factory=dict)
    pings: list[str] = field(default_factory=list)
    answers: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    url: str = ""

    def wait(self, pings: int, thread: threading.Thread, stop: threading.Event) -> None:
        """Stop what announces in a thread once it sent so many pings, or after ten seconds."""
        for _ in range(1000):
            if len(self.pings) == pings:
                break
            stop.wait(0.01)
        stop.set()
        thread.join(10)

    def post(self, form: dict[str, str]) -> tuple[int, dict[str, str]]:
        """Answer a request of a subscriber (§5.1) or of a publisher (PubSubHubbub 0.3 §7.1)."""
        if self.answers:
            status, fields = self.answers.pop(0)
            if status >= 300:
                return status, fields
        if form.get("hub.mode") == "publish":
            self.pings.append(form["hub.url"])
            self._distribute(form["hub.url"])
            return 204, {}
        if form.get("hub.mode") == "subscribe" and self._intended(form):
            self.subscriptions[form["hub.topic"]] = form["hub.callback"]
            return 202, {}
        return 400, {}

    def _intended(self, form: dict[str, str]) -> bool:
        """Verify the subscriber's intent (§5.3)."""
        asked = {
            "hub.mode": "subscribe",
            "hub.topic": form["hub.topic"],
            "hub.challenge": "x1",
            "hub.lease_seconds": "60",
        }
        status, _, body = exchange("GET", f"{form['hub.callback']}?{urlencode(asked)}")
        return status == 200 and body == b"x1"

    def _distribute(self, topic: str) -> None:
        """Fetch what changed and send it on, signed (§7)."""
        if topic not in self.subscriptions:
            return
        status, fields, body = exchange("GET", topic)
        assert status == 200, "a hub fetches the topic that it was told of"
        signature = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
        sent = {
            "Content-Type": fields["Content-Type"],
            "Link": f'<{self.url}>; rel="hub", <{topic}>; rel="self"',
            "X-Hub-Signature": f"sha256={signature}",
        }
        exchange("POST", self.subscriptions[topic], body, sent)


@dataclass
class Subscriber:
    """What the subscriber was sent: documents whose signature is right."""

    received: list[tuple[str, bytes]] = field(default_factory=list)
    url: str = ""


def exchange(method: str, url: str, body: bytes | None = None, fields: dict[str, str] | None = None):
    """Return status, fields and body of one request."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=10)
    try:
        connection.request(method, parts.path + (f"?{parts.query}" if parts.query else ""), body, fields or {})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()


@contextmanager
def running() -> Iterator[tuple[Hub, Subscriber]]:
    """Run a hub and a subscriber until the block ends."""
    hub, subscriber = Hub(), Subscriber()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = parse_qs(urlsplit(self.path).query)
            self._answer(200, {}, asked["hub.challenge"][0].encode())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.path == "/hub":
                status, fields = hub.post({name: values[0] for name, values in parse_qs(body.decode()).items()})
                self._answer(status, fields, b"")
                return
            expected = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
            if self.headers["X-Hub-Signature"] == f"sha256={expected}":
                subscriber.received.append((self.headers["Content-Type"], body))
            self._answer(200, {}, b"")

        def _answer(self, status: int, fields: dict[str, str], body: bytes) -> None:
            self.send_response(status)
            for name, value in {**fields, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    origin = f"http://127.0.0.1:{server.server_port}"
    hub.url, subscriber.url = f"{origin}/hub", f"{origin}/callback"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield hub, subscriber
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

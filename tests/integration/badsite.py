"""A web server on loopback that misbehaves on purpose, one kind of misbehaviour per path."""

from __future__ import annotations

import gzip
import socket
import threading
import time
import zlib
from collections import Counter
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import brotli

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = "<!doctype html><title>Cronaca</title><h1>Pagina di prova, città</h1>".encode()


def _bomb(size: int = 100_000_000) -> bytes:
    deflate = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join([*(deflate.compress(bytes(1_000_000)) for _ in range(size // 1_000_000)), deflate.flush()])


BOMB = _bomb()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.server.asked[self.path] += 1  # type: ignore[attr-defined]
        self.server.fields.append(dict(self.headers))  # type: ignore[attr-defined]
        act = getattr(self, "on_" + self.path.strip("/").split("?")[0].replace("-", "_").replace(".", "_"), None)
        try:
            if act is None:
                self.answer(404, b"no such page")
            else:
                act()
        except OSError:
            pass  # the client had enough

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.answer(200, body)

    def answer(self, status: int, body: bytes = b"", **fields: str) -> None:
        self.send_response(status)
        for name, value in fields.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def on_robots_txt(self) -> None:
        self.answer(200, b"User-agent: feedsvc\nDisallow: /closed\n\nUser-agent: *\nDisallow: /\n")

    def on_page(self) -> None:
        if self.headers["If-None-Match"] == '"v1"':
            self.answer(304, ETag='"v1"', Age="30")
        else:
            self.answer(
                200,
                PAGE,
                ETag='"v1"',
                Last_Modified="Sat, 10 Jan 2026 06:30:00 GMT",
                Age="90",
                Content_Type="text/html",
            )

    on_closed = on_page

    def on_gzip(self) -> None:
        self.answer(200, gzip.compress(PAGE), Content_Encoding="gzip")

    def on_brotli(self) -> None:
        self.answer(200, brotli.compress(PAGE), Content_Encoding="br")

    def on_zstd(self) -> None:
        try:
            from compression import zstd
        except ImportError:
            from backports import zstd
        self.answer(200, zstd.compress(PAGE), Content_Encoding="zstd")

    def on_bomb(self) -> None:
        self.answer(200, BOMB, Content_Encoding="gzip")

    def on_huge(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "20000000000")
        self.end_headers()
        for _ in range(20_000):
            self.wfile.write(bytes(1_000_000))

    def on_drip_body(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.drip(b"x" * 1000)

    def on_drip_head(self) -> None:
        self.drip(b"HTTP/1.1 200 OK\r\nX-Slow: " + b"y" * 1000)

    def drip(self, what: bytes) -> None:
        for byte in what:
            self.wfile.write(bytes([byte]))
            self.wfile.flush()
            time.sleep(0.05)

    def on_silent(self) -> None:
        self.server.stopped.wait(5)  # type: ignore[attr-defined]

    def on_loop(self) -> None:
        self.answer(302, Location="/loop-back")

    def on_loop_back(self) -> None:
        self.answer(302, Location="/loop")

    def on_endless(self) -> None:
        number = int(self.path.partition("?")[2] or 0) + 1
        self.answer(302, Location=f"/endless?{number}")

    def on_moved(self) -> None:
        self.answer(301, Location="/page")

    def on_moved_in(self) -> None:
        self.answer(302, Location="http://10.0.0.1/secret")

    def on_moved_mapped(self) -> None:
        self.answer(302, Location=f"http://[::ffff:127.0.0.1]:{self.server.server_address[1]}/page")

    def on_moved_file(self) -> None:
        self.answer(302, Location="file:///etc/passwd")

    def on_moved_nowhere(self) -> None:
        self.answer(302, Location="http://[::1/")

    def on_moved_far(self) -> None:
        self.answer(302, Location="/" + "x" * 50_000)

    def on_unasked(self) -> None:
        self.answer(304, ETag='"v1"')

    def on_partial(self) -> None:
        self.answer(206, PAGE[:20], Content_Range=f"bytes 0-19/{len(PAGE)}")

    def on_hints(self) -> None:
        self.wfile.write(b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\nETag: no\r\n\r\n" * 2)
        self.answer(200, PAGE)

    def on_end_of_time(self) -> None:
        self.send_response_only(200)
        self.send_header("Date", "Fri, 31 Dec 9999 23:59:59 -1200")
        self.send_header("Last-Modified", "Fri, 31 Dec 9999 23:59:59 -1300")
        self.send_header("Content-Length", str(len(PAGE)))
        self.end_headers()
        self.wfile.write(PAGE)

    def on_short(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(PAGE) + 500))
        self.end_headers()
        self.wfile.write(PAGE)
        self.connection.close()

    def on_chunks(self) -> None:
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.wfile.write(b"zz\r\n" + PAGE)
        self.connection.close()

    def on_no_number(self) -> None:
        self.wfile.write(b"HTTP/1.1 abc OK\r\n\r\n")
        self.connection.close()

    def on_broken(self) -> None:
        self.answer(500, b"oops")

    def on_busy(self) -> None:
        self.answer(429, Retry_After="120")

    def on_busy_until(self) -> None:
        self.answer(503, Retry_After="Sat, 10 Jan 2026 08:00:00 GMT")

    def on_reset(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(b"half")
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
        self.connection.close()

    def on_garbage(self) -> None:
        self.wfile.write(b"\x00\xff\xfe this is no HTTP\r\n\r\n")
        self.connection.close()

    def log_message(self, *args: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: Counter[str] = Counter()
        self.fields: list[dict[str, str]] = []
        self.stopped = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: object, client_address: object) -> None:
        pass


@contextmanager
def running() -> Iterator[Server]:
    server = Server()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.stopped.set()
        server.shutdown()
        server.server_close()
        thread.join()

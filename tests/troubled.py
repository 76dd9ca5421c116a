"""Sites on loopback of which some fall ill, each in its own way, and are well again when they are told to be."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import ThreadingHTTPServer
from typing import TYPE_CHECKING

from typing_extensions import override

from tests.integration import badsite

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TROUBLES = {
    "drip-body": "took too long as a whole",
    "drip-head": "took too long as a whole",
    "silent": "sent nothing for too long",
    "endless-head": "got more than 100 headers",
    "huge": "is larger than 1,000,000 bytes",
    "bomb": "is larger than 1,000,000 bytes",
    "loop": "redirects in a circle",
    "endless": "beyond the 5 redirects that are followed",
    "moved-in": "leads to 10.0.0.1, which is not on the public internet",
    "moved-mapped": "leads to ::ffff:7f00:1, which is not on the public internet",
    "broken": "answered 500",
    "busy": "answered 429",
    "reset": "cannot be retrieved: Connection reset by peer",
    "garbage": "its answer is no HTTP",
    "captcha": "No link of the page looks like an article’s; it begins with “Checking your browser Please complete",
    "empty": "The page is empty.",
    "halved": "The page shows only 4 articles; it usually shows about",
    "picture": "The bytes begin like a binary file",
}
"""What ails a site, and what the operator is to read about it."""

HOPELESS = {
    "tls": ("https://{host}:{port}/tls", "no secure connection could be made"),
    "nameless": ("http://nobody.invalid/", "http://nobody.invalid/"),
    "deaf": ("http://{host}:1/", "Connection refused"),
    "closed": ("http://{host}:{port}/closed", "robots.txt"),
}
"""Sites that are never well: their address, and what the operator is to read."""

PAGE = '<!doctype html><html lang="it"><head><title>{name}</title></head><body><main>{articles}</main></body></html>'
ARTICLE = (
    '<article><h2><a href="/{name}/notizia-{number}">La città e la notizia numero {number} di {name}</a></h2>'
    '<time datetime="{at}">{at}</time><p>Perché la notizia {number} è così, in una frase o due.</p></article>'
)
CAPTCHA = (
    b"<!doctype html><html><head><title>Just a moment...</title></head><body><h1>Checking your browser</h1>"
    b"<p>Please complete the security check to continue.</p><form><input name=answer><button>Verify</button></form>"
)
CHARSETS = {"utf-8": "utf-8", "iso-8859-1": "utf-8", "utf-16": "utf-8", "klingon": "windows-1252"}
"""What a site says that its pages are written in, and what they are."""


@dataclass
class Site:
    """One site: its stories with the moments they came out, when it was visited, whether it is ill right now."""

    name: str
    host: str
    stories: list[str] = field(default_factory=list)
    visits: list[float] = field(default_factory=list)
    charset: str = "utf-8"
    ill: bool = False

    def publish(self, count: int = 1) -> None:
        self.stories += [datetime.now(UTC).isoformat(timespec="seconds")] * count

    def page(self, most: int = 12) -> bytes:
        told = list(enumerate(self.stories))[::-1][:most]
        articles = "".join(ARTICLE.format(name=self.name, number=n, at=at) for n, at in told)
        return PAGE.format(name=self.name, articles=articles).encode(CHARSETS[self.charset])


class Handler(badsite.Handler):
    @override
    def do_GET(self) -> None:
        site = self.server.sites.get(self.path.strip("/"))  # type: ignore[attr-defined]
        if site is None:
            super().do_GET()
            return
        site.visits.append(time.monotonic())
        try:
            if site.ill:
                getattr(self, "on_" + site.name.replace("-", "_"))()
            else:
                self.answer(200, site.page(), Content_Type=f"text/html; charset={site.charset}")
        except OSError:
            pass  # the visitor had enough

    @override
    def on_robots_txt(self) -> None:
        closed = self.headers["Host"].startswith(self.server.host_of("closed"))  # type: ignore[attr-defined]
        self.answer(*(200, b"User-agent: *\nDisallow: /\n") if closed else (404, b""))

    def on_endless_head(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for number in range(1_000_000):
            self.wfile.write(b"X-%d: y\r\n" % number)

    @override
    def on_busy(self) -> None:
        self.answer(429, Retry_After="2")

    def on_captcha(self) -> None:
        self.answer(200, CAPTCHA, Content_Type="text/html")

    def on_empty(self) -> None:
        self.answer(200, b"", Content_Type="text/html")

    def on_halved(self) -> None:
        self.answer(200, self.server.sites["halved"].page(4), Content_Type="text/html")  # type: ignore[attr-defined]

    def on_picture(self) -> None:
        self.answer(200, b"\x89PNG\r\n\x1a\n" + bytes(2000), Content_Type="image/png")


class Sites(ThreadingHTTPServer):
    """All sites, on addresses of this machine that count as different hosts."""

    daemon_threads = True
    request_queue_size = 200

    def __init__(self, good: int, troubles: tuple[str, ...]) -> None:
        super().__init__(("0.0.0.0", 0), Handler)
        names = [f"good-{number}" for number in range(good)] + [f"cs-{name}" for name in CHARSETS] + list(troubles)
        self._hosts = {name: f"127.0.2.{number + 1}" for number, name in enumerate([*names, *HOPELESS])}
        self.sites = {name: Site(name, self.host_of(name)) for name in names}
        for name in CHARSETS:
            self.sites[f"cs-{name}"].charset = name
        for site in self.sites.values():
            site.publish(10)
        self.troubled = [self.sites[name] for name in troubles]
        self.good = [site for name, site in self.sites.items() if name not in troubles]
        self.asked, self.fields, self.stopped = badsite.Counter(), [], threading.Event()

    def host_of(self, name: str) -> str:
        return self._hosts[name]

    def declare(self, path: Path) -> None:
        """Write the sites into a list of sources."""
        port = self.server_address[1]
        urls = {site.name: f"http://{site.host}:{port}/{site.name}" for site in self.sites.values()}
        urls |= {name: url.format(host=self.host_of(name), port=port) for name, (url, _) in HOPELESS.items()}
        path.write_text(
            "\n".join(f'[[source]]\nid = "{name}"\nname = "Il {name}"\nurl = "{url}"\n' for name, url in urls.items())
        )

    @override
    def handle_error(self, request: object, client_address: object) -> None:
        pass


@contextmanager
def troubled_sites(good: int = 4, troubles: tuple[str, ...] = tuple(TROUBLES)) -> Iterator[Sites]:
    sites = Sites(good, troubles)
    thread = threading.Thread(target=sites.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield sites
    finally:
        sites.stopped.set()
        sites.shutdown()
        sites.server_close()
        thread.join()

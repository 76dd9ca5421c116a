"""Sites on loopback whose listings grow: what a refresher must not lose, and the proof that it visits one at a time.

Run as a program it serves until its standard input ends, and tells what it saw as JSON on a line each time it is asked.
"""

from __future__ import annotations

import asyncio
import json
import random
import socket
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime

HEADER = "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {length}\r\n\r\n"
PAGE = (
    '<!doctype html><html lang="en"><head><title>Site {site}</title></head><body><main>{articles}</main></body></html>'
)
ARTICLE = (
    '<article><h2><a href="/{site}/story-{number}">Story number {number} of site {site}</a></h2>'
    '<time datetime="{at}">{at}</time><p>What story {number} tells, in a sentence or two.</p></article>'
)


@dataclass
class Sites:
    """Sites named 0, 1, 2…; each shows its newest ``listed`` stories."""

    count: int
    latency: float = 0.02
    listed: int = 40
    stories: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    open: dict[int, set[asyncio.StreamReader]] = field(default_factory=lambda: defaultdict(set))
    visits: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    overlaps: int = 0

    def grow(self, stories: int) -> None:
        """Publish some stories on sites chosen at random."""
        for _ in range(stories):
            self.stories[random.randrange(self.count)].append(datetime.now(UTC).isoformat(timespec="seconds"))

    def grow_all(self, stories: int) -> None:
        """Publish so many stories on each site."""
        for site in range(self.count):
            self.stories[site] += [datetime.now(UTC).isoformat(timespec="seconds")] * stories

    def page(self, site: int) -> bytes:
        """Return the listing of a site, newest first."""
        told = list(enumerate(self.stories[site]))[-self.listed :]
        articles = "".join(ARTICLE.format(site=site, number=number, at=at) for number, at in reversed(told))
        return PAGE.format(site=site, articles=articles).encode()

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection."""
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                path = head.split(b" ", 2)[1].decode().strip("/")
                body = await self._visit(int(path), reader) if path.isdigit() else None
                status = "200 OK" if body is not None else "404 Not Found"
                writer.write(HEADER.format(status=status, length=len(body or b"")).encode() + (body or b""))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _visit(self, site: int, reader: asyncio.StreamReader) -> bytes:
        # A request whose client was killed is over, although its answer is still being made.
        self.overlaps += any(not other.at_eof() and other.exception() is None for other in self.open[site])
        self.open[site].add(reader)
        self.visits[site] += 1
        try:
            await asyncio.sleep(random.uniform(0, 2 * self.latency))
            return self.page(site)
        finally:
            self.open[site].discard(reader)

    def told(self) -> dict[str, object]:
        """Return what a check needs: how many stories each site published, its visits, the overlaps."""
        stories = {str(site): len(self.stories[site]) for site in range(self.count)}
        return {"stories": stories, "visits": dict(self.visits), "overlaps": self.overlaps}


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def hosts(count: int) -> list[str]:
    """Return addresses of this machine that count as different hosts."""
    return [f"127.0.{1 + number // 250}.{1 + number % 250}" for number in range(count)]


async def main(count: int, port: int, host_count: int) -> None:
    sites = Sites(count)
    server = await asyncio.start_server(sites.answer, hosts(host_count), port, backlog=500)
    print("ready", flush=True)
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        command, _, argument = line.strip().partition(" ")
        if command == "grow":
            sites.grow(int(argument))
        elif command == "grow-all":
            sites.grow_all(int(argument))
        print(json.dumps(sites.told()), flush=True)
    server.close()


if __name__ == "__main__":
    asyncio.run(main(*map(int, sys.argv[1:])))

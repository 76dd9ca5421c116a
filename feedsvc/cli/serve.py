"""`feedsvc serve`: the web processes, and the refresher beside them."""

from __future__ import annotations

import logging
import os
import socket
import sys
from pathlib import Path
from typing import Any

import click
from gunicorn.app.base import Application
from gunicorn.arbiter import Arbiter
from typing_extensions import override

import feedsvc
from feedsvc import logs
from feedsvc.errors import SettingsError, SourceBusyError, StoreError
from feedsvc.jobs.supervision import Child
from feedsvc.runtime import Runtime, build
from feedsvc.settings import Settings, is_handed_a_socket
from feedsvc.settings import load as load_settings

log = logging.getLogger(__name__)

PACKAGE = Path(feedsvc.__file__).parent
CONFIGURATIONS = (PACKAGE.parent / "gunicorn.conf.py", PACKAGE / "gunicorn.conf.py")
"""In a checkout the file stands beside the package, in an installed one inside it."""


class Server(Application):
    """gunicorn, run from here, with the configuration that it would read by itself."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        super().__init__(prog="feedsvc serve")

    @override
    def load_config(self) -> None:
        self.load_config_from_file(str(next(path for path in CONFIGURATIONS if path.is_file())))
        self.cfg.set("bind", [self.settings.bind])

    @override
    def load(self) -> Any:
        # Imported in the worker: how answers are counted is decided when Prometheus's client is first imported.
        from feedsvc.web import create_app

        return create_app(build(self.settings))

    @override
    def run(self) -> None:
        Keeper(self, refresher(self.settings), Listing(self.settings)).run()


class Keeper(Arbiter):
    """gunicorn's master process, which keeps the refresher and the list of sources beside its web processes."""

    def __init__(self, server: Server, child: Child | None, listing: Listing) -> None:
        self.child = child
        self.listing = listing
        super().__init__(server)

    @override
    def manage_workers(self) -> None:
        super().manage_workers()  # called about once a second
        if self.child is not None:
            self.child.keep()
        self.listing.keep()

    @override
    def stop(self, graceful: bool = True) -> None:
        if self.child is not None and os.getpid() == self.pid:
            self.child.ask_to_stop()
        super().stop(graceful)
        if self.child is not None:
            self.child.stop(self.cfg.graceful_timeout)


class Listing:
    """The operator's list of sources, declared anew when its file changes; one with faults changes nothing."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._seen = _stamp(settings.sources)

    def keep(self) -> None:
        """Declare the list where its file is another one than before."""
        stamp = _stamp(self._settings.sources)
        if stamp == self._seen:
            return
        self._seen = stamp
        try:
            runtime = build(self._settings)
            runtime.store.close()  # opening it declared them
        except SettingsError as error:
            log.error("the sources stay as they were: %s", "; ".join(error.faults))
        except StoreError as error:
            self._seen = None
            log.error("the sources could not be declared: %s", error)
        else:
            log.info("%s was read anew: %d sources", self._settings.sources, len(runtime.sources))


def _stamp(path: Path) -> tuple[int, int, int] | None:
    """Return what changes with a file, None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def refresher(settings: Settings) -> Child | None:
    """Return the process that visits the sources, None where `feedsvc worker` does it all."""
    if not settings.refreshers:
        return None
    where = ("--host", settings.host, "--port", str(settings.port))
    return Child((sys.executable, "-m", "feedsvc", "worker", "--embedded", "--parent", str(os.getpid()), *where))


@click.command()
@click.option("--host", help="The address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), help="The port to listen on.")
def serve(host: str | None, port: int | None) -> None:
    """Serve the feeds and keep them fresh.

    Saved pages that were never read are read before the first request is answered.
    """
    settings = load_settings(host=host, port=port)
    logs.begin(settings.log_level, settings.log_format)
    demand_port(settings)
    read_saved_pages(build(settings))
    click.echo(f"feedsvc: {settings.public_url} — Ctrl+C stops", err=True)
    Server(settings).run()


def demand_port(settings: Settings) -> None:
    """Raise SettingsError where nothing can listen at the address that is to be served; gunicorn goes on trying."""
    if is_handed_a_socket():
        return
    try:
        found = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, kind, protocol, _, place = found[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place)
    except OSError as error:
        why = error.strerror or error
        raise SettingsError(
            f"Nothing can be served at {settings.bind}: {why}. Choose another --host or --port, or stop what is there."
        ) from error


def read_saved_pages(runtime: Runtime) -> None:
    """Visit the sources that are saved pages, so that a fresh install has something to show at once."""
    for source in runtime.sources:
        if source.path is None:
            continue
        try:
            error: str | None = runtime.refresh(source.id).error
        except SourceBusyError as busy:
            # Another process reads it at this moment, into the same store.
            error = str(busy)
        if error:
            click.echo(f"feedsvc: {source.id}: {error}", err=True)
    runtime.store.close()

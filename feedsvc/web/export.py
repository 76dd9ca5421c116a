"""The service as files: every page and feed as it would be answered, with its compressed forms beside it.

For a CDN, object storage or a plain web server. Each file is written beside its place and moved there whole, so that a
reader never meets half of one; a file whose bytes are the same is not touched, so that its validators stay.
"""

from __future__ import annotations

import fcntl
import json
import os
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from email.utils import parsedate_to_datetime
from functools import cache
from hashlib import blake2b
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote

from feedsvc.errors import ExportError
from feedsvc.web import assets, itinerary
from feedsvc.web.codings import Coding, compress
from feedsvc.web.words import DEFAULT, LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask
    from werkzeug.test import TestResponse

    from feedsvc.runtime import Runtime

LEDGER = ".feedsvc-export.json"
"""What the last export wrote, in the directory itself; only these files are ever removed."""
LOCK = ".feedsvc-export.lock"
BESIDE = {Coding.GZIP: ".gz", Coding.BROTLI: ".br"}
PLAIN_FILES = ("/favicon.ico", "/robots.txt", "/manifest.webmanifest")
NOWHERE = "/nowhere"
"""An address at which there is nothing: its answer is the page for what is not there."""
_UNCOMPRESSED = (".png", ".ico")


@dataclass(frozen=True, slots=True)
class Written:
    """What stands in a file: the mark, and the key or validator, that it was made under, and a digest of its bytes."""

    mark: str
    key: str
    digest: str


@dataclass(slots=True)
class Tally:
    """What an export did, in files (compressed forms not counted)."""

    written: int = 0
    unchanged: int = 0
    removed: int = 0


@dataclass(frozen=True, slots=True)
class Task:
    """One address to ask for in one language, and the file it goes to."""

    path: str
    file: PurePosixPath
    language: str | None = None
    mark: str | None = None
    key: Callable[[], str] | None = None
    """What stands for all that the answer is made from, where that is known before it is made (``Stop``)."""
    status: int = 200
    validated: bool = False
    """True for feeds: their validators are exact and cost next to nothing to ask for."""


@dataclass(slots=True)
class Export:
    """One export into one directory."""

    app: Flask
    runtime: Runtime
    directory: Path
    tally: Tally = field(default_factory=Tally)

    def run(self, tasks: Callable[[], Iterator[Task]], step: Callable[[], None]) -> Tally:
        """Bring the directory up to date with these tasks. Raises ExportError, StoreError."""
        with _alone(self.directory):
            before = _read_ledger(self.directory)
            now: dict[str, Written] = {}
            for task in tasks():
                now |= self._carry_out(task, before)
                step()
            self._remove(set(before) - set(now))
            _write_ledger(self.directory, now)
        return self.tally

    def _carry_out(self, task: Task, before: dict[str, Written]) -> dict[str, Written]:
        name = str(task.file)
        known = before.get(name) if (self.directory / task.file).is_file() else None
        if known is not None and known.mark == task.mark:
            self.tally.unchanged += 1
            return {name: known}
        key = task.key() if task.key else None
        if known is not None and known.key == key:
            self.tally.unchanged += 1
            return {name: replace(known, mark=task.mark or "")}
        response = self._answer(task, known)
        if response.status_code == 304 and known is not None:
            self.tally.unchanged += 1
            return {name: known}
        if response.status_code != task.status:
            return {}
        return {name: self._keep(task, key, known, response)}

    def _answer(self, task: Task, known: Written | None) -> TestResponse:
        headers = {"Accept-Language": task.language} if task.language else {}
        if known is not None and task.validated:
            headers["If-None-Match"] = known.key
        return self.app.test_client().get(task.path, headers=headers)

    def _keep(self, task: Task, key: str | None, known: Written | None, response: TestResponse) -> Written:
        digest = blake2b(response.data, digest_size=16).hexdigest()
        written = Written(task.mark or "", key or response.headers.get("ETag", ""), digest)
        if known is not None and known.digest == written.digest:
            self.tally.unchanged += 1
        else:
            _put(self.directory / task.file, response)
            self.tally.written += 1
        return written

    def _remove(self, names: set[str]) -> None:
        for name in names:
            for suffix in ("", *BESIDE.values()):
                (self.directory / (name + suffix)).unlink(missing_ok=True)
            self.tally.removed += 1


def export(app: Flask, runtime: Runtime, directory: Path, step: Callable[[], None] = lambda: None) -> Tally:
    """Write the whole service into a directory, only what changed; call ``step`` after each file.

    Raises ExportError where the directory cannot be written or another export is under way, and StoreError.
    """
    try:
        directory.mkdir(parents=True, exist_ok=True)
        return Export(app, runtime, directory).run(lambda: tasks(runtime), step)
    except OSError as error:
        raise ExportError(f"{str(directory)!r} cannot be written: {error.strerror or error}") from error


def tasks(runtime: Runtime) -> Iterator[Task]:
    """Yield everything there is to write; what others refer to comes before them."""
    for name in assets.files():
        path = f"/static/{assets.version()}/{name}"
        yield Task(path, _file(path))
    for path in PLAIN_FILES:
        yield Task(path, _file(path))
    for stop in itinerary.feeds(runtime):
        yield Task(stop.path, _file(stop.path), mark=stop.mark, key=stop.key, validated=stop.key is None)
    for language in LANGUAGES:
        yield Task(NOWHERE, _page_file("/404", language), language, status=404)
    for stop in itinerary.pages(runtime):
        key = cache(stop.key) if stop.key else None
        for language in LANGUAGES:
            yield Task(stop.path, _page_file(stop.path, language), language, stop.mark, key)


def _file(path: str) -> PurePosixPath:
    """Return the file for an address, never outside the directory. Raises ExportError."""
    file = PurePosixPath(unquote(path).lstrip("/"))
    if not file.parts or ".." in file.parts or any(part.startswith(".") for part in file.parts) or "\0" in str(file):
        raise ExportError(f"{path!r} cannot be a file's name.")
    return file


def _page_file(path: str, language: str) -> PurePosixPath:
    """Return the file for a page: ``sections/cronaca.html``, in other languages ``sections/cronaca.it.html``."""
    suffix = ".html" if language == DEFAULT else f".{language}.html"
    return _file(("/index" if path == "/" else path) + suffix)


def _put(place: Path, response: TestResponse) -> None:
    """Write an answer and its compressed forms, each moved to its place whole; the plain one last."""
    place.parent.mkdir(parents=True, exist_ok=True)
    modified = response.headers.get("Last-Modified")
    moment = parsedate_to_datetime(modified).timestamp() if modified else None
    if place.suffix not in _UNCOMPRESSED:
        for coding, suffix in BESIDE.items():
            _move_in(place.with_name(place.name + suffix), compress(response.data, coding), moment)
    _move_in(place, response.data, moment)


def _move_in(place: Path, content: bytes, moment: float | None) -> None:
    beside = place.with_name(f".{place.name}.new")
    beside.write_bytes(content)
    if moment is not None:
        os.utime(beside, (moment, moment))
    beside.replace(place)


@contextmanager
def _alone(directory: Path) -> Iterator[None]:
    """Hold the directory. Raises ExportError where another export does."""
    with (directory / LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ExportError(f"Another export into {str(directory)!r} is under way.") from None
        yield


def _read_ledger(directory: Path) -> dict[str, Written]:
    """Return what the last export wrote; nothing where the ledger is missing or spoilt, so that all is written anew."""
    try:
        noted = json.loads((directory / LEDGER).read_text("utf-8"))
        return {str(_file(name)): Written(*map(str, written)) for name, written in noted.items()}
    except (OSError, ValueError, TypeError, AttributeError, ExportError):
        return {}


def _write_ledger(directory: Path, now: dict[str, Written]) -> None:
    noted = {name: (written.mark, written.key, written.digest) for name, written in sorted(now.items())}
    _move_in(directory / LEDGER, json.dumps(noted, indent=0).encode(), None)

"""A PostgreSQL server for the tests: the one that FEEDSVC_TEST_POSTGRES names, one started here, or one that runs.

The server belongs to the whole run: whichever worker needs it first starts it in the folder that the controller made,
and the controller stops it.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import pwd
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

FOLDER = "FEEDSVC_TEST_FOLDER"
NAMED = "FEEDSVC_TEST_POSTGRES"
RUNNING = "postgresql://postgres@127.0.0.1:5432/postgres?connect_timeout=2"
OPTIONS = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200 -c listen_addresses="


class NoServerError(Exception):
    """There is no PostgreSQL on this machine."""


def prepare() -> None:
    """Make the folder that all workers share; called once, by the controller."""
    os.environ[FOLDER] = tempfile.mkdtemp(prefix="feedsvc-tests-")


def stop() -> None:
    """Stop what was started, and remove the folder; called once, by the controller."""
    folder = Path(os.environ.pop(FOLDER))
    if (folder / "data" / "postmaster.pid").exists():
        _run(_program("pg_ctl"), "stop", "-D", str(folder / "data"), "-m", "immediate")
    shutil.rmtree(folder, ignore_errors=True)


def server() -> str:
    """Return the address of a server, as psycopg reads it. Raises NoServerError."""
    named = os.environ.get(NAMED)
    if named:
        return named.replace("postgresql+psycopg://", "postgresql://")
    with contextlib.suppress(FileNotFoundError):
        return _started()
    if _answers(RUNNING):
        return RUNNING
    raise NoServerError("no server runs on 127.0.0.1:5432 and its programs (initdb, pg_ctl) are not installed")


@contextlib.contextmanager
def database(template: str | None = None) -> Iterator[str]:
    """Give the address of a database of its own, as SQLAlchemy reads it; it is dropped at the end."""
    import psycopg

    name = f"feedsvc_test_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}" + (f" TEMPLATE {template}" if template else ""))
        try:
            yield _renamed(connection.info.dsn, name)
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _renamed(dsn: str, name: str) -> str:
    from psycopg.conninfo import conninfo_to_dict
    from sqlalchemy.engine import URL

    parts = conninfo_to_dict(dsn)
    host, port = str(parts["host"]), parts.get("port")
    query = {"host": host} if host.startswith("/") else {}
    return URL.create(
        "postgresql+psycopg",
        username=str(parts["user"]),
        password=os.environ.get("PGPASSWORD"),
        host=None if query else host,
        port=int(port) if port and not query else None,
        database=name,
        query=query,
    ).render_as_string(hide_password=False)


def _started() -> str:
    folder = Path(os.environ[FOLDER])
    address = f"postgresql://postgres@/postgres?host={folder}"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "data" / "postmaster.pid").exists():
            _start(folder)
    return address


def _start(folder: Path) -> None:
    initdb, pg_ctl = _program("initdb"), _program("pg_ctl")
    if os.geteuid() == 0:
        os.chown(folder, *_user()[1:])
    data, log = str(folder / "data"), str(folder / "log")
    _run(initdb, "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
    _run(pg_ctl, "start", "-w", "-D", data, "-l", log, "-o", f"{OPTIONS} -k {folder}")


def _run(*command: str) -> None:
    user, group = (None, None) if os.geteuid() else _user()[1:]  # PostgreSQL refuses to run as root
    subprocess.run(
        command, check=True, capture_output=True, user=user, group=group, extra_groups=[] if user else None, cwd="/"
    )


def _user() -> tuple[str, int, int]:
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            found = pwd.getpwnam(name)
            return name, found.pw_uid, found.pw_gid
    raise NoServerError("root must not run PostgreSQL, and this machine has no user postgres or nobody")


def _program(name: str) -> str:
    found = shutil.which(name) or next(
        (str(path) for path in sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)), None
    )
    if found is None:
        raise FileNotFoundError(name)
    return found


def _answers(address: str) -> bool:
    import psycopg

    with contextlib.suppress(psycopg.Error), psycopg.connect(address):
        return True
    return False

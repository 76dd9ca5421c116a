"""How gunicorn serves feedsvc: `feedsvc serve` and `gunicorn wsgi:app` both read this file."""

import atexit
import os
import shutil
from pathlib import Path
from tempfile import mkdtemp

from gunicorn.config import Config
from gunicorn.glogging import Logger

from feedsvc import logs
from feedsvc.settings import load

_settings = load()


class Log(Logger):
    """gunicorn's own lines, in the form of ours; its switch for that would prepare a line for every request too."""

    def setup(self, cfg: Config) -> None:
        """Prepare the log."""
        super().setup(cfg)
        logs.begin(_settings.log_level, _settings.log_format)


def _forget_counters(directory: str, owner: int) -> None:
    """Take the counters away with the process that made room for them, not with each worker."""
    if os.getpid() == owner:
        shutil.rmtree(directory, ignore_errors=True)


# The address is a setting like every other, so that the README's table is complete.
bind = _settings.bind
# Threads: a request is one indexed read or bytes from memory, and a slow reader must not hold a process.
worker_class = "gthread"
# Processes: Python runs one thread at a time in each.
workers = _settings.workers
# Threads in each process.
threads = _settings.threads
# Feed readers ask a few times in a row when they subscribe; longer would only hold threads.
keepalive = 5
# A request that takes this long is stuck; the worker is started anew.
timeout = 30
# What is under way gets this long to end when the service stops.
graceful_timeout = 10
# Heartbeat files in memory: a busy disk must not look like a dead worker.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - only heartbeats go there
# The application is built in each worker: connections to the database do not survive a fork.
preload_app = False
# Readers send short headers; more is an attack or a mistake.
limit_request_line = 4094
limit_request_fields = 60
# Faults go to standard error with our own log; each request is counted in /metrics and needs no line.
errorlog = "-"
accesslog = None
loglevel = _settings.log_level
logger_class = Log
# No control socket: it would be a file in somebody's home directory, and signals already say all that is needed.
control_socket_disable = True
# X-Forwarded-* is judged by the application, by the setting for trusted proxies, never by gunicorn's default.
forwarded_allow_ips = ""


# Each worker counts its own answers; through files in this directory one scrape of /metrics sees all of them.
if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = mkdtemp(prefix="feedsvc-metrics-")
    atexit.register(_forget_counters, os.environ["PROMETHEUS_MULTIPROC_DIR"], os.getpid())

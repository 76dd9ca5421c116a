"""Keeps one child process running: started anew when it dies, later each time, stopped with its parent."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import time
from collections.abc import Sequence

log = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
"""Seconds before a dead child is started again; doubled each time."""

STEADY = 60.0
"""Seconds after which a child counts as well."""


class Child:
    """A command that is to run as long as this process does. ``keep`` is to be called about once a second."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = list(command)
        self._process: subprocess.Popen[bytes] | None = None
        self._started_at = 0.0
        self._start_at = 0.0
        self._pause = FIRST_PAUSE / 2

    @property
    def pid(self) -> int | None:
        """The child's process id, None while there is none."""
        return self._process.pid if self._process is not None else None

    def keep(self) -> None:
        """Start the child where it does not run, unless it died a moment ago."""
        if self._process is not None and self._process.poll() is not None:
            self._died()
        if self._process is None and time.monotonic() >= self._start_at:
            self._process = subprocess.Popen(self._command)  # noqa: S603 - our own program
            self._started_at = time.monotonic()

    def ask_to_stop(self) -> None:
        """Ask the child to end its work, without waiting."""
        self._signal(signal.SIGTERM)

    def stop(self, grace: float) -> None:
        """Wait for the child to end, and end it by force after ``grace`` seconds."""
        if self._process is None:
            return
        self.ask_to_stop()
        try:
            self._process.wait(grace)
        except subprocess.TimeoutExpired:
            self._signal(signal.SIGKILL)
            self._process.wait()
        self._process = None

    def _died(self) -> None:
        now = time.monotonic()
        steady = now - self._started_at >= STEADY
        self._pause = FIRST_PAUSE if steady else min(self._pause * 2, LONGEST_PAUSE)
        self._start_at, self._process = now + self._pause, None
        log.error("the refresher died; it is started again in %.0f s", self._pause)

    def _signal(self, number: int) -> None:
        if self._process is not None and self._process.poll() is None:
            os.kill(self._process.pid, number)

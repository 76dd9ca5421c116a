"""One deadline for a whole retrieval, however slowly the bytes drip."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import TracebackType


class Watchdog:
    """Shuts down the connections it was told of when the time is up.

    Socket timeouts bound the wait for the next byte and so never end a drip; this does, in every phase of the exchange.
    """

    def __init__(self, seconds: float) -> None:
        self.expired = False
        self._handles: list[socket.socket] = []
        self._lock = threading.Lock()
        self._timer = threading.Timer(seconds, self._expire)
        self._timer.daemon = True

    def __enter__(self) -> Watchdog:
        self._timer.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._timer.cancel()
        with self._lock:
            for handle in self._handles:
                handle.close()
            self._handles.clear()

    def watch(self, handle: socket.socket) -> None:
        """Take over a duplicate of a connection's socket; it is closed when the watch ends."""
        with self._lock:
            self._handles.append(handle)
            if self.expired:
                _shut(handle)

    def _expire(self) -> None:
        with self._lock:
            self.expired = True
            for handle in self._handles:
                _shut(handle)


def _shut(handle: socket.socket) -> None:
    with suppress(OSError):  # the other side may have gone first
        handle.shutdown(socket.SHUT_RDWR)

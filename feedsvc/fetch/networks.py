"""Connections that are refused when they would lead into a private network.

The check stands between name resolution and connecting, on the very address that is then connected to: a name that
resolves to something else the next moment, and a redirect to an address inside, both end here.
"""

from __future__ import annotations

import socket
import time
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING, Any, cast

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from feedsvc.errors import FetchRefusedError
from feedsvc.model.sentences import sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

NAT64 = ip_network("64:ff9b::/96")
INSIDE = tuple(
    ip_network(network)
    for network in (
        "192.0.0.0/24",  # protocol assignments (RFC 6890)
        "192.88.99.0/24",  # relays of 6to4, deprecated by RFC 7526
        "64:ff9b:1::/48",  # local NAT64 (RFC 8215)
        "3fff::/20",  # documentation (RFC 9637)
        "5f00::/16",  # segment routing (RFC 9602)
        "fec0::/10",  # site-local: deprecated by RFC 3879, and still routed inwards where it is used
    )
)
"""Networks for special purposes that the standard library of some supported Python takes for public."""


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Return whether an address belongs to the public internet, looking through every form that embeds an IPv4 one.

    Sources: RFC 6890 (special-purpose registries), RFC 4291 §2.5.5 (mapped, compatible), RFC 6052 (NAT64), RFC 3056
    (6to4), RFC 4380 (Teredo).
    """
    if isinstance(address, IPv6Address):
        inner = _embedded(address)
        if inner is not None:
            return is_public(inner)
        if address.scope_id is not None:
            return False
    if any(address in network for network in INSIDE):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def _embedded(address: IPv6Address) -> IPv4Address | None:
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address.teredo is not None:
        return address.teredo[1]
    number = int(address)
    if address in NAT64 or number >> 32 == 0:
        return IPv4Address(number & 0xFFFFFFFF)
    return None


@dataclass(frozen=True, slots=True)
class Gate:
    """Who may be connected to: the public internet, and the operator's own list of networks."""

    allowed: tuple[IPv4Network | IPv6Network, ...] = ()

    def admits(self, address: IPv4Address | IPv6Address) -> bool:
        """Return whether connecting to the address is allowed."""
        return is_public(address) or any(address in network for network in self.allowed)

    def connect(self, host: str, port: int, timeout: float | None) -> socket.socket:
        """Return a socket connected to the first admitted address of the host that takes us.

        The addresses share the ``timeout``: one that is silent leaves the others their part of it. Raises
        FetchRefusedError where the host has addresses and none is admitted, OSError as sockets do.
        """
        refused: list[str] = []
        admitted: list[tuple[int, int, int, Any]] = []
        for family, kind, proto, _, place in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
            address = ip_address(place[0])
            if self.admits(address):
                admitted.append((family, kind, proto, place))
            else:
                refused.append(str(address))
        if admitted:
            return _first_connected(admitted, timeout)
        if not refused:
            raise FetchRefusedError(sentence("%(host)s leads to no address.", host=repr(host)))
        raise FetchRefusedError(
            sentence(
                "%(host)s leads to %(addresses)s, which is not on the public internet; "
                "FEEDSVC_ALLOW_NETWORKS can allow it.",
                host=repr(host),
                addresses=", ".join(refused),
            )
        )


def _first_connected(places: Sequence[tuple[int, int, int, Any]], timeout: float | None) -> socket.socket:
    """Return a socket connected to the first of some places that takes us; raise what the last one raised."""
    ends = None if timeout is None else time.monotonic() + timeout
    failure: OSError = TimeoutError()
    for left, place in zip(range(len(places), 0, -1), places, strict=True):
        share = None if ends is None else (ends - time.monotonic()) / left
        if share is not None and share <= 0:
            break
        try:
            connection = _connected(*place, share)
        except OSError as error:
            failure = error
        else:
            connection.settimeout(timeout)
            return connection
    raise failure


def _connected(family: int, kind: int, proto: int, place: Any, timeout: float | None) -> socket.socket:
    connection = socket.socket(family, kind, proto)
    try:
        connection.settimeout(timeout)
        connection.connect(place)
    except OSError:
        connection.close()
        raise
    return connection


class _Guarded:
    """What both kinds of connection share: they connect through the gate and tell who watches about each socket."""

    gate: Gate
    opened: Callable[[socket.socket], None]
    timeout: float | None
    host: str
    port: int

    def _new_conn(self) -> socket.socket:
        timeout = self.timeout if isinstance(self.timeout, int | float) else None
        try:
            connection = self.gate.connect(self.host.strip("[]"), self.port, timeout)
        except TimeoutError as error:
            raise ConnectTimeoutError(self, "connecting took too long") from error
        except OSError as error:
            raise NewConnectionError(cast("HTTPConnection", self), error.strerror or str(error)) from error
        # A second handle to the same connection: shutting it down from outside ends a read that TLS may hold.
        self.opened(connection.dup())
        return connection


class _Plain(_Guarded, HTTPConnection):
    pass


class _Secure(_Guarded, HTTPSConnection):
    pass


def connections(
    scheme: str, gate: Gate, opened: Callable[[socket.socket], None]
) -> type[HTTPConnection] | type[HTTPSConnection]:
    """Return the class of connections that go through a gate and report every socket they open."""
    base = _Secure if scheme == "https" else _Plain
    return type("GuardedConnection", (base,), {"gate": gate, "opened": staticmethod(opened)})

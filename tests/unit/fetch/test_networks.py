"""Which addresses are inside."""

from __future__ import annotations

import socket
from ipaddress import IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedsvc.errors import FetchRefusedError
from feedsvc.fetch import networks
from feedsvc.fetch.networks import Gate, is_public

PRIVATE = [
    "127.0.0.1",
    "127.9.9.9",
    "0.0.0.0",
    "10.0.0.1",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "100.127.255.255",
    "192.0.0.1",
    "192.0.0.8",
    "192.88.99.1",
    "192.0.2.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "fd12:3456::1",
    "fec0::1",
    "ff02::1",
    "2001:db8::1",
    "3fff::1",
    "5f00::1",
    "::ffff:0:7f00:1",
    "100::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::127.0.0.1",
    "::10.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a00:1",
    "64:ff9b:1::a00:1",
    "2002:7f00:1::",
    "2002:a00:1::",
    "2001:0:0:0:0:0:80ff:fffe",
]
PUBLIC = [
    "93.184.216.34",
    "8.8.8.8",
    "172.32.0.1",
    "100.128.0.1",
    "2606:4700::1111",
    "::ffff:8.8.8.8",
    "64:ff9b::808:808",
    "2002:808:808::",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_is_inside(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_is_outside(address: str) -> None:
    assert is_public(ip_address(address))


def test_the_operators_list_opens_only_what_it_names() -> None:
    gate = Gate((ip_network("10.1.0.0/16"),))
    assert gate.admits(ip_address("10.1.2.3"))
    assert not gate.admits(ip_address("10.2.0.1"))


def test_a_name_that_leads_inside_is_refused_before_connecting() -> None:
    with pytest.raises(FetchRefusedError, match="localhost"):
        Gate().connect("localhost", 80, 1)


@given(st.ip_addresses(v=4))
def test_no_form_that_embeds_an_address_opens_what_the_address_itself_does_not(inner):
    number = int(inner)
    forms = [
        f"::ffff:{inner}",
        f"::{inner}",
        f"64:ff9b::{inner}",
        IPv6Address(0x2002 << 112 | number << 80),
        IPv6Address(0x20010000 << 96 | 0xFFFFFFFF ^ number),
    ]
    for form in forms:
        assert is_public(ip_address(form)) <= is_public(inner), form


@pytest.mark.parametrize(
    "network",
    [
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/4", "240.0.0.0/4"),
        *("fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8", "64:ff9b:1::/48", "2001:db8::/32"),
    ],
)
def test_a_whole_network_is_inside(network: str) -> None:
    block = ip_network(network)

    @given(st.ip_addresses(network=block))
    def inside(address):
        assert not is_public(address)

    inside()


@pytest.mark.parametrize(
    "spelling",
    ["127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.1", "017700000001", "0177.0.0.1", "0", "LOCALHOST"],
)
def test_every_spelling_of_an_address_inside_is_refused(spelling: str) -> None:
    with pytest.raises(FetchRefusedError, match="not on the public internet"):
        Gate().connect(spelling, 80, 1)


def resolving(monkeypatch, *answers: list[str]) -> list[str]:
    """Let every name lead to these addresses, another list each time it is asked; return what is connected to."""
    left, connected = list(answers), []

    def look_up(_host, port, **_):
        found = left.pop(0) if len(left) > 1 else left[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]

    def connect(_family, _kind, _proto, place, _timeout):
        connected.append(place[0])
        return socket.socket()

    monkeypatch.setattr(networks.socket, "getaddrinfo", look_up)
    monkeypatch.setattr(networks, "_connected", connect)
    return connected


def test_of_a_name_that_leads_both_ways_only_the_public_address_is_connected_to(monkeypatch) -> None:
    connected = resolving(monkeypatch, ["10.0.0.1", "93.184.216.34", "127.0.0.1"])
    Gate().connect("both.example", 80, 1).close()
    assert connected == ["93.184.216.34"]


def test_a_name_that_leads_elsewhere_the_next_moment_is_judged_by_what_is_connected_to(monkeypatch) -> None:
    connected = resolving(monkeypatch, ["93.184.216.34"], ["127.0.0.1"])
    Gate().connect("rebinding.example", 80, 1).close()
    with pytest.raises(FetchRefusedError, match=r"'rebinding\.example' leads to 127\.0\.0\.1"):
        Gate().connect("rebinding.example", 80, 1)
    assert connected == ["93.184.216.34"]


def test_addresses_that_are_silent_share_the_time_to_connect(monkeypatch) -> None:
    resolving(monkeypatch, [f"93.184.216.{number}" for number in range(1, 41)])
    waited: list[float] = []

    def silent(_family, _kind, _proto, _place, timeout):
        waited.append(timeout)
        raise TimeoutError

    monkeypatch.setattr(networks, "_connected", silent)
    with pytest.raises(TimeoutError):
        Gate().connect("silent.example", 80, 10)
    assert waited[0] == pytest.approx(10 / 40, abs=0.01)
    resolving(monkeypatch, ["93.184.216.1"])
    with Gate().connect("well.example", 80, 10) as connection:
        assert connection.gettimeout() == 10


def test_a_name_is_looked_up_once_for_each_connection(monkeypatch) -> None:
    asked = []
    resolving(monkeypatch, ["93.184.216.34"])
    look_up = networks.socket.getaddrinfo
    monkeypatch.setattr(
        networks.socket, "getaddrinfo", lambda *given_, **named: asked.append(given_) or look_up(*given_, **named)
    )
    Gate().connect("once.example", 80, 1).close()
    assert len(asked) == 1

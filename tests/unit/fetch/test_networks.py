"""Which addresses are inside."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

import pytest

from feedsvc.errors import FetchRefusedError
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

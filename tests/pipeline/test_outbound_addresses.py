"""Which addresses are public, against the standard library and the registries."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.outbound.addresses import is_public

NEVER = tuple(
    ip_network(network)
    for network in (
        "192.0.0.0/24",
        "192.88.99.0/24",
        "224.0.0.0/3",
        "2001::/23",
        "2001:db8::/32",
        "2002::/16",
        "3fff::/20",
    )
)
UNICAST_6 = ip_network("2000::/3")

# Half of them fall near the borders of the special ranges, where a mistake would show.
borders_4 = [
    int(ip_network(n)[edge]) + step
    for n in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "224.0.0.0/4",
    )
    for edge in (0, -1)
    for step in (-1, 0, 1)
]
ipv4 = st.one_of(st.sampled_from([b for b in borders_4 if b >= 0]), st.integers(0, 2**32 - 1)).map(
    IPv4Address
)
ipv6 = st.one_of(
    st.integers(0, 2**128 - 1),
    st.integers(0, 2**125 - 1).map(lambda low: (1 << 125) | low),
    st.builds(
        lambda prefix, low: int(IPv6Address(prefix)) | low,
        st.sampled_from(["64:ff9b::", "::ffff:0:0", "::", "2002::", "2001::", "fc00::", "fe80::"]),
        st.integers(0, 2**64 - 1),
    ),
).map(IPv6Address)


@settings(max_examples=400)
@given(ipv4)
def test_an_ipv4_address_is_public_when_the_standard_library_says_global_and_unicast(
    address: IPv4Address,
) -> None:
    expected = address.is_global and not any(
        address in n for n in NEVER if n.version == address.version
    )
    assert is_public(str(address)) == expected


@settings(max_examples=400)
@given(ipv6)
def test_an_ipv6_address_is_public_when_global_and_in_the_unicast_block(
    address: IPv6Address,
) -> None:
    expected = (
        address.is_global
        and address in UNICAST_6
        and not any(address in n for n in NEVER if n.version == address.version)
    )
    assert is_public(str(address)) == expected


@settings(max_examples=200)
@given(ipv4)
def test_no_ipv6_form_that_holds_an_ipv4_address_is_public(address: IPv4Address) -> None:
    low = int(address)
    for prefix in ("::ffff:0:0", "::", "64:ff9b::", "::ffff:0:0:0"):
        assert not is_public(str(IPv6Address(int(IPv6Address(prefix)) | low)))
    assert not is_public(str(IPv6Address((0x2002 << 112) | (low << 80) | 1)))


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "0.0.0.0",
        "10.1.2.3",
        "169.254.169.254",
        "100.64.0.1",
        "224.0.0.251",
        "255.255.255.255",
        "240.0.0.1",
        "192.0.0.192",
        "::",
        "::1",
        "fe80::1%eth0",
        "fd00:ec2::254",
        "fec0::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:8.8.8.8",
        "64:ff9b::a9fe:a9fe",
        "2002:7f00:1::1",
        "2001:db8::1",
        "localhost",
        "",
        "127.1",
    ],
)
def test_these_are_never_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.216.34", "2606:4700::1111", "2a00::1"])
def test_ordinary_addresses_are_public(address: str) -> None:
    assert ip_address(address).is_global
    assert is_public(address)

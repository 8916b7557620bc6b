"""Which IP addresses are on the public internet."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final

# What `ipaddress.is_global` lets through although nothing public answers there, or although
# the address hides another one (IANA special-purpose registries for IPv4 and IPv6).
_NEVER_4: Final = (
    IPv4Network("192.0.0.0/24"),  # IETF protocol assignments
    IPv4Network("192.88.99.0/24"),  # 6to4 relays, retired by RFC 7526
)
# Only 2000::/3 is given out as public unicast. That alone shuts out the IPv4-mapped and
# IPv4-compatible forms, NAT64 (64:ff9b::/96), ULA, link-local, site-local and multicast.
_PUBLIC_6: Final = IPv6Network("2000::/3")
_NEVER_6: Final = (
    IPv6Network("2001::/23"),  # Teredo, ORCHID, benchmarking and other protocol assignments
    IPv6Network("2001:db8::/32"),  # documentation
    IPv6Network("2002::/16"),  # 6to4 hides an IPv4 address
    IPv6Network("3fff::/20"),  # documentation, RFC 9637
)


def is_public(address: str) -> bool:
    """Tell whether `address` (IPv4 or IPv6, as text) is ordinary public unicast.

    False for loopback, private, link-local (169.254.169.254 with it), carrier-grade NAT,
    multicast, unspecified, reserved, documentation and tunnel addresses, for every IPv6 form
    that holds an IPv4 address, and for what is not an address.
    """
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    if not parsed.is_global or parsed.is_multicast or parsed.is_reserved:
        return False
    return _is_public_4(parsed) if isinstance(parsed, IPv4Address) else _is_public_6(parsed)


def _is_public_4(address: IPv4Address) -> bool:
    return not any(address in network for network in _NEVER_4)


def _is_public_6(address: IPv6Address) -> bool:
    return address in _PUBLIC_6 and not any(address in network for network in _NEVER_6)

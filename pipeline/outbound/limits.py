"""How long and how far one request may go."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds of a request; times are in seconds.

    Attributes:
        connect: to resolve a name and open a connection, for each hop.
        total: on the network for one `get`, every hop and the whole body; the wait for a
            turn on a host is not counted.
        post: the same for one `post` (Standard Webhooks asks for 15 to 30 s).
        redirects: most hops after the first address.
        at_once: most requests at the same time to one host.
        connections: most `get` at the same time, all hosts together.
    """

    connect: float = 10.0
    total: float = 30.0
    post: float = 20.0
    redirects: int = 5
    at_once: int = 2
    connections: int = 64

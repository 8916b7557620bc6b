"""The door: who is let in, and what is said to those who are not."""

from __future__ import annotations

import ipaddress
from typing import Protocol

from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from vigie.actor import Actor


class Door(Protocol):
    """Knows whoever asks. May block on the store."""

    async def actor(self, request: Request) -> Actor | None:
        """Return who asks, None for someone who has not been let in."""
        ...

    async def turn_away(self, request: Request) -> Response:
        """Answer someone who must first be let in; never says whether the address exists."""
        ...


class OpenDoor:
    """Lets in under one name whoever is on this machine: for the demonstration."""

    def __init__(self, actor: Actor) -> None:
        self._actor = actor

    async def actor(self, request: Request) -> Actor | None:
        """See `Door.actor`."""
        return None if comes_from_elsewhere(request) else self._actor

    async def turn_away(self, request: Request) -> Response:
        """See `Door.turn_away`."""
        del request
        raise HTTPException(403)


def comes_from_elsewhere(connection: HTTPConnection) -> bool:
    """Tell whether a request comes from another machine than this one."""
    client = connection.client
    try:
        return client is not None and not ipaddress.ip_address(client.host).is_loopback
    except ValueError:
        return False  # not from a network: within this very process

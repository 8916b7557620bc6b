"""The door: who is let in, and what is said to those who are not."""

from __future__ import annotations

from typing import Protocol

from starlette.exceptions import HTTPException
from starlette.requests import Request
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
    """Lets everyone in under one name: for the demonstration, on its own machine."""

    def __init__(self, actor: Actor) -> None:
        self._actor = actor

    async def actor(self, request: Request) -> Actor | None:
        """See `Door.actor`."""
        del request
        return self._actor

    async def turn_away(self, request: Request) -> Response:
        """See `Door.turn_away`."""
        del request
        raise HTTPException(403)

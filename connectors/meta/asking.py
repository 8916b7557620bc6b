"""Asks for what a webhook told by its id alone, while Meta waits for its answer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final

import msgspec

from connectors.meta.call import Graph
from connectors.meta.errors import GraphRefusal
from vigie.dead_letter import DeadLetter
from vigie.post import Event, Published

#: Seconds in all: Meta, and the house's door, wait no longer than ten or so.
_PATIENCE: Final = 6.0


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """Something told without its words.

    Attributes:
        path: where they are asked for, with `params`.
        words: reads the answer; None when there are no words in it.
    """

    path: str
    params: Mapping[str, str]
    words: Callable[[bytes], Published | None]


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What a call told."""

    events: list[Event]
    rejected: list[DeadLetter]
    wishes: list[Wish]


async def grant(graph: Graph, wishes: Sequence[Wish], now: datetime) -> list[Event] | None:
    """Return what the wishes' words say; what this token will never be shown is left.

    Returns None altogether when the API is away, throttles us, or wants another token: the
    call has to come again. Blocks on the network for a few seconds at most.
    """
    events: list[Event] = []
    try:
        async with asyncio.timeout(_PATIENCE):
            for wish in wishes:
                answer = await graph.get(wish.path, wish.params, now)
                if isinstance(answer, GraphRefusal):
                    if not answer.lasting:
                        return None
                    continue
                said = wish.words(answer.body)
                if said is not None:
                    events.append(said)
    except TimeoutError:
        return None
    return events

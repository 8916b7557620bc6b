"""The items of a call → events and dead letters, by the code that reads a table's lines. Pure."""

from __future__ import annotations

from datetime import datetime
from hashlib import blake2b
from typing import NamedTuple

from connectors.inbound.items import Item
from connectors.inbound.settings import InboundSettings
from connectors.table.jsonl import ObjectFields
from connectors.table.post import EventMaker
from vigie.context import Context
from vigie.dead_letter import DeadLetter
from vigie.errors import InvalidInput
from vigie.post import Event
from vigie.say import Say


class Taken(NamedTuple):
    """What a call brought."""

    events: tuple[Event, ...]
    rejected: tuple[DeadLetter, ...]


class InboundPosts:
    """Reads the items of one source's calls.

    Args:
        settings: checked.
        context: gives pseudonyms, masks and the language of sentences.
    """

    def __init__(self, settings: InboundSettings, context: Context) -> None:
        self._name = settings.name
        self._language = context.language
        self._fields = ObjectFields(settings.columns)
        self._events = EventMaker(
            settings.name, context, own=settings.own, zone=settings.zone, kind="inbound"
        )

    def take(self, items: list[Item], now: datetime) -> Taken:
        """Return what the items tell; those that cannot be read are set aside with their place."""
        events: list[Event] = []
        rejected: list[DeadLetter] = []
        for item in items:
            problem = item.problem
            if item.found is not None:
                try:
                    events.append(self._events.event(self._fields.row(item.found), now))
                    continue
                except InvalidInput as error:
                    problem = error.say
            rejected.append(self._letter(item, problem, now))
        return Taken(tuple(events), tuple(rejected))

    def _letter(self, item: Item, problem: Say | None, now: datetime) -> DeadLetter:
        digest = blake2b(self._name.encode() + b"\x00" + item.raw, digest_size=16)
        return DeadLetter(
            id=digest.hexdigest(),
            stage="inbound",
            source=self._name,
            where=item.where.to(self._language),
            why=(problem or Say("illisible.", "unreadable.")).to(self._language),
            at=now,
            raw=item.raw[: DeadLetter.RAW_LIMIT],
        )

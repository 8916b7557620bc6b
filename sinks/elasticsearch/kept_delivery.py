"""A delivery as the document that the outbox holds, and how it is changed by one at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final

import msgspec

from sinks.elasticsearch import bulk
from sinks.elasticsearch.clauses import Json
from sinks.elasticsearch.fetching import Hit, fetch, refresh, walk
from sinks.elasticsearch.shelf import Shelf
from sinks.moments import maybe_micros, maybe_moment, micros, moment
from sinks.record_keys import ident, storable
from vigie.alert import Alert, Delivery
from vigie.codec import decode, encode


class Kept(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One alert for one target; `body` is the alert in its wire form."""

    alert: str
    target: str
    mention: str
    raised_us: int
    arrived_us: int
    state: str
    attempts: int
    due_us: int
    leased_until_us: int | None = None
    settled_us: int | None = None
    last_error: str | None = None
    body: str

    @property
    def id(self) -> str:
        """The document's id: an alert goes once to each target."""
        return ident(self.alert, self.target)

    def delivery(self) -> Delivery:
        """Return the delivery that this is."""
        return Delivery(
            alert=decode(self.body.encode(), Alert),
            target=self.target,
            state=self.state,
            attempts=self.attempts,
            due_at=moment(self.due_us),
            last_error=self.last_error,
            settled_at=maybe_moment(self.settled_us),
        )

    def free(self, now_us: int) -> bool:
        """Tell whether no worker holds it."""
        return self.leased_until_us is None or self.leased_until_us <= now_us


_encoder: Final = msgspec.json.Encoder()
_decoder: Final = msgspec.json.Decoder(Kept)
_AT_ONCE: Final = 1_000


def kept(delivery: Delivery, arrived_us: int) -> Kept:
    """Return a delivery as it is kept first."""
    alert = delivery.alert
    return Kept(
        alert=storable(alert.id),
        target=storable(delivery.target),
        mention=storable(alert.mention),
        raised_us=micros(alert.raised_at),
        arrived_us=arrived_us,
        state=delivery.state,
        attempts=delivery.attempts,
        due_us=micros(delivery.due_at),
        settled_us=maybe_micros(delivery.settled_at),
        last_error=None if delivery.last_error is None else storable(delivery.last_error),
        body=encode(alert).decode(),
    )


def document(each: Kept) -> bytes:
    """Return the document."""
    return _encoder.encode(each)


def of_hit(hit: Hit) -> Kept:
    """Read a delivery found by a search."""
    return _decoder.decode(hit.source)


async def change(
    shelf: Shelf, ids: Sequence[str], edit: Callable[[Kept], Kept | None]
) -> list[Kept]:
    """Change deliveries one by one, as each is at that very moment; return those changed.

    `edit` is given a delivery as it is and returns it as it is to be; None, or the same, leaves it.
    """
    changed: list[Kept] = []
    left = list(dict.fromkeys(ids))
    while left:
        found = await fetch(shelf.server, [(shelf.names.deliveries, each) for each in left])
        edits: list[tuple[str, Kept, bulk.Write]] = []
        for each, got in zip(left, found, strict=True):
            before = _decoder.decode(got.source) if got.found else None
            after = edit(before) if before else None
            if after is not None and after != before:
                write = bulk.replace(
                    shelf.names.deliveries, each, document(after), got.seq_no, got.term
                )
                edits.append((each, after, write))
        outcomes = await bulk.run(shelf.server, [write for _, _, write in edits])
        left = []
        for (each, after, _), outcome in zip(edits, outcomes, strict=True):
            if outcome.overtaken:
                left.append(each)
            else:
                changed.append(after)
    return changed


async def change_all(shelf: Shelf, query: Json, edit: Callable[[Kept], Kept | None]) -> list[Kept]:
    """Change all the deliveries that answer, those of a moment ago too."""
    await refresh(shelf.server, shelf.names.deliveries)
    changed: list[Kept] = []
    async for page in walk(shelf.server, shelf.names.deliveries, query, _source=False):
        for start in range(0, len(page), _AT_ONCE):
            some = [hit.id for hit in page[start : start + _AT_ONCE]]
            changed += await change(shelf, some, edit)
    return changed


def terms(field: str, values: Iterable[str]) -> Json:
    """Return the condition that a field has one of these values."""
    return {"terms": {field: [storable(value) for value in values]}}

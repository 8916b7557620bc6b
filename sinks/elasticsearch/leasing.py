"""Which collector asks which source: leases that a dead holder loses.

No clock of another machine is trusted. A holder renews its lease by writing its document again,
which raises the document's sequence number; whoever wants the source watches that number, and
takes it over when it has stood still for long enough by its own monotonic clock. Each change is
made on the document as it was read (`if_seq_no`), so that of two who take, one gets it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

import msgspec

from sinks.elasticsearch import bulk
from sinks.elasticsearch.fetching import Got, fetch
from sinks.elasticsearch.shelf import Shelf
from sinks.record_keys import ident, storable

NOBODY: Final = ""

Claim = Literal["mine", "free", "dead", "held"]


class _Lease(msgspec.Struct, frozen=True):
    source: str
    holder: str
    turn: int = 0


_decoder: Final = msgspec.json.Decoder(_Lease)


class Leasing:
    """Leases as one process sees them."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._seen: dict[str, tuple[int, int, float]] = {}

    async def lease(
        self, wanted: Sequence[str], holder: str, seconds: float, most: int | None
    ) -> frozenset[str]:
        """See `vigie.leases.Leases.lease`."""
        names = list(dict.fromkeys(wanted))
        found = dict(zip(names, await self._fetch(names), strict=True))
        claims = {name: self._claim(name, found[name], holder, seconds) for name in names}
        ours = [name for name in names if claims[name] == "mine"]
        takeable = [name for name in names if claims[name] in ("free", "dead")]
        room = len(names) if most is None else most
        kept, beyond = ours[:room], ours[room:]
        taken = takeable[: room - len(kept)]
        writes = [_write(self._shelf, name, holder, found[name]) for name in (*kept, *taken)]
        outcomes = await bulk.run(self._shelf.server, writes)
        await self.release(beyond, holder)
        pairs = zip((*kept, *taken), outcomes, strict=True)
        return frozenset(name for name, outcome in pairs if outcome.done)

    async def release(self, held: Sequence[str], holder: str) -> None:
        """See `vigie.leases.Leases.release`."""
        names = list(dict.fromkeys(held))
        found = zip(names, await self._fetch(names), strict=True)
        writes = [
            _write(self._shelf, name, NOBODY, got)
            for name, got in found
            if got.found and _decoder.decode(got.source).holder == storable(holder)
        ]
        await bulk.run(self._shelf.server, writes)

    async def _fetch(self, names: Sequence[str]) -> list[Got]:
        alias = self._shelf.names.leases
        return await fetch(self._shelf.server, [(alias, ident(storable(n))) for n in names])

    def _claim(self, name: str, got: Got, holder: str, seconds: float) -> Claim:
        """Tell what may be done about a source, and note since when its lease stands still."""
        if not got.found:
            return "free"
        theirs = _decoder.decode(got.source).holder
        if theirs == storable(holder):
            return "mine"
        if theirs == NOBODY:
            return "free"
        now = self._shelf.monotonic()
        number, term, since = self._seen.get(name, (-1, -1, now))
        if (number, term) != (got.seq_no, got.term):
            self._seen[name] = (got.seq_no, got.term, now)
            return "held"
        return "dead" if now - since >= seconds else "held"


def _write(shelf: Shelf, name: str, holder: str, got: Got) -> bulk.Write:
    turn = _decoder.decode(got.source).turn + 1 if got.found else 0
    document = msgspec.json.encode(_Lease(storable(name), storable(holder), turn))
    alias, id_ = shelf.names.leases, ident(storable(name))
    if got.found:
        return bulk.replace(alias, id_, document, got.seq_no, got.term)
    return bulk.create(alias, id_, document)

"""Recent mentions that tell the same story as a given signature.

Signatures of recent mentions are kept in memory (`sinks.recent_stories`): those
written here at once, those of other workers by asking the cluster, once in a refresh interval,
for what was written since. A look-up that finds nothing near asks nobody. What is found near is
read by id, as last written, so that nothing deleted or edited by anyone comes back.

What another worker wrote within the last refresh interval may be missed: two mentions of one
story that reach two workers in the same second begin two stories.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sinks.elasticsearch import reading
from sinks.elasticsearch.fetching import Hit, walk
from sinks.elasticsearch.hearing import Hearing
from sinks.elasticsearch.shelf import Shelf
from sinks.moments import micros
from sinks.recent_stories import MOST, RecentStories
from vigie.record import Record
from vigie.signature import resemblance, same_story

Told = tuple[str, str, bytes, str, int]
"""Of a mention: its id, its index, its signature, its town, its first sighting."""

# What is asked for moves with the clock: older signatures are dropped once in a while.
_SLACK: Final = timedelta(days=1) // timedelta(microseconds=1)
_FIELDS: Final = ("signature", "town", "first_seen_us", "writer", "written_us")
_PAGE: Final = 10_000


class Neighbours:
    """Recent signatures, brought up to date by whoever asks."""

    def __init__(self, shelf: Shelf, every: float) -> None:
        self._shelf = shelf
        self._every = every
        self._since = 0
        self._hearing = Hearing(shelf.writer, every)
        self._asked = float("-inf")
        self._told: list[Told] = []  # by number
        self._begin_again(0)

    def _begin_again(self, since: int) -> None:
        """Keep what was first seen since then, and ask for the rest if that is further back."""
        if since < self._since:
            self._hearing.forget()
            self._asked = float("-inf")
        self._since = since
        self._recent = RecentStories()
        self._signed: dict[str, bytes] = {}  # by id: its latest signature
        before, self._told = self._told, []
        self.add(before)

    def add(self, told: Sequence[Told]) -> None:
        """Remember mentions; one already known under this signature stays as it is."""
        for each in told:
            mention, _, signature, town, first_seen = each
            if first_seen >= self._since and self._signed.get(mention) != signature:
                self._signed[mention] = signature
                self._recent.add(len(self._told), signature, town)
                self._told.append(each)

    async def similar(self, signature: bytes, town: str, since: datetime) -> list[Record]:
        """Return at most 16 mentions of a town, first seen since then, the closest first."""
        return (await self.similar_many([(signature, town)], since))[0]

    async def similar_many(
        self, wanted: Sequence[tuple[bytes, str]], since: datetime
    ) -> list[list[Record]]:
        """Return the same for each signature and town; all are read in one request."""
        await self._catch_up(micros(since))
        near = [self._near(signature, town) for signature, town in wanted]
        places = list(dict.fromkeys(place for each in near for place in each))
        records = await reading.at(self._shelf, places) if places else {}
        return [
            _closest(
                [records[mention] for _, mention in places if mention in records],
                signature,
                since,
            )
            for (signature, _), places in zip(wanted, near, strict=True)
        ]

    def _near(self, signature: bytes, town: str) -> list[tuple[str, str]]:
        numbers = self._recent.sharing(signature, town)
        told = (self._told[number] for number in numbers)
        return list(dict.fromkeys((index, mention) for mention, index, *_ in told))

    async def _catch_up(self, since: int) -> None:
        if not self._since <= since <= self._since + _SLACK:
            self._begin_again(since)
        now, before = self._shelf.monotonic(), self._asked
        if now - before < self._every:
            return
        self._asked = now
        try:
            await self._hear_of_others()
        except BaseException:
            self._asked = before  # nothing was heard: the next look-up asks again
            raise

    async def _hear_of_others(self) -> None:
        began, latest = self._shelf.now_us(), dict[str, int]()
        bounds = [
            {"exists": {"field": "signature"}},
            {"range": {"first_seen_us": {"gte": self._since}}},
            *self._hearing.new(),
        ]
        pages = walk(
            self._shelf.server,
            self._shelf.names.mentions,
            {"bool": {"filter": bounds}},
            page=_PAGE,
            _source=False,
            docvalue_fields=list(_FIELDS),
        )
        async for page in pages:
            self.add([_told(hit) for hit in page])
            for hit in page:
                writer, written = hit.first("writer"), hit.first("written_us")
                latest[writer] = max(written, latest.get(writer, written))
        # Only now: a page that never came may hold what is older than that of one that did.
        self._hearing.heard(latest, began)


def _told(hit: Hit) -> Told:
    signature, town, first_seen = (hit.first(field) for field in _FIELDS[:3])
    return hit.id, hit.index, b64decode(signature), town, first_seen


def _closest(records: Sequence[Record], signature: bytes, since: datetime) -> list[Record]:
    """Return those still near, the closest first, then the first seen."""
    still = [
        (-resemblance(signature, record.signature), record.first_seen, record.mention.id, record)
        for record in records
        if record.signature is not None
        and record.first_seen >= since
        and same_story(signature, record.signature)
    ]
    return [record for *_, record in sorted(still, key=lambda each: each[:3])[:MOST]]

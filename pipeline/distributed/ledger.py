"""What was taken of each partition, what is durable, and what is committed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from pipeline.distributed.arrival import Event

#: After so many readings of the same place, what is not there is taken to be missing for good.
_TRIES = 3

#: A topic's full name and a partition's number.
Partition = tuple[str, int]


class Taken(msgspec.Struct, frozen=True):
    """Events to be handled, and what must be read again.

    Attributes:
        events: of the present assignment, without hole or repetition in any partition.
        begins: for each partition, the offset of the first of them.
        ends: for each partition, the offset after the last of them.
        holes: partitions in which records were jumped over, with the first one missing.
    """

    events: list[Event]
    begins: dict[Partition, int]
    ends: dict[Partition, int]
    holes: dict[Partition, int]


class Ledger:
    """Offsets of the partitions that this worker has at present.

    Faust's own bookkeeping is not used (topics are declared `acks=False`), because on 0.15.3
    it acknowledges events whose agent raised or was cancelled, and those that it skips itself
    after a rebalance; both would be lost. Here an offset is committed only when everything
    before it is durable. For the event loop only.
    """

    def __init__(self) -> None:
        self._generation: int | None = None
        self._next: dict[Partition, int] = {}
        self._done: dict[Partition, int] = {}
        self._committed: dict[Partition, int] = {}
        self._dropped: dict[Partition, int] = {}
        self._tried: dict[Partition, tuple[int, int]] = {}
        self.partitions: frozenset[Partition] = frozenset()

    def assigned(
        self,
        generation: int,
        partitions: Iterable[Partition],
        starts: Mapping[Partition, int],
    ) -> None:
        """Begin an assignment.

        Args:
            generation: the group's, which every event carries.
            partitions: those of this worker from now on.
            starts: where reading begins, for those where it is known.
        """
        self.revoked()
        self._generation = generation
        self._next = dict(starts)
        self.partitions = frozenset((topic, number) for topic, number in partitions)

    def revoked(self) -> None:
        """End the assignment: what was not committed is the next owner's to do."""
        self._generation = None
        self.partitions = frozenset()
        for table in (self._next, self._done, self._committed, self._dropped):
            table.clear()
        self._tried.clear()

    def take(self, events: Iterable[Event]) -> Taken:
        """Keep the events that are this worker's to handle now, and mark them as taken.

        Dropped: those of an assignment that is over (they will be read again by whoever
        has the partition), those taken already, and those that come after a hole.
        """
        taken = Taken([], {}, {}, {})
        for place, some in self._by_partition(events).items():
            first, last = some[0].message.offset, some[-1].message.offset
            expected = self._next.get(place, first)
            if first == expected and last - first == len(some) - 1:
                self._dropped.pop(place, None)
            else:
                some = self._without_holes(place, some, expected, taken)  # noqa: PLW2901
            if some:
                taken.events.extend(some)
                taken.begins[place] = some[0].message.offset
                self._next[place] = taken.ends[place] = some[-1].message.offset + 1
        return taken

    def expired(self, place: Partition, start: int) -> None:
        """Expect `start` next: the brokers have deleted what was before it."""
        self._next[place] = max(start, self._next.get(place, 0))
        self._dropped.pop(place, None)

    def finish(self, taken: Taken, generation: int | None) -> None:
        """Mark as durable what was taken in this generation."""
        if generation is not None and generation == self._generation:
            self._done.update(taken.ends)

    def give_back(self, taken: Taken, generation: int | None) -> None:
        """Mark as never taken what was not finished; the next event then shows the hole."""
        if generation is not None and generation == self._generation:
            for place, offset in taken.begins.items():
                self._next[place] = offset
                self._dropped.pop(place, None)

    @property
    def generation(self) -> int | None:
        """The group's generation; None between two assignments."""
        return self._generation

    @property
    def expected(self) -> dict[Partition, int]:
        """The offset of the next record to take, for each partition where it is known."""
        return dict(self._next)

    def due(self) -> dict[Partition, int]:
        """Return the offsets to commit: all that is durable and not committed yet."""
        return {
            place: offset
            for place, offset in self._done.items()
            if self._committed.get(place) != offset
        }

    def committed(self, offsets: Mapping[Partition, int]) -> None:
        """Remember what the brokers now know."""
        self._committed.update(offsets)

    def _by_partition(self, events: Iterable[Event]) -> dict[Partition, list[Event]]:
        found: dict[Partition, list[Event]] = {}
        generation = self._generation
        for event in events:
            message = event.message
            if message.generation_id == generation:
                found.setdefault((message.topic, message.partition), []).append(event)
        return found

    def _without_holes(
        self, place: Partition, events: list[Event], expected: int, taken: Taken
    ) -> list[Event]:
        """Keep what follows `expected` without a jump; note where reading must begin again."""
        kept: list[Event] = []
        for event in events:
            offset = event.message.offset
            if offset > expected and not self._missing(place, expected, offset):
                if offset <= self._dropped.get(place, -1) or place not in self._dropped:
                    taken.holes[place] = expected
                self._dropped[place] = max(events[-1].message.offset, self._dropped.get(place, -1))
                break
            if offset >= expected:
                self._dropped.pop(place, None)
                kept.append(event)
                expected = offset + 1
        return kept

    def _missing(self, place: Partition, expected: int, offset: int) -> bool:
        """Tell whether reading again and again has shown that there is nothing at a place."""
        if offset > self._dropped.get(place, -1):
            return False
        at, times = self._tried.get(place, (expected, 0))
        times = times + 1 if at == expected else 1
        self._tried[place] = (expected, times)
        return times > _TRIES

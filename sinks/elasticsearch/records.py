"""Writing records: the newest edition of each mention, in the month of its first sighting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from sinks.editions import as_first_seen
from sinks.elasticsearch import bulk, dead_letters, document, inventory, reviewed, survivors
from sinks.elasticsearch.aftermath import mend
from sinks.elasticsearch.bulk import Outcome, Write
from sinks.elasticsearch.edition import Became, Edition
from sinks.elasticsearch.inventory import Forbidden
from sinks.elasticsearch.remembered import Known
from sinks.elasticsearch.shelf import Shelf
from sinks.moments import micros, moment
from sinks.removed_text import without_quotation
from vigie.batch import Written
from vigie.codec import encode
from vigie.dead_letter import DeadLetter
from vigie.record import Record


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of the records of a batch."""

    written: Written
    editions: tuple[Edition, ...] = ()
    letters: tuple[DeadLetter, ...] = ()


async def keep(shelf: Shelf, records: Sequence[Record], wires: Sequence[bytes]) -> Kept:
    """Write the records that may be kept, and tell what became of each id.

    The records have been checked (`document.check`); `wires` are their wire forms, used for
    those that are written as they came.
    """
    if not records:
        return Kept(Written())
    counted = shelf.burials.seen
    known, forbidden = await inventory.before(shelf, records)
    await survivors.remove(shelf, records, known, forbidden)
    editions = _editions(shelf, records, wires, known, forbidden)
    await survivors.silence(shelf, editions, forbidden)
    seen = [each for each in editions if each.known is not None]
    reviews = await reviewed.of(shelf, [each.record.mention.id for each in seen])
    for each in seen:
        each.review = reviews.get(each.record.mention.id)
    fresh = [each for each in editions if each.became != "unchanged"]
    now = shelf.now_us()
    outcomes = await bulk.run(shelf.server, [_write(each, now, shelf.writer) for each in fresh])
    letters = _told(shelf, fresh, outcomes)
    await mend(shelf, editions, counted)
    for each in editions:
        if each.became in ("new", "revised"):
            shelf.recent.add(each.record.mention.id, each.remembered())
    return Kept(_written(records, editions), tuple(editions), tuple(letters))


def _editions(
    shelf: Shelf,
    records: Sequence[Record],
    wires: Sequence[bytes],
    known: dict[str, Known],
    forbidden: Forbidden,
) -> list[Edition]:
    """Return one edition a mention: of those that may be kept, the newest."""
    by_id: dict[str, list[tuple[Record, bytes]]] = {}
    for record, wire in zip(records, wires, strict=True):
        if not forbidden.forbids(record):
            by_id.setdefault(record.mention.id, []).append((record, wire))
    editions = []
    for mention, offered in by_id.items():
        first = offered[0][0]
        there = known.get(mention)
        base = there or _first_sighting(shelf, first)
        newest, wire = max(offered, key=lambda each: document.version(each[0]))
        silenced = forbidden.silences(newest)
        record = _bare(newest, silenced=silenced)
        if there is not None or newest is not first:
            record = as_first_seen(record, moment(base.first_seen_us), base.cluster)
        version = document.version(record)
        editions.append(
            Edition(
                record=record,
                wire=wire if record is newest else None,
                index=base.index,
                version=version,
                placed_us=base.placed_us,
                known=there,
                became="new" if there is None else _became(version, there),
                silenced=silenced,
            )
        )
    return editions


def _first_sighting(shelf: Shelf, record: Record) -> Known:
    return Known(
        shelf.names.month(record.first_seen),
        document.version(record),
        micros(record.first_seen),
        micros(record.mention.post.published_at),
        record.judgement.cluster,
        0,
    )


def _became(version: int, there: Known) -> Became:
    return "revised" if version > there.version else "unchanged"


def _bare(record: Record, *, silenced: bool) -> Record:
    if record.review is not None:
        record = msgspec.structs.replace(record, review=None)
    return without_quotation(record) if silenced else record


def _write(edition: Edition, now_us: int, writer: str) -> Write:
    record = edition.record
    wire = edition.wire or encode(record)
    if edition.review is not None:
        record = msgspec.structs.replace(record, review=edition.review)
    body = document.build(
        record, wire, placed_us=edition.placed_us, written_us=now_us, writer=writer
    )
    return bulk.put(edition.index, record.mention.id, body, edition.version)


def _told(
    shelf: Shelf, editions: Sequence[Edition], outcomes: Sequence[Outcome]
) -> list[DeadLetter]:
    """Note what became of each edition; return the letters of those that no index can hold."""
    letters = []
    for edition, outcome in zip(editions, outcomes, strict=True):
        if outcome.overtaken:
            edition.became = "unchanged"
        elif outcome.fault:
            edition.became = "refused"
            letters.append(dead_letters.rejected(shelf, edition.record, outcome.fault))
    return letters


def _written(records: Sequence[Record], editions: Sequence[Edition]) -> Written:
    became: dict[str, Became] = {each.record.mention.id: each.became for each in editions}
    by: dict[Became, list[str]] = {"new": [], "revised": [], "unchanged": [], "refused": []}
    for mention in dict.fromkeys(record.mention.id for record in records):
        by[became.get(mention, "refused")].append(mention)
    return Written(**{outcome: tuple(ids) for outcome, ids in by.items()})

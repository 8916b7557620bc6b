"""Answers a person's request from the address of one post of theirs: nobody is searched by name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import msgspec

from pipeline.opening_store import InstalledStore
from sinks.removed_text import without_quotation
from vigie.batch import Batch
from vigie.case import Case, CasePost
from vigie.codec import encode
from vigie.dead_letter import DeadLetter
from vigie.post import AuthorPurged
from vigie.record import Record

_ALL: Final = 1_000_000
#: A native id shorter than this (« 2 ») stands in any item by chance.
_TELLING: Final = 6


async def concerned(
    store: InstalledStore, address: str, *, whole_author: bool = False
) -> list[Record]:
    """Return the mentions published at an address, or whose id it is.

    With `whole_author`, every mention of the authors of those as well, in every town: the whole
    store is read, since an author is in no index.
    """
    ids = await store.find_by_address(address) or [address]
    found = await store.many(ids)
    authors = {r.mention.post.author.pseudonym for r in found.values()} - {None}
    if whole_author and authors:
        async for record in store.scan():
            if record.mention.post.author.pseudonym in authors:
                found[record.mention.id] = record
    return sorted(found.values(), key=lambda record: record.mention.post.published_at)


async def exported(store: InstalledStore, records: Sequence[Record]) -> dict[str, Any]:
    """Return all that is kept of these mentions, as the person is given it (GDPR, art. 15).

    The team's notes go with it; other people's text (the post answered) does not.
    """
    ids = {record.mention.id for record in records}
    sent = [each for each in await store.deliveries(_ALL) if each.alert.mention in ids]
    letters = await _letters(store, records)
    return {
        "mentions": [_plain(without_quotation(record)) for record in records],
        "alerts": [_plain(each) for each in sent],
        "cases": [
            _part(case, post)
            for case in await store.cases(_ALL)
            for post in case.posts
            if post.mention in ids
        ],
        "set_aside": [{"id": one.id, "stage": one.stage, "why": one.why} for one in letters],
    }


def _part(case: Case, post: CasePost) -> dict[str, Any]:
    """Return what a case holds of one post, and what became of the case at the front door."""
    hand_off = case.handoff
    return {
        "reference": case.reference,
        "category": case.category,
        "state": hand_off.state,
        "request": hand_off.request,
        "post": msgspec.to_builtins(post),
    }


async def erased(
    store: InstalledStore, records: Sequence[Record], at: datetime, *, whole_author: bool = False
) -> int:
    """Erase these mentions everywhere in the store, dead letters included; return how many.

    With `whole_author`, the authors themselves are purged: nothing of theirs will be kept
    again.
    """
    await store.discard_dead_letters([letter.id for letter in await _letters(store, records)])
    authors = {r.mention.post.author.pseudonym for r in records} if whole_author else set()
    count = await store.erase([record.mention.id for record in records], at)
    purged = tuple(AuthorPurged(pseudonym=author, at=at) for author in authors if author)
    if purged:
        await store.write(Batch(purged=purged))
    return count


async def _letters(store: InstalledStore, records: Sequence[Record]) -> list[DeadLetter]:
    """Return the dead letters that hold one of these posts, by id, address or native id."""
    marks = {
        mark.encode()
        for record in records
        for mark in (record.mention.id, record.mention.post.native_id, record.mention.post.url)
        if mark and len(mark) >= _TELLING
    }
    letters = await store.dead_letters(_ALL)
    return [one for one in letters if one.where.encode() in marks or _holds(one.raw, marks)]


def _holds(raw: bytes, marks: set[bytes]) -> bool:
    return any(mark in raw for mark in marks)


def _plain(value: msgspec.Struct) -> Any:
    return msgspec.json.decode(encode(value))

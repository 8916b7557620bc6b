"""Mentions put off: out of the list of what is to do until their time, or until they change.

The review says until when; a paper of kind « snoozed » beside it is how the list finds them,
and ends by itself at that time.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from msgspec.structs import replace

from vigie.codec import encode
from vigie.errors import InvalidInput
from vigie.paper import Paper, Papers
from vigie.presence import Snoozed
from vigie.record import Record
from vigie.snooze import is_asleep
from webapp.decided import decided
from webapp.site import Site

KIND: Final = "snoozed"
#: More than this are never put off at once by people; the rest would show, which does no harm.
_MOST: Final = 1000


async def put_off(papers: Papers, record: Record, now: datetime) -> None:
    """Let the list know that a mention is put off, by its review, or is no longer."""
    mention = record.mention
    until = record.review.snoozed_until if record.review else None
    if until is None:
        await papers.drop(KIND, [mention.id])
        return
    known = await papers.paper(KIND, mention.id)
    paper = known or Paper(
        kind=KIND, key=mention.id, body=b"", at=now, town=mention.town, about=mention.id
    )
    try:
        await papers.keep(replace(paper, body=encode(Snoozed(until=until)), expires_at=until))
    except InvalidInput:
        return  # someone put it off at the same moment; their review won or lost before this


async def sleepers(site: Site) -> tuple[str, ...]:
    """Return the ids of the mentions to leave out of what is to do now."""
    papers = await site.office.papers.papers(KIND, limit=_MOST)
    if not papers:
        return ()
    now = site.clock.now()
    records = await site.store.many([paper.key for paper in papers])
    return tuple(
        sorted(id_ for id_, record in records.items() if is_asleep(decided(site, record), now))
    )

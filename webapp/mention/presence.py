"""Who else has a mention open: each page that shows it says so for two minutes."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from hashlib import blake2b
from typing import Final

from msgspec.structs import replace

from vigie.codec import decode, encode
from vigie.errors import InvalidInput
from vigie.paper import Paper
from vigie.presence import Presence
from vigie.record import Record
from webapp.mention.changing import actor_of
from webapp.site import Site

KIND: Final = "presence"
LASTS: Final = timedelta(minutes=2)
_MOST: Final = 20


async def come_in(site: Site, record: Record) -> list[str]:
    """Say that the actor has a mention open; return the names of the others who do."""
    papers, name, now = site.office.papers, actor_of(site).name, site.clock.now()
    mention = record.mention
    here = blake2b(f"{mention.id}\n{name}".encode(), digest_size=16).hexdigest()
    known = await papers.paper(KIND, here)
    body = encode(Presence(by=name))
    paper = known or Paper(
        kind=KIND, key=here, body=body, at=now, town=mention.town, about=mention.id
    )
    with suppress(InvalidInput):  # the same person's other tab has just said so
        await papers.keep(replace(paper, at=now, expires_at=now + LASTS))
    found = await papers.papers(KIND, about=mention.id, limit=_MOST)
    names = {decode(each.body, Presence).by for each in found}
    return sorted(names - {name})

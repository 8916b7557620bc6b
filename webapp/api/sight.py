"""What the caller may see: their towns, and nothing that tells of the others."""

from __future__ import annotations

from collections.abc import Sequence

from vigie.query import Clause, Field
from vigie.record import Record
from webapp.api.operation import Call
from webapp.api.problem import Problem
from webapp.mention.changing import load


def seen_towns(call: Call, asked: Sequence[str]) -> Clause | None:
    """Return the clause that keeps a search to the towns asked for, None when none is.

    What the caller may see is not its business: `webapp.limited.store` sees to it.

    Args:
        call: whose.
        asked: towns or themes that they named.

    Raises:
        Problem: one of them is not theirs, or does not exist: it looks the same (404).
    """
    known = {town.slug for town in call.site.towns} | {theme.slug for theme in call.site.themes}
    if not known.issuperset(asked):
        raise Problem("not_found")
    return Field("town", tuple(asked)) if asked else None


async def seen_record(call: Call, mention: str) -> Record:
    """Return a record by its id.

    Raises:
        UnknownMention: it is unknown, or another town's (404).
    """
    return await load(call.site, mention)

"""What the caller may see: their towns, and nothing that tells of the others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from starlette.exceptions import HTTPException

from vigie.query import Clause, Field
from vigie.record import Record
from vigie.say import Say
from vigie.town import Town
from webapp.api.operation import Call
from webapp.api.problem import Problem
from webapp.mention.changing import load
from webapp.town_named import town_named


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
        raise Problem("not_found", faults=(("town", _NOT_THEIRS),))
    return Field("town", tuple(asked)) if asked else None


def seen_town(call: Call, slug: str | None) -> Town:
    """Return a town that the caller sees, their first one where none is named.

    Raises:
        Problem: it is not theirs, or does not exist: it looks the same (404).
    """
    try:
        return town_named(call.site, slug)
    except HTTPException as error:
        faults = (("town", _NOT_THEIRS),) if slug else ()
        raise Problem("not_found", faults=faults) from error


async def seen_record(call: Call, mention: str) -> Record:
    """Return a record by its id.

    Raises:
        UnknownMention: it is unknown, or another town's (404).
    """
    return await load(call.site, mention)


_NOT_THEIRS: Final = Say(
    "ce n’est pas une de vos villes ni un de leurs thèmes",
    "this is none of your towns, nor of their themes",
)

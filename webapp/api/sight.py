"""What the caller may see: their towns, and nothing that tells of the others."""

from __future__ import annotations

from collections.abc import Sequence

from vigie.query import Clause, Field
from vigie.record import Record
from vigie.theme import is_theme
from webapp.api.operation import Call
from webapp.api.problem import Problem
from webapp.changing import load


def sees(call: Call, slug: str) -> bool:
    """Tell whether a town, or a theme of it, is one of the caller's."""
    return call.actor.sees(slug.partition(".")[0] if is_theme(slug) else slug)


def seen_towns(call: Call, asked: Sequence[str]) -> Clause | None:
    """Return the clause that keeps a search to the caller's towns, None for no bound.

    Args:
        call: whose.
        asked: towns or themes that they named.

    Raises:
        Problem: one of them is not theirs, or does not exist: it looks the same (404).
    """
    known = {town.slug for town in call.site.towns} | {theme.slug for theme in call.site.themes}
    if not known.issuperset(asked):
        raise Problem("not_found")
    if asked:
        return Field("town", tuple(asked))
    return Field("town", tuple(town.slug for town in call.site.towns)) if call.actor.towns else None


async def seen_record(call: Call, mention: str) -> Record:
    """Return a record by its id.

    Raises:
        UnknownMention: it is unknown, or another town's (404).
    """
    return await load(call.site, mention)

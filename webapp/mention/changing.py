"""One change to a mention's review: on the version read, by someone who sees it, and noted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple

from msgspec.structs import replace

from vigie.actor import Actor
from vigie.errors import InvalidInput
from vigie.record import Record
from vigie.review import Review
from vigie.say import Say
from vigie.town import Town
from webapp.log_of_acts import note
from webapp.site import Site


class UnknownMention(InvalidInput):
    """There is no such mention, or it is another town's: which of the two is not said (404)."""


class Conflict(InvalidInput):
    """Someone else changed the review since it was read, and nothing was saved (409).

    Attributes:
        record: the mention as it is now, with their change.
    """

    def __init__(self, record: Record) -> None:
        super().__init__(_OVERTAKEN, where=record.mention.id)
        self.record = record


class Did(NamedTuple):
    """What is noted of a change: its id in the log of acts, and ids only."""

    what: str
    detail: Mapping[str, str] = {}


#: What becomes of a review. Pure: it is asked again of the review that someone else left.
Edit = Callable[[Record, Review], Review]


async def load(site: Site, mention: str) -> Record:
    """Return a mention of one of the actor's towns, or of what these follow.

    Raises:
        UnknownMention: there is none.
    """
    record = await site.store.get(mention)
    if record is None or not _seen(site, record.mention.town):
        raise UnknownMention(_UNKNOWN, where=mention)
    return record


async def change(site: Site, mention: str, version: int, edit: Edit, acts: Sequence[Did]) -> Record:
    """Edit a review, save it, note what was done; return the record with its review.

    A change that is made already (a button pressed twice) is no conflict, and is not noted
    again, whatever the version.

    Args:
        site: as the actor sees it.
        mention: its id.
        version: of the review that the actor read, 0 when there was none.
        edit: gives the review with the change.
        acts: what to note once it is saved.

    Raises:
        UnknownMention: there is no such mention among the actor's.
        Conflict: the review has another version, and lacks this change.
    """
    record = await load(site, mention)
    before = review_of(record)
    after = edit(record, before)
    if after == before:
        return record
    if version != before.version:
        raise Conflict(record)
    now, actor = site.clock.now(), actor_of(site)
    try:
        saved = await site.store.review(replace(after, at=now, by=actor.name))
    except InvalidInput as error:
        return await _overtaken(site, mention, version, edit, error)
    for did in acts:
        await note(
            site.office.papers,
            now,
            actor.name,
            did.what,
            town=record.mention.town,
            about=mention,
            detail=did.detail,
        )
    return replace(record, review=saved)


def review_of(record: Record) -> Review:
    """Return a record's review, an empty one when nobody has touched it."""
    return record.review or Review(mention=record.mention.id)


def town_of(site: Site, record: Record) -> Town | None:
    """Return the profile of a record's town, None for what a theme gathers."""
    return next((town for town in site.towns if town.slug == record.mention.town), None)


def actor_of(site: Site) -> Actor:
    """Return who acts; a route that writes is only reached by someone who was let in."""
    assert site.actor is not None  # noqa: S101 - narrows the type; the dispatcher has checked
    return site.actor


async def _overtaken(
    site: Site, mention: str, version: int, edit: Edit, error: InvalidInput
) -> Record:
    """Tell why the store refused: the mention went, someone was quicker, or it is no good."""
    record = await load(site, mention)
    now = review_of(record)
    if now.version == version:
        raise error
    if edit(record, now) == now:
        return record
    raise Conflict(record) from error


def _seen(site: Site, slug: str) -> bool:
    if site.actor is not None and not site.actor.towns:
        return True  # even a town whose profile has left the installation
    mine = {town.slug for town in site.towns} | {theme.slug for theme in site.themes}
    return slug in mine


_UNKNOWN: Final = Say(
    "Cette mention n’existe pas, ou n’existe plus.",
    "This mention does not exist, or no longer does.",
)
_OVERTAKEN: Final = Say(
    "Quelqu’un d’autre a modifié cette fiche entre-temps : rien n’a été écrasé.",
    "Someone else has changed this entry meanwhile: nothing was overwritten.",
)

"""Correcting what the machine said, and taking a correction back; see `webapp.mention.acts`."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from vigie.in_force import in_force
from vigie.record import Record
from vigie.review import Review
from webapp.mention.changing import Did, change, load, town_of
from webapp.mention.correctable import check
from webapp.site import Site


async def correct(site: Site, mention: str, version: int, labels: Mapping[str, str]) -> Record:
    """Correct labels, all at once: label → value.

    A value that the machine gave too confirms it: the label is sure, and no longer to be
    checked. The route, the clocks, the draft and the case follow at once, everywhere.

    Raises:
        InvalidInput: no label, one that cannot be corrected, or not one of its values.
    """
    return await _corrected(site, mention, version, labels, "corrected")


async def uncorrect(
    site: Site, mention: str, version: int, labels: Mapping[str, str | None]
) -> Record:
    """Take corrections back: label → the correction that stood before, None for none.

    With None the machine's own label is in force again.

    Raises:
        InvalidInput: as `correct`.
    """
    return await _corrected(site, mention, version, labels, "uncorrected")


async def _corrected(
    site: Site, mention: str, version: int, labels: Mapping[str, str | None], what: str
) -> Record:
    record = await load(site, mention)
    check(labels, town_of(site, record))
    given = {label: value for label, value in labels.items() if value is not None}

    def edit(record: Record, review: Review) -> Review:
        kept = {name: value for name, value in review.corrections.items() if name not in labels}
        return consequent(site, record, replace(review, corrections={**kept, **given}))

    acts = [_did(what, record, label, value) for label, value in labels.items()]
    return await change(site, mention, version, edit, acts)


def consequent(site: Site, record: Record, review: Review) -> Review:
    """Return a review with what follows from its corrections."""
    town = town_of(site, record)
    if town is None:
        return review
    follows = site.office.consequences(replace(record, review=review), town, site.clock.now())
    return replace(review, consequences=follows)


def _did(what: str, record: Record, label: str, value: str | None) -> Did:
    return Did(what, {"label": label, "before": _value(record, label), "after": value or ""})


def _value(record: Record, label: str) -> str:
    """Return the value in force; whether it is about the town is no field of the stores."""
    if label == "relevant":
        corrections = record.review.corrections if record.review else {}
        relevance = record.judgement.relevance
        return corrections.get(label) or (str(relevance.about).lower() if relevance else "")
    found = in_force(record, label)
    return found.value if found else ""

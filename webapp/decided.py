"""Records as the team has them: with the decision that its corrections put in force."""

from __future__ import annotations

from msgspec.structs import replace

from vigie.query import Found
from vigie.record import Record
from webapp.mention.changing import town_of
from webapp.site import Site


def decided(site: Site, record: Record) -> Record:
    """Return a record with the decision in force in place of the machine's."""
    town = town_of(site, record)
    if town is None or record.review is None or not record.review.corrections:
        return record
    return replace(record, decision=site.office.decide(record, town, site.clock.now()))


def all_decided(site: Site, found: Found) -> Found:
    """Return a page of answers, each with its decision in force."""
    hits = tuple(replace(hit, record=decided(site, hit.record)) for hit in found.hits)
    return replace(found, hits=hits)

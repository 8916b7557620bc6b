"""The mapping file, and the names of what is made from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import blake2b
from importlib.resources import files
from typing import Any, Final

import msgspec

_FILE: Final = "mapping.json"


class Mapping(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How texts are read and what each index holds.

    Attributes:
        version: raised whenever mentions already indexed have to be indexed anew
            (`vigie index migrate`); new fields of the other indices are only added.
        analysis: the analysers, as an index's settings hold them.
        indices: the mapping of each kind of index, by name.
    """

    version: int
    analysis: dict[str, Any]
    indices: dict[str, dict[str, Any]]

    @property
    def digest(self) -> str:
        """Changes with any word of the file."""
        return blake2b(msgspec.json.encode(self, order="sorted"), digest_size=8).hexdigest()


@lru_cache(maxsize=256)
def _month(template: str, year: int, month: int) -> str:
    return f"{template}-{year:04}.{month:02}"


OURS: Final = msgspec.json.decode(
    files("sinks.elasticsearch").joinpath(_FILE).read_bytes(), type=Mapping
)


@dataclass(frozen=True, slots=True)
class Names:
    """The names of Vigie's indices under a prefix, with one version of the mapping.

    Mentions live in an index a month, that of their first sighting, behind one alias; the
    other kinds in one index each, behind an alias of the same form.
    """

    prefix: str
    version: int

    @property
    def mentions(self) -> str:
        """The alias over every month."""
        return self.alias("mentions")

    @property
    def template(self) -> str:
        """The template of the months."""
        return f"{self.prefix}-mentions-v{self.version}"

    @property
    def months(self) -> str:
        """The pattern of the months' names, of this version alone."""
        return f"{self.template}-*"

    def month(self, first_seen: datetime) -> str:
        """Return the index of the mentions first seen in that month, in UTC."""
        utc = first_seen if first_seen.tzinfo is UTC else first_seen.astimezone(UTC)
        return _month(self.template, utc.year, utc.month)

    def alias(self, kind: str) -> str:
        """Return the alias of a kind of index."""
        return f"{self.prefix}-{kind}"

    def single(self, kind: str) -> str:
        """Return the one index behind the alias of another kind than mentions."""
        return f"{self.prefix}-{kind}-v1"

    @property
    def reviews(self) -> str:
        """What people said."""
        return self.alias("reviews")

    @property
    def tombstones(self) -> str:
        """What may never be written again."""
        return self.alias("tombstones")

    @property
    def purged_authors(self) -> str:
        """Who may never be written again."""
        return self.alias("purged-authors")

    @property
    def sources(self) -> str:
        """Cursors, states and tallies."""
        return self.alias("sources")

    @property
    def dead_letters(self) -> str:
        """What could not be used."""
        return self.alias("dead-letters")

    @property
    def deliveries(self) -> str:
        """The outbox."""
        return self.alias("deliveries")

    @property
    def cases(self) -> str:
        """What is handed, or was, to the front door."""
        return self.alias("cases")

    @property
    def papers(self) -> str:
        """What the team keeps beside mentions."""
        return self.alias("papers")

    @property
    def targets(self) -> str:
        """Targets that asked for no more."""
        return self.alias("targets")

    @property
    def leases(self) -> str:
        """Which collector holds which source."""
        return self.alias("leases")

    @property
    def notes(self) -> str:
        """What the store notes of itself."""
        return self.alias("notes")

"""The count of removals, by which a writer knows in one look that there was none meanwhile.

A remover leaves its tombstones, then raises the count, then searches and deletes. A writer takes
the count that it read last, before it looks for tombstones; writes; and reads the count again.
The same: whatever was removed by then had its tombstone seen, and whatever is removed from now
on will be searched for after the write, and found. Another: it looks at each tombstone again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sinks.elasticsearch import bulk
from sinks.elasticsearch.bulk import Write
from sinks.elasticsearch.fetching import Got, Wanted
from sinks.elasticsearch.mapping import Names

_NOTE: Final = "burials"

Count = tuple[int, int, int]
"""What changes each time that the note is written."""


@dataclass(slots=True)
class Burials:
    """The count that this process read last; None before it has read any."""

    seen: Count | None = None


def where(names: Names) -> Wanted:
    """Return where the count stands."""
    return names.notes, _NOTE


def raised(names: Names) -> Write:
    """Return the write that raises the count."""
    return bulk.overwrite(names.notes, _NOTE, b"{}")


def count(got: Got) -> Count:
    """Return the count as it was read."""
    return got.version, got.seq_no, got.term

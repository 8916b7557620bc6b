"""The table of every parser of bytes from outside; a new one is a row of a `rows_….py`."""

from __future__ import annotations

from collections.abc import Iterator

from tests.fuzz import (
    rows_bluesky,
    rows_calls,
    rows_fediverse,
    rows_feeds,
    rows_forums,
    rows_mail,
    rows_meta,
    rows_tables,
    rows_youtube,
)
from tests.fuzz.target import Target

_FAMILIES = (
    *(rows_bluesky, rows_fediverse, rows_forums, rows_youtube, rows_meta, rows_feeds),
    *(rows_tables, rows_mail, rows_calls),
)


def targets() -> Iterator[Target]:
    """Yield every parser whose module is there."""
    for family in _FAMILIES:
        yield from family.rows()

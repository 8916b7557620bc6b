"""What a page asks of the pipeline when someone takes a list of mentions away."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Final, Protocol

import msgspec

from vigie.contracts import Store
from vigie.query import Query

#: Forms of an export, by what its file's name ends with, with their media types.
FORMATS: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jsonl": "application/x-ndjson; charset=utf-8",
}


class Heading(msgspec.Struct, frozen=True, kw_only=True):
    """What stands at the head of an export.

    Attributes:
        line: one sentence for people: what was asked, when, how many mentions.
        asked: the same for machines: address of the list, moment, count.
        language: "fr" or "en"; a CSV is cut by `;` in French, as spreadsheets expect there.
    """

    line: str
    asked: dict[str, str]
    language: str = "fr"


class Exporting(Protocol):
    """Takes mentions out of a store as bytes of a file, piece by piece."""

    def __call__(
        self, store: Store, query: Query, form: str, heading: Heading
    ) -> AsyncIterator[bytes]:
        """Yield the file of every mention that answers; blocks on the store.

        Nobody who wrote is in it, not even by pseudonym; addresses, numbers and accounts written
        in a text are masked; no cell is a formula.

        Args:
            store: read only.
            query: in its order; its page is not used.
            form: one of `FORMATS`.
            heading: what stands first.

        Raises:
            Unavailable: the store went away.
        """
        ...

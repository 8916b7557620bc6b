"""Takes mentions out of the store: pseudonymised, and safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, TextIO

import msgspec

from sinks.record_keys import doubts
from sinks.spreadsheet import safe_cell
from vigie.contracts import Store
from vigie.errors import InvalidInput
from vigie.in_force import in_force
from vigie.judgement import Label
from vigie.query import FIELDS, Query
from vigie.record import Record
from vigie.say import Say

#: Columns of the CSV, in order. No author, not even a pseudonym, and no native id: neither is
#: of use in a spreadsheet, and both could be joined with something else.
COLUMNS: Final = (
    "id",
    "town",
    "published_at",
    "source",
    "kind",
    "title",
    "text",
    "url",
    "language",
    "sentiment",
    "topic",
    "intent",
    "service_request",
    "service_category",
    "place",
    "media_request",
    "emergency",
    "conduct",
    "author_role",
    "route",
    "status",
    "cluster",
    "uncertain",
)

_LABELS: Final = tuple(field for field in COLUMNS if field in FIELDS and field != "uncertain")


def row(record: Record) -> dict[str, Any]:
    """Return a record as flat values, a person's corrections in place of the machine's labels."""
    post = record.mention.post
    labels: dict[str, Any] = {field: _value(in_force(record, field)) for field in _LABELS}
    return {
        "id": record.mention.id,
        "published_at": post.published_at.isoformat(timespec="seconds"),
        "title": post.title,
        "text": post.text,
        "url": post.url,
        **labels,
        "place": _place(record),
        "uncertain": ", ".join(doubts(record)),
    }


def _place(record: Record) -> str | None:
    """Return the post's own words for the place, the gazetteer's id where a person gave it."""
    place, corrected = record.judgement.place, in_force(record, "place")
    if record.review and "place" in record.review.corrections:
        return corrected.value if corrected else None
    return place.text if place else None


def _value(label: Label | None) -> str | bool | None:
    if label is None:
        return None
    return {"true": True, "false": False}.get(label.value, label.value)


async def every(store: Store, query: Query) -> AsyncIterator[Record]:
    """Yield every record that answers, page after page."""
    after: str | None = query.after
    while True:
        found = await store.search(msgspec.structs.replace(query, after=after))
        for hit in found.hits:
            yield hit.record
        after = found.next
        if after is None:
            return


async def write_export(
    store: Store, query: Query, kind: str, output: Path | None, language: str = "fr"
) -> int:
    """Write what a query finds and return how many records there were.

    CSV is UTF-8 with its mark, separated by `;` in French and `,` in English, as Excel in
    those languages opens it.

    Raises:
        InvalidInput: a format that does not exist.
    """
    if kind not in ("jsonl", "csv"):
        raise InvalidInput(
            Say(f"format « {kind} » inconnu : jsonl ou csv", f"unknown format {kind}: jsonl or csv")
        )
    with opened(output, bom=kind == "csv") as file:
        if kind == "jsonl":
            return await _jsonl(store, query, file)
        return await _csv(store, query, file, "," if language == "en" else ";")


async def _jsonl(store: Store, query: Query, file: TextIO) -> int:
    count = 0
    async for record in every(store, query):
        file.write(json.dumps(row(record), ensure_ascii=False) + "\n")
        count += 1
    return count


async def _csv(store: Store, query: Query, file: TextIO, delimiter: str) -> int:
    writer = csv.DictWriter(file, COLUMNS, delimiter=delimiter)
    writer.writeheader()
    count = 0
    async for record in every(store, query):
        writer.writerow({name: safe_cell(value) for name, value in row(record).items()})
        count += 1
    return count


@contextmanager
def opened(output: Path | None, *, bom: bool) -> Iterator[TextIO]:
    """Open a file to write, or the standard output; `bom` for what a spreadsheet will open."""
    if output is None:
        yield sys.stdout
        return
    with output.open("w", encoding="utf-8-sig" if bom else "utf-8", newline="") as file:
        yield file

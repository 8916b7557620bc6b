"""Mentions as the bytes of a file, a page of the store at a time: CSV, JSON Lines, XLSX."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import tempfile
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec
import xlsxwriter

from desk.excerpt import masked
from pipeline.exporting import COLUMNS, row
from sinks.spreadsheet import safe_cell
from vigie.contracts import Store
from vigie.exporting import Heading
from vigie.query import Query
from vigie.record import Record
from vigie.town import Town

#: Characters that a cell of a spreadsheet may hold.
_LONGEST_CELL: Final = 32_767
_PIECE: Final = 64 * 1024

Row = dict[str, Any]


class Exports:
    """Takes mentions away; implements `vigie.exporting.Exporting`.

    Args:
        towns: whose own addresses and numbers stay readable in texts.
    """

    def __init__(self, towns: Sequence[Town]) -> None:
        self._towns: Mapping[str, Town] = {town.slug: town for town in towns}

    def __call__(
        self, store: Store, query: Query, form: str, heading: Heading
    ) -> AsyncIterator[bytes]:
        """See `Exporting`. Nothing is read before the first piece is asked for."""
        pages = self._pages(store, query)
        match form:
            case "csv":
                return _csv(pages, heading)
            case "xlsx":
                return _xlsx(pages, heading)
            case _:
                return _jsonl(pages, heading)

    async def _pages(self, store: Store, query: Query) -> AsyncIterator[list[Row]]:
        after: str | None = None
        while True:
            found = await store.search(msgspec.structs.replace(query, after=after))
            records = [hit.record for hit in found.hits]
            yield await asyncio.to_thread(lambda some: list(map(self._row, some)), records)
            after = found.next
            if after is None:
                return

    def _row(self, record: Record) -> Row:
        town = self._towns.get(record.mention.town.partition(".")[0])
        flat = row(record)
        hidden = {name: masked(flat[name], town) for name in ("title", "text")}
        return {name: _plain(value) for name, value in (flat | hidden).items()}


def _plain(value: Any) -> Any:
    """Write a lone surrogate, which no file can hold, as « ? »."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


async def _csv(pages: AsyncIterator[list[Row]], heading: Heading) -> AsyncIterator[bytes]:
    delimiter = "," if heading.language == "en" else ";"
    yield _lines([[heading.line], COLUMNS], delimiter).encode("utf-8-sig", "replace")
    async for page in pages:
        yield _lines(([one[name] for name in COLUMNS] for one in page), delimiter).encode()


def _lines(rows: Iterable[Iterable[Any]], delimiter: str) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(map(safe_cell, each) for each in rows)
    return text.getvalue()


async def _jsonl(pages: AsyncIterator[list[Row]], heading: Heading) -> AsyncIterator[bytes]:
    yield _json({"vigie_export": {**heading.asked, "said": heading.line}})
    async for page in pages:
        yield b"".join(map(_json, page))


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace") + b"\n"


async def _xlsx(pages: AsyncIterator[list[Row]], heading: Heading) -> AsyncIterator[bytes]:
    """Write a temporary file a row at a time, then give it; it goes with whoever reads it."""
    with tempfile.TemporaryDirectory(prefix="vigie-export-") as folder:
        path = Path(folder) / "export.xlsx"
        # Every cell is written as a text: nothing in it is a formula, a link or a number.
        book = xlsxwriter.Workbook(path, {"constant_memory": True, "tmpdir": folder})
        sheet = book.add_worksheet("Vigie")
        _write(sheet, 0, [[heading.line], COLUMNS])
        at = 2
        async for page in pages:
            await asyncio.to_thread(_write, sheet, at, [[one[n] for n in COLUMNS] for one in page])
            at += len(page)
        await asyncio.to_thread(book.close)
        with path.open("rb") as file:
            while piece := await asyncio.to_thread(file.read, _PIECE):
                yield piece


def _write(sheet: Any, first: int, rows: Iterable[Iterable[Any]]) -> None:
    for number, cells in enumerate(rows, first):
        for column, value in enumerate(cells):
            if value is not None and value != "":
                sheet.write_string(number, column, _cell(value))


def _cell(value: Any) -> str:
    said = str(value).lower() if isinstance(value, bool) else str(value)
    return said[:_LONGEST_CELL].encode("utf-8", "replace").decode()

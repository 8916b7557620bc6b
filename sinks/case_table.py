"""Hands cases to a town without an API: rows added to a CSV file, safe for a spreadsheet."""

from __future__ import annotations

import asyncio
import csv
import io
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sinks.case_row import COLUMNS, row
from sinks.silent_desk import SilentDesk
from sinks.spreadsheet import safe_cell
from vigie.case import Case, CaseMessage
from vigie.case_contracts import Later, Outcome, Sent
from vigie.say import Say


class TableDesk(SilentDesk):
    """Implements `vigie.case_contracts.FrontDesk` over one file.

    A case is there once: its reference is looked for before it is added. The file is UTF-8 with
    its mark, separated by `;` in French and `,` in English, as Excel in those languages opens it.
    """

    by = "csv"
    repeats = True

    def __init__(self, path: Path, language: str) -> None:
        self._path = path
        self._delimiter = "," if language == "en" else ";"

    def shown(self, said: CaseMessage) -> list[tuple[str, str]]:
        """Return the row, column by column."""
        return [(name, "" if value is None else str(value)) for name, value in cells(said)]

    async def hand(self, said: CaseMessage) -> Outcome:
        """Add one row, on the disk when it returns."""
        try:
            await asyncio.to_thread(self._append, said)
        except OSError as error:
            return Later(_unwritable(self._path.name, error))
        return Sent()

    async def find(self, case: Case) -> Sent | Later | None:
        """Look for a case's row."""
        try:
            there = await asyncio.to_thread(self._holds, case.reference)
        except OSError as error:
            return Later(_unwritable(self._path.name, error))
        return Sent() if there else None

    def _append(self, said: CaseMessage) -> None:
        if self._holds(said.reference):
            return
        new = not self._path.exists() or self._path.stat().st_size == 0
        torn = not new and not self._path.read_bytes().endswith(b"\n")
        text = ("\r\n" if torn else "") + table([said], self._delimiter, heading=new)
        handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o640)
        with os.fdopen(handle, "ab") as file:
            file.write((b"\xef\xbb\xbf" if new else b"") + text.encode("utf-8", "replace"))
            file.flush()
            os.fsync(file.fileno())

    def _holds(self, reference: str) -> bool:
        """Tell whether there is a whole row of it: the line torn by a kill does not count."""
        if not self._path.exists():
            return False
        text = self._path.read_bytes().decode("utf-8-sig", "replace")
        whole = csv.reader(io.StringIO(text, newline=""), delimiter=self._delimiter)
        return any(each[:1] == [reference] and len(each) == len(COLUMNS) for each in whole)


def table(cases: Sequence[CaseMessage], delimiter: str, *, heading: bool) -> str:
    """Return cases as CSV, their links one a line in one cell."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter)
    if heading:
        writer.writerow(COLUMNS)
    for said in cases:
        writer.writerow([value for _, value in cells(said)])
    return out.getvalue()


def cells(said: CaseMessage) -> list[tuple[str, Any]]:
    """Return a case's cells by their column, safe for a spreadsheet."""
    values: dict[str, Any] = row(said)
    values["links"] = "\n".join(values["links"])
    return [(name, safe_cell(values[name])) for name in COLUMNS]


def _unwritable(name: str, error: OSError) -> Say:
    return Say(
        f"{name} ne peut être écrit ({error.strerror}).",
        f"{name} cannot be written: {error.strerror}.",
    )

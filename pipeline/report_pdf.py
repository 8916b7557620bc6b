"""A report as an accessible PDF (PDF/UA-1), by typst, with the fonts that come with it."""

from __future__ import annotations

import asyncio
from datetime import datetime
from functools import cache
from importlib.resources import files
from tempfile import TemporaryDirectory
from typing import Any, Final

import msgspec
import typst

from vigie.report_document import Document
from vigie.town import Town

_PAPER: Final = {"CA": "us-letter", "US": "us-letter"}


async def pdf(document: Document, town: Town, at: datetime) -> bytes:
    """Return the report as PDF; the same report is the same bytes. Takes about 0.1 s of CPU.

    Args:
        document: what it says; every text is data to the template.
        town: its country chooses the paper.
        at: date of the file.
    """
    return await asyncio.to_thread(_compiled, document, town, at)


def _compiled(document: Document, town: Town, at: datetime) -> bytes:
    # An empty folder is all that the template may read, and no package is fetched.
    with TemporaryDirectory(prefix="vigie-report-") as empty:
        made = typst.compile(
            _template(),
            root=empty,
            package_path=empty,
            package_cache_path=empty,
            ignore_system_fonts=True,
            font_paths=[],
            format="pdf",
            sys_inputs={"report": _data(document, town)},
            pdf_standards=["ua-1"],
            timestamp=int(at.timestamp()),
        )
    return bytes(made)


def _data(document: Document, town: Town) -> str:
    data: dict[str, Any] = msgspec.to_builtins(document)
    data["paper"] = _PAPER.get(town.country, "a4")
    data["region"] = town.country
    return msgspec.json.encode(data).decode()


@cache
def _template() -> bytes:
    return files("pipeline").joinpath("report.typ").read_bytes()

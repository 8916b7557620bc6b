"""A report as an accessible PDF (PDF/UA-1), by typst, with the fonts that come with it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, Literal
from unicodedata import category

import msgspec
import typst

from vigie.report_document import Document
from vigie.town import Town

_UNSEEN: Final = frozenset(("Cc", "Cf", "Cs", "Co", "Cn"))
_PAPER: Final = {"CA": "us-letter", "US": "us-letter"}


async def pdf(document: Document, town: Town, at: datetime, drawings: Mapping[str, bytes]) -> bytes:
    """Return the report as PDF; the same report is the same bytes. Takes about 0.1 s of CPU.

    Args:
        document: what it says; every text is data to the template.
        town: its country chooses the paper.
        at: date of the file.
        drawings: SVG of the figures, by id; a figure without one is left out.
    """
    return await asyncio.to_thread(_compiled, document, town, at, drawings)


def _compiled(document: Document, town: Town, at: datetime, drawings: Mapping[str, bytes]) -> bytes:
    data = _data(document, town, drawings)
    try:
        return _typeset(data, at, ["ua-1"])
    except typst.TypstError:
        # A headline in another script: the fonts lack its signs, which PDF/UA does not admit.
        # The PDF is tagged all the same.
        return _typeset(data, at, [])


def _typeset(data: str, at: datetime, standards: list[Literal["ua-1"]]) -> bytes:
    # Its own folder is all that the template may read, and no package is fetched.
    with TemporaryDirectory(prefix="vigie-report-") as folder:
        alone = Path(folder)
        template = alone / "report.typ"
        template.write_bytes(_template())
        made = typst.compile(
            template,
            root=alone,
            package_path=alone,
            package_cache_path=alone,
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"report": data},
            pdf_standards=[*standards],
            timestamp=int(at.timestamp()),
        )
    return bytes(made)


def _data(document: Document, town: Town, drawings: Mapping[str, bytes]) -> str:
    data: dict[str, Any] = _printable(msgspec.to_builtins(document))
    data["paper"] = _PAPER.get(town.country, "a4")
    data["region"] = town.country
    data["drawings"] = {id_: svg.decode() for id_, svg in drawings.items()}
    return msgspec.json.encode(data).decode()


def _printable(value: Any) -> Any:
    """Leave out what no font of ours shows: pictures in the text, marks that are not seen."""
    if isinstance(value, str):
        return "".join(sign for sign in value if not _is_unseen(sign))
    if isinstance(value, dict):
        return {key: _printable(inner) for key, inner in value.items()}
    return [_printable(inner) for inner in value] if isinstance(value, list | tuple) else value


def _is_unseen(sign: str) -> bool:
    kind = category(sign)
    return kind in _UNSEEN or (kind == "So" and sign > "\u2190") or "\ufe00" <= sign <= "\ufe0f"


@cache
def _template() -> bytes:
    return files("pipeline").joinpath("report.typ").read_bytes()

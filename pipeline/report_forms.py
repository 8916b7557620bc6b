"""A made report in each form that a file or a terminal can have."""

from __future__ import annotations

from typing import Final

import msgspec

from desk.report_text import text
from pipeline.report_desk import ReportDesk
from vigie.report_contracts import Made

FORMS: Final = ("text", "html", "pdf", "json")


async def in_form(desk: ReportDesk, made: Made, form: str) -> bytes:
    """Return a report as "text", "html" (its drawings in it), "pdf" or "json" (its figures)."""
    match form:
        case "pdf":
            return await desk.pdf(made)
        case "json":
            return as_json(made)
        case "html":
            return await desk.html(made)
    return text(made.document).encode("utf-8", "replace")


def as_json(made: Made) -> bytes:
    """Return the figures of a report, as the schema of a report has them, for a program."""
    return msgspec.json.format(msgspec.json.encode(made.report), indent=2) + b"\n"

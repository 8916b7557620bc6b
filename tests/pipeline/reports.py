"""A desk of reports over a store, and its reports read back from each form."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

import pypdf

from pipeline.drawing import shared
from pipeline.report_desk import ReportDesk
from pipeline.reporting import Reporting
from tests.desk.voices import CITY, NOW, WEEK
from tests.webapp.covering import Ears
from vigie.batch import Batch
from vigie.chart import Chart, Look
from vigie.clock import Clock, HeldClock
from vigie.record import Record
from vigie.town import Town


def a_desk(
    store: Any, *, clock: Clock | None = None, town: Town = CITY, **others: Any
) -> ReportDesk:
    """What makes the reports of the fictional town, on the Monday after its week."""
    now = clock or HeldClock(NOW)
    reporting = Reporting(store, Ears(store, now), now, **others)
    return ReportDesk(reporting, store, towns=(town,), draw=shared, clock=now)


async def hear(store: Any, records: Iterable[Record]) -> None:
    """Write records, then their reviews, as a runner and a person would."""
    some = tuple(records)
    await store.write(Batch(records=some))
    for record in some:
        if record.review is not None:
            await store.review(record.review)


async def undrawn(_chart: Chart, _look: Look = Look(), _form: str = "svg") -> bytes:  # noqa: B008
    """A drawer for tests that look at words: one pixel, in the form asked for."""
    return b'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'


def words_of(pdf: bytes) -> str:
    """The text of every page of a PDF, and what its file says of itself, on one line."""
    read = pypdf.PdfReader(io.BytesIO(pdf))
    said = [page.extract_text() for page in read.pages]
    return " ".join(" ".join([*said, *map(str, (read.metadata or {}).values())]).split())


__all__ = ["CITY", "NOW", "WEEK", "a_desk", "hear", "undrawn", "words_of"]

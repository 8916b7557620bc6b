"""A chart on a page: its drawing's addresses, its alternative, its table, its data."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Final, NamedTuple
from urllib.parse import urlencode

from vigie.chart import Bars, BeforeAfter, Chart, OverTime
from vigie.chart_table import Cell, rows_of
from webapp.reader import Reader
from webapp.trends.held_charts import HeldCharts

#: Widths in pixels; the narrow one is for a phone.
WIDTHS: Final = {"wide": 860, "narrow": 340}


class Panel(NamedTuple):
    """A part of a page with its chart, None when there is nothing to draw.

    Attributes:
        id: in the addresses of its drawing and data.
        note: what must be known to read it.
    """

    id: str
    title: str
    chart: Chart | None
    note: str = ""


class Shown(NamedTuple):
    """A panel, ready to be shown."""

    id: str
    title: str
    note: str
    alt: str
    images: dict[str, str]
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    sheet: str
    picture: str


def shown(
    panel: Panel,
    reader: Reader,
    held: HeldCharts,
    base: str,
    parameters: Sequence[tuple[str, str]],
) -> Shown:
    """Return a panel with everything that its template shows.

    Args:
        panel: what.
        reader: who reads.
        held: where the chart is kept for its drawings.
        base: path under which the drawings are, "/tendances".
        parameters: of the page's address, from which the chart can be counted again.
    """
    if panel.chart is None:
        return Shown(panel.id, panel.title, panel.note, "", {}, (), (), "", "")
    language = ("lang", reader.language)

    def at(form: str, *more: tuple[str, str]) -> str:
        question = urlencode([*parameters, language, *more], errors="replace")
        return f"{base}/{panel.id}.{form}?{question}"

    key = ("chart", held.hold(panel.chart))
    images = {
        f"{theme}_{width}": at("svg", key, ("theme", theme), ("width", width))
        for theme in ("light", "dark")
        for width in WIDTHS
    }
    return Shown(
        id=panel.id,
        title=panel.title,
        note=panel.note,
        alt=panel.chart.alt,
        images=images,
        heads=panel.chart.heads,
        rows=tuple(_row(row, panel.chart, reader) for row in rows_of(panel.chart)),
        sheet=at("csv"),
        picture=at("png", key, ("width", "wide")),
    )


def _row(row: Sequence[Cell], chart: Chart, reader: Reader) -> tuple[str, ...]:
    first, *rest = row
    name = str(first)
    if isinstance(chart, OverTime):
        name = day_of(date.fromisoformat(name), reader)
    share = isinstance(chart, BeforeAfter) or (isinstance(chart, Bars) and chart.share)
    return (name, *(_cell(cell, reader, share=share) for cell in rest))


def _cell(cell: Cell, reader: Reader, *, share: bool) -> str:
    if cell is None:
        return ""
    if share and not isinstance(cell, str):
        return reader.percent(float(cell))
    if isinstance(cell, int):
        return reader.number(cell)
    text = f"{cell:.2f}" if isinstance(cell, float) else cell
    return text.replace(".", ",").replace("-", "−") if reader.language == "fr" else text


def day_of(day: date, reader: Reader) -> str:
    """Return « lundi 23 novembre »."""
    moments = reader.moments()
    return moments.day(datetime.combine(day, time(12), moments.now.tzinfo))

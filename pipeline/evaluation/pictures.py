"""The report's pictures, as SVG: figures with intervals, confusion, reliability."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import altair
import vl_convert

from pipeline.evaluation.confusion import Confusion
from pipeline.evaluation.figures import Figure
from pipeline.evaluation.reliability import Bin

#: A point of the reliability diagram that rests on fewer posts says nothing.
FEWEST: Final = 10


def figures_picture(columns: Mapping[str, Sequence[Figure]]) -> str:
    """Return each figure with its interval, the columns side by side."""
    rows = [
        {"figure": f"{f.label} · {f.name}", "of": name, "value": f.value, "low": f.low,
         "high": f.high}
        for name, some in columns.items()
        for f in some
    ]  # fmt: skip
    base = altair.Chart(_data(rows)).encode(
        y=altair.Y("figure:N", sort=None, title=None),
        yOffset=altair.YOffset("of:N", sort=None),
        color=altair.Color("of:N", sort=None, title=None),
    )
    scale = altair.Scale(domain=[0, 1])
    bars = base.mark_rule().encode(x=altair.X("low:Q", title=None, scale=scale), x2="high:Q")
    points = base.mark_point(filled=True, size=45).encode(x=altair.X("value:Q", scale=scale))
    return _svg((bars + points).properties(width=520))


def confusion_picture(confusion: Confusion) -> str:
    """Return what is taken for what, each row of gold in shares."""
    rows = [
        {"gold": gold, "said": said, "count": count, "share": count / max(1, sum(counts))}
        for gold, counts in zip(confusion.classes, confusion.counts, strict=True)
        for said, count in zip(confusion.classes, counts, strict=True)
    ]
    base = altair.Chart(_data(rows)).encode(
        x=altair.X("said:N", sort=None), y=altair.Y("gold:N", sort=None)
    )
    cells = base.mark_rect().encode(
        color=altair.Color("share:Q", legend=None, scale=altair.Scale(scheme="blues"))
    )
    numbers = base.mark_text(fontSize=9).encode(
        text="count:Q",
        color=altair.condition("datum.share > 0.5", altair.value("white"), altair.value("black")),
    )
    side = 26 * max(3, len(confusion.classes))
    return _svg((cells + numbers).properties(width=side, height=side))


def reliability_picture(bins: Sequence[Bin]) -> str:
    """Return confidence beside the share that was right; on the diagonal is honest."""
    rows = [one._asdict() for one in bins if one.posts >= FEWEST]
    scale = altair.Scale(domain=[0, 1])
    line = (
        altair.Chart(_data([{"at": 0}, {"at": 1}]))
        .mark_line(strokeDash=[4, 4], color="gray")
        .encode(x=altair.X("at:Q", title="confidence"), y=altair.Y("at:Q", title="share right"))
    )
    points = (
        altair.Chart(_data(rows))
        .mark_line(point=True)
        .encode(
            x=altair.X("confidence:Q", title="confidence", scale=scale),
            y=altair.Y("right:Q", title="share right", scale=scale),
            color=altair.Color("label:N", title=None),
        )
    )
    return _svg((line + points).properties(width=360, height=360))


def _data(rows: Sequence[Mapping[str, Any]]) -> Any:
    return altair.Data(values=rows)  # type: ignore[no-untyped-call]


def _svg(chart: Any) -> str:
    svg: str = vl_convert.vegalite_to_svg(chart.to_dict())
    return svg

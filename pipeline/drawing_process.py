"""The drawing process: charts in, SVG or PNG out, one after the other.

vl-convert holds a JavaScript engine of 70 MB or more. It lives here, apart: the page does not
carry it, and a drawing that never ends is killed without harm. Nothing is fetched: the
addresses allowed are none, and every chart has its data in it.
"""

from __future__ import annotations

import struct
import sys
from typing import IO, Final

import msgspec

from vigie.chart import Chart, Look

_LENGTH: Final = struct.Struct(">I")
_SCALE: Final = 2.0  # of a PNG, for fine screens and for print


class Order(msgspec.Struct, frozen=True):
    """One drawing to be made."""

    chart: Chart
    look: Look
    form: str


class Drawn(msgspec.Struct, frozen=True):
    """What was made of it: the drawing, or the name of the error."""

    body: bytes = b""
    error: str = ""


def send(stream: IO[bytes], value: msgspec.Struct) -> None:
    """Write one value with its length before it; raises OSError."""
    data = msgspec.msgpack.encode(value)
    stream.write(_LENGTH.pack(len(data)) + data)
    stream.flush()


def receive(stream: IO[bytes]) -> bytes | None:
    """Return the next value's bytes, None at the end; blocks."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    size: int = _LENGTH.unpack(head)[0]
    data = stream.read(size)
    return data if len(data) == size else None


def draw(order: Order) -> bytes:
    """Return one drawing; blocks for tens of milliseconds, a second for the first one."""
    import vl_convert  # only this process carries it

    from desk.charts.drawn import specification
    from desk.charts.look import date_locale, number_locale

    spec = specification(order.chart, order.look)
    numbers, dates = number_locale(order.chart.language), date_locale(order.chart.language)
    if order.form == "png":
        png: bytes = vl_convert.vegalite_to_png(
            spec,
            scale=_SCALE,
            allowed_base_urls=[],
            format_locale=numbers,
            time_format_locale=dates,
        )
        return png
    svg: str = vl_convert.vegalite_to_svg(
        spec, allowed_base_urls=[], format_locale=numbers, time_format_locale=dates
    )
    return svg.encode()


def main() -> None:
    """Draw until the other side hangs up."""
    # Only drawings go to the answers' pipe, whatever a library prints.
    answers, sys.stdout = sys.stdout.buffer, sys.stderr
    while (data := receive(sys.stdin.buffer)) is not None:
        try:
            drawn = Drawn(body=draw(msgspec.msgpack.decode(data, type=Order)))
        except Exception as error:  # noqa: BLE001 - one drawing that fails is no reason to stop
            drawn = Drawn(error=type(error).__name__)
        send(answers, drawn)


if __name__ == "__main__":
    main()

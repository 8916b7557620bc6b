"""Server-sent events, read as their bytes come, wherever these are cut. Pure.

Source: HTML Living Standard, 9.2.6 “Interpreting an event stream”. Kept as bytes: what an
event says is decoded by whoever reads it, so that one bad byte spoils one event.
"""

from __future__ import annotations

import re
from typing import Final

import msgspec

#: Longest event, in bytes: what is beyond is let go, and the event says that it was cut.
LONGEST: Final = 200_000

_LINE_END: Final = re.compile(rb"\r\n|\r|\n")
_MARK: Final = b"\xef\xbb\xbf"


class ServerEvent(msgspec.Struct, frozen=True, kw_only=True):
    """One event.

    Attributes:
        name: of its kind ("message" when the server names none).
        data: its lines, joined by newlines.
        whole: False when it was longer than the limit, and `data` is its beginning.
    """

    name: str
    data: bytes
    whole: bool = True


class EventReader:
    """Turns the chunks of one answer into events; holds at most one unfinished event.

    Args:
        limit: bytes of the longest event.
    """

    def __init__(self, limit: int = LONGEST) -> None:
        self._limit = limit
        self._line = bytearray()
        self._length = 0
        self._started = False
        self._after_return = False
        self._forget()

    def feed(self, chunk: bytes) -> list[ServerEvent]:
        """Return the events that `chunk` ends, in order."""
        if self._after_return and chunk:
            self._after_return = False
            chunk = chunk.removeprefix(b"\n")  # the second half of a line's end cut in two
        if not chunk:
            return []
        self._after_return = chunk.endswith(b"\r")
        *ended, rest = _LINE_END.split(chunk)
        events = []
        for piece in ended:
            self._hold(piece)
            event = self._end_line()
            if event is not None:
                events.append(event)
        self._hold(rest)
        return events

    def _forget(self) -> None:
        self._name = b""
        self._data: list[bytes] = []
        self._size = 0
        self._whole = True

    def _hold(self, piece: bytes) -> None:
        self._length += len(piece)
        self._line += piece[: max(0, self._limit - len(self._line))]

    def _end_line(self) -> ServerEvent | None:
        line, cut = bytes(self._line), self._length > self._limit
        self._line.clear()
        self._length = 0
        if not self._started:
            self._started, line = True, line.removeprefix(_MARK)
        if not line:
            return self._dispatch()
        name, _, value = line.partition(b":")
        if name == b"data":
            self._add(value.removeprefix(b" "), cut=cut)
        elif name == b"event":
            self._name = value.removeprefix(b" ")[:100]
        return None

    def _add(self, value: bytes, *, cut: bool) -> None:
        kept = value[: max(0, self._limit - self._size)]
        self._whole = self._whole and not cut and len(kept) == len(value)
        if self._size <= self._limit:
            self._data.append(kept)
        self._size += len(value) + 1

    def _dispatch(self) -> ServerEvent | None:
        name, data, whole = self._name, self._data, self._whole
        self._forget()
        if not data:
            return None  # a comment or a name alone is no event
        told = name.decode("utf-8", "replace") or "message"
        return ServerEvent(name=told, data=b"\n".join(data), whole=whole)

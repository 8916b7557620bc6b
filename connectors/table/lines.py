"""Physical lines of a file as bytes, each with its exact offset and number, in flat memory."""

from __future__ import annotations

from typing import BinaryIO, Final, NamedTuple

#: A line longer than this many bytes is cut; the rest of it is passed over, never held.
LINE_LIMIT: Final = 1 << 20
_CHUNK: Final = 1 << 18


class Line(NamedTuple):
    """One physical line.

    Attributes:
        start, end: byte offsets in the file; `end` is after the newline, which `data` holds.
        number: from 1, as a text editor counts.
        whole: False when `data` was cut at `LINE_LIMIT`.
        closed: False for a last line without newline, which may still be growing.
    """

    start: int
    end: int
    number: int
    data: bytes
    whole: bool
    closed: bool


class Lines:
    """Reads lines one by one from any offset that is the start of a line.

    Args:
        stream: a binary file open for reading; blocks on the disk.
        newline: what ends a line, in the file's encoding. With encodings of two or four bytes
            a character, only newlines aligned on characters count.
        start: offset of the first line to read.
        number: its number.
    """

    def __init__(self, stream: BinaryIO, newline: bytes, start: int, number: int) -> None:
        self._stream = stream
        self._newline = newline
        self.seek(start, number)

    def seek(self, start: int, number: int) -> None:
        """Go to another start of line."""
        self._stream.seek(start)
        self._buffer = b""
        self._at = 0
        self._base = start
        self._number = number

    def after(self, line: Line) -> None:
        """Go back to what follows `line`, without reading again what is still held."""
        at = line.end - self._base
        if 0 <= at <= len(self._buffer):
            self._at, self._number = at, line.number + 1
        else:
            self.seek(line.end, line.number + 1)

    def next(self) -> Line | None:
        """Return the next line, None at the end of the file."""
        searched = self._at
        while (end := self._find(searched)) < 0:
            if len(self._buffer) - self._at > LINE_LIMIT:
                return self._cut()
            searched = max(0, len(self._buffer) - self._at - len(self._newline) + 1)
            if not self._more():
                return self._last()
        return self._take(end, closed=True)

    def _find(self, searched: int) -> int:
        """Return the index after the next aligned newline in the buffer, or -1."""
        width = len(self._newline)
        at = self._buffer.find(self._newline, searched)
        while at >= 0 and (self._base + at) % width:
            at = self._buffer.find(self._newline, at + 1)
        return -1 if at < 0 else at + width

    def _more(self) -> bool:
        chunk = self._stream.read(_CHUNK)
        self._buffer = self._buffer[self._at :] + chunk
        self._base += self._at
        self._at = 0
        return bool(chunk)

    def _last(self) -> Line | None:
        return self._take(len(self._buffer), closed=False) if self._buffer else None

    def _take(self, end: int, *, closed: bool) -> Line:
        start = self._base + self._at
        data = self._buffer[self._at : end]
        line = Line(
            start,
            self._base + end,
            self._number,
            data[:LINE_LIMIT],
            len(data) <= LINE_LIMIT,
            closed,
        )
        self._at = end
        self._number += 1
        return line

    def _cut(self) -> Line:
        """Take the beginning of an endless line and pass over the rest of it."""
        start, data = self._base + self._at, self._buffer[self._at : self._at + LINE_LIMIT]
        keep = len(self._newline) - 1  # a newline may straddle two chunks
        closed = True
        self._at = len(self._buffer) - keep
        while (end := self._find(self._at)) < 0:
            self._at = len(self._buffer) - keep
            if not self._more():
                end, closed = len(self._buffer), False
                break
        line = Line(start, self._base + end, self._number, data, whole=False, closed=closed)
        self._at = end
        self._number += 1
        return line

"""The lines of a stream, whatever the chunks in which they come."""

from __future__ import annotations

from typing import Final

LONGEST: Final = 1_000_000


class Lines:
    """Puts chunks together and takes lines apart; a line may be of `LONGEST` bytes.

    Attributes:
        dropped: lines let go because they were longer.
    """

    def __init__(self) -> None:
        self._begun = bytearray()
        self._skipping = False
        self.dropped = 0

    def add(self, chunk: bytes) -> list[bytes]:
        """Return the lines that a chunk completes, without those that are empty.

        An empty line is how X says that it is still there.
        """
        *ended, rest = chunk.split(b"\n")
        lines = [self._end(part) for part in ended]
        self._keep(rest)
        return [line for line in lines if line]

    def _end(self, part: bytes) -> bytes:
        self._keep(part)
        line, self._begun = bytes(self._begun), bytearray()
        if self._skipping:
            self._skipping = False
            self.dropped += 1
            return b""
        return line.strip()

    def _keep(self, part: bytes) -> None:
        if len(self._begun) + len(part) > LONGEST:
            self._skipping, self._begun = True, bytearray()
        else:
            self._begun += part

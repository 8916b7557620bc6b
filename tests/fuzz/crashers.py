"""Inputs that a parser failed over, each in a file that can be given to it again."""

from __future__ import annotations

import os
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path

_IN_HAND = "in-hand"


class Crashers:
    """A folder of such files, named after the parser: `discourse-1a2b3c4d.bin`.

    The input being read is there too, so that one that ends the whole process is not lost.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._in_hand = folder / _IN_HAND
        self._file = -1

    def left_over(self) -> Path | None:
        """Keep and return what ended an earlier run's process."""
        if not self._in_hand.exists():
            return None
        name, _, data = self._in_hand.read_bytes().partition(b"\n")
        self._in_hand.unlink()
        return self.keep(name.decode(), data) if name else None

    def hold(self, name: str, data: bytes) -> None:
        """Note what is about to be read; a file kept open, since this is done for each input."""
        if self._file < 0:
            self._file = os.open(self._in_hand, os.O_CREAT | os.O_WRONLY | os.O_TRUNC)
        noted = name.encode() + b"\n" + data
        os.pwrite(self._file, noted, 0)
        os.ftruncate(self._file, len(noted))

    def let_go(self) -> None:
        """Note that nothing is being read."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
        self._in_hand.unlink(missing_ok=True)

    def keep(self, name: str, data: bytes) -> Path:
        """Write an input down; return its file."""
        path = self._folder / f"{name}-{blake2b(data, digest_size=4).hexdigest()}.bin"
        path.write_bytes(data)
        return path


def name_in(path: Path) -> str:
    """Return the name of the parser that a file is for."""
    return path.stem.rpartition("-")[0]


def smaller(data: bytes, fails: Callable[[bytes], bool], tries: int = 400) -> bytes:
    """Return a part of an input that fails the same way."""
    step = len(data) // 2
    while step and tries:
        at = 0
        while at < len(data) and tries:
            tries -= 1
            shorter = data[:at] + data[at + step :]
            if fails(shorter):
                data = shorter
            else:
                at += step
        step //= 2
    return data

"""Ends a process whose interpreter is held for ever by code in C, where no thread of ours runs."""

from __future__ import annotations

import faulthandler
import threading
from typing import Final

#: Seconds between two signs of life.
_BEAT: Final = 1.0
_STDERR: Final = 2


class LastResort:
    """Puts the end of the process off, again and again, for as long as Python runs at all.

    The watchdog is a thread of Python: a plug-in's expression that backtracks for ever, or a
    library that waits without letting the interpreter go, stops it with all the rest. This timer
    does not need the interpreter: when it has not been wound up for `seconds`, it prints where
    every thread stands (lines of code, never a text) and ends the process with exit code 1.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._wind, name="vigie-last-resort", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End no one any more."""
        self._over.set()
        self._thread.join(_BEAT)
        faulthandler.cancel_dump_traceback_later()

    def _wind(self) -> None:
        while not self._over.is_set():
            faulthandler.dump_traceback_later(self._seconds, exit=True, file=_STDERR)
            self._over.wait(min(_BEAT, self._seconds / 4))

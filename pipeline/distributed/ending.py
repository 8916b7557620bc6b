"""How a worker's or a collector's process ends, and with which exit code."""

from __future__ import annotations

import asyncio
from typing import Final

import msgspec

from vigie.say import Say

#: Too many dead letters in a row, or nothing can be judged: restarting helps nobody.
STOPPED: Final = 7
#: The watchdog ended a process in which nothing moved: start it again.
HUNG: Final = 8
#: Something failed that was not foreseen, nothing being acknowledged: start it again.
CRASHED: Final = 9


class Ended(msgspec.Struct, frozen=True, kw_only=True):
    """Why a process ends; code 0 when it was asked to."""

    code: int = 0
    say: Say | None = None


class Ending:
    """The first reason to end, and the event that everyone waits on."""

    def __init__(self, stop: asyncio.Event) -> None:
        self.stop = stop
        self.ended = Ended()

    def end(self, code: int, say: Say) -> None:
        """Stop everything; a later reason does not hide the first."""
        if not self.ended.code:
            self.ended = Ended(code=code, say=say)
        self.stop.set()


def crashed(where: str, error: BaseException) -> Say:
    """Return the sentence for an error that nobody foresaw; its words may quote a text."""
    kind = type(error).__name__
    return Say(
        f"{where} : erreur imprévue ({kind}). Rien n’a été acquitté ; relancez le service.",
        f"{where}: unexpected error ({kind}). Nothing was acknowledged; start the service again.",
    )

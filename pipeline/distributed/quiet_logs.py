"""Keeps what Faust and the Kafka clients log to what can hold neither a text nor a secret."""

from __future__ import annotations

import logging
import time
from typing import Final

import structlog

log = structlog.get_logger()

_LIBRARIES: Final = ("faust", "mode", "aiokafka", "kafka", "asyncio")
_QUIET: Final = 60.0


class _Routed(logging.Handler):
    """Tells who said something and how grave it is, once a minute at most; never the words.

    They hold records with their values (a message that was dropped, a task and its arguments)
    and settings with their passwords; a trace shows the same. Clients whose brokers are away say
    the same thing many times a second.
    """

    def __init__(self) -> None:
        super().__init__()
        self._said: dict[tuple[str, int], float] = {}

    def emit(self, record: logging.LogRecord) -> None:
        """Pass on the place in the library, and the error's class if there is one."""
        place, now = (record.pathname, record.lineno), time.monotonic()
        if now - self._said.get(place, -_QUIET) < _QUIET:
            return
        self._said[place] = now
        error = record.exc_info[0] if record.exc_info else None
        log.warning(
            "library",
            logger=record.name,
            level=record.levelname.lower(),
            where=f"{record.module}:{record.lineno}",
            error=error.__name__ if error else None,
        )


def silence_libraries() -> None:
    """Route the libraries' errors to our log, without their words."""
    for name in _LIBRARIES:
        logger = logging.getLogger(name)
        logger.handlers[:] = [_Routed()]
        logger.propagate = False
        # Their warnings are of attempts that failed and are made again; ours say so once.
        logger.setLevel(logging.ERROR)

"""Draws charts in a process apart, with a time limit, and remembers the latest drawings."""

from __future__ import annotations

import asyncio
import atexit
import hashlib
import os
import subprocess
import sys
from collections import OrderedDict
from contextlib import suppress
from threading import Lock, Timer
from typing import Final

import msgspec
import structlog

from pipeline.drawing_process import Drawn, Order, receive, send
from vigie.chart import Chart, Look
from vigie.errors import Unavailable
from vigie.say import Say

SECONDS: Final = 30.0  # a drawing takes 50 ms; the first one, on a busy machine, seconds
_REMEMBERED: Final = 8_000_000  # bytes of drawings
_RENEWED: Final = 500  # drawings, then the process is renewed with the memory it kept
_IDLE: Final = 300.0  # seconds, then the process is ended: a small server has better uses for it

NOT_DRAWN: Final = Say(
    "Ce graphique n’a pas pu être dessiné. Ses chiffres sont dans le tableau.",
    "This chart could not be drawn. Its figures are in the table.",
)
log = structlog.get_logger()


class Drawer:
    """Draws with one process, started when first needed; see `vigie.chart.Drawing`.

    Drawings are made one at a time. A process that dies, or is not done in time, is killed,
    and the next drawing has a new one. Drawings made are remembered by their digest.

    Args:
        seconds: what one drawing may take.
        idle: seconds without a drawing after which the process is ended.
    """

    def __init__(self, seconds: float = SECONDS, idle: float = _IDLE) -> None:
        self._seconds = seconds
        self._idle = idle
        self._turn = Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._made = 0
        self._ending: Timer | None = None
        self._known: OrderedDict[bytes, bytes] = OrderedDict()
        self._size = 0

    async def __call__(self, chart: Chart, look: Look = Look(), form: str = "svg") -> bytes:  # noqa: B008 - frozen
        """Return a drawing; see `vigie.chart.Drawing`."""
        order = Order(chart, look, form)
        key = hashlib.blake2b(msgspec.msgpack.encode(order), digest_size=16).digest()
        known = self._recall(key)
        if known is None:
            known = await asyncio.to_thread(self._draw, key, order)
        return known

    def close(self) -> None:
        """End the process; a later drawing starts anew."""
        with self._turn:
            self._end()

    @property
    def pid(self) -> int | None:
        """Process number of the drawing process, None when there is none."""
        return self._process.pid if self._process else None

    def _recall(self, key: bytes) -> bytes | None:
        with suppress(KeyError):
            self._known.move_to_end(key)
            return self._known[key]
        return None

    def _draw(self, key: bytes, order: Order) -> bytes:
        with self._turn:
            # Whoever waited for their turn may find that it was just drawn.
            known = self._recall(key)
            if known is not None:
                return known
            drawn = self._ask(order)
            if drawn is None or drawn.error:
                log.warning("chart.not_drawn", error=drawn.error if drawn else "killed")
                raise Unavailable(NOT_DRAWN)
            self._remember(key, drawn.body)
            return drawn.body

    def _ask(self, order: Order) -> Drawn | None:
        """Return what the process made of it, None when it died of it or was too long."""
        process = self._running()
        if process.stdin is None or process.stdout is None:
            return None
        limit = Timer(self._seconds, process.kill)
        limit.daemon = True
        limit.start()
        try:
            send(process.stdin, order)
            data = receive(process.stdout)
        except OSError:
            data = None
        finally:
            limit.cancel()
        if data is None:
            self._end()
            return None
        self._made += 1
        self._end_later()
        return msgspec.msgpack.decode(data, type=Drawn)

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process and (self._made >= _RENEWED or self._process.poll() is not None):
            self._end()
        if self._process is None:
            self._process, self._made = _start(), 0
            atexit.register(self.close)
        return self._process

    def _end(self) -> None:
        if self._ending:
            self._ending.cancel()
        process, self._process = self._process, None
        if process is None:
            return
        atexit.unregister(self.close)
        process.kill()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with suppress(OSError):  # what was being written has no reader any more
                    stream.close()
        process.wait()

    def _end_later(self) -> None:
        if self._ending:
            self._ending.cancel()
        self._ending = Timer(self._idle, self.close)
        self._ending.daemon = True
        self._ending.start()

    def _remember(self, key: bytes, body: bytes) -> None:
        self._known[key] = body
        self._size += len(body)
        while self._size > _REMEMBERED:
            self._size -= len(self._known.popitem(last=False)[1])


#: One for the program: the pages and the reports share its process and its drawings.
shared = Drawer()


def _start() -> subprocess.Popen[bytes]:
    path = os.pathsep.join(entry for entry in sys.path if entry)
    return subprocess.Popen(
        [sys.executable, "-m", "pipeline.drawing_process"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        # Days are drawn as they are given, whatever the machine's zone.
        env={**os.environ, "PYTHONPATH": path, "TZ": "UTC"},
        start_new_session=True,  # an interrupt typed at the terminal is the parent's
    )

"""One input given to one parser, and the verdict: nothing wrong, or why not."""

from __future__ import annotations

import signal
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from tests.fuzz.target import Target

#: Seconds of CPU after which a parser is said to hang over an input of `mutation.MOST` bytes.
PATIENCE = 20.0

_ROOT = Path(__file__).resolve().parents[2]
_PARSERS = (f"{_ROOT / 'connectors'}/", f"{_ROOT / 'vigie'}/")
_TESTS = f"{_ROOT / 'tests'}/"


class Hung(BaseException):
    """Raised in a parser that does not end; no `except Exception` takes it."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What a parser did that its contract does not allow.

    Attributes:
        kind: the same for two inputs that meet the same fault.
        told: for a person.
    """

    kind: str
    told: str


def tried(target: Target, data: bytes) -> Fault | None:
    """Run a parser; return its fault."""
    try:
        with _alarm(PATIENCE):
            target.run(data)
    except target.may_raise:
        return None
    except (Exception, Hung) as error:  # noqa: BLE001 - whatever it is, it is the finding
        return _fault(error)
    return None


def seconds(target: Target, data: bytes) -> float:
    """Return the time that a parser takes on the CPU, whatever it makes of its input."""
    began = time.process_time()
    tried(target, data)
    return time.process_time() - began


def _fault(error: BaseException) -> Fault:
    frames = traceback.extract_tb(error.__traceback__)
    parsers = [frame for frame in frames if frame.filename.startswith(_PARSERS)]
    tests = [frame for frame in frames if frame.filename.startswith(_TESTS)]
    where = (parsers or tests or frames)[-1]
    last = "" if isinstance(error, Hung) else f":{where.lineno}"
    place = f"{Path(where.filename).name}{last}"
    told = "".join(traceback.format_exception(error, limit=-12))
    return Fault(f"{type(error).__name__} at {place}", told[-4_000:])


@contextmanager
def _alarm(after: float) -> Iterator[None]:
    """Raise `Hung` after so many seconds of CPU; only the main thread has alarms."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(number: int, frame: FrameType | None) -> None:
        del number, frame
        raise Hung

    before = signal.signal(signal.SIGPROF, ring)
    # Again every second: an exception is lost when it is raised while garbage is collected.
    signal.setitimer(signal.ITIMER_PROF, after, 1.0)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)

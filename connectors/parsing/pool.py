"""Keeps a few parsing processes, renews them, and asks them without stopping the event loop."""

from __future__ import annotations

import asyncio
import atexit
import os
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Final, TypeVar

import msgspec

from connectors.feed.document import FeedDocument
from connectors.parsing.process import Answer, Question, receive, send
from vigie.errors import InvalidInput
from vigie.say import Say

SECONDS: Final = 30.0  # 2,000 ordinary entries take half a second
_PROCESSES: Final = 2
_DOCUMENTS: Final = 500  # then a process is renewed, with whatever memory it never gave back

_KILLED: Final = Say(
    "Ce document a été abandonné : il demande trop de temps ou de mémoire pour être lu.",
    "This document was given up: it takes too much time or memory to be read.",
)

T = TypeVar("T", bound=msgspec.Struct)


class _Process:
    """One parsing process; used by one thread at a time."""

    def __init__(self) -> None:
        path = os.pathsep.join(entry for entry in sys.path if entry)
        self._answered = 0
        self._process = subprocess.Popen(
            [sys.executable, "-m", "connectors.parsing.process"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": path},
            start_new_session=True,  # an interrupt typed at the terminal is the parent's
        )

    def ask(self, question: Question) -> Answer | None:
        """Return the answer, None when the process died of the question; blocks."""
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            return None
        try:
            send(stdin, question)
            data = receive(stdout)
        except OSError:
            return None
        self._answered += 1
        return msgspec.msgpack.decode(data, type=Answer) if data else None

    @property
    def usable(self) -> bool:
        """It runs, and is not yet to be renewed."""
        return self._process.poll() is None and self._answered < _DOCUMENTS

    def close(self) -> None:
        """End the process and give its files back."""
        self._process.kill()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with suppress(OSError):  # what was being written has no reader any more
                    stream.close()
        self._process.wait()


class ParsingPool:
    """At most two processes, started when first needed, ended with the program.

    Args:
        seconds: what one document may take before its process is killed.
    """

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._idle: SimpleQueue[_Process] = SimpleQueue()
        self._threads: ThreadPoolExecutor | None = None

    async def read(
        self, body: bytes, headers: Mapping[str, str], url: str, dialect: str = ""
    ) -> FeedDocument:
        """Parse a feed elsewhere; waits for its turn, then at most `seconds`.

        Raises:
            InvalidInput: it is no feed, or it takes too much time or memory.
        """
        kept = {"content-type": headers.get("content-type", "")}
        question = Question(
            body=body, headers=kept, url=url, seconds=self._seconds, dialect=dialect
        )
        return await self.ask(question, FeedDocument)

    async def ask(self, question: Question, kind: type[T]) -> T:
        """Have one document parsed, as a `kind`; waits for its turn, then as long as it may.

        Raises:
            InvalidInput: it cannot be read, or takes too much time or memory.
        """
        if self._threads is None:
            self._threads = ThreadPoolExecutor(_PROCESSES, thread_name_prefix="parsing")
            atexit.register(self.close)
        loop = asyncio.get_running_loop()
        answer = await loop.run_in_executor(self._threads, self._ask, question)
        if answer is None or answer.result is None:
            refusal = answer.refusal if answer else None
            raise InvalidInput(refusal or _KILLED, where=question.url)
        return msgspec.msgpack.decode(answer.result, type=kind)

    def close(self) -> None:
        """End every process; a later `read` starts anew."""
        atexit.unregister(self.close)
        threads, self._threads = self._threads, None
        if threads is not None:
            threads.shutdown(wait=True)
        with suppress(Empty):
            while True:
                self._idle.get_nowait().close()

    def _ask(self, question: Question) -> Answer | None:
        process = self._take()
        answer = process.ask(question)
        if answer is None:
            process.close()
        else:
            self._idle.put(process)
        return answer

    def _take(self) -> _Process:
        with suppress(Empty):
            while True:
                process = self._idle.get_nowait()
                if process.usable:
                    return process
                process.close()
        return _Process()


#: One for the program: sources by the hundred share it.
shared = ParsingPool()

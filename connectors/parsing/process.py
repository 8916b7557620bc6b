"""The process in which documents are parsed: it reads them on stdin and answers on stdout.

Bytes from strangers are parsed apart for four reasons: the parsers take quadratic time on some
documents (300 kB of open tags take 2 s) and a process can be killed where a thread cannot;
memory has a ceiling that only concerns it; feedparser is reported to leak in threads, and a process
is renewed; and the event loop never waits for the CPU.

Each message is its length in four bytes, then MessagePack.
"""

from __future__ import annotations

import resource
import signal
import sys
from collections.abc import Callable, Mapping
from typing import IO, Final

import msgspec

from connectors.feed.parsing import read_feed
from vigie.errors import InvalidInput
from vigie.say import Say

_MEMORY: Final = 1_500_000_000  # bytes of address space
_TOO_HEAVY: Final = Say(
    "Ce document demande trop de mémoire pour être lu.",
    "This document takes too much memory to be read.",
)


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """A document to parse, and the seconds that it may take.

    Attributes:
        job: one of `JOBS`.
        headers: those of the answer that the job needs, names in lower case.
        url: the address that answered; for "robots", the one that one would like to ask.
        dialect: of a feed, see `connectors.feed.dialect`.
    """

    body: bytes
    url: str
    seconds: float
    headers: dict[str, str] = {}
    job: str = "feed"
    dialect: str = ""


class Answer(msgspec.Struct, frozen=True):
    """What the job made of the document, as MessagePack, or why it made nothing of it."""

    result: bytes | None = None
    refusal: Say | None = None


def send(stream: IO[bytes], message: msgspec.Struct) -> None:
    """Write one message; blocks until the other side has taken it."""
    data = msgspec.msgpack.encode(message)
    stream.write(len(data).to_bytes(4, "big") + data)
    stream.flush()


def receive(stream: IO[bytes]) -> bytes | None:
    """Read one message, None when the other side is gone; blocks until it is whole."""
    length = stream.read(4)
    data = stream.read(int.from_bytes(length, "big")) if len(length) == 4 else b""
    return data or None


def _feed(asked: Question) -> msgspec.Struct:
    return read_feed(asked.body, asked.headers, asked.url, asked.dialect)


def _sitemap(asked: Question) -> msgspec.Struct:
    from connectors.sitemap.parsing import read_sitemap

    return read_sitemap(asked.body, asked.headers, asked.url)


def _article(asked: Question) -> msgspec.Struct:
    from connectors.articles.article_text import (
        read_article,  # trafilatura takes half a second to load
    )

    return read_article(asked.body, asked.headers, asked.url)


def _robots(asked: Question) -> msgspec.Struct:
    from connectors.robots.rules import judge

    return judge(asked.body, asked.url)


JOBS: Final[Mapping[str, Callable[[Question], msgspec.Struct]]] = {
    "feed": _feed,
    "sitemap": _sitemap,
    "article": _article,
    "robots": _robots,
}


def answer(question: Question) -> Answer:
    """Parse one document; what cannot be parsed is an answer too."""
    try:
        found = JOBS[question.job](question)
        return Answer(result=msgspec.msgpack.encode(found))
    except InvalidInput as error:
        return Answer(refusal=error.say)
    except MemoryError:
        return Answer(refusal=_TOO_HEAVY)


def main() -> None:
    """Answer questions until stdin closes, which it does when the parent dies."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    while (data := receive(sys.stdin.buffer)) is not None:
        question = msgspec.msgpack.decode(data, type=Question)
        # SIGALRM's default action ends the process, in the middle of C code too, and even
        # when no parent is left to do it.
        signal.setitimer(signal.ITIMER_REAL, question.seconds)
        reply = answer(question)
        signal.setitimer(signal.ITIMER_REAL, 0)
        send(sys.stdout.buffer, reply)


if __name__ == "__main__":
    main()

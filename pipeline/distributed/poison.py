"""What cannot be read: set aside with its place and its bytes; too much of it stops the worker."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from hashlib import blake2b
from typing import Final
from urllib.parse import unquote

from pipeline.distributed.arrival import Arrived
from vigie.dead_letter import DeadLetter
from vigie.errors import ConfigurationError, InvalidInput
from vigie.say import Say

_PLACE: Final = re.compile(r"at `([^`]{1,200})`")
#: The stage under which unreadable messages are counted and listed.
STAGE: Final = "wire"


def unreadable(message: Arrived, error: InvalidInput, now: datetime, language: str) -> DeadLetter:
    """Set a message aside: which topic, partition and offset, which field, and its bytes.

    The error's own words are left out, since they may quote the text.
    """
    where = f"{message.topic}[{message.partition}]@{message.offset}"
    found = _PLACE.search(error.say.en)
    field = found[1] if found else "$"
    why = Say(f"message illisible ({field})", f"unreadable message ({field})")
    return DeadLetter(
        id=blake2b(f"{STAGE}\n{where}".encode(), digest_size=16).hexdigest(),
        stage=STAGE,
        source=_source(message),
        where=where,
        why=why.to(language),
        at=now,
        raw=bytes(message.value or b"")[: DeadLetter.RAW_LIMIT],
    )


def too_long(place: str, source: str, size: int, now: datetime, language: str) -> DeadLetter:
    """Set aside what no topic takes; its text is not kept."""
    why = Say(f"trop long pour un message ({size} octets)", f"too long ({size} bytes)")
    return DeadLetter(
        id=blake2b(f"long\n{place}".encode(), digest_size=16).hexdigest(),
        stage=STAGE,
        source=source,
        where=place,
        why=why.to(language),
        at=now,
    )


def _source(message: Arrived) -> str:
    for name, value in message.headers:
        if name == "ce_source":
            return unquote(value.decode("ascii", "replace").removeprefix("/vigie/"))
    return "?"


class TooManyDeadLetters(ConfigurationError):
    """So many in a row mean a wrong version or a broken lexicon: the topic is left as it is."""


class Limit:
    """Counts what is set aside in a row; what is good between starts the count again."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._row = 0

    def see(self, good: Iterable[bool]) -> None:
        """Look at a batch in order.

        Raises:
            TooManyDeadLetters: the limit is reached; nothing of the batch may be set aside.
        """
        for one in good:
            self._row = 0 if one else self._row + 1
            if self._row >= self._most:
                raise TooManyDeadLetters([_stopped(self._row)])


def _stopped(count: int) -> Say:
    return Say(
        f"{count} messages de suite n’ont pu être lus ou jugés : le travail s’arrête avant d’en"
        " perdre davantage. Retirez le dernier changement (version, lexique, module), relancez,"
        " puis « vigie dead-letters replay ».",
        f"{count} messages in a row could not be read or judged: work stops rather than set more"
        " aside. Undo the last change (version, lexicon, plug-in), start again, then"
        " `vigie dead-letters replay`.",
    )

"""Parts that enter by the plug-ins' door: a source that plays a script, a stage that chokes."""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from vigie.context import Context
from vigie.dead_letter import DeadLetter
from vigie.judgement import Judged
from vigie.page import Page
from vigie.post import Event
from vigie.town import Town

#: A text that holds this can be judged by no stage.
POISON = "☠"


class ScriptedPage(msgspec.Struct, frozen=True):
    """One line of a script: what the source brings at one go."""

    events: tuple[Event, ...] = ()
    rejected: tuple[DeadLetter, ...] = ()


_pages = msgspec.json.Decoder(ScriptedPage)


class Scripted:
    """Plays a file of pages, one a line; its cursor is the number of lines played."""

    def __init__(self, name: str, file: Path) -> None:
        self.name = name
        self._file = file

    async def pages(self, cursor: bytes | None) -> AsyncGenerator[Page, None]:
        """Yield the pages after `cursor`."""
        played = int(cursor or b"0")
        lines = self._file.read_bytes().splitlines()
        for number, line in enumerate(lines[played:], played + 1):
            page = _pages.decode(line)
            yield Page(
                source=self.name,
                cursor=str(number).encode(),
                events=page.events,
                rejected=page.rejected,
            )


def build_scripted(settings: Mapping[str, Any], context: Context) -> Scripted:
    """Build the source from `file`, relative to the installation's folder."""
    return Scripted(settings["name"], context.home / settings["file"])


class Poison:
    """A stage that raises for a batch in which one text holds `POISON`, and says nothing else."""

    name = "poison"
    version = "1"
    needs = frozenset({"relevance"})
    gives = frozenset({"poison"})

    def enrich(self, batch: Sequence[Judged]) -> list[Judged]:
        """Return the batch as it is."""
        poisoned = any(POISON in judged.mention.post.text for judged in batch)
        if poisoned and not os.environ.get("TEST_ANTIDOTE"):
            raise ValueError("this text cannot be judged")
        return list(batch)


def build_poison(town: Town, options: Mapping[str, Any]) -> Poison:
    """Build the stage."""
    del town, options
    return Poison()

"""Parts of the tests of faults: a source that plays as slowly as it is told, a stage that hangs."""

from __future__ import annotations

import asyncio
import os
import re
import threading
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import vigie_test_parts

from vigie.context import Context
from vigie.judgement import Judged
from vigie.page import Page
from vigie.town import Town

#: Seconds before each page, in a file of the installation's folder; read again all the time.
PACE = "pace"
#: A file that appears once every page of the script is absorbed.
HEARD = "heard"
#: A text that holds this makes the stage hang, for as long as the file named by this
#: environment variable says how: "sleep", or "spin" without ever letting the interpreter go.
BALK = "⌛"
HANG = "VIGIE_TEST_HANG"

_TICK = 0.05


class Paced:
    """Plays a file of pages, a page at each beat."""

    def __init__(self, name: str, file: Path, home: Path) -> None:
        self.name = name
        self._script = vigie_test_parts.Scripted(name, file)
        self._home = home

    async def pages(self, cursor: bytes | None) -> AsyncGenerator[Page, None]:
        """Yield the pages after `cursor`, each after a pause."""
        await self._pause()
        async for page in self._script.pages(cursor):
            yield page
            await self._pause()
        (self._home / HEARD).touch()

    async def _pause(self) -> None:
        waited = 0.0
        while waited < self._pace():
            await asyncio.sleep(_TICK)
            waited += _TICK

    def _pace(self) -> float:
        with suppress(FileNotFoundError, ValueError):
            return float((self._home / PACE).read_text())
        return 0.0


def build_paced(settings: Mapping[str, Any], context: Context) -> Paced:
    """Build the source from `file`, relative to the installation's folder."""
    return Paced(settings["name"], context.home / settings["file"], context.home)


class Balky:
    """A stage that never comes back from some texts while a file says so."""

    name = "balky"
    version = "1"
    needs = frozenset({"relevance"})
    gives = frozenset({"balky"})

    def enrich(self, batch: Sequence[Judged]) -> list[Judged]:
        """Return the batch as it is, or never."""
        if any(BALK in judged.mention.post.text for judged in batch):
            _hang(Path(os.environ.get(HANG, "/nowhere")))
        return list(batch)


def _hang(file: Path) -> None:
    how = file.read_text() if file.exists() else ""
    if how == "sleep":
        threading.Event().wait()
    if how == "spin":
        # Twice as long for each letter, all of it in C: no other thread runs meanwhile.
        re.fullmatch("(a|a)*b", "a" * 64)


def build_balky(town: Town, options: Mapping[str, Any]) -> Balky:
    """Build the stage."""
    del town, options
    return Balky()

"""Imports one file into the store, with a progress bar, going on where it was interrupted."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol, cast

import msgspec
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from pipeline.cli.home import opened
from pipeline.connecting import connect
from pipeline.installation import Installation, Source
from pipeline.settings import SourceSettings
from vigie.dead_letter import DeadLetter
from vigie.errors import ConfigurationError
from vigie.page import Page
from vigie.say import Say

#: So many unreadable lines are told on the terminal; all of them are among the dead letters.
_TOLD = 20


class Imported(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a file's rows."""

    new: int = 0
    revised: int = 0
    known: int = 0
    aside: int = 0
    bad: int = 0
    letters: tuple[DeadLetter, ...] = ()


class _Measured(Protocol):
    def progress(self, cursor: bytes) -> tuple[int, int]: ...


async def import_table(
    file: Path, *, name: str | None, towns: Sequence[str], own: bool, export: str = "auto"
) -> Imported:
    """Import a CSV or JSONL file into the installation of the command line.

    Args:
        file: what to read, its path absolute.
        name: the source's name; the file's by default. Importing again under the same name
            goes on after the last durable row.
        towns: profiles that the file is read for; all by default.
        own: the posts come from these towns' own page.
        export: tool whose export the file is; "auto" when its header tells.

    Raises:
        ConfigurationError: the file cannot be opened or has no usable columns.
    """
    settings = SourceSettings.model_validate(
        {
            "name": name or file.name,
            "kind": "import",
            "file": str(file),
            "own": own,
            "export": export,
            "towns": tuple(towns),
        }
    )
    async with opened() as installation:
        _check_towns(installation, towns)
        source = Source(connector=connect(settings, installation.context), settings=settings)
        return await _read(installation, source)


async def _read(installation: Installation, source: Source) -> Imported:
    done = Imported()
    cursor = await installation.store.cursor(source.connector.name)
    with _bar() as bar:
        task = bar.add_task(source.connector.name, total=None)
        async for page in source.connector.pages(cursor):
            done = await _absorb(installation, source, page, done)
            at, size = cast("_Measured", source.connector).progress(page.cursor)
            bar.update(task, completed=at, total=size)
    return done


async def _absorb(
    installation: Installation, source: Source, page: Page, done: Imported
) -> Imported:
    written = await installation.intake.absorb(page, source.settings.towns)
    about = len(written.new) + len(written.revised) + len(written.unchanged)
    return Imported(
        new=done.new + len(written.new),
        revised=done.revised + len(written.revised),
        known=done.known + len(written.unchanged),
        aside=done.aside + max(0, len(page.events) - about - len(written.refused)),
        bad=done.bad + len(page.rejected),
        letters=(*done.letters, *page.rejected)[:_TOLD],
    )


def _check_towns(installation: Installation, towns: Sequence[str]) -> None:
    known = [town.slug for town in installation.towns]
    unknown = [slug for slug in towns if slug not in known]
    if unknown:
        raise ConfigurationError(
            [
                Say(
                    f"ville inconnue ici : {', '.join(unknown)} ; au choix : {', '.join(known)}.",
                    f"unknown town here: {', '.join(unknown)}; choose among: {', '.join(known)}.",
                )
            ]
        )


def _bar() -> Progress:
    columns: tuple[Any, ...] = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeRemainingColumn(),
    )
    return Progress(*columns, console=Console(stderr=True), transient=True)

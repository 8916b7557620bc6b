"""The drop folder: every CSV or JSONL file put there is read, then put away."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from connectors.drop_folder.look import (
    KnownFile,
    Lying,
    Settling,
    look,
    read_drop_cursor,
    write_drop_cursor,
)
from connectors.drop_folder.refusals import forbidden, refusal_letter, unknown_ending
from connectors.drop_folder.shelf import Shelves
from connectors.table.opening import FORMATS
from connectors.table.reader import TableReader, shown_name
from connectors.table.settings import SettingsReader, TableOptions, read_options
from vigie.context import Context
from vigie.errors import InvalidInput
from vigie.page import Page
from vigie.say import Say

#: Files read at one look; the next look, at once, puts them away and takes the others.
_AT_ONCE: Final = 100
_ENDINGS: Final = (*FORMATS, ".txt")


class DropFolderConnector:
    """Reads the files of a folder, oldest first.

    A file is put away only once its posts are durable. What proves it is the cursor: the next
    call of `pages` is given the last one saved, and a file that this cursor says is finished
    goes to the folder « lus », or to « refusés » with the reason beside it. A stop at any
    moment leaves the file where it is; the next start goes on at its first record not saved.
    A file to which lines were added meanwhile is read further; one replaced is read anew.

    Args:
        name: the source's name; ids must be unique among all files dropped.
        folder: where files are dropped; it is made, with its shelves, when missing.
        shelves: where its files go afterwards.
        options: how the files are read.
        every: seconds between two looks.
        settle: seconds during which a file must not have changed.
        context: the house's services.

    Raises:
        ConfigurationError: a folder cannot be made.
    """

    def __init__(
        self,
        name: str,
        folder: Path,
        shelves: Shelves,
        *,
        options: TableOptions,
        every: int,
        settle: int,
        context: Context,
    ) -> None:
        self._name = name
        self._folder = folder
        self._shelves = shelves
        self._any_ending = options.format != "auto"
        self._every = timedelta(seconds=every)
        self._soon = timedelta(seconds=min(every, settle))
        self._settling = Settling(settle)
        self._context = context
        self._reader = TableReader(name, options, context, follow=False)
        shelves.make(name, folder)

    @property
    def name(self) -> str:
        """Name of the source, unique in the installation."""
        return self._name

    async def pages(self, cursor: bytes | None) -> AsyncIterator[Page]:
        """Put away what `cursor` says is finished, then yield the pages of the other files.

        The last page holds no event; its `next_at` is the next look: at once when files were
        read, so that they are put away.
        """
        known = read_drop_cursor(cursor)
        try:
            files, note = await asyncio.to_thread(self._tidy, known)
        except OSError as error:
            yield self._last(known, self._every, failure=self._trouble(self._folder, error))
            return
        waiting = [f for f in files if f.name not in known or not known[f.name].is_done(f)]
        settled = self._settling.settled(waiting, self._context.clock.now())
        failure = None
        for file in settled[:_AT_ONCE]:
            try:
                async with aclosing(self._pages_of(file, known)) as pages:
                    async for page in pages:
                        yield page
            except FileNotFoundError:  # taken away by whoever had dropped it
                known.pop(file.name, None)
            except OSError as error:  # the machine's trouble rather than the file's
                failure = self._trouble(file.path(self._folder), error)
        wait = self._every if failure or not waiting else self._soon
        if settled and not failure:
            wait = timedelta(0)
        yield self._last(known, wait, failure=failure, note=note)

    def _tidy(self, known: dict[str, KnownFile]) -> tuple[list[Lying], str | None]:
        """Put away what is done; return what still lies there, and what could not be moved."""
        files = look(self._folder)
        for name in set(known) - {file.name for file in files}:
            del known[name]
        left, note = [], None
        for file in files:
            about = known.get(file.name)
            if about is None or not about.is_done(file):
                left.append(file)
                continue
            try:
                self._shelves.take(file.path(self._folder), about.why)
                del known[file.name]
            except OSError as error:
                left.append(file)
                note = self._trouble(file.path(self._folder), error)
        return left, note

    async def _pages_of(
        self, file: Lying, known: dict[str, KnownFile]
    ) -> AsyncGenerator[Page, None]:
        path = file.path(self._folder)
        if not self._any_ending and path.suffix.lower() not in _ENDINGS:
            yield self._refusal(file, known, unknown_ending(path, _ENDINGS))
            return
        while True:
            about = known.get(file.name)
            cursor = about.cursor if about else None
            try:
                read = await asyncio.to_thread(self._reader.read, path, cursor)
            except InvalidInput as error:
                yield self._refusal(file, known, error.say)
                return
            except PermissionError:
                yield self._refusal(file, known, forbidden())
                return
            found = read.cursor.file
            known[file.name] = KnownFile(
                name=os.fsencode(file.name),
                size=found.size,
                modified=found.modified,
                cursor=read.cursor,
            )
            yield Page(
                source=self._name,
                cursor=write_drop_cursor(known),
                events=read.events,
                rejected=read.rejected,
            )
            if read.cursor.finished:
                return

    def _refusal(self, file: Lying, known: dict[str, KnownFile], problem: Say) -> Page:
        """Return the page that tells of a file refused whole; it is moved at the next look."""
        name, why = os.fsencode(file.name), problem.to(self._context.language)
        known[file.name] = KnownFile(name=name, size=file.size, modified=file.modified, why=why)
        letter = refusal_letter(self._name, file, why, self._context.clock.now())
        return Page(source=self._name, cursor=write_drop_cursor(known), rejected=(letter,))

    def _last(
        self,
        known: dict[str, KnownFile],
        wait: timedelta,
        *,
        failure: str | None = None,
        note: str | None = None,
    ) -> Page:
        return Page(
            source=self._name,
            cursor=write_drop_cursor(known),
            next_at=self._context.clock.now() + wait,
            state="failing" if failure else "working",
            note=failure or note,
        )

    def _trouble(self, path: Path, error: OSError) -> str:
        why, name = os.strerror(error.errno or 0), shown_name(path)
        return Say(
            f"« {name} » ne peut pas être lu ou rangé : {why}.",
            f"“{name}” cannot be read or put away: {why}.",
        ).to(self._context.language)


def build(settings: Mapping[str, Any], context: Context) -> DropFolderConnector:
    """Build the connector of kind "drop_folder".

    Args:
        settings: name, folder (relative to the installation's folder), and optionally done
            (« lus » in the folder by default), refused (« refusés »), every (seconds between
            two looks, 30 by default), settle (5 by default), and the options of "import".
        context: the house's services.

    Raises:
        ConfigurationError: everything wrong in the settings, or a folder cannot be made.
    """
    reader = SettingsReader(settings)
    folder = context.home / reader.text("folder", required=True)
    done, refused = reader.text("done"), reader.text("refused")
    every = reader.number("every", 30, low=1, high=86_400)
    settle = reader.number("settle", 5, low=0, high=3_600)
    options = read_options(reader, context)
    reader.finish()
    shelves = Shelves(
        done=context.home / done if done else folder / "lus",
        refused=context.home / refused if refused else folder / "refusés",
        language=context.language,
    )
    return DropFolderConnector(
        reader.name,
        folder,
        shelves,
        options=options,
        every=every,
        settle=settle,
        context=context,
    )

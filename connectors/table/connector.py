"""The import connector: one CSV or JSONL file → pages of posts, resumable at any byte."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

from connectors.table.cursor import read_cursor, write_cursor
from connectors.table.reader import TableReader
from connectors.table.settings import SettingsReader, TableOptions, read_options
from vigie.context import Context
from vigie.errors import ConfigurationError, InvalidInput
from vigie.page import Page
from vigie.say import Say


class TableConnector:
    """Reads one file, once; asked again, it reads what was added to it since.

    A page depends on the file and on the cursor alone, so that reading goes on after a stop
    at any moment, at the record after the last durable one. A file replaced by another is
    read from its beginning. Ids must be unique in the file; editions share their post's id.

    Args:
        name: the source's name.
        path: the file.
        options: how it is read.
        context: the house's services.

    Raises:
        ConfigurationError: the file cannot be read, is empty or has no usable header.
    """

    def __init__(self, name: str, path: Path, options: TableOptions, context: Context) -> None:
        self._name = name
        self._path = path
        self._language = context.language
        self._reader = TableReader(name, options, context)
        try:
            self._reader.check(path)
        except (InvalidInput, OSError) as error:
            raise ConfigurationError([_unusable(name, path, _reason(error))]) from error

    @property
    def name(self) -> str:
        """Name of the source, unique in the installation."""
        return self._name

    @property
    def size(self) -> int:
        """Size of the file in bytes, 0 when it is gone."""
        try:
            return self._path.stat().st_size
        except OSError:
            return 0

    def progress(self, cursor: bytes) -> tuple[int, int]:
        """Return how many bytes were read at `cursor`, and how many there are."""
        known = read_cursor(cursor)
        return (known.file.offset, known.file.size) if known else (0, self.size)

    async def pages(self, cursor: bytes | None) -> AsyncIterator[Page]:
        """Yield the pages after `cursor`; at least one, the last without `next_at`.

        The file is open only while a page is read, in a thread, so that nothing is held
        between pages and the event loop never waits for the disk.
        """
        known = read_cursor(cursor)
        while True:
            try:
                read = await asyncio.to_thread(self._reader.read, self._path, known)
            except (InvalidInput, OSError) as error:
                note = _unusable(self._name, self._path, _reason(error)).to(self._language)
                yield Page(source=self._name, cursor=cursor or b"", state="stopped", note=note)
                return
            known = read.cursor
            cursor = write_cursor(known)
            yield Page(source=self._name, cursor=cursor, events=read.events, rejected=read.rejected)
            if known.finished:
                return


def build(settings: Mapping[str, Any], context: Context) -> TableConnector:
    """Build the connector of kind "import".

    Args:
        settings: name, file (relative to the installation's folder), and optionally format
            ("auto", "jsonl", "csv"), encoding ("auto" or a codec), delimiter ("auto" or a
            character), columns (field → column name), export ("auto", "none" or a tool),
            own, timezone (IANA), page_size.
        context: the house's services.

    Raises:
        ConfigurationError: everything wrong in the settings, or the file is not usable.
    """
    reader = SettingsReader(settings)
    file = reader.text("file", required=True)
    options = read_options(reader, context)
    reader.finish()
    return TableConnector(reader.name, context.home / file, options, context)


def _reason(error: InvalidInput | OSError) -> Say:
    if isinstance(error, InvalidInput):
        return error.say
    if isinstance(error, FileNotFoundError):
        return Say("le fichier n’existe pas.", "the file does not exist.")
    if isinstance(error, PermissionError):
        return Say(
            "le fichier ne peut pas être lu ; vérifiez ses permissions.",
            "the file may not be read; check its permissions.",
        )
    return Say("ce n’est pas un fichier lisible.", "this is not a readable file.")


def _unusable(name: str, path: Path, why: Say) -> Say:
    return Say(f"source « {name} » : {path} : {why.fr}", f"source “{name}”: {path}: {why.en}")

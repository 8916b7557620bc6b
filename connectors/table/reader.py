"""Reads one page of a table's file: a function of the file, the cursor and the clock alone."""

from __future__ import annotations

from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from connectors.markup import one_line
from connectors.table.cursor import TableCursor, mark
from connectors.table.lines import Line
from connectors.table.opening import Opened, open_file, open_table
from connectors.table.post import EventMaker
from connectors.table.records import Record
from connectors.table.settings import TableOptions
from vigie.context import Context
from vigie.dead_letter import DeadLetter
from vigie.errors import InvalidInput
from vigie.post import Event
from vigie.say import Say

#: A page ends after so many bytes too, so that blank or hostile files are left at times.
_PAGE_BYTES: Final = 1 << 23


class Read(NamedTuple):
    """What one page brought, and where reading stands."""

    events: tuple[Event, ...]
    rejected: tuple[DeadLetter, ...]
    cursor: TableCursor


class TableReader:
    """Reads the files of one source; keeps nothing between pages.

    Args:
        name: the source's name.
        options: how its files are read.
        context: gives the clock, the pseudonyms and the language of sentences.
        follow: whether a file may be a symbolic link.
    """

    def __init__(
        self, name: str, options: TableOptions, context: Context, *, follow: bool = True
    ) -> None:
        self._name = name
        self._options = options
        self._context = context
        self._follow = follow
        self._events = EventMaker(name, context, own=options.own, zone=options.zone)

    def check(self, path: Path) -> None:
        """Read a file's beginning; raises what `read` raises."""
        with open_file(path, follow=self._follow) as stream:
            open_table(path, stream, None, self._options)

    def read(self, path: Path, cursor: TableCursor | None) -> Read:
        """Read the page after `cursor`, from the beginning if the file is another one now.

        Blocks on the disk for as long as one page takes; memory does not grow with the file.
        Where lines were added at the end of a file already read, only they are read.

        Raises:
            InvalidInput: nothing in the file can be used: it is empty or has no usable header.
            OSError: the file is gone, not a plain file, or may not be read.
        """
        with open_file(path, follow=self._follow) as stream:
            opened = open_table(path, stream, cursor, self._options)
            return self._page(path, stream, opened)

    def _page(self, path: Path, stream: BinaryIO, opened: Opened) -> Read:
        events: list[Event] = []
        rejected: list[DeadLetter] = []
        offset, number, growing = opened.offset, opened.number, None
        while (
            len(events) + len(rejected) < self._options.page_size
            and offset - opened.offset < _PAGE_BYTES
            and (found := opened.records.next()) is not None
        ):
            record, last = found
            offset, number = last.end, last.number + 1
            growing = _growing(record, last)
            if record is not None:
                told = self._told(record, path, opened.prefix)
                if isinstance(told, DeadLetter):
                    rejected.append(told)
                else:
                    events.append(told)
        before = opened.cursor
        now = TableCursor(
            file=mark(stream, opened.found, offset),
            number=number,
            growing=growing,
            codec=opened.encoding.codec,
            delimiter=opened.delimiter,
            options=self._options.digest(),
            records=len(events) + (before.records if before else 0),
            rejected=len(rejected) + (before.rejected if before else 0),
            unclosed=opened.records.unclosed,
        )
        return Read(tuple(events), tuple(rejected), now)

    def _told(self, record: Record, path: Path, prefix: bytes) -> Event | DeadLetter:
        problem = record.problem
        if record.row is not None:
            try:
                return self._events.event(record.row, self._context.clock.now())
            except InvalidInput as error:
                problem = error.say
        return self._letter(record, path, prefix, problem or Say("illisible.", "unreadable."))

    def _letter(self, record: Record, path: Path, prefix: bytes, problem: Say) -> DeadLetter:
        language = self._context.language
        line = Say("ligne", "line").to(language)
        place = f"{self._name}\n{path.name}\n{record.number}\n".encode("utf-8", "surrogateescape")
        return DeadLetter(
            id=blake2b(place + record.raw, digest_size=16).hexdigest(),
            stage="import",
            source=self._name,
            where=f"{shown_name(path)}:{line} {record.number}",
            why=problem.to(language),
            at=self._context.clock.now(),
            raw=(prefix + record.raw)[: DeadLetter.RAW_LIMIT],
        )


def shown_name(path: Path) -> str:
    """Return a file's name fit to be shown: on one line, without reading-direction marks."""
    return one_line(path.name, 120, is_markup=False)


def _growing(record: Record | None, last: Line) -> tuple[int, int] | None:
    if last.closed:
        return None
    return (record.start, record.number) if record else (last.start, last.number)

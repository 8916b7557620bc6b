"""What lies in a drop folder, and what is already known of it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from connectors.table.cursor import TableCursor, is_sound

_UNFINISHED: Final = (".part", ".partial", ".filepart", ".tmp", ".crdownload", ".download", "~")


class Lying(NamedTuple):
    """A plain file in the folder, as one look found it."""

    name: str
    size: int
    modified: int  # nanoseconds since 1970

    def path(self, folder: Path) -> Path:
        """Return where it lies."""
        return folder / self.name


class KnownFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file begun, read or refused, that still lies in the folder.

    Attributes:
        name: as bytes, since a file's name need not be text.
        size, modified: what it was; when it differs, the file is read (further) again.
        why: the sentence by which it was refused, None when it is read.
        cursor: where reading stands.
    """

    name: bytes
    size: int
    modified: int
    why: str | None = None
    cursor: TableCursor | None = None

    def is_done(self, now: Lying) -> bool:
        """Tell whether there is nothing more to read in the file as it is now."""
        same = (self.size, self.modified) == (now.size, now.modified)
        finished = self.why is not None or (self.cursor is not None and self.cursor.finished)
        return same and finished


class DropCursor(msgspec.Struct, frozen=True, kw_only=True):
    """The drop folder's cursor: the known files."""

    files: tuple[KnownFile, ...] = ()

    def known(self) -> dict[str, KnownFile]:
        """Return the known files by name."""
        return {os.fsdecode(file.name): file for file in self.files}


_decoder = msgspec.json.Decoder(DropCursor)


def read_drop_cursor(data: bytes | None) -> dict[str, KnownFile]:
    """Read a cursor back; what is not one knows nothing, and files are read anew."""
    try:
        known = _decoder.decode(data).known() if data else {}
    except (msgspec.DecodeError, UnicodeDecodeError):
        return {}
    return {name: file for name, file in known.items() if not file.cursor or is_sound(file.cursor)}


def write_drop_cursor(known: Mapping[str, KnownFile]) -> bytes:
    """Return the cursor as JSON."""
    return msgspec.json.encode(DropCursor(files=tuple(known.values())))


def look(folder: Path) -> list[Lying]:
    """List the plain files that someone dropped, oldest first.

    Hidden files, those that a transfer is still writing by their name, folders, pipes and
    symbolic links are passed over. Raises `OSError` when the folder cannot be listed.
    """
    found: list[Lying] = []
    with os.scandir(folder) as entries:
        for entry in entries:
            hidden = entry.name.startswith(".") or entry.name.lower().endswith(_UNFINISHED)
            if hidden or not entry.is_file(follow_symlinks=False):
                continue
            try:
                about = entry.stat(follow_symlinks=False)
            except FileNotFoundError:  # taken away meanwhile
                continue
            found.append(Lying(entry.name, about.st_size, about.st_mtime_ns))
    return sorted(found, key=lambda file: (file.modified, file.name))


class Settling:
    """Tells which files are no longer being written.

    A file is taken when it was last modified at least `seconds` ago, or when looks that far
    apart found it the same: a copy may keep a date in the past or in the future.
    """

    def __init__(self, seconds: int) -> None:
        self._seconds = seconds
        self._first_seen: dict[Lying, datetime] = {}

    def settled(self, files: list[Lying], now: datetime) -> list[Lying]:
        """Return the files that may be read now."""
        self._first_seen = {file: self._first_seen.get(file, now) for file in files}
        return [file for file in files if self._is_still(file, now)]

    def _is_still(self, file: Lying, now: datetime) -> bool:
        age = now.timestamp() - file.modified / 1e9
        watched = (now - self._first_seen[file]).total_seconds()
        return max(age, watched) >= self._seconds

"""Puts files of a drop folder away: never over another, never through a symbolic link."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from vigie.errors import ConfigurationError
from vigie.say import Say

_REASON = ".raison.txt"
_LONGEST_NAME = 240  # bytes; most file systems refuse names over 255
_LONGEST_NUMBERED = 200  # leaves room for the reason's own ending


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelves:
    """The two folders where files go, on the drop folder's own disk by preference."""

    done: Path
    refused: Path
    language: str

    def make(self, source: str, folder: Path) -> None:
        """Make the drop folder and both shelves; raises `ConfigurationError`."""
        folders = (folder, self.done, self.refused)
        problems = [problem for each in folders if (problem := _make(source, each))]
        if len(set(folders)) < len(folders):
            problems.append(
                Say(
                    f"source « {source} » : « folder », « done » et « refused » doivent différer.",
                    f"source “{source}”: folder, done and refused must differ.",
                )
            )
        if problems:
            raise ConfigurationError(problems)

    def take(self, file: Path, why: str | None) -> Path:
        """Put a file read away, or one refused with the sentence that says why."""
        if why is None:
            return put_away(file, self.done)
        advice = Say(
            "Corrigez le fichier, puis déposez-le de nouveau.",
            "Mend the file, then drop it again.",
        )
        return put_away(file, self.refused, f"{why}\n{advice.to(self.language)}")


def put_away(file: Path, shelf: Path, why: str | None = None) -> Path:
    """Move `file` into `shelf` and return where it is now.

    A file of the same name that is there already is kept: this one gets a number. The move is
    one step on the same disk; to another disk the file is copied, then removed.

    Args:
        file: what to move.
        shelf: a folder, made when it is missing.
        why: one sentence, written beside the file when it is refused.

    Raises:
        OSError: the file or the shelf is gone, or may not be written.
    """
    shelf.mkdir(exist_ok=True)
    if shelf.is_symlink():  # whoever may write in the folder could send files anywhere
        raise NotADirectoryError(errno.ENOTDIR, "a symbolic link", str(shelf))
    place = _reserve(shelf, file)
    try:
        _move(file, place)
    except OSError:
        place.unlink(missing_ok=True)
        raise
    if why is not None:
        _write_beside(place, why)
    return place


def _make(source: str, folder: Path) -> Say | None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        next(folder.iterdir(), None)
    except OSError as error:
        why = os.strerror(error.errno or 0)
        return Say(
            f"source « {source} » : le dossier {folder} n’est pas utilisable : {why}.",
            f"source “{source}”: the folder {folder} cannot be used: {why}.",
        )
    return None


def _reserve(shelf: Path, file: Path) -> Path:
    """Create an empty file under the first free name, which nobody else can then take."""
    file.lstat()  # raises before anything is made when there is nothing to move
    for name in _names(file):
        try:
            os.close(os.open(shelf / name, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o640))
        except FileExistsError:
            continue
        return shelf / name
    raise AssertionError("names never end")


def _names(file: Path) -> Iterator[str]:
    yield file.name
    number = 2
    while True:
        yield _fitting(file.stem, f"-{number}{file.suffix[:20]}", _LONGEST_NUMBERED)
        number += 1


def _move(file: Path, place: Path) -> None:
    try:
        file.replace(place)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        shutil.copy2(file, place, follow_symlinks=False)
        file.unlink()


def _write_beside(place: Path, why: str) -> None:
    flags = os.O_CREAT | os.O_TRUNC | os.O_WRONLY | os.O_NOFOLLOW
    beside = place.with_name(_fitting(place.name, _REASON, _LONGEST_NAME))
    with os.fdopen(os.open(beside, flags, 0o640), "w", encoding="utf-8") as reason:
        reason.write(why + "\n")


def _fitting(name: str, end: str, limit: int) -> str:
    while len(os.fsencode(name + end)) > limit:
        name = name[:-1]
    return name + end

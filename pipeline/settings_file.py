"""Adds a source to `vigie.toml`, leaving the rest as the person wrote it."""

from __future__ import annotations

import os
import re
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Final

from pipeline.first_settings import quoted
from pipeline.settings import FILE_NAME, read_text
from pipeline.source_block import TO_FILL_IN, Block
from vigie.errors import ConfigurationError
from vigie.say import Say

_PARAGRAPH: Final = re.compile(r"(?:\r?\n){2,}")


def check(home: Path, added: Block) -> str:
    """Return what the settings will be with the block; they are not touched.

    Raises:
        ConfigurationError: they would not be right any more.
    """
    path = home / FILE_NAME
    after = with_block(path.read_bytes().decode("utf-8"), added)
    read_text(path, after)
    return after


def save(home: Path, added: Block) -> None:
    """Write the settings with the block, whole or not at all.

    A block of the same name that was left to be filled in gives way to it. The folder of the
    secrets that it names is made, if it is the installation's own.

    Raises:
        ConfigurationError: they would not be right any more, or cannot be written; they are
            left as they were.
    """
    after = check(home, added)
    path = (home / FILE_NAME).resolve()
    try:
        if any(each.file.startswith("secrets/") for each in added.secrets):
            _make_for_the_owner(home / "secrets", home)
        _replace(path, after.encode("utf-8"))
    except OSError as error:
        raise ConfigurationError([_unwritten(path, error)]) from error


def with_block(text: str, added: Block) -> str:
    """Return the settings with the block at their end. Pure."""
    kept = _without_draft(text, str(added.settings["name"]))
    return f"{kept.rstrip()}\n\n{added.text}"


def _without_draft(text: str, name: str) -> str:
    """Return the settings without what an earlier `source add` left to be filled in."""
    named = f"# name = {quoted(name)}"
    start = 0
    for gap in [*_PARAGRAPH.finditer(text), None]:
        end = gap.start() if gap else len(text)
        lines = text[start:end].splitlines()
        draft = bool(lines) and lines[0].startswith((TO_FILL_IN.fr, TO_FILL_IN.en))
        if draft and named in lines and all(line.startswith("#") for line in lines):
            return text[:start] + text[gap.end() if gap else end :]
        start = gap.end() if gap else end
    return text


def _make_for_the_owner(folder: Path, home: Path) -> None:
    """Make a folder that the installation's own account alone reads, whoever runs this."""
    if not folder.is_dir():
        folder.mkdir(mode=0o700)
        owner = home.stat()
        with suppress(PermissionError):
            os.chown(folder, owner.st_uid, owner.st_gid)


def _replace(path: Path, data: bytes) -> None:
    """Write a file at one go; in place where that cannot be, as a container's mount."""
    kept = path.stat()
    try:
        handle, other = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError:
        path.write_bytes(data)
        return
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        # Another account's file stays that account's.
        os.chown(other, kept.st_uid, kept.st_gid)
        Path(other).chmod(kept.st_mode & 0o7777)
        Path(other).replace(path)
    except OSError:
        Path(other).unlink(missing_ok=True)
        path.write_bytes(data)


def _unwritten(path: Path, error: OSError) -> Say:
    why = os.strerror(error.errno or 0)
    return Say(
        f"{path} ne peut pas être écrit : {why}. Rien n’a changé.",
        f"{path} cannot be written: {why}. Nothing has changed.",
    )

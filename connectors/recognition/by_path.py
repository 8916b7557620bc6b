"""Files and folders of this machine that can be read."""

from __future__ import annotations

from pathlib import Path
from typing import Final
from urllib.parse import unquote

from connectors.recognition.recognised import Recognised
from connectors.recognition.source_notes import PUT_AWAY
from connectors.table.opening import FORMATS

_FILES: Final = frozenset((*FORMATS, ".txt"))


def known_path(address: str, home: Path) -> Recognised | None:
    """Return what a path of this machine is, None when it is none that is there.

    A bare word that happens to be a folder's name is a folder. Blocks for a look at the disk.

    Args:
        address: as a person writes it, from the current folder.
        home: the installation's folder, where paths in settings start.
    """
    written = address.strip()
    if written.startswith("file://"):
        written = unquote(written.removeprefix("file://"))
    try:
        path = Path(written).expanduser().absolute()
        if written and path.is_dir():
            folder = {"folder": _from(path, home)}
            return Recognised(kind="drop_folder", settings=folder, note=PUT_AWAY)
        if path.suffix.lower() in _FILES and path.is_file():
            return Recognised(kind="import", settings={"file": _from(path, home)})
    except (OSError, ValueError, RuntimeError):
        return None  # too long, a zero byte, no such user: no path
    return None


def _from(path: Path, home: Path) -> str:
    return str(path.relative_to(home) if path.is_relative_to(home) else path)

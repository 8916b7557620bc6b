"""The journal of what was done with people's data on request: who, what, when; never the text."""

from __future__ import annotations

import getpass
import json
import os
from datetime import datetime
from pathlib import Path
from typing import Any, Final

#: In the installation's folder; one JSON object a line, only ever added to.
JOURNAL: Final = Path("journal") / "privacy.jsonl"


def note(home: Path, at: datetime, act: str, **facts: int | str | bool) -> None:
    """Add one line, durable when this returns.

    GDPR, art. 5(2) (accountability); Loi 25 (RLRQ c. A-2.1, a. 67.3: a register of
    communications): that a request was answered must be shown without keeping what it was about.

    Args:
        home: the installation's folder.
        at: when.
        act: "export", "erase", "rotate_key" or "forget_former_keys".
        facts: counts and ids; never a name, an address or a text.
    """
    path = home / JOURNAL
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    line = {"at": at.isoformat(timespec="seconds"), "by": _account(), "act": act, **facts}
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "a", encoding="utf-8") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")
        file.flush()
        os.fsync(handle)


def read(home: Path) -> list[dict[str, Any]]:
    """Return the journal, oldest first; a line cut by a machine that stopped is left out."""
    try:
        lines = (home / JOURNAL).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []
    return [json.loads(line) for line in lines if line.endswith("}")]


def _account() -> str:
    """Return the machine's account that ran the command; its number where it has no name."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())

"""Which files of a corpus are for what."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from vigie.errors import ConfigurationError
from vigie.say import Say

_ROW: Final = re.compile(r"^\| `(slices/[\w-]+\.jsonl)` \| \d+ \| (\w+) \|", re.MULTILINE)


def files_for(corpus: Path, use: str) -> list[Path]:
    """Return the files that the datasheet (README.md) gives to a use: train, test or week.

    A folder without a datasheet is all for training.

    Raises:
        ConfigurationError: there is no such folder, or nothing for this use.
    """
    sheet = corpus / "README.md"
    if sheet.is_file():
        rows = _ROW.findall(sheet.read_text("utf-8"))
        found = sorted(corpus / name for name, told in rows if told == use)
    else:
        found = sorted((corpus / "slices").glob("*.jsonl")) if use == "train" else []
    if not found:
        raise ConfigurationError(
            [Say(f"{corpus} : rien à lire ({use}).", f"{corpus}: nothing to read ({use}).")]
        )
    return found

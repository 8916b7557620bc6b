"""The files of the corpus, line by line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

CORPUS: Final = Path(__file__).parents[1] / "corpus"


def slices() -> list[Path]:
    """Return the slices, in the order of their names."""
    return sorted((CORPUS / "slices").glob("*.jsonl"))


def lines(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the object of each line."""
    for line in path.read_text("utf-8").splitlines():
        yield json.loads(line)

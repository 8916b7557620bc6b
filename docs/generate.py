"""Writes what the documentation holds that the code already knows: the wire form's schemas."""

from __future__ import annotations

import json
from pathlib import Path

from vigie.codec import schemas

FOLDER = Path(__file__).parent / "schemas"


def documents() -> dict[Path, str]:
    """Return each generated file with its text."""
    return {
        FOLDER / f"{kind}.json": json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
        for kind, schema in schemas().items()
    }


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for path, text in documents().items():
        path.write_text(text, encoding="utf-8")

"""The example of a kind of source in docs/sources.md, as settings."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

_PAGE = Path(__file__).parents[2] / "docs" / "sources.md"


def documented(kind: str) -> dict[str, Any]:
    """Return the settings of the first example under a kind's heading, without `kind`."""
    section = _PAGE.read_text("utf-8").partition(f"\n## `{kind}`\n")[2]
    example = re.search(r"```toml\n(.*?)```", section, re.DOTALL)
    assert example is not None
    (settings,) = tomllib.loads(example.group(1))["source"]
    assert settings.pop("kind") == kind
    return dict(settings)

"""Cells that a spreadsheet shows as they are."""

from __future__ import annotations

from typing import Any, Final

#: A cell that starts so is a formula to a spreadsheet (OWASP, CSV Injection).
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠")


def safe_cell(value: Any) -> Any:
    """Return a cell that no spreadsheet takes for a formula: an apostrophe goes before it."""
    if isinstance(value, str) and value.lstrip(" ").startswith(_FORMULA):
        return "'" + value
    return value

"""Processes whose wall clock is wrong, by libfaketime."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

HOUR = 3_600


def ahead(seconds: int) -> dict[str, str]:
    """Return the environment of a process whose wall clock is so many seconds ahead."""
    found = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
    if not found:
        pytest.skip("libfaketime is not installed (apt install faketime)")
    return {
        "LD_PRELOAD": str(found[0]),
        "FAKETIME": f"{seconds:+d}",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }


def until_next_month() -> int:
    """Return the seconds until the next month begins, when new indices do."""
    now = datetime.now(UTC)
    following = datetime(now.year + now.month // 12, now.month % 12 + 1, 1, tzinfo=UTC)
    return round((following - now).total_seconds())

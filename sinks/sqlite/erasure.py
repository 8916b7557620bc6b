"""Erasing mentions at someone's request, so that no byte of them stays in the file."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from sinks.sqlite import residue
from sinks.sqlite.tombstones import bury
from sinks.sqlite.transactions import writing
from vigie.batch import Gone


def erase(connection: sqlite3.Connection, mentions: Sequence[str], at: datetime) -> int:
    """Remove mentions, leave tombstones, clear the file; return how many there were."""
    with writing(connection):
        count = bury(connection, [Gone(mention=mention, at=at) for mention in mentions], at)
    residue.clear(connection)
    return count

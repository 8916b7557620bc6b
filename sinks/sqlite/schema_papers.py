"""The table of the team's papers, as the fourth version made it."""

from __future__ import annotations

from typing import Final

VERSION_4: Final = """
CREATE TABLE papers (
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    town TEXT NOT NULL,
    about TEXT NOT NULL,
    at INTEGER NOT NULL,
    expires_at INTEGER,
    version INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (kind, key)
) WITHOUT ROWID;
CREATE INDEX papers_by_age ON papers (kind, at DESC, key);
CREATE INDEX papers_about ON papers (about, kind, at DESC) WHERE about != '';
CREATE INDEX papers_ending ON papers (expires_at) WHERE expires_at IS NOT NULL;
"""

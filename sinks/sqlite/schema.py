"""The tables of the embedded store, as the first version made them, and what came since.

A mention is three rows of one number: `mentions` holds what is filtered, sorted and counted,
narrow so that a count reads little; `documents` the record's wire form; `words` (FTS5,
contentless: the text is kept once, in the document) the stems. A person's review has a table
of its own, which re-processing never touches.

`placed_at` is the `published_at` of the first sighting. Results are sorted by it, because
feeds change their dates: an edition may not jump over the page that someone is reading.
Addresses, authors and posts answered are kept as 64-bit hashes, for look-ups by equality only.
A signature gets a new number whenever it changes, so that `neighbours` can ask for what is new.
"""

from __future__ import annotations

from typing import Final

from vigie.query import FIELDS

#: « VIGI », so that `file` and the next opening know whose database it is.
APPLICATION_ID: Final = 0x56494749

#: The columns of `mentions` that hold the fields in force, one each.
FIELD_COLUMNS: Final = FIELDS

_FIELDS = "".join(f"    {name} TEXT,\n" for name in FIELD_COLUMNS)

VERSION_1: Final = f"""
CREATE TABLE mentions (
    row INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    placed_at INTEGER NOT NULL,
    published_at INTEGER NOT NULL,
    first_seen INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    address INTEGER,
    author INTEGER,
    answered INTEGER,
{_FIELDS.rstrip().rstrip(",")}
);
CREATE INDEX mentions_by_place ON mentions (placed_at);
CREATE INDEX mentions_by_address ON mentions (address) WHERE address IS NOT NULL;
CREATE INDEX mentions_by_author ON mentions (author) WHERE author IS NOT NULL;
CREATE INDEX mentions_by_answered ON mentions (answered) WHERE answered IS NOT NULL;

CREATE TABLE documents (
    row INTEGER PRIMARY KEY REFERENCES mentions (row) ON DELETE CASCADE,
    body BLOB NOT NULL
);

CREATE VIRTUAL TABLE words USING fts5 (fr, en, content = '', tokenize = 'ascii');

CREATE TABLE signatures (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    row INTEGER NOT NULL UNIQUE REFERENCES mentions (row) ON DELETE CASCADE,
    signature BLOB NOT NULL
        CHECK (length(signature) BETWEEN 4 AND 256 AND length(signature) % 4 = 0)
);

CREATE TABLE reviews (
    mention TEXT PRIMARY KEY REFERENCES mentions (id) ON DELETE CASCADE,
    version INTEGER NOT NULL,
    body BLOB NOT NULL
) WITHOUT ROWID;

CREATE TABLE tombstones (
    mention TEXT PRIMARY KEY,
    town TEXT,
    source TEXT,
    deleted_at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE purged_authors (
    pseudonym TEXT PRIMARY KEY,
    purged_at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE sources (
    source TEXT PRIMARY KEY,
    cursor BLOB NOT NULL,
    state TEXT NOT NULL,
    asked_at INTEGER NOT NULL,
    heard_at INTEGER,
    next_at INTEGER,
    note TEXT,
    failures INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE tallies (
    source TEXT NOT NULL,
    outcome TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (source, outcome)
) WITHOUT ROWID;

CREATE TABLE dead_letters (
    row INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    at INTEGER NOT NULL,
    body BLOB NOT NULL
);
CREATE INDEX dead_letters_by_age ON dead_letters (at);

CREATE TABLE deliveries (
    row INTEGER PRIMARY KEY,
    alert TEXT NOT NULL,
    target TEXT NOT NULL,
    mention TEXT NOT NULL,
    raised_at INTEGER NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    leased_until INTEGER,
    settled_at INTEGER,
    last_error TEXT,
    body BLOB NOT NULL,
    UNIQUE (alert, target)
);
CREATE INDEX deliveries_by_mention ON deliveries (mention);
CREATE INDEX deliveries_by_age ON deliveries (raised_at);
CREATE INDEX deliveries_due ON deliveries (due_at) WHERE state = 'pending';

CREATE TABLE disabled_targets (
    target TEXT PRIMARY KEY,
    why TEXT NOT NULL,
    disabled_at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE notes (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;
"""

#: What is remembered of a source besides its cursor: when it answered and failed, its rhythm,
#: its holes, what was made of it (JSON). What is known of the past is carried over.
VERSION_2: Final = """
ALTER TABLE sources ADD COLUMN since INTEGER;
ALTER TABLE sources ADD COLUMN answered_at INTEGER;
ALTER TABLE sources ADD COLUMN arrived_at INTEGER;
ALTER TABLE sources ADD COLUMN failed_at INTEGER;
ALTER TABLE sources ADD COLUMN error TEXT;
ALTER TABLE sources ADD COLUMN rhythm BLOB;
ALTER TABLE sources ADD COLUMN missed BLOB;
ALTER TABLE sources ADD COLUMN figures BLOB;
ALTER TABLE sources ADD COLUMN watched BLOB;
UPDATE sources SET
    since = asked_at,
    arrived_at = heard_at,
    answered_at = CASE WHEN state = 'working' THEN asked_at ELSE heard_at END,
    failed_at = CASE WHEN state <> 'working' THEN asked_at END,
    error = CASE WHEN state <> 'working' THEN note END;
"""

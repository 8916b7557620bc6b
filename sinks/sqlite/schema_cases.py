"""The tables of the cases handed to the front door, as the third version made them.

`body` is the case's wire form; the columns beside it are what is looked up. `case_posts` tells
which cases a mention is in, so that it leaves them when it is erased.
"""

from __future__ import annotations

from typing import Final

VERSION_3: Final = """
CREATE TABLE cases (
    reference TEXT PRIMARY KEY,
    state TEXT NOT NULL,
    spoken_of INTEGER NOT NULL,
    touched INTEGER NOT NULL,
    due_at INTEGER,
    leased_until INTEGER,
    body BLOB NOT NULL
);
CREATE INDEX cases_due ON cases (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX cases_by_age ON cases (spoken_of);

CREATE TABLE case_posts (
    mention TEXT NOT NULL,
    reference TEXT NOT NULL REFERENCES cases (reference) ON DELETE CASCADE,
    PRIMARY KEY (mention, reference)
) WITHOUT ROWID;
CREATE INDEX case_posts_by_case ON case_posts (reference);
"""

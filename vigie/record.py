"""A mention with everything known of it: what the stores keep and give back."""

from __future__ import annotations

from datetime import datetime

import msgspec

from vigie.decision import Decision
from vigie.judgement import Judgement
from vigie.mention import Mention
from vigie.review import Review


class Record(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One row of the store.

    Attributes:
        signature: near-duplicate signature of the text (`vigie.signature`);
            None for a text too short to be compared.
        first_seen: when the id was first written; never changes, an edition keeps it.
    """

    mention: Mention
    judgement: Judgement
    decision: Decision
    first_seen: datetime
    signature: bytes | None = None
    review: Review | None = None

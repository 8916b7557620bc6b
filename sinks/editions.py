"""What an edition keeps of the first sighting, whatever store it is written in."""

from __future__ import annotations

from datetime import datetime

import msgspec

from vigie.record import Record


def as_first_seen(record: Record, first_seen: datetime, cluster: str | None) -> Record:
    """Return an edition under the first sighting's date and story."""
    kept = cluster or record.judgement.cluster
    judgement = msgspec.structs.replace(record.judgement, cluster=kept)
    return msgspec.structs.replace(record, judgement=judgement, first_seen=first_seen)

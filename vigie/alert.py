"""An alert, and one delivery of it to one target."""

from __future__ import annotations

from datetime import datetime
from hashlib import blake2b

import msgspec


def source_alert_id(rule: str, source: str, what: str, since: datetime) -> str:
    """Return the id that the same rule always gives for the same trouble of a source."""
    told = f"{rule}\n{source}\n{what}\n{since.timestamp()}"
    digest = blake2b(told.encode("utf-8", "replace"), digest_size=16)
    return f"alert_{digest.hexdigest()}"


def alert_id(rule: str, mention: str, revision: int) -> str:
    """Return the id that the same rule always gives for the same edition of a mention.

    It is the receiver's idempotency key (`webhook-id`), so it survives replays and restarts.
    """
    digest = blake2b(f"{rule}\n{mention}\n{revision}".encode(), digest_size=16)
    return f"alert_{digest.hexdigest()}"


class Alert(msgspec.Struct, frozen=True, kw_only=True):
    """Something the team wants to be told of at once.

    Attributes:
        rule: id of the rule that fired; `reason` says why, `advice` what to do by the policy.
        town: slug of the town that it concerns; "" for a source that is read for several.
        mention: what it is about; "" when it is about a source.
        source: the source that it is about; None when it is about a mention.
        severity: "urgent" goes out at any hour, "normal" and "low" as the rule says.
        summary: the labels that matter and a short masked excerpt; no author, no handle.
        story: id of the story that the mention tells with others, "" when it has none: alerts
            of one story are threaded together.
    """

    id: str
    rule: str
    town: str
    mention: str
    severity: str
    title: str
    reason: str
    advice: str
    raised_at: datetime
    summary: dict[str, str] = {}
    url: str | None = None
    source: str | None = None
    story: str = ""


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """One alert on its way to one target, as the outbox keeps it.

    Attributes:
        state: "pending", "sent", "dead" (given up) or "dropped" (target disabled or erased).
        attempts: tries already made; `due_at` is when the next one may be made.
        last_error: one sentence, without the target's address when that holds a secret; of a
            delivery that was sent, what is not certain of it.
    """

    alert: Alert
    target: str
    state: str = "pending"
    attempts: int = 0
    due_at: datetime
    last_error: str | None = None
    settled_at: datetime | None = None

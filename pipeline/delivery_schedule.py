"""When a delivery that failed is tried again, and when it is given up."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Final

from msgspec.structs import replace

from vigie.alert import Delivery
from vigie.codec import encode
from vigie.dead_letter import DeadLetter
from vigie.errors import Refused, VigieError

#: Seconds to wait before each attempt after the one before (Standard Webhooks, example of
#: retries): ten attempts over 75 h 35 min, long enough for a week-end's outage.
SCHEDULE: Final = (0, 5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400)

#: Waits are lengthened by up to this share, so that alerts which failed together come apart.
JITTER: Final = 0.1


def after_failure(
    delivery: Delivery, error: VigieError, now: datetime, jitter: float, language: str = "fr"
) -> Delivery:
    """Return what becomes of a delivery after one more attempt that failed.

    Args:
        delivery: as it was claimed.
        error: what `Deliverer.deliver` raised; a final refusal is given up at once. A
            `retry_after` longer than the schedule's wait is honoured.
        now: the moment of the failure.
        jitter: share of the wait that is added to it, 0 to `JITTER`.
        language: of the sentence kept in `last_error`.
    """
    attempts = delivery.attempts + 1
    tried = replace(delivery, attempts=attempts, last_error=error.say.to(language))
    if attempts >= len(SCHEDULE) or (isinstance(error, Refused) and error.final):
        return replace(tried, state="dead", settled_at=now)
    asked = getattr(error, "retry_after", None) or 0.0
    wait = max(SCHEDULE[attempts], asked) * (1 + jitter)
    return replace(tried, due_at=now + timedelta(seconds=wait))


def dead_letter(delivery: Delivery, at: datetime) -> DeadLetter:
    """Return the dead letter of a delivery that was given up; the same one each time."""
    key = f"{delivery.target}\n{delivery.alert.id}".encode()
    return DeadLetter(
        id=f"delivery_{blake2b(key, digest_size=16).hexdigest()}",
        stage="delivery",
        source=delivery.target,
        where=delivery.alert.id,
        why=delivery.last_error or "",
        at=at,
        raw=encode(delivery)[: DeadLetter.RAW_LIMIT],
        town=delivery.alert.town,
    )

"""An alert as a Standard Webhooks message: its body, cut to size, and its signed headers."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Final

import msgspec
from standardwebhooks import Webhook

from vigie.alert import Alert

TYPE: Final = "mention.alert"
#: Of an alert about a source: its `mention` is empty, its `source` says which.
SOURCE_TYPE: Final = "source.alert"
# Standard Webhooks, « Payload size »: under 20 kB.
LIMIT: Final = 20_000


def message(alert: Alert, limit: int = LIMIT) -> bytes:
    """Return the body: compact UTF-8 JSON of fewer than `limit` bytes, the same each time.

    `timestamp` is when the alert was raised. A body that is too long loses first the end of
    its excerpt, then of its other sentences; ids and labels stay.
    """
    body = _encoded(alert)
    for shorter in _cuts(alert, limit):
        if len(body) < limit:
            break
        body = _encoded(shorter)
    return body


def signed(alert: Alert, body: bytes, keys: Sequence[bytes], at: datetime) -> dict[str, str]:
    """Return the headers of one attempt made at `at`, one signature for each key."""
    text = body.decode()
    signatures = [Webhook(key).sign(alert.id, at.astimezone(UTC), text) for key in keys]
    return {
        "content-type": "application/json",
        "webhook-id": alert.id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


def _encoded(alert: Alert) -> bytes:
    data = msgspec.to_builtins(alert)
    kind = TYPE if alert.source is None else SOURCE_TYPE
    whole = {"type": kind, "timestamp": data["raised_at"], "data": data}
    text = json.dumps(whole, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace")  # a lone surrogate cannot leave as UTF-8


def _cuts(alert: Alert, limit: int) -> Iterator[Alert]:
    """Yield the alert shorter and shorter, each cut by what is then too much."""
    for name in sorted(alert.summary, key=lambda n: (n != "excerpt", -len(alert.summary[n]))):
        text = _cut(alert.summary[name], alert, limit)
        alert = msgspec.structs.replace(alert, summary={**alert.summary, name: text})
        yield alert
    for field in ("advice", "reason", "title"):
        text = _cut(getattr(alert, field), alert, limit)
        alert = msgspec.structs.replace(alert, **{field: text})
        yield alert
    yield msgspec.structs.replace(alert, summary={}, url=None)


def _cut(text: str, alert: Alert, limit: int) -> str:
    # A character is at least one byte, so taking as many characters as there are bytes too
    # many is always enough; the ellipsis takes three.
    kept = len(text) - (len(_encoded(alert)) - limit) - 4
    return text[:kept].rstrip() + "…" if kept > 0 else ""

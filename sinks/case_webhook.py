"""Hands cases to a webhook, signed by Standard Webhooks; the reference is the idempotency key."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC
from typing import Final
from urllib.parse import urlsplit

from standardwebhooks import Webhook

from sinks.case_row import row
from sinks.silent_desk import SilentDesk
from sinks.webhook_answer import TargetGone, raise_for
from vigie.case import CaseMessage
from vigie.case_contracts import Held, Later, Outcome, Sent
from vigie.clock import Clock
from vigie.errors import InvalidInput, Refused, Unavailable
from vigie.outbound import Outbound

TYPE: Final = "case.handed"
# Standard Webhooks, « Payload size »: under 20 kB.
_LIMIT: Final = 20_000
_ANSWER_LIMIT: Final = 1_000_000


class WebhookDesk(SilentDesk):
    """Implements `vigie.case_contracts.FrontDesk` for one address."""

    by = "webhook"
    repeats = True

    def __init__(
        self, *, url: str, keys: Sequence[bytes], outbound: Outbound, clock: Clock
    ) -> None:
        self._url = url
        self._host = urlsplit(url).hostname or ""
        self._keys = tuple(keys)
        self._outbound = outbound
        self._clock = clock

    def shown(self, said: CaseMessage) -> list[tuple[str, str]]:
        """Return the message's id and its body, laid out for reading."""
        body = json.dumps(json.loads(message(said)), ensure_ascii=False, indent=2)
        return [("webhook-id", said.reference), ("", body)]

    async def hand(self, said: CaseMessage) -> Outcome:
        """Post the case once. Whatever fails is tried again under the same id."""
        body = message(said)
        now = self._clock.now()
        signatures = [
            Webhook(key).sign(said.reference, now.astimezone(UTC), body.decode())
            for key in self._keys
        ]
        headers = {
            "content-type": "application/json",
            "webhook-id": said.reference,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": " ".join(signatures),
        }
        try:
            answer = await self._outbound.post(self._url, body, headers, limit=_ANSWER_LIMIT)
            raise_for(answer, self._host, now)
        except (TargetGone, Refused) as error:
            return Held(error.say) if error.final else Later(error.say, error.retry_after)
        except Unavailable as error:
            return Later(error.say, error.retry_after)
        except InvalidInput as error:
            return Later(error.say)
        return Sent()


def message(said: CaseMessage) -> bytes:
    """Return the body: compact JSON under 20 kB, with as many links as fit."""
    data = row(said)
    stamp = data["last_seen"]
    while True:
        whole = {"type": TYPE, "timestamp": stamp, "data": data}
        text = json.dumps(whole, ensure_ascii=False, separators=(",", ":"))
        body = text.encode("utf-8", "replace")
        if len(body) < _LIMIT or not data["links"]:
            return body
        data["links"] = data["links"][: len(data["links"]) // 2]

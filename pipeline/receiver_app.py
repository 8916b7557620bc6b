"""The application that takes signed alerts: verifies, tells repeats apart, hands over."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable
from hashlib import blake2b
from typing import Any, Final

from fastapi import FastAPI, Request, Response
from standardwebhooks import Webhook, WebhookVerificationError

from sinks.webhook_secret import decode_secret

#: Largest body that is read, in bytes.
BODY_LIMIT: Final = 1024 * 1024
#: How many ids are remembered, so that memory stays bounded.
REMEMBERED: Final = 10_000

OnAlert = Callable[[dict[str, Any]], None]


class Seen:
    """Ids of the last messages, so that one sent again is told apart."""

    def __init__(self) -> None:
        self._ids: OrderedDict[bytes, None] = OrderedDict()

    def __contains__(self, message: str) -> bool:
        return _digest(message) in self._ids

    def add(self, message: str) -> None:
        """Remember an id, and forget the oldest beyond `REMEMBERED`."""
        self._ids[_digest(message)] = None
        if len(self._ids) > REMEMBERED:
            self._ids.popitem(last=False)


def _digest(message: str) -> bytes:
    return blake2b(message.encode(), digest_size=16).digest()


def make_receiver(
    secret: str, on_alert: OnAlert, on_repeat: Callable[[str], None] | None = None
) -> FastAPI:
    """Return an ASGI application that takes Standard Webhooks at any path.

    It answers 200 to a sound message, 401 to a signature that is missing, wrong, or more
    than five minutes old or ahead, 400 to a signed body that is no JSON object, 413 to one
    over `BODY_LIMIT`.

    Args:
        secret: `whsec_…`.
        on_alert: given each message once, as read from its JSON; what it holds comes from
            outside. A message is remembered only after this returned.
        on_repeat: given the id of a message that came again; it is answered 200 too, so that
            the sender stops.

    Raises:
        ConfigurationError: the secret is not one.
    """
    webhook = Webhook(decode_secret(secret, "secret"))
    seen = Seen()
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    @app.post("/{path:path}")
    async def receive(request: Request) -> Response:
        body = await _read(request)
        if body is None:
            return Response("too large\n", 413, {"connection": "close"})
        if not _is_signed(webhook, body, dict(request.headers)):
            return Response("signature refused\n", 401)
        message = request.headers["webhook-id"]
        if message in seen:
            if on_repeat is not None:
                on_repeat(message)
            return Response("already received\n")
        content = _content(body)
        if content is None:
            return Response("a JSON object is expected\n", 400)
        on_alert(content)
        seen.add(message)
        return Response("received\n")

    return app


async def _read(request: Request) -> bytes | None:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_LIMIT:
            return None
    return bytes(body)


def _is_signed(webhook: Webhook, body: bytes, headers: dict[str, str]) -> bool:
    try:
        webhook.verify(body, headers, json_parse=False)
    except (WebhookVerificationError, ValueError):
        # ValueError: the package leaves malformed base64, commas and UTF-8 to its caller.
        return False
    return True


def _content(body: bytes) -> dict[str, Any] | None:
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return content if isinstance(content, dict) else None

"""A tool that calls: signs as Standard Webhooks says, or as `X-Hub-Signature-256`."""

from __future__ import annotations

import base64
import hmac
import time
from hashlib import sha256

from vigie.inbound import Call

KEY = b"cle fictive de trente-deux octets"
SECRET = "whsec_" + base64.b64encode(KEY).decode()
OLD_KEY = b"ancienne cle fictive, 32 octets.."
OLD_SECRET = "whsec_" + base64.b64encode(OLD_KEY).decode()


def standard(
    body: bytes, *keys: bytes, message: str = "msg_1", at: float | None = None
) -> dict[str, str]:
    """Return the headers of a Standard Webhooks call, signed by each of the keys."""
    moment = str(int(time.time() if at is None else at))
    content = f"{message}.{moment}.".encode() + body
    signed = [
        "v1," + base64.b64encode(hmac.new(key, content, sha256).digest()).decode()
        for key in keys or (KEY,)
    ]
    return {
        "webhook-id": message,
        "webhook-timestamp": moment,
        "webhook-signature": " ".join(signed),
    }


def hub(body: bytes, secret: str = SECRET) -> dict[str, str]:
    """Return the header that GitHub and Meta sign with."""
    return {"x-hub-signature-256": "sha256=" + hmac.new(secret.encode(), body, sha256).hexdigest()}


def call(body: bytes, headers: dict[str, str] | None = None) -> Call:
    """Return a call as the door gives it, signed unless headers say otherwise."""
    return Call(
        method="POST", query={}, headers=standard(body) if headers is None else headers, body=body
    )

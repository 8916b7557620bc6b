"""Who called: the signatures of Standard Webhooks and of `X-Hub-Signature-256`, over raw bytes."""

from __future__ import annotations

import hmac
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Final

from standardwebhooks import Webhook, WebhookVerificationError

from vigie.inbound import Call

#: A shorter secret could be found by trying; it is never taken.
SHORTEST: Final = 16
_PREFIX: Final = "whsec_"


def is_signed(call: Call, secrets: Sequence[str]) -> bool:
    """Tell whether one of the secrets signed this very body.

    A call that has a `webhook-signature` is judged by it: its id and its moment are signed too,
    and the moment must be within five minutes of this machine's clock. Otherwise by its
    `x-hub-signature-256`, which has no moment: such a call can be sent again by whoever saw
    it, which changes nothing, since what it says has the same ids.

    Args:
        call: as it arrived.
        secrets: in force; those of a rotation all count. One of the form `whsec_…` is read as
            base64 for Standard Webhooks, and as it is written for the other.

    Sources: Standard Webhooks, « Verifying signatures »; GitHub, « Validating webhook
    deliveries »; Meta, « Validating payloads ».
    """
    # No early end: how long it takes does not tell which secret is right.
    standard = "webhook-signature" in call.headers
    found = [_by_standard(call, s) if standard else by_hub(call, s) for s in secrets]
    return any(found)


def by_hub(call: Call, secret: str) -> bool:
    """Tell whether `X-Hub-Signature-256` is that of the body, in constant time."""
    return is_hub_signature(call.headers, call.body, secret)


def is_hub_signature(headers: Mapping[str, str], body: bytes, secret: str) -> bool:
    """Tell the same of a body and headers whose names are in lower case."""
    name, _, given = headers.get("x-hub-signature-256", "").partition("=")
    wanted = hmac.new(secret.encode(), body, sha256).hexdigest()
    return name == "sha256" and hmac.compare_digest(
        wanted.encode(), given.strip().lower().encode("utf-8", "replace")
    )


def _by_standard(call: Call, secret: str) -> bool:
    key = standard_key(secret)
    if key is None:
        return False
    try:
        Webhook(key).verify(call.body, dict(call.headers), json_parse=False)
    except (WebhookVerificationError, ValueError):
        # ValueError: the package leaves malformed base64, commas and UTF-8 to its caller.
        return False
    return True


def standard_key(secret: str) -> bytes | None:
    """Return the key of a `whsec_…` secret, None when it is of another form."""
    encoded = secret.removeprefix(_PREFIX)
    if encoded == secret:
        return None
    try:
        key = b64decode(encoded + "=" * (-len(encoded) % 4), validate=True)
    except (NotBase64, ValueError):
        return None
    return key or None

"""WebSub, the subscriber's side: what is asked of a hub, and how its calls are believed.

Source: W3C Recommendation « WebSub » (https://www.w3.org/TR/websub/), sections 5 to 7.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection
from typing import Final
from urllib.parse import urlencode

from connectors.api.call import Refusal, refusal
from vigie.errors import InvalidInput, Refused, Unavailable
from vigie.inbound import Call, Reply
from vigie.outbound import Outbound

#: Asked for, in seconds: what Google's hub gives by itself. Hubs may give less.
LEASE: Final = 432_000
#: A challenge longer than this is no hub's.
_CHALLENGE: Final = 1_000

_METHODS: Final = {
    "sha1": hashlib.sha1,
    "sha256": hashlib.sha256,
    "sha384": hashlib.sha384,
    "sha512": hashlib.sha512,
}


def derived(secret: str, purpose: str) -> str:
    """Return 40 hexadecimal digits that only the holder of `secret` can make for `purpose`.

    The hub is given such a key, never the secret itself.
    """
    return hmac.new(secret.encode(), purpose.encode(), hashlib.sha256).hexdigest()[:40]


def callback(inbound: str, key: str, topic: str) -> str:
    """Return the address that the hub is to call for `topic`.

    It ends with a mark that no one else can make, so that no stranger can have the hub ask us
    to confirm a subscription of his own (section 5.1 asks for such addresses).

    Args:
        inbound: the door's whole address.
        key: of the hub, see `derived`.
        topic: the feed's address.
    """
    return f"{inbound}?{urlencode({'mark': mark(key, topic)})}"


def mark(key: str, topic: str) -> str:
    """Return the mark of one topic's callback."""
    return derived(key, f"callback {topic}")[:20]


async def subscribe(
    outbound: Outbound, hub: str, *, topic: str, callback: str, key: str
) -> Refusal | None:
    """Ask the hub to call us about `topic`; None once it has accepted to verify that.

    Never raises. It may block on the network.
    """
    form = {
        "hub.callback": callback,
        "hub.topic": topic,
        "hub.mode": "subscribe",
        "hub.verify": "async",  # for hubs of before WebSub; the others ignore it
        "hub.lease_seconds": str(LEASE),
        "hub.secret": key,
    }
    headers = {"content-type": "application/x-www-form-urlencoded"}
    try:
        answer = await outbound.post(hub, urlencode(form).encode(), headers)
    except (Refused, Unavailable) as error:
        return Refusal(say=error.say, retry_after=error.retry_after)
    except InvalidInput as error:
        return Refusal(say=error.say)
    return None if 200 <= answer.status < 300 else refusal(answer.status)


def verified(call: Call, key: str, topics: Collection[str]) -> Reply:
    """Answer a hub that asks whether a subscription is wanted.

    Only subscriptions to our own topics are confirmed, by their own callback; nobody ends one
    of them in our name. A hub that tells that it refused (« denied ») is answered 200: the
    subscription is asked for again when its time comes.
    """
    query = call.query
    mode, topic = query.get("hub.mode", ""), query.get("hub.topic", "")
    challenge = query.get("hub.challenge", "")
    ours = topic in topics and hmac.compare_digest(
        query.get("mark", "").encode(), mark(key, topic).encode()
    )
    if ours and mode == "denied":
        return Reply(status=200)
    if ours and mode == "subscribe" and 0 < len(challenge) <= _CHALLENGE:
        return Reply(status=200, body=challenge.encode("utf-8", "replace"))
    return Reply(status=404)


def signed(call: Call, key: str) -> bool:
    """Tell whether the body was signed by who holds `key`, in constant time.

    `X-Hub-Signature: method=hexadecimal`, over the very bytes that arrived (section 7.1);
    `X-Hub-Signature-256` of other publishers is read alike.
    """
    headers = call.headers
    given = headers.get("x-hub-signature-256") or headers.get("x-hub-signature") or ""
    name, _, digits = given.strip().partition("=")
    method = _METHODS.get(name.strip().lower())
    if method is None:
        return False
    expected = hmac.new(key.encode(), call.body, method).hexdigest()
    return hmac.compare_digest(expected.encode(), digits.strip().lower().encode("utf-8", "replace"))

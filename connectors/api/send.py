"""One POST to an API, its refusals told as those of `connectors.api.call.ask`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from connectors.api.call import Refusal, Wait, refusal, unanswered, wait_of
from vigie.errors import InvalidInput, Unavailable
from vigie.outbound import Fetched, Outbound


async def send(
    outbound: Outbound,
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    now: datetime,
    wait: Wait = wait_of,
) -> Fetched | Refusal:
    """Post `body`; an answer of the 200s is returned whole, all else is a refusal.

    Never raises; it may block on the network.

    Args:
        outbound: the house's client.
        url: where to.
        body: these very bytes.
        headers: of the request.
        now: when it is sent, to read dates in the answer's headers.
        wait: reads how long a refusal asks to wait.
    """
    try:
        answer = await outbound.post(url, body, headers)
    except (Unavailable, InvalidInput) as error:
        return unanswered(error)
    if 200 <= answer.status < 300:
        return answer
    return refusal(answer.status, wait(answer.headers, now))

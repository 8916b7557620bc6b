"""One request to an API, and what its refusals mean for the source."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

import msgspec

from connectors.feed.schedule import retry_after
from vigie.errors import InvalidInput, Refused, Unavailable
from vigie.outbound import Fetched, Outbound
from vigie.say import Say

#: Headers of an answer and the moment it came → seconds to wait before asking again.
Wait = Callable[[Mapping[str, str], datetime], float | None]


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """No answer that can be used.

    Attributes:
        say: for the source's status line; never holds an address or a secret.
        state: of the page that tells it, see `vigie.page.Page`.
        retry_after: seconds that the API asked for.
        status: HTTP status, None when nobody answered.
    """

    say: Say
    state: str = "failing"
    retry_after: float | None = None
    status: int | None = None


#: An answer that is no success, and the seconds that its headers ask for → what it means.
Understand = Callable[[Fetched, float | None], Refusal]


def wait_of(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return what `Retry-After` asks for, in seconds."""
    return retry_after(headers.get("retry-after"), now)


async def ask(
    outbound: Outbound,
    url: str,
    headers: Mapping[str, str] | None = None,
    *,
    now: datetime,
    spacing: float | None = None,
    limit: int = 10_000_000,
    wait: Wait = wait_of,
    understand: Understand | None = None,
) -> Fetched | Refusal:
    """Fetch `url`; an answer of the 200s, or 304, is returned whole, all else is a refusal.

    Never raises; it may wait for its turn on the host, and block on the network.

    Args:
        outbound: the house's client.
        url: with its query.
        headers: of the request.
        now: when it is sent, to read dates in the answer's headers.
        spacing: see `vigie.outbound.Outbound.get`.
        limit: most bytes of the answer.
        wait: reads how long a 429 or a 503 asks to wait: APIs each have their own header.
        understand: what an answer that is no success means, for an API that says it in its
            body; `refusal` otherwise.
    """
    try:
        answer = await outbound.get(url, headers, limit=limit, spacing=spacing)
    except (Unavailable, InvalidInput) as error:
        return unanswered(error)
    if 200 <= answer.status < 300 or answer.status == 304:
        return answer
    seconds = wait(answer.headers, now)
    if understand is not None:
        return understand(answer, seconds)
    return refusal(answer.status, seconds)


def unanswered(error: Unavailable | InvalidInput) -> Refusal:
    """Return what an error of the house's client means: nobody answered, or nothing readable."""
    if isinstance(error, InvalidInput):
        return Refusal(say=error.say)
    final = isinstance(error, Refused) and error.final
    state = "blocked" if final else "failing"
    return Refusal(say=error.say, state=state, retry_after=error.retry_after)


def refusal(status: int, seconds: float | None = None) -> Refusal:
    """Return what an HTTP status that is no success means."""
    say, state = _MEANINGS.get(status, (None, "failing"))
    return Refusal(say=say or _other(status), state=state, retry_after=seconds, status=status)


_MEANINGS: Final[Mapping[int, tuple[Say, str]]] = {
    401: (
        Say(
            "La clé d’accès n’est pas acceptée (401) : renouvelez-la.",
            "The access key is not accepted (401): renew it.",
        ),
        "needs_credentials",
    ),
    403: (
        Say(
            "Le serveur refuse l’accès (403) : vérifiez les droits de la clé.",
            "The server denies access (403): check what the key may do.",
        ),
        "blocked",
    ),
    404: (Say("Introuvable (404).", "Not found (404)."), "failing"),
    410: (
        Say("N’existe plus (410) ; ne sera plus demandé.", "Gone (410); not asked again."),
        "stopped",
    ),
    429: (
        Say("Le serveur demande de ralentir (429).", "The server asks us to slow down (429)."),
        "failing",
    ),
}


def _other(status: int) -> Say:
    if status >= 500:
        return Say(
            f"Le serveur est en difficulté ({status}).", f"The server is in trouble ({status})."
        )
    return Say(
        f"Réponse inattendue du serveur ({status}).", f"Unexpected answer of the server ({status})."
    )

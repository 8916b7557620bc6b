"""What the Graph API's refusals mean for a source. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import msgspec

from connectors.api.call import Refusal, refusal, wait_of
from connectors.meta.usage import usage_of
from vigie.errors import InvalidInput, Refused, Unavailable
from vigie.outbound import Fetched
from vigie.say import Say


class GraphRefusal(Refusal, frozen=True, kw_only=True):
    """No answer that can be used.

    Attributes:
        code: `error.code` of the body, None when there was none.
        gone: what was asked for does not exist, or is not shown to this token.
        lasting: the same request will be refused again, whatever the wait.
    """

    code: int | None = None
    gone: bool = False
    lasting: bool = False


class _Error(msgspec.Struct, frozen=True):
    code: int = 0
    error_subcode: int | None = None
    message: str = ""


class _Body(msgspec.Struct, frozen=True):
    error: _Error | None = None


#: Codes of Meta's « Handle errors » page.
_TOKEN: Final = frozenset({102, 190, 463, 467})
_RATE: Final = frozenset({4, 17, 32, 341, 368, 613, 80001, 80002})
_AWAY: Final = frozenset({1, 2})
_PASSING: Final = _RATE | _AWAY | {0}
_NO_SUCH_OBJECT: Final = 33
#: A throttled source waits so long, in seconds, when the API does not say: an application's
#: allowance is counted over the last hour.
_WAIT: Final = 900.0

_EXPIRED: Final = Say(
    "Le jeton d’accès a expiré ou a été retiré : produisez-en un nouveau.",
    "The access token has expired or was withdrawn: make a new one.",
)
_PROOF: Final = Say(
    "Le secret ne va pas avec ce jeton : ils doivent venir de la même application.",
    "The secret does not fit this token: both must come from one application.",
)
_SLOW: Final = Say(
    "Meta demande d’attendre : son quota d’appels est atteint.",
    "Meta asks to wait: its allowance of calls is used up.",
)
_TROUBLE: Final = Say(
    "Meta est en difficulté ; un nouvel essai suivra.", "Meta is in trouble; it is tried again."
)
_GONE: Final = Say(
    "L’objet demandé n’existe plus, ou ce jeton ne le voit pas.",
    "What was asked for no longer exists, or this token cannot see it.",
)
_UNREADABLE: Final = Say("La réponse de Meta est illisible.", "Meta’s answer cannot be read.")


def unreadable() -> GraphRefusal:
    """Return the refusal of an answer that is not what was asked for."""
    return GraphRefusal(say=_UNREADABLE)


def unanswered(error: Unavailable | InvalidInput) -> GraphRefusal:
    """Return what an answer that never came whole means."""
    if isinstance(error, InvalidInput):
        return GraphRefusal(say=error.say)
    final = isinstance(error, Refused) and error.final
    state = "blocked" if final else "failing"
    return GraphRefusal(say=error.say, state=state, retry_after=error.retry_after)


def explain(answer: Fetched, now: datetime, forbidden: Say) -> GraphRefusal | None:
    """Return what an answer that is an error means, None when it is none.

    The API's own message is never repeated: it may hold ids.

    Args:
        answer: of any status.
        now: when it came.
        forbidden: the sentence for a permission that is missing.
    """
    error = _error(answer.body)
    if error is None and 200 <= answer.status < 300:
        return None
    if error is None:
        plain = refusal(answer.status, wait_of(answer.headers, now))
        return GraphRefusal(
            say=plain.say, state=plain.state, retry_after=plain.retry_after, status=answer.status
        )
    say, state = _meaning(error, forbidden)
    asked = usage_of(answer.headers).regain or wait_of(answer.headers, now)
    if asked is None and error.code in _RATE:
        asked = _WAIT
    return GraphRefusal(
        say=say,
        state=state,
        retry_after=asked,
        status=answer.status,
        code=error.code,
        gone=say is _GONE,
        lasting=error.code not in _PASSING and state != "needs_credentials",
    )


def _error(body: bytes) -> _Error | None:
    try:
        return msgspec.json.decode(body, type=_Body, strict=False).error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _meaning(error: _Error, forbidden: Say) -> tuple[Say, str]:
    """Return the sentence and the state; the first that fits counts."""
    code, message = error.code, error.message.lower()
    other = Say(
        f"Meta refuse la demande (erreur {code}).", f"Meta refuses the request (error {code})."
    )
    denied = code in {3, 10} or 200 <= code <= 299 or "public content access" in message
    meanings = (
        (code in _TOKEN, _EXPIRED, "needs_credentials"),
        ("appsecret_proof" in message, _PROOF, "needs_credentials"),
        (denied, forbidden, "blocked"),
        (code in _RATE, _SLOW, "failing"),
        (code in _AWAY, _TROUBLE, "failing"),
        (code == 803 or (code == 100 and _names_nothing(error, message)), _GONE, "failing"),
        (True, other, "failing"),
    )
    return next((say, state) for fits, say, state in meanings if fits)


def _names_nothing(error: _Error, message: str) -> bool:
    return error.error_subcode == _NO_SUCH_OBJECT or "does not exist" in message

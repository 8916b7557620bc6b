"""Google's error bodies: what each reason means for the source, or for one thing of it alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal

import msgspec

from connectors.api.call import Refusal, refusal
from vigie.say import Say

#: "source": nothing more can be asked now; "quota": until the reset; "item": this channel,
#: video or comment alone; "page": this page token is no longer known.
Scope = Literal["source", "quota", "item", "page"]


class Trouble(msgspec.Struct, frozen=True, kw_only=True):
    """No answer, and how far that goes.

    Attributes:
        refusal: for the source's page.
        scope: see `Scope`.
        reason: Google's word ("commentsDisabled"), "" when it gave none.
    """

    refusal: Refusal
    scope: Scope = "source"
    reason: str = ""


class _Detail(msgspec.Struct, frozen=True):
    reason: Any = ""
    domain: Any = ""


class _Error(msgspec.Struct, frozen=True):
    errors: tuple[_Detail, ...] = ()
    details: tuple[_Detail, ...] = ()
    status: Any = ""


class _Body(msgspec.Struct, frozen=True):
    error: _Error = _Error()


_KEY: Final = frozenset(
    {
        "keyInvalid",
        "keyExpired",
        "API_KEY_INVALID",
        "accessNotConfigured",
        "SERVICE_DISABLED",
        "ipRefererBlocked",
        "API_KEY_SERVICE_BLOCKED",
        "API_KEY_IP_ADDRESS_BLOCKED",
        "API_KEY_HTTP_REFERRER_BLOCKED",
        "authError",
        "required",
        "insufficientPermissions",
        "forbidden",
    }
)
_OFF: Final = frozenset({"accessNotConfigured", "SERVICE_DISABLED"})
_QUOTA: Final = frozenset({"quotaExceeded", "dailyLimitExceeded", "dailyLimitExceededUnreg"})
_PACE: Final = frozenset({"rateLimitExceeded", "userRateLimitExceeded", "RATE_LIMIT_EXCEEDED"})
_PAGE: Final = frozenset({"invalidPageToken", "processingFailure"})
_ITEM: Final = frozenset(
    {
        "commentsDisabled",
        "videoNotFound",
        "channelNotFound",
        "channelClosed",
        "channelSuspended",
        "playlistNotFound",
        "playlistItemsNotAccessible",
        "commentNotFound",
        "commentThreadNotFound",
        "parentCommentNotFound",
    }
)
# « forbidden » said of one of these is about it; said by another domain, about the key.
_THINGS: Final = frozenset(
    f"youtube.{thing}"
    for thing in ("commentThread", "comment", "playlistItem", "playlist", "video", "channel")
)

_SAY_KEY: Final = Say(
    "La clé d’API de YouTube n’est pas acceptée : vérifiez-la dans la console Google Cloud.",
    "The YouTube API key is not accepted: check it in the Google Cloud console.",
)
_SAY_OFF: Final = Say(
    "La YouTube Data API v3 n’est pas activée pour cette clé : activez-la dans la console"
    " Google Cloud.",
    "The YouTube Data API v3 is not enabled for this key: enable it in the Google Cloud console.",
)
_SAY_QUOTA: Final = Say(
    "Le quota de YouTube est épuisé pour aujourd’hui ; l’écoute reprend à minuit, heure de"
    " Californie.",
    "YouTube’s quota is spent for today; listening resumes at midnight, Californian time.",
)
_SAY_PACE: Final = Say("YouTube demande de ralentir.", "YouTube asks us to slow down.")
_SAYINGS: Final[Mapping[str, Say]] = {
    "commentsDisabled": Say(
        "Les commentaires sont fermés : {what}.", "Comments are turned off: {what}."
    ),
    "": Say(
        "Introuvable ou inaccessible sur YouTube : {what}.",
        "Not found or not accessible on YouTube: {what}.",
    ),
}


def read_trouble(
    status: int, body: bytes, what: str, *, paged: bool = False, wait: float | None = None
) -> Trouble:
    """Return what an answer that is no success means. Pure; any bytes are a body.

    Args:
        status: HTTP status.
        body: of the answer; only its reasons are read, never its sentences.
        what: the channel, video or comment asked about, for the sentence.
        paged: a page token was given, which may be what was refused.
        wait: seconds that the answer's headers ask for.
    """
    error = _read(body)
    domains = {str(detail.domain) for detail in error.errors}
    reasons = [str(detail.reason) for detail in (*error.errors, *error.details)]
    found = set(reasons)
    first = next((reason for reason in reasons if reason), "")[:60]
    if found & _QUOTA or (found & _PACE and b"PerDay" in body):
        return Trouble(refusal=Refusal(say=_SAY_QUOTA, status=status), scope="quota", reason=first)
    if found & _PACE or status == 429:
        return Trouble(refusal=Refusal(say=_SAY_PACE, retry_after=wait, status=status))
    if found & _PAGE and paged:
        return Trouble(refusal=refusal(status), scope="page", reason=first)
    # Without a token, these too are said of a channel or a video that cannot be read.
    if found & (_ITEM | _PAGE) or ("forbidden" in found and domains & _THINGS):
        return _about(what, first, status)
    if found & _KEY or status == 401 or error.status == "PERMISSION_DENIED":
        say = _SAY_OFF if found & _OFF else _SAY_KEY
        return Trouble(refusal=Refusal(say=say, state="needs_credentials", status=status))
    return Trouble(refusal=refusal(status, wait), reason=first)


def _about(what: str, reason: str, status: int) -> Trouble:
    say = _SAYINGS.get(reason, _SAYINGS[""])
    told = Say(say.fr.format(what=what), say.en.format(what=what))
    return Trouble(refusal=Refusal(say=told, status=status), scope="item", reason=reason)


def _read(body: bytes) -> _Error:
    try:
        return msgspec.json.decode(body, type=_Body).error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _Error()

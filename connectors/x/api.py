"""Requests to X's API v2: the token, the rate headers, and how long to back off."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

import msgspec
from msgspec.structs import replace

from connectors.api.call import Refusal, ask, refusal, wait_of
from connectors.api.send import send
from connectors.credentials import NoCredential, read_credential
from connectors.x.settings import XSettings
from vigie.context import Context
from vigie.outbound import Fetched, Streamed
from vigie.say import Say

#: The recent search allows 450 requests in fifteen minutes.
_SPACING: Final = 2.0
#: X says that it is there every twenty seconds.
_QUIET: Final = 25.0
_LONGEST_WAIT: Final = 3_600.0

_FIELDS: Final = (
    "author_id,conversation_id,edit_history_tweet_ids,geo,lang,note_tweet,public_metrics,"
    "referenced_tweets"
)
_NO_CREDIT: Final = Say(
    "Le crédit du compte X est épuisé (402).", "The X account’s credit is used up (402)."
)
_NO_RIGHT: Final = Say(
    "X refuse l’accès (403) : le forfait ou le projet ne donne pas droit à cette partie de l’API.",
    "X denies access (403): the plan or the project has no right to this part of the API.",
)


class XApi:
    """Asks X with the settings' token, read anew each time.

    Args:
        settings: of the source.
        context: the house's services.
        handles: ask for authors' handles too, by which the towns' own accounts are known.
    """

    def __init__(self, settings: XSettings, context: Context, *, handles: bool) -> None:
        self._settings = settings
        self._context = context
        named = {"expansions": "author_id", "user.fields": "username"} if handles else {}
        #: Parameters that say which fields of a post are wanted.
        self.fields: Mapping[str, str] = {"tweet.fields": _FIELDS, **named}

    async def get(self, path: str, query: Mapping[str, str], now: datetime) -> Fetched | Refusal:
        """Fetch one answer; never raises."""
        try:
            headers = self._headers()
        except NoCredential as error:
            return _no_key(error)
        url = f"{self._settings.url}{path}" + (f"?{urlencode(query)}" if query else "")
        answer = await ask(
            self._context.outbound, url, headers, now=now, spacing=_SPACING, wait=until_reset
        )
        return told(answer) if isinstance(answer, Refusal) else answer

    async def post(self, path: str, body: Mapping[str, Any], now: datetime) -> Fetched | Refusal:
        """Post one JSON body; never raises."""
        try:
            headers = {**self._headers(), "Content-Type": "application/json"}
        except NoCredential as error:
            return _no_key(error)
        url, data = f"{self._settings.url}{path}", msgspec.json.encode(body)
        outbound = self._context.outbound
        answer = await send(outbound, url, data, headers, now=now, wait=until_reset)
        return told(answer) if isinstance(answer, Refusal) else answer

    def stream(self) -> AbstractAsyncContextManager[Streamed]:
        """Open the filtered stream; raises `NoCredential` and what `Outbound.stream` does."""
        url = f"{self._settings.url}/2/tweets/search/stream?{urlencode(self.fields)}"
        return self._context.outbound.stream(url, self._headers(), quiet=_QUIET)

    def _headers(self) -> dict[str, str]:
        settings = self._settings
        token = read_credential(
            self._context.home, file=settings.token_file, env=settings.token_env, key="token"
        )
        return {"Authorization": f"Bearer {token}"}


def told(why: Refusal) -> Refusal:
    """Return a refusal with what its status means to X."""
    if why.status == 402:
        return replace(why, say=_NO_CREDIT, state="blocked")
    return replace(why, say=_NO_RIGHT) if why.status == 403 else why


def refused_stream(status: int, headers: Mapping[str, str], now: datetime) -> Refusal:
    """Return why a stream was not opened."""
    return told(refusal(status, until_reset(headers, now)))


def until_reset(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return the seconds until the window of `x-rate-limit-reset`, or of Retry-After, is over."""
    reset = headers.get("x-rate-limit-reset", "")
    if not reset.isascii() or not reset.isdigit() or len(reset) > 12:
        return wait_of(headers, now)
    return min(max(int(reset) - now.timestamp(), 1.0), _LONGEST_WAIT)


def exhausted(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return the seconds until requests are allowed again, None while some are left."""
    if headers.get("x-rate-limit-remaining") != "0":
        return None
    return until_reset(headers, now)


def back_off(why: Refusal, failures: int) -> float:
    """Return the wait before the next attempt, in seconds, as X asks.

    docs.x.com, « Handling disconnections »: a cut line, 250 ms more each time up to 16 s; a
    refusal, 5 s doubled up to 320 s; a 429, one minute doubled, unless it says until when.
    """
    doubled = float(2 ** min(failures - 1, 10))
    if why.status is None:
        usual = min(0.25 * failures, 16.0)
    elif why.status == 429:
        usual = 0.0 if why.retry_after else min(60.0 * doubled, _LONGEST_WAIT)
    else:
        usual = min(5.0 * doubled, 320.0)
    return max(usual, why.retry_after or 0.0)


def _no_key(error: NoCredential) -> Refusal:
    return Refusal(say=error.say, state="needs_credentials")

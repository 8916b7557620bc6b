"""Requests to Reddit: the application's token, its pace, or no key at all."""

from __future__ import annotations

import math
from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

import msgspec

from connectors.api.call import Refusal, ask, wait_of
from connectors.api.send import send
from connectors.credentials import NoCredential, read_credential
from connectors.reddit.settings import RedditSettings
from vigie.context import Context
from vigie.outbound import Fetched
from vigie.say import Say

#: 100 requests a minute are allowed to an application; no more than that is ever asked.
_QUICKEST: Final = 0.6
_SLOWEST: Final = 5.0
#: A token is renewed so long before it expires, in seconds.
_AHEAD: Final = 60
_LONGEST_TOKEN: Final = 86_400
_FORM: Final = b"grant_type=client_credentials"
#: `x-ratelimit-reset` beyond this many seconds is no window of Reddit's, which lasts ten minutes.
_LONGEST_WAIT: Final = 3_600.0

_NO_TOKEN: Final = Say("Reddit n’a pas donné de jeton d’accès.", "Reddit gave no access token.")
_BAD_KEY: Final = Say(
    "Reddit n’accepte pas la clé de l’application : vérifiez-la, ou demandez-en une"
    " (Responsible Builder Policy). Sans clé, retirez client_id et client_secret :"
    " les fils RSS seront lus.",
    "Reddit does not accept the application’s key: check it, or ask for one"
    " (Responsible Builder Policy). Without a key, take client_id and client_secret out:"
    " the RSS feeds will be read.",
)
NO_RSS: Final = Say(
    "Reddit refuse ses fils RSS à cette adresse (403) : il faut la clé d’une application"
    " approuvée (Responsible Builder Policy).",
    "Reddit denies its RSS feeds to this address (403): the key of an approved application"
    " is needed (Responsible Builder Policy).",
)


class _Token(msgspec.Struct, frozen=True):
    access_token: str = ""
    expires_in: float = 3_600


class RedditAccess:
    """Asks Reddit, with the settings' key when there is one.

    Args:
        settings: of the source.
        context: the house's services.
    """

    def __init__(self, settings: RedditSettings, context: Context) -> None:
        self._settings = settings
        self._context = context
        self._token = ""
        self._until: datetime | None = None
        self._spacing = _QUICKEST

    async def ask(self, path: str, now: datetime) -> Fetched | Refusal:
        """Fetch `path` with its query, from the API or, without a key, from the site.

        A token that is refused is renewed once.
        """
        if not self._settings.has_key:
            return await self._plain(path, now)
        answer = await self._signed(path, now)
        if isinstance(answer, Refusal) and answer.status == 401:
            self._token = ""
            answer = await self._signed(path, now)
        if isinstance(answer, Refusal) and answer.status == 401:
            return msgspec.structs.replace(answer, say=_BAD_KEY)
        if not isinstance(answer, Refusal):
            self._spacing = _spread(answer.headers)
        return answer

    async def _plain(self, path: str, now: datetime) -> Fetched | Refusal:
        url = self._settings.site_url + path
        answer = await ask(self._context.outbound, url, now=now, wait=wait_until_reset)
        if isinstance(answer, Refusal) and answer.status == 403:
            return msgspec.structs.replace(answer, say=NO_RSS)
        return answer

    async def _signed(self, path: str, now: datetime) -> Fetched | Refusal:
        missing = await self._renew(now)
        if missing is not None:
            return missing
        return await ask(
            self._context.outbound,
            self._settings.api_url + path,
            {"Authorization": f"Bearer {self._token}"},
            now=now,
            spacing=self._spacing,
            wait=wait_until_reset,
        )

    async def _renew(self, now: datetime) -> Refusal | None:
        """Get a token unless one is good; return why there is none."""
        if self._token and self._until is not None and now < self._until:
            return None
        answer = await self._new_token(now)
        if isinstance(answer, Refusal):
            return answer
        try:
            given = msgspec.json.decode(answer.body, type=_Token, strict=False)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return Refusal(say=_NO_TOKEN)
        if not given.access_token.isascii() or not given.access_token.isprintable():
            return Refusal(say=_NO_TOKEN)
        if not given.access_token:  # Reddit tells some refusals with a 200
            return Refusal(say=_BAD_KEY, state="needs_credentials")
        life = given.expires_in if math.isfinite(given.expires_in) else 0
        life = min(max(life - _AHEAD, _AHEAD), _LONGEST_TOKEN)
        self._token, self._until = given.access_token, now + timedelta(seconds=life)
        return None

    async def _new_token(self, now: datetime) -> Fetched | Refusal:
        url = f"{self._settings.site_url}/api/v1/access_token"
        try:
            key = f"{self._secret('client_id')}:{self._secret('client_secret')}"
        except NoCredential as error:
            return Refusal(say=error.say, state="needs_credentials")
        headers = {
            "Authorization": f"Basic {b64encode(key.encode()).decode()}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        outbound = self._context.outbound
        answer = await send(outbound, url, _FORM, headers, now=now, wait=wait_until_reset)
        if not isinstance(answer, Refusal):
            return answer
        if answer.status in {400, 401}:
            return Refusal(say=_BAD_KEY, state="needs_credentials")
        return msgspec.structs.replace(answer, status=None)  # of the key, not of what was asked

    def _secret(self, key: str) -> str:
        return read_credential(
            self._context.home,
            file=getattr(self._settings, f"{key}_file"),
            env=getattr(self._settings, f"{key}_env"),
            key=key,
        )


def wait_until_reset(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return the seconds to wait: until the window is over, or what Retry-After says."""
    reset = _number(headers, "x-ratelimit-reset")
    return wait_of(headers, now) if reset is None else min(reset, _LONGEST_WAIT)


def exhausted(headers: Mapping[str, str]) -> float | None:
    """Return the seconds until requests are allowed again, None while some are left."""
    left = _number(headers, "x-ratelimit-remaining")
    if left is None or left > 0:
        return None
    return min(_number(headers, "x-ratelimit-reset") or 60.0, _LONGEST_WAIT)


def _spread(headers: Mapping[str, str]) -> float:
    """Return the spacing that spreads what is left over what is left of the window."""
    left, reset = (_number(headers, f"x-ratelimit-{name}") for name in ("remaining", "reset"))
    if not left or reset is None:
        return _QUICKEST
    return min(max(reset / left, _QUICKEST), _SLOWEST)


def _number(headers: Mapping[str, str], name: str) -> float | None:
    try:
        value = float(headers.get(name, ""))
    except ValueError:
        return None
    return value if math.isfinite(value) and value >= 0 else None

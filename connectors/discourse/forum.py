"""Requests to one Discourse forum: its key, its pace, and what its refusals say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

import msgspec
from msgspec.structs import replace

from connectors.api.call import Refusal, ask, refusal
from connectors.credentials import NoCredential, read_credential
from connectors.discourse.settings import DiscourseSettings
from vigie.context import Context
from vigie.outbound import Fetched
from vigie.say import Say

#: Discourse allows 200 requests a minute from one address, and 20 to a user's key.
_SPACING: Final = 1.0
_SPACING_WITH_KEY: Final = 3.0
_LONGEST_WAIT: Final = 86_400.0

_KEY_REFUSED: Final = Say(
    "La clé d’accès n’est pas acceptée par le forum : renouvelez-la, et vérifiez user.",
    "The forum does not accept the access key: renew it, and check user.",
)
_PRIVATE: Final = Say(
    "Ce forum ne se lit pas sans compte : ajoutez key_file (ou key_env) et user.",
    "This forum cannot be read without an account: add key_file (or key_env) and user.",
)


class _Extras(msgspec.Struct, frozen=True):
    wait_seconds: float | None = None


class _Error(msgspec.Struct, frozen=True):
    """An error's body: `{"errors": […], "error_type": "…", "extras": {"wait_seconds": 12}}`."""

    error_type: str | None = None
    extras: _Extras | None = None


class Forum:
    """One forum's API.

    Args:
        settings: of the source.
        context: the house's services.
    """

    def __init__(self, settings: DiscourseSettings, context: Context) -> None:
        self._settings = settings
        self._context = context

    async def ask(self, path: str, now: datetime) -> Fetched | Refusal:
        """Ask for a path of the forum; never raises.

        It may wait for its turn on the host, and block on the network; the key is read anew.
        """
        try:
            headers = self._headers()
        except NoCredential as error:
            return Refusal(say=error.say, state="needs_credentials")
        return await ask(
            self._context.outbound,
            self._settings.url + path,
            headers,
            now=now,
            spacing=_SPACING_WITH_KEY if self._settings.has_key else _SPACING,
            understand=self._understand,
        )

    def _headers(self) -> Mapping[str, str]:
        settings = self._settings
        if settings.user is None:
            return {}
        key = read_credential(
            self._context.home, file=settings.key_file, env=settings.key_env, key="key"
        )
        return {"Api-Key": key, "Api-Username": settings.user}

    def _understand(self, answer: Fetched, seconds: float | None) -> Refusal:
        said = _said(answer.body)
        waits = [wait for wait in (seconds, _asked(said)) if wait is not None]
        why = refusal(answer.status, max(waits, default=None))
        if self._settings.has_key and answer.status in {401, 403}:
            # Discourse says 403, not 401, of a key that it does not know.
            return replace(why, say=_KEY_REFUSED, state="needs_credentials")
        if answer.status in {401, 403} and said.error_type == "not_logged_in":
            return replace(why, say=_PRIVATE, state="needs_credentials")
        return why


def _said(body: bytes) -> _Error:
    try:
        return msgspec.json.decode(body[:65_536], type=_Error, strict=False)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _Error()


def _asked(said: _Error) -> float | None:
    wait = said.extras.wait_seconds if said.extras else None
    return min(wait, _LONGEST_WAIT) if wait is not None and wait >= 0 else None

"""One request to the Graph API, its token in a header."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from urllib.parse import quote, urlencode

import msgspec

from connectors.credentials import NoCredential, read_credential
from connectors.meta.errors import GraphRefusal, explain, unanswered
from connectors.meta.settings import MetaSettings
from connectors.meta.signature import proof_of
from connectors.meta.usage import Usage, usage_of
from vigie.context import Context
from vigie.errors import InvalidInput, Unavailable
from vigie.say import Say

#: Meta publishes no pace but shares of an allowance, which every answer tells.
_SPACING: Final = 0.5
_LIMIT: Final = 5_000_000


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """A good answer: its bytes, and how much of the allowance it left."""

    body: bytes
    usage: Usage


class Graph:
    """The Graph API, asked with one source's token.

    Args:
        settings: of the source.
        context: the house's services.
        forbidden: what is said when a permission is missing.
    """

    def __init__(self, settings: MetaSettings, context: Context, forbidden: Say) -> None:
        self._settings = settings
        self._context = context
        self._forbidden = forbidden

    async def get(
        self, path: str, params: Mapping[str, str], now: datetime
    ) -> Answer | GraphRefusal:
        """Ask for `path` ("ID/feed"); never raises, may block on the network.

        The token is read anew each time, and is never part of the address.
        """
        try:
            url, headers = self._request(path, params)
        except NoCredential as error:
            return GraphRefusal(say=error.say, state="needs_credentials")
        try:
            fetched = await self._context.outbound.get(url, headers, limit=_LIMIT, spacing=_SPACING)
        except (Unavailable, InvalidInput) as error:
            return unanswered(error)
        refused = explain(fetched, now, self._forbidden)
        return refused or Answer(body=fetched.body, usage=usage_of(fetched.headers))

    def _request(self, path: str, params: Mapping[str, str]) -> tuple[str, dict[str, str]]:
        settings, home = self._settings, self._context.home
        token = read_credential(home, file=settings.token_file, env=settings.token_env, key="token")
        query = dict(params)
        if settings.has_app_secret:
            secret = read_credential(
                home,
                file=settings.app_secret_file,
                env=settings.app_secret_env,
                key="app_secret",
            )
            query["appsecret_proof"] = proof_of(token, secret)
        where = f"{settings.base_url}/{settings.version}/{quote(path, safe='/')}"
        url = f"{where}?{urlencode(query)}" if query else where
        return url, {"authorization": f"Bearer {token}", "accept": "application/json"}

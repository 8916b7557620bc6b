"""A provider of OpenID Connect, asked through the guarded way out."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple
from urllib.parse import quote, urlsplit

from authlib.oauth2.rfc6749.parameters import prepare_token_request
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from vigie.clock import Clock
from vigie.errors import InvalidInput, Refused, Unavailable
from vigie.outbound import Fetched, Outbound
from vigie.say import Say
from webapp.doors.oidc_terms import Terms
from webapp.doors.single_sign_on import NOT_GOOD

_WELL_KNOWN: Final = "/.well-known/openid-configuration"
#: Signed by a key that only the provider has: a shared secret, or no signature, never.
_ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384")
_FRESH: Final = timedelta(hours=1)
#: How often an unknown key may make us ask for the keys again.
_ASK_AGAIN: Final = timedelta(minutes=1)
#: How far the provider's clock may be from ours, in seconds.
_LEEWAY: Final = 60
_LIMIT: Final = 1_000_000

_AWAY: Final = Say(
    "Le fournisseur d’identité ne répond pas.", "The identity provider does not answer."
)


class Endpoints(NamedTuple):
    """Where the provider is asked what."""

    authorization: str
    token: str
    keys: str
    by_body: bool


class Provider:
    """Discovers where to ask, redeems codes, checks signed tokens. May block on the network.

    Args:
        terms: who the provider is, and who we are to it.
        outbound: the guarded way out; a private host must be named in its settings.
        clock: for what is fresh and what has expired.
    """

    def __init__(self, terms: Terms, outbound: Outbound, clock: Clock) -> None:
        self._terms = terms
        self._outbound = outbound
        self._clock = clock
        self._endpoints: tuple[datetime, Endpoints] | None = None
        self._keys: tuple[datetime, KeySet] | None = None

    async def endpoints(self) -> Endpoints:
        """Return where to ask, as the provider says itself, at most an hour ago.

        Raises:
            Unavailable: the provider is away, or does not say it well.
        """
        now = self._clock.now()
        if self._endpoints is None or now - self._endpoints[0] > _FRESH:
            said = await self._asked(self._terms.issuer.rstrip("/") + _WELL_KNOWN)
            self._endpoints = now, _endpoints(said, self._terms.issuer)
        return self._endpoints[1]

    async def redeem(self, code: str, verifier: str, redirect: str) -> Mapping[str, Any]:
        """Exchange a code for tokens, once; return what the provider answers.

        Raises:
            InvalidInput: the provider refuses the code.
            Unavailable: the provider is away.
        """
        where, terms = await self.endpoints(), self._terms
        own = {"client_id": terms.client_id}
        if terms.secret and where.by_body:
            own["client_secret"] = terms.secret
        basic = terms.secret and not where.by_body
        headers = {
            "content-type": "application/x-www-form-urlencoded",
            "accept": "application/json",
            **({"authorization": _basic(terms.client_id, terms.secret)} if basic else {}),
        }
        body = prepare_token_request(
            "authorization_code",
            redirect_uri=redirect,
            code=code,
            code_verifier=verifier,
            **({} if basic else own),
        )
        answer = await self._outbound.post(where.token, body.encode(), headers, limit=_LIMIT)
        if 400 <= answer.status < 500:
            raise InvalidInput(NOT_GOOD)
        return _json(answer)

    async def checked(self, answer: Mapping[str, Any], nonce: str) -> Mapping[str, Any]:
        """Return the claims of the signed token in an answer, once all of it is checked.

        Signature by a key of the provider's, issuer, audience, dates, nonce, and that it goes
        with the access token.

        Raises:
            InvalidInput: anything of it is not good.
            Unavailable: the provider is away.
        """
        signed = answer.get("id_token")
        if not isinstance(signed, str):
            raise InvalidInput(NOT_GOOD)
        try:
            token = await self._decoded(signed)
            claims = CodeIDToken(
                token.claims,
                token.header,
                options={
                    "iss": {"essential": True, "value": self._terms.issuer},
                    "aud": {"essential": True, "value": self._terms.client_id},
                },
                params={
                    "nonce": nonce,
                    "client_id": self._terms.client_id,
                    "access_token": answer.get("access_token"),
                },
            )
            claims.validate(now=int(self._clock.now().timestamp()), leeway=_LEEWAY)
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise InvalidInput(NOT_GOOD) from error
        if not isinstance(claims["sub"], str) or not claims["sub"]:
            raise InvalidInput(NOT_GOOD)
        return dict(claims)

    async def _decoded(self, signed: str) -> jwt.Token:
        keys = await self._key_set(_FRESH)
        try:
            return jwt.decode(signed, keys, algorithms=_ALGORITHMS)
        except InvalidKeyIdError:
            # The provider may have changed its keys since they were read.
            again = await self._key_set(_ASK_AGAIN)
            return jwt.decode(signed, again, algorithms=_ALGORITHMS)

    async def _key_set(self, fresh: timedelta) -> KeySet:
        now = self._clock.now()
        if self._keys is None or now - self._keys[0] >= fresh:
            said = await self._asked((await self.endpoints()).keys)
            self._keys = now, KeySet.import_key_set({"keys": _signing(said)})
        return self._keys[1]

    async def _asked(self, url: str) -> Mapping[str, Any]:
        return _json(await self._outbound.get(url, limit=_LIMIT, spacing=0))


def _endpoints(said: Mapping[str, Any], issuer: str) -> Endpoints:
    """Read where to ask; an issuer that calls itself otherwise is another one."""
    where = [said.get(f"{name}_endpoint") for name in ("authorization", "token")]
    where.append(said.get("jwks_uri"))
    schemes = ("https", "http") if urlsplit(issuer).scheme == "http" else ("https",)
    good = all(isinstance(url, str) and urlsplit(url).scheme in schemes for url in where)
    if said.get("issuer") != issuer or not good:
        raise Refused(_AWAY, final=True)
    ways = said.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    authorization, token, keys = map(str, where)
    return Endpoints(authorization, token, keys, "client_secret_basic" not in ways)


def _signing(said: Mapping[str, Any]) -> list[Any]:
    """Return the keys that sign; a shared secret among them would let anyone sign."""
    keys = said.get("keys")
    listed = keys if isinstance(keys, list) else []
    return [
        key
        for key in listed
        if isinstance(key, dict)
        and key.get("kty") in ("RSA", "EC")
        and key.get("use", "sig") == "sig"
    ]


def _json(answer: Fetched) -> Mapping[str, Any]:
    try:
        said = json.loads(answer.body) if answer.status == 200 else None
    except ValueError:
        said = None
    if not isinstance(said, dict):
        raise Unavailable(_AWAY)
    return said


def _basic(client: str, secret: str) -> str:
    """Return the client's credentials, each form-encoded first (RFC 6749, 2.3.1)."""
    both = f"{quote(client, safe='')}:{quote(secret, safe='')}"
    return f"Basic {b64encode(both.encode()).decode()}"

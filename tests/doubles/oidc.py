"""A provider of OpenID Connect on a socket: real RS256 signatures, and the faults of bad ones."""

from __future__ import annotations

import hmac
import json
from base64 import b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from tests.servers import Exchange, LocalServer

Claims = dict[str, Any]


def a_key(kid: str) -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig", "alg": "RS256"})


@dataclass
class Provider:
    """What the provider knows and how it behaves; attach it with `serve`.

    Attributes:
        person: claims of whoever logs in there.
        over: claims that replace those of a good token; None takes one out.
        now: seconds, by the clock of the tests.
        sign_with: the key that signs; another than the published one is a forger's.
        algorithm: "none" for a token without a signature, "HS256" for one signed with the
            public key as if it were a secret.
        by_body: client's credentials are taken in the body only.
        answers: instead of the ordinary one: "400", "500", "text", "no token".
        redeemed: forms posted to the token's address.
    """

    person: Claims = field(default_factory=lambda: {"sub": "u-1", "groups": ["veille"]})
    over: Claims = field(default_factory=dict)
    now: int = 0
    key: RSAKey = field(default_factory=lambda: a_key("k1"))
    sign_with: RSAKey | None = None
    algorithm: str = "RS256"
    by_body: bool = False
    answers: str = ""
    client_id: str = "vigie"
    secret: str = "s/e c:ret"
    issuer: str = ""
    told: Claims = field(default_factory=dict)
    redeemed: list[dict[str, str]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def serve(self, server: LocalServer) -> str:
        """Answer on this server; return the issuer."""
        self.issuer = server.url
        server.routes["/.well-known/openid-configuration"] = self._configuration
        server.routes["/jwks"] = self._keys
        server.routes["/token"] = self._token
        return self.issuer

    def visit(self, address: str) -> tuple[str, str]:
        """Log in at the address that the browser was sent to; return the state and a code."""
        parts = urlsplit(address)
        assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"{self.issuer}/authorize"
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        assert asked["response_type"] == "code"
        assert asked["client_id"] == self.client_id
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        code = f"code-{len(self._codes)}"
        self._codes[code] = asked
        return asked["state"], code

    def _configuration(self, exchange: Exchange) -> None:
        self.asked.append("configuration")
        said = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
        }
        if self.by_body:
            said["token_endpoint_auth_methods_supported"] = ["client_secret_post"]  # type: ignore[assignment]
        _reply(exchange, {**said, **self.told})

    def _keys(self, exchange: Exchange) -> None:
        self.asked.append("keys")
        shared = OctKey.import_key("partagee-avec-tout-le-monde", {"kid": "oct"})
        keys = [self.key.as_dict(private=False), shared.as_dict()]
        _reply(exchange, {"keys": keys})

    def _token(self, exchange: Exchange) -> None:
        form = {n: v[0] for n, v in parse_qs(exchange.body.decode()).items()}
        self.redeemed.append(form)
        if self.answers in ("400", "500"):
            exchange.reply(b'{"error":"invalid_grant"}', int(self.answers))
            return
        if self.answers == "text":
            exchange.reply(b"<html>")
            return
        if not self._is_client(exchange, form):
            exchange.reply(b'{"error":"invalid_client"}', 401)
            return
        asked = self._codes.pop(form["code"], None)
        digest = sha256(form["code_verifier"].encode()).digest()
        challenge = urlsafe_b64encode(digest).rstrip(b"=").decode()
        if asked is None or challenge != asked["code_challenge"]:
            exchange.reply(b'{"error":"invalid_grant"}', 400)
            return
        assert form["redirect_uri"] == asked["redirect_uri"]
        said: Claims = {"access_token": "jeton", "token_type": "Bearer"}
        if self.answers != "no token":
            said["id_token"] = self.signed(asked["nonce"])
        _reply(exchange, said)

    def _is_client(self, exchange: Exchange, form: dict[str, str]) -> bool:
        if self.by_body:
            return (form.get("client_id"), form.get("client_secret")) == (
                self.client_id,
                self.secret,
            )
        basic = exchange.headers.get("Authorization", "").removeprefix("Basic ")
        name, _, secret = b64decode(basic).decode().partition(":")
        return (unquote(name), unquote(secret)) == (self.client_id, self.secret)

    def signed(self, nonce: str) -> str:
        """Return a signed token about the person."""
        good = {
            "iss": self.issuer,
            "aud": self.client_id,
            "iat": self.now,
            "exp": self.now + 300,
            "nonce": nonce,
            **self.person,
        }
        claims = {name: v for name, v in {**good, **self.over}.items() if v is not None}
        key = self.sign_with or self.key
        header = {"alg": self.algorithm, "kid": key.kid or "k1"}
        if self.algorithm == "none":
            return ".".join((_part(header), _part(claims), ""))
        if self.algorithm == "HS256":
            said = ".".join((_part(header), _part(claims)))
            mark = hmac.digest(self.key.as_pem(private=False), said.encode(), "sha256")
            return f"{said}.{urlsafe_b64encode(mark).rstrip(b'=').decode()}"
        return jwt.encode(header, claims, key, algorithms=[self.algorithm])


def _part(said: Claims) -> str:
    return urlsafe_b64encode(json.dumps(said).encode()).rstrip(b"=").decode()


def _reply(exchange: Exchange, said: Claims) -> None:
    exchange.reply(json.dumps(said).encode(), headers={"Content-Type": "application/json"})

"""Log-in by the town's own accounts: authorization code, PKCE, state and nonce, each once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge

from vigie.account import Account, SignOn, Subject
from vigie.clock import Clock
from vigie.codec import decode, encode
from vigie.errors import InvalidInput, Refused
from vigie.paper import Paper, Papers
from vigie.say import Say
from webapp.doors.accounts import Accounts
from webapp.doors.oidc_provider import Provider
from webapp.doors.oidc_terms import Grant, Terms, grant, proposed_name, shown_name
from webapp.doors.secret_words import fresh, hashed
from webapp.doors.single_sign_on import NOT_GOOD, RETURN, Begun, LetIn
from webapp.doors.subjects import Subjects

_UNDER_WAY: Final = "sign_on"
_LASTS: Final = timedelta(minutes=10)

NO_ROLE: Final = Say(
    "Votre compte est bon, mais aucun de ses groupes n’ouvre Vigie. Demandez à la personne qui "
    "gère les comptes.",
    "Your account is good, but none of its groups opens Vigie. Ask the person who manages the "
    "accounts.",
)


class Oidc:
    """Implements `webapp.doors.single_sign_on.SingleSignOn`.

    Args:
        terms: what was agreed with the provider.
        provider: who is asked.
        papers: where log-ins under way are kept, and who has which account.
        clock: for what ends.
        address: of this site, without a final slash.
    """

    def __init__(
        self, terms: Terms, provider: Provider, papers: Papers, clock: Clock, address: str
    ) -> None:
        self._terms = terms
        self._provider = provider
        self._papers = papers
        self._clock = clock
        self._redirect = address + RETURN
        self._accounts = Accounts(papers)
        self._subjects = Subjects(papers, clock)

    @property
    def label(self) -> str:
        """See `SingleSignOn.label`."""
        return self._terms.label or self._terms.issuer.partition("://")[2]

    async def begin(self, onward: str) -> Begun:
        """See `SingleSignOn.begin`."""
        where, now = await self._provider.endpoints(), self._clock.now()
        state, under_way = fresh(), SignOn(nonce=fresh(), verifier=fresh(), onward=onward)
        paper = Paper(
            kind=_UNDER_WAY,
            key=hashed(state),
            body=encode(under_way),
            at=now,
            expires_at=now + _LASTS,
        )
        await self._papers.keep(paper)
        address = prepare_grant_uri(
            where.authorization,
            self._terms.client_id,
            "code",
            redirect_uri=self._redirect,
            scope=" ".join(self._terms.scopes),
            state=state,
            nonce=under_way.nonce,
            code_challenge=create_s256_code_challenge(under_way.verifier),
            code_challenge_method="S256",
        )
        return Begun(address, state)

    async def finish(self, state: str, code: str, issuer: str | None) -> LetIn:
        """See `SingleSignOn.finish`."""
        key = hashed(state)
        paper = await self._papers.paper(_UNDER_WAY, key)
        # Of two who bring the same state back, one goes on.
        if paper is None or not await self._papers.drop(_UNDER_WAY, [key]):
            raise InvalidInput(NOT_GOOD)
        if issuer is not None and issuer != self._terms.issuer:
            raise InvalidInput(NOT_GOOD)
        under_way = decode(paper.body, SignOn)
        answer = await self._provider.redeem(code, under_way.verifier, self._redirect)
        claims = await self._provider.checked(answer, under_way.nonce)
        granted = grant(self._terms, claims)
        if granted is None:
            raise Refused(NO_ROLE, final=True)
        return LetIn(await self._account(claims, granted), under_way.onward)

    async def _account(self, claims: Mapping[str, Any], granted: Grant) -> Account:
        """Return the account of whoever the provider vouches for, as its groups say today."""
        subject = f"{self._terms.issuer}\n{claims['sub']}"
        name = await self._subjects.account(subject)
        known = await self._accounts.find(name) if name else None
        if known is None or not known.single_sign_on:
            return await self._new(subject, claims, granted)
        if known.disabled:
            raise Refused(NO_ROLE, final=True)
        display = shown_name(claims) or known.display
        return await self._accounts.change(
            known.name, role=granted.role, towns=granted.towns, display=display
        )

    async def _new(self, subject: str, claims: Mapping[str, Any], granted: Grant) -> Account:
        """Make an account; a name that is taken, by whomever, is never taken over."""
        wanted, number = proposed_name(self._terms, claims), 1
        name = wanted
        while await self._accounts.find(name):
            number += 1
            name = f"{wanted}-{number}"
        account = Account(
            name=name,
            display=shown_name(claims),
            role=granted.role,
            towns=granted.towns,
            created=self._clock.now(),
            single_sign_on=True,
        )
        await self._accounts.add(account)
        await self._subjects.keep(subject, Subject(account=name))
        return account

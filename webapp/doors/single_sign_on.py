"""The town's own accounts: what the pages ask of a provider (OIDC)."""

from __future__ import annotations

from typing import Final, NamedTuple, Protocol

from vigie.account import Account
from vigie.say import Say

#: Where the provider sends the browser back.
RETURN: Final = "/connexion/organisation/retour"

NOT_GOOD: Final = Say(
    "La réponse du fournisseur d’identité n’est pas bonne. Recommencez ; si cela se répète, "
    "prévenez la personne qui gère Vigie.",
    "The identity provider's answer is not good. Start over; if it happens again, tell the "
    "person who manages Vigie.",
)


class Begun(NamedTuple):
    """A log-in under way: where to send the browser, and what it must bring back."""

    address: str
    state: str


class LetIn(NamedTuple):
    """Someone that the provider vouches for, and the local path that they wanted to see."""

    account: Account
    onward: str


class SingleSignOn(Protocol):
    """Lets in whoever the town's provider vouches for. May block on the network."""

    @property
    def label(self) -> str:
        """What the provider is called on the log-in page."""
        ...

    async def begin(self, onward: str) -> Begun:
        """Begin a log-in; raises `Unavailable` when the provider is away."""
        ...

    async def finish(self, state: str, code: str, issuer: str | None) -> LetIn:
        """End a log-in, once.

        Raises:
            InvalidInput: nothing under way has this state, or the provider's word is not good.
            Refused: the provider vouches for someone who has no role here, or is disabled.
            Unavailable: the provider is away.
        """
        ...

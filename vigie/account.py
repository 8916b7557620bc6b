"""What the door keeps of those it lets in: accounts, sessions, set-up links, tokens, tries.

Each is the body of a paper (`vigie.paper`). A secret that opens something is never kept: the
paper's key is its hash.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

import msgspec

from vigie.labels import Name

#: What a token of the API may do, from the least to the most, with the role that it acts in.
SCOPES: Final[dict[str, Name]] = {
    "read": Name("lire", "read"),
    "write": Name("écrire", "write"),
    "lead": Name("diriger", "lead"),
}
SCOPE_ROLES: Final = {"read": "reader", "write": "officer", "lead": "lead"}


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """Someone of the team. Kept under its name, kind "account".

    Attributes:
        name: what they type to come in, and what is kept with their acts; never an e-mail.
        display: what colleagues read, "" for the name itself.
        role: an id of `vigie.actor.ROLES`.
        towns: slugs of the towns that they see; empty for all.
        password: its argon2 hash; "" until they have chosen one, or when they come by OIDC.
        disabled: they are not let in, and nothing of theirs is forgotten.
        single_sign_on: they come by the town's own accounts (OIDC) and have no password here.
    """

    name: str
    role: str
    created: datetime
    display: str = ""
    towns: tuple[str, ...] = ()
    password: str = ""
    disabled: bool = False
    single_sign_on: bool = False


class SetupLink(msgspec.Struct, frozen=True, kw_only=True):
    """A link that lets someone choose a password, once. Kept under its hash, "setup_link"."""

    account: str


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """A browser that was let in. Kept under its cookie's hash, kind "session".

    Attributes:
        opened_at: when it was; it ends at `until` at the latest.
        seen_at: when it was last used, to a few minutes.
        browser: which browser, in a word, for its owner to recognise it.
    """

    account: str
    opened_at: datetime
    seen_at: datetime
    until: datetime
    browser: str = ""


class ApiToken(msgspec.Struct, frozen=True, kw_only=True):
    """What a program shows to be let in. Kept under its hash, kind "api_token".

    Attributes:
        name: unique; what is kept with its acts is `token:` and this name.
        scopes: ids of `SCOPES`.
        towns: slugs of the towns that it sees; empty for all.
        by: who made it.
    """

    name: str
    scopes: tuple[str, ...]
    towns: tuple[str, ...] = ()
    by: str = ""


class Tries(msgspec.Struct, frozen=True, kw_only=True):
    """Failed log-ins in a row, of an account or from somewhere. Kind "log_in_tries"."""

    count: int
    last_at: datetime


class SignOn(msgspec.Struct, frozen=True, kw_only=True):
    """A log-in that is under way at the town's own provider (OIDC). Kind "sign_on".

    Attributes:
        nonce: must come back in the signed token.
        verifier: proves that it is we who asked (PKCE).
        onward: the local path to show afterwards.
    """

    nonce: str
    verifier: str
    onward: str = "/"


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """Which account someone of the provider has here. Kept under the hash of both ids."""

    account: str

"""What was agreed with the town's provider: who we are to it, and what its groups may do here."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from vigie.actor import ROLES

_EVERY_TOWN: Final = "*"
_LONGEST_NAME: Final = 36


class Terms(NamedTuple):
    """The settings of `[web.oidc]`.

    Attributes:
        issuer: exactly as the provider names itself.
        secret: "" for a client that has none (PKCE alone).
        roles: group → role.
        towns: group → slugs, "*" for all; empty: everyone sees all.
    """

    issuer: str
    client_id: str
    secret: str = ""
    label: str = ""
    scopes: Sequence[str] = ("openid", "profile")
    name_claim: str = "preferred_username"
    groups_claim: str = "groups"
    roles: Mapping[str, str] = {}
    towns: Mapping[str, Sequence[str]] = {}


class Grant(NamedTuple):
    """What someone may do here; no towns: all of them."""

    role: str
    towns: tuple[str, ...]


def grant(terms: Terms, claims: Mapping[str, Any]) -> Grant | None:
    """Return what someone's groups give them, None when they give no role or no town.

    Of several roles they have the highest, of several lists of towns the union.
    """
    said = claims.get(terms.groups_claim, ())
    groups = [said] if isinstance(said, str) else said if isinstance(said, list) else []
    named = [group for group in groups if isinstance(group, str)]
    roles = [terms.roles[group] for group in named if group in terms.roles]
    if not roles:
        return None
    role = max(roles, key=list(ROLES).index)
    if not terms.towns:
        return Grant(role, ())
    towns = dict.fromkeys(town for group in named for town in terms.towns.get(group, ()))
    if _EVERY_TOWN in towns:
        return Grant(role, ())
    return Grant(role, tuple(towns)) if towns else None


def proposed_name(terms: Terms, claims: Mapping[str, Any]) -> str:
    """Return an account's name made of what the provider says; an e-mail loses its domain."""
    said = str(claims.get(terms.name_claim) or "").partition("@")[0]
    plain = unicodedata.normalize("NFKD", said.casefold()).encode("ascii", "ignore").decode()
    name = re.sub(r"[^a-z0-9._-]+", "-", plain).strip("._-")[:_LONGEST_NAME].strip("._-")
    return name or "membre"


def shown_name(claims: Mapping[str, Any]) -> str:
    """Return the name that colleagues read, "" when the provider says none."""
    name = claims.get("name")
    return name.strip()[:80] if isinstance(name, str) and name.isprintable() else ""

"""Whoever acts on the pages or through the API, and what a role lets them do."""

from __future__ import annotations

from typing import Final

import msgspec

from vigie.labels import Name

#: Roles, from the least to the most: each may do all that those before it may.
ROLES: Final[dict[str, Name]] = {
    "reader": Name("lecture", "reader"),
    "officer": Name("veille", "officer"),
    "lead": Name("responsable", "lead"),
    "admin": Name("administration", "admin"),
}
_RANKS: Final = {role: rank for rank, role in enumerate(ROLES)}


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """Someone who has been let in.

    Attributes:
        name: what is kept with what they do: an account's name, never an e-mail.
        role: an id of `ROLES`.
        towns: slugs of the towns that they see; empty for all of the installation's.
    """

    name: str
    role: str
    towns: tuple[str, ...] = ()

    def may(self, role: str) -> bool:
        """Tell whether they may do what takes this role."""
        return _RANKS[self.role] >= _RANKS[role]

    def sees(self, town: str) -> bool:
        """Tell whether a town is one of theirs."""
        return not self.towns or town in self.towns

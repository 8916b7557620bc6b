"""Passwords: hashed with argon2id, checked in a thread, a few at a time."""

from __future__ import annotations

import asyncio
import secrets
import unicodedata
from typing import Final

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

#: How many are worked out at once: each takes 64 MiB and a core for a moment.
_AT_ONCE: Final = 2
#: A longer one is refused before any work is done.
LONGEST: Final = 200


class Passwords:
    """Hashes passwords and checks them.

    Args:
        hasher: argon2's parameters; those of RFC 9106 for little memory by default.
    """

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher(type=Type.ID)
        self._turns = asyncio.Semaphore(_AT_ONCE)
        self._nobody = ""

    async def hashed(self, password: str) -> str:
        """Return the hash of a password."""
        async with self._turns:
            return await asyncio.to_thread(self._hasher.hash, _written(password))

    async def fits(self, kept: str, password: str) -> bool:
        """Tell whether a password is the one whose hash is kept.

        As long when there is none: whether an account exists does not show in the time taken.
        """
        if not self._nobody:
            self._nobody = await self.hashed(secrets.token_urlsafe(16))
        written = _written(password[: LONGEST + 1])
        async with self._turns:
            fits = await asyncio.to_thread(self._verified, kept or self._nobody, written)
        return fits and bool(kept) and len(password) <= LONGEST

    def is_weak(self, kept: str) -> bool:
        """Tell whether a hash was made with lesser parameters than today's."""
        return self._hasher.check_needs_rehash(kept)

    def _verified(self, kept: str, password: str) -> bool:
        try:
            return self._hasher.verify(kept, password)
        except (VerificationError, InvalidHashError):
            return False


def _written(password: str) -> str:
    """Return the same text however the keyboard composed it (« é » in one sign or in two)."""
    return unicodedata.normalize("NFKC", password.encode("utf-8", "replace").decode())

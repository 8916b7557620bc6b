"""Pseudonyms and masks, applied before anything is stored.

Québec's Loi 25 (RLRQ c. P-39.1, a. 12: de-identification) and the GDPR (art. 4(5) and 25)
ask that a person be unrecognisable without additional information kept apart. The key is
that information: it stays in its own file, outside the store.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from hashlib import blake2b

EMAIL_MASK = "[courriel masqué]"
PHONE_MASK = "[téléphone masqué]"

_EMAIL = re.compile(r"[A-Za-z0-9._%+\-]{1,64}@[A-Za-z0-9\-]{1,63}(?:\.[A-Za-z0-9\-]{1,63}){1,8}")
# North America (819-555-0134, (819) 555 0134, +1 …) and Belgium/France (081 24 60 00,
# 0470/12.34.56, +32 …). At least nine digits, so that « 311 » and civic numbers stay.
_PHONE = re.compile(
    r"(?<![\w/])(?:\+?1[ .\-]?)?\(?[2-9]\d{2}\)?[ .\-]?\d{3}[ .\-]?\d{4}(?!\w)"
    r"|(?<![\w/])(?:\+|00)(?:32|33)[ .\-/]?(?:\(0\))?\d(?:[ .\-/]?\d){7,9}(?!\w)"
    r"|(?<![\w/])0\d{1,3}[ ./\-]?\d{2,3}(?:[ .\-/]?\d{2}){2,3}(?!\w)"
)


def mask(text: str, keep: Iterable[str] = ()) -> str:
    """Replace e-mail addresses and phone numbers by a mask.

    Args:
        text: plain text of a post.
        keep: the town's own addresses and numbers, which are public and useful to read.
    """
    kept = {_bare(k) for k in keep}

    def replace(found: re.Match[str], by: str) -> str:
        return found.group() if _bare(found.group()) in kept else by

    text = _EMAIL.sub(lambda m: replace(m, EMAIL_MASK), text)
    return _PHONE.sub(lambda m: replace(m, PHONE_MASK), text)


def _bare(contact: str) -> str:
    return re.sub(r"[^a-z0-9@]", "", contact.lower())


class Pseudonymiser:
    """Turns handles into pseudonyms by keyed hash; without the key none can be turned back.

    Args:
        key: at least 32 secret bytes, kept outside the store.
        former: keys that were in use before, the latest first: what was kept under them can
            still be purged.
    """

    def __init__(self, key: bytes, former: Sequence[bytes] = ()) -> None:
        if any(len(each) < 32 for each in (key, *former)):
            raise ValueError("a pseudonym key has at least 32 bytes")
        self._keys = tuple(each[:64] for each in (key, *former))

    def of(self, platform: str, handle: str) -> str:
        """Return the pseudonym of an account: 24 hexadecimal digits, the same each time."""
        return _hashed(self._keys[0], platform, handle)

    def all_of(self, platform: str, handle: str) -> tuple[str, ...]:
        """Return every pseudonym that the account has had, the present one first."""
        return tuple(_hashed(key, platform, handle) for key in self._keys)


def _hashed(key: bytes, platform: str, handle: str) -> str:
    subject = f"{platform.lower()}\n{handle.lstrip('@').lower()}".encode()
    return blake2b(subject, key=key, digest_size=12).hexdigest()

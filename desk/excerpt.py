"""A short passage of a post that names nobody, for what leaves the desk."""

from __future__ import annotations

import re
from collections.abc import Collection

from vigie.privacy import mask
from vigie.town import Town

HANDLE_MASK = "[compte masqué]"

# « @nom », « @nom@serveur.example », « @nom.bsky.social »; an e-mail address has a letter before.
_HANDLE = re.compile(r"(?<![\w@])@\w[\w.\-]*(?:@[\w.\-]+)?")
# Marks that turn the direction of what follows, and other characters that show nothing.
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)


def excerpt(text: str, limit: int, town: Town) -> str:
    """Return at most `limit` characters of `text` on one line, people's traces masked.

    E-mail addresses, phone numbers and handles are masked, but for the town's own, which are
    public. The cut falls between two words where it can, and is shown by « … ».
    """
    # More than `limit` is masked first, so that the cut never falls inside a number.
    return cut(masked(plain(text[: limit * 4 + 400]), town), limit)


def masked(text: str, town: Town | None) -> str:
    """Return `text` with people's traces masked; `town` is whose own traces are left, if any."""
    own = {account.handle.lstrip("@").lower() for account in town.accounts} if town else set()

    def hide(found: re.Match[str]) -> str:
        handle = found.group().rstrip(".-")
        if handle.lstrip("@").lower() in own:
            return found.group()
        return HANDLE_MASK + found.group()[len(handle) :]

    return mask(_HANDLE.sub(hide, text), public_contacts(town) if town else ())


def plain(text: str) -> str:
    """Return `text` on one line, without control characters or marks that turn its direction."""
    return " ".join(_INVISIBLE.sub("", text).split())


def cut(text: str, limit: int) -> str:
    """Return `text` in at most `limit` characters, « … » included."""
    if len(text) <= limit:
        return text
    kept = text[: limit - 1]
    space = kept.rfind(" ")
    # A word longer than half of the passage is cut where it stands.
    return kept[: space if space > limit // 2 else None].rstrip(" ,;:.") + "…"


def public_contacts(town: Town) -> Collection[str]:
    """Return the town's own addresses and numbers, which masks leave readable."""
    door, media = town.front_door, town.media_relations
    known = (door.phone, door.email, media.phone, media.email, town.emergency_number)
    return {c for c in (*known, *(referral.phone for referral in town.referrals)) if c}

"""What the status line of a source on Reddit says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from connectors.markup import cut
from vigie.say import Say

_SHOWN: Final = 5
_LABEL: Final = 40

_NO_KEY: Final = Say(
    "Sans clé, par les fils RSS : ce que Reddit efface ou retire ne peut pas être reconnu."
    " La clé d’une application se demande à Reddit (Responsible Builder Policy).",
    "Without a key, by RSS feeds: what Reddit deletes or removes cannot be told."
    " An application’s key is asked of Reddit (Responsible Builder Policy).",
)


def closing_note(refused: Sequence[str], *, has_key: bool) -> Say | None:
    """Return the note of a round that is over, None when there is nothing to say.

    Args:
        refused: labels of the listings that could not be read.
        has_key: False when RSS was read.
    """
    parts = [_refused(refused)] if refused else []
    parts += [] if has_key else [_NO_KEY]
    if not parts:
        return None
    return Say(" ".join(part.fr for part in parts), " ".join(part.en for part in parts))


def pausing_note(seconds: float) -> Say:
    """Return the note of a round that waits for Reddit's allowance."""
    wait = round(seconds)
    return Say(
        f"Les requêtes permises par Reddit sont épuisées ; la suite dans {wait} s.",
        f"Reddit’s allowance of requests is used up; more in {wait} s.",
    )


def _refused(labels: Sequence[str]) -> Say:
    shown = ", ".join(cut(label, _LABEL) for label in labels[:_SHOWN])
    rest = "…" if len(labels) > _SHOWN else ""
    return Say(
        f"Introuvable, privé ou interdit : {shown}{rest}.",
        f"Not found, private or banned: {shown}{rest}.",
    )

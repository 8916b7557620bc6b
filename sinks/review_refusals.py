"""Why a store refuses a review."""

from __future__ import annotations

from typing import Final

from vigie.say import Say

UNKNOWN: Final = Say(
    "Cette mention n’existe pas, ou n’existe plus.",
    "This mention does not exist, or no longer does.",
)
OVERTAKEN: Final = Say(
    "Quelqu’un d’autre a modifié cette fiche entre-temps. Relisez-la, puis refaites votre "
    "changement : rien n’a été écrasé.",
    "Someone else has changed this entry meanwhile. Read it again, then redo your change: "
    "nothing was overwritten.",
)

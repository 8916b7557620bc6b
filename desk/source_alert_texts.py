"""What alerts about sources say, and what they advise, in both languages."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from vigie.durations import length
from vigie.say import Say
from vigie.source_watch import Missed

#: By trouble; "gap" for a hole, "over" for the end of a trouble.
TITLES: Final[dict[str, Say]] = {
    "late": Say("Source muette", "Silent source"),
    "failing": Say("Source en panne", "Failing source"),
    "blocked": Say("Source qui nous refuse", "Source that refuses us"),
    "needs_credentials": Say("Source sans clé valable", "Source without a valid key"),
    "stopped": Say("Source arrêtée", "Stopped source"),
    "gap": Say("Trou dans l’écoute", "Hole in the listening"),
    "over": Say("Source de nouveau entendue", "Source heard again"),
}

ADVICE: Final[dict[str, Say]] = {
    "late": Say(
        "Ouvrez la source dans un navigateur. Si elle publie toujours, son adresse a sans doute "
        "changé : essayez la nouvelle avec « vigie source preview ADRESSE ». Si elle ne publie "
        "plus, retirez-la de vigie.toml.",
        "Open the source in a browser. If it still publishes, its address has probably changed: "
        "try the new one with `vigie source preview ADDRESS`. If it publishes no more, remove it "
        "from vigie.toml.",
    ),
    "failing": Say(
        "Si la panne est passagère, il n’y a rien à faire : Vigie réessaie. Si elle dure, "
        "vérifiez l’adresse avec « vigie source preview ADRESSE », ou écrivez à qui tient le site.",
        "If the failure is passing there is nothing to do: Vigie tries again. If it lasts, check "
        "the address with `vigie source preview ADDRESS`, or write to whoever keeps the site.",
    ),
    "blocked": Say(
        "Demandez l’accès à qui tient la source, ou retirez-la de vigie.toml. Ne contournez pas "
        "son refus.",
        "Ask whoever keeps the source for access, or remove it from vigie.toml. Do not work "
        "around its refusal.",
    ),
    "needs_credentials": Say(
        "Renouvelez la clé dans le fichier ou la variable que vigie.toml nomme, puis lancez "
        "« vigie doctor » : il l’essaie.",
        "Renew the key in the file or the variable that vigie.toml names, then run "
        "`vigie doctor`: it tries it.",
    ),
    "stopped": Say(
        "La source a disparu, ou demande à n’être plus lue. Cherchez sa nouvelle adresse, ou "
        "retirez-la de vigie.toml.",
        "The source is gone, or asks not to be read any more. Look for its new address, or "
        "remove it from vigie.toml.",
    ),
    "gap": Say(
        "Ce qui s’y est dit ne peut plus être rattrapé par Vigie. Si le moment comptait, "
        "parcourez la source à la main.",
        "Vigie can no longer catch up with what was said there. If the moment mattered, go "
        "through the source by hand.",
    ),
    "over": Say("Il n’y a rien à faire.", "There is nothing to do."),
}

_WAS: Final[dict[str, Say]] = {
    "late": Say("Le silence a duré {long}.", "The silence lasted {long}."),
    "failing": Say("La panne a duré {long}.", "The failure lasted {long}."),
    "blocked": Say("Le refus a duré {long}.", "The refusal lasted {long}."),
    "needs_credentials": Say("La clé a manqué {long}.", "The key was missing for {long}."),
    "stopped": Say("L’arrêt a duré {long}.", "It was stopped for {long}."),
}


def recovery_said(state: str, since: datetime, now_so: Say, now: datetime) -> Say:
    """Say that a trouble is over, how long it lasted, and how the source is now."""
    long, was = length(now - since), _WAS[state]
    return Say(
        f"{was.fr.format(long=long.fr)} {now_so.fr}", f"{was.en.format(long=long.en)} {now_so.en}"
    )


def hole_said(hole: Missed) -> Say:
    """Say what was missed: a stretch of time, posts let go, or both."""
    parts: list[Say] = []
    if hole.since is not None and hole.until is not None:
        long = length(hole.until - hole.since)
        parts.append(
            Say(f"Rien n’a été entendu pendant {long.fr}.", f"Nothing was heard for {long.en}.")
        )
    if hole.posts:
        parts.append(_let_go(hole.posts))
    return Say(" ".join(part.fr for part in parts), " ".join(part.en for part in parts))


def _let_go(posts: int) -> Say:
    if posts == 1:
        return Say("Une publication n’a pu être lue.", "One post could not be read.")
    grouped = f"{posts:,}"
    french = grouped.replace(",", "\u202f")
    return Say(
        f"{french} publications n’ont pu être lues, tant il en arrivait.",
        f"{grouped} posts could not be read, so many were coming in.",
    )

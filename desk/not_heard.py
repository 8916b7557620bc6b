"""Where people speak of a town without Vigie hearing it, and why: told, never hidden."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final, NamedTuple

from vigie.coverage import NotHeard
from vigie.say import Say


class _Ear(NamedTuple):
    """Somewhere that can be listened to: by which kinds of source, and what it takes."""

    id: str
    kinds: frozenset[str]
    what: Say
    needs: Say


_NOT_PLUGGED: Final = Say(
    "Aucune source de ce genre n’est branchée.", "No source of this kind is plugged in."
)
_NOT_BUILT: Final = Say(
    "Cette version de Vigie ne sait pas encore l’écouter.",
    "This version of Vigie cannot listen to it yet.",
)

_EARS: Final = (
    _Ear(
        "media",
        frozenset(("feed", "sitemap", "mailbox", "inbound")),
        Say("Les médias et les sites qui ont un fil", "Media and sites that have a feed"),
        Say(
            "Ajoutez l’adresse d’un fil : vigie source add ADRESSE.",
            "Add a feed’s address: vigie source add ADDRESS.",
        ),
    ),
    _Ear(
        "facebook",
        frozenset(("facebook",)),
        Say("Facebook : les pages de la ville", "Facebook: the town’s own pages"),
        Say(
            "Il faut une clé de la page, donnée par la personne qui l’administre.",
            "It takes the page’s key, given by whoever administers it.",
        ),
    ),
    _Ear(
        "instagram",
        frozenset(("instagram",)),
        Say("Instagram : le compte de la ville", "Instagram: the town’s own account"),
        Say(
            "Il faut une clé d’un compte professionnel.",
            "It takes the key of a professional account.",
        ),
    ),
    _Ear(
        "bluesky",
        frozenset(("bluesky",)),
        Say("Bluesky", "Bluesky"),
        Say(
            "Tout y est public ; aucune clé n’est nécessaire.",
            "Everything there is public; no key is needed.",
        ),
    ),
    _Ear(
        "mastodon",
        frozenset(("mastodon",)),
        Say("Mastodon", "Mastodon"),
        Say(
            "Choisissez les instances où les gens de la ville se trouvent.",
            "Choose the instances where the town’s people are.",
        ),
    ),
    _Ear(
        "reddit",
        frozenset(("reddit",)),
        Say("Reddit", "Reddit"),
        Say(
            "Sans clé approuvée par Reddit, seuls les fils RSS se lisent.",
            "Without a key that Reddit has approved, only its RSS feeds can be read.",
        ),
    ),
    _Ear(
        "youtube",
        frozenset(("youtube",)),
        Say("YouTube : les commentaires", "YouTube: comments"),
        Say(
            "Il faut une clé de l’API, gratuite, au quota limité.",
            "It takes an API key, free, with a limited quota.",
        ),
    ),
    _Ear(
        "forums",
        frozenset(("discourse", "phpbb", "lemmy")),
        Say("Les forums (Discourse, phpBB, Lemmy)", "Forums (Discourse, phpBB, Lemmy)"),
        Say(
            "Donnez l’adresse d’un forum : vigie source add ADRESSE.",
            "Give a forum’s address: vigie source add ADDRESS.",
        ),
    ),
)

_X: Final = NotHeard(
    id="x",
    what=Say("X", "X"),
    why=Say(
        "Éteint par défaut : ses conditions exigent d’une administration publique un contrat "
        "Entreprise, et interdisent la surveillance.",
        "Off by default: its terms require an Enterprise plan of public bodies, and forbid "
        "surveillance.",
    ),
    remedy=Say(
        "À n’allumer qu’avec ce contrat et un avis juridique.",
        "To be turned on only with that plan and legal advice.",
    ),
)

#: What no program may or can hear.
_NEVER: Final = (
    NotHeard(
        id="facebook-groups",
        what=Say("Les groupes Facebook", "Facebook groups"),
        why=Say(
            "Aucune interface publique n’y donne accès, même quand le groupe est ouvert à tous ; "
            "c’est souvent là que l’on parle le plus d’une ville.",
            "No public interface gives access to them, even when a group is open to all; it is "
            "often where a town is spoken of most.",
        ),
        remedy=Say(
            "Une personne de l’équipe peut y être membre et signaler ce qu’elle voit.",
            "Someone of the team can be a member and report what they see.",
        ),
    ),
    NotHeard(
        id="nextdoor",
        what=Say("Nextdoor", "Nextdoor"),
        why=Say(
            "Aucune interface de lecture pour les villes ; ses pages demandent un compte.",
            "No reading interface for towns; its pages ask for an account.",
        ),
        remedy=Say(
            "Un export peut être importé : vigie import FICHIER.",
            "An export can be imported: vigie import FILE.",
        ),
    ),
    NotHeard(
        id="private",
        what=Say(
            "Les messages privés, les groupes fermés, WhatsApp, Messenger, Discord",
            "Private messages, closed groups, WhatsApp, Messenger, Discord",
        ),
        why=Say(
            "Ils sont privés : Vigie n’écoute que ce qui est public.",
            "They are private: Vigie listens only to what is public.",
        ),
    ),
    NotHeard(
        id="spoken",
        what=Say(
            "La radio, la télévision, les vidéos, le conseil et la rue",
            "Radio, television, videos, the council and the street",
        ),
        why=Say(
            "Vigie lit des textes : ce qui se dit à voix haute lui échappe, sauf si un média "
            "l’écrit.",
            "Vigie reads texts: what is said aloud escapes it, unless a medium writes it down.",
        ),
    ),
)


def not_heard(listened: Collection[str], installed: Collection[str]) -> tuple[NotHeard, ...]:
    """Return where nobody listens.

    Args:
        listened: kinds of the sources that the settings name.
        installed: kinds that this version can listen to.
    """
    missing = [ear for ear in _EARS if not ear.kinds & set(listened)]
    return (
        *(_unplugged(ear, installed) for ear in missing),
        *([] if "x" in listened else [_X]),
        *_NEVER,
    )


def _unplugged(ear: _Ear, installed: Collection[str]) -> NotHeard:
    if ear.kinds & set(installed):
        return NotHeard(id=ear.id, what=ear.what, why=_NOT_PLUGGED, remedy=ear.needs)
    return NotHeard(id=ear.id, what=ear.what, why=_NOT_BUILT)

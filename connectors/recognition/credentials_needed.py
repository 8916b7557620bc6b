"""What each kind of source asks for before it can be read, and where that is to be had."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal

import msgspec

from vigie.say import Say

Use = Literal["required", "better", "private"]


class Needed(msgspec.Struct, frozen=True, kw_only=True):
    """A secret.

    Attributes:
        key: of the settings, `{key}_file` or `{key}_env`.
        use: "required": nothing is heard without it; "better": more is heard with it;
            "private": only where the source asks for an account.
        what: what it is, and where a town gets it, as the end of a sentence.
    """

    key: str
    use: Use
    what: Say


_NEEDED: Final[dict[str, tuple[Needed, ...]]] = {
    "discourse": (
        Needed(
            key="key",
            use="private",
            what=Say(
                "une clé de l’API du forum, pour un compte nommé dans « user » : Administration ▸"
                " API ▸ Nouvelle clé d’API (un seul compte, lecture seule)",
                "a key of the forum’s API, for an account named in `user`: Admin ▸ API ▸ New API"
                " key (single user, read-only)",
            ),
        ),
    ),
    "facebook": (
        Needed(
            key="token",
            use="required",
            what=Say(
                "une clé de page (pages_show_list, pages_read_engagement,"
                " pages_read_user_content) : developers.facebook.com ▸ l’application de la Ville",
                "a Page token (pages_show_list, pages_read_engagement, pages_read_user_content):"
                " developers.facebook.com ▸ the town’s application",
            ),
        ),
        Needed(
            key="app_secret",
            use="better",
            what=Say(
                "le secret de cette application, pour que Meta appelle et que ses appels soient"
                " vérifiés : developers.facebook.com ▸ Paramètres ▸ Général",
                "that application’s secret, so that Meta calls and its calls are verified:"
                " developers.facebook.com ▸ Settings ▸ Basic",
            ),
        ),
        Needed(
            key="verify_token",
            use="better",
            what=Say(
                "un mot de votre choix, donné aussi à Meta avec l’adresse à appeler",
                "a word of your choice, given to Meta too, with the address to call",
            ),
        ),
    ),
    "inbound": (
        Needed(
            key="secret",
            use="required",
            what=Say(
                "un secret d’au moins seize caractères, que l’outil qui appelle connaît aussi"
                " (« vigie webhook secret » en écrit un)",
                "a secret of sixteen characters at least, which the tool that calls knows too"
                " (`vigie webhook secret` writes one)",
            ),
        ),
    ),
    "instagram": (
        Needed(
            key="token",
            use="required",
            what=Say(
                "la clé (instagram_basic, instagram_manage_comments, pages_read_engagement) de la"
                " page Facebook liée au compte professionnel : developers.facebook.com ▸"
                " l’application de la Ville",
                "the token (instagram_basic, instagram_manage_comments, pages_read_engagement) of"
                " the Facebook page linked to the professional account: developers.facebook.com ▸"
                " the town’s application",
            ),
        ),
    ),
    "mailbox": (
        Needed(
            key="password",
            use="required",
            what=Say(
                "le mot de passe de la boîte ; beaucoup de services veulent un « mot de passe"
                " d’application », fait dans les réglages de sécurité du compte",
                "the mailbox’s password; many services want an “application password”, made in the"
                " account’s security settings",
            ),
        ),
    ),
    "mastodon": (
        Needed(
            key="token",
            use="better",
            what=Say(
                "une clé d’utilisateur de l’instance (droits read:statuses et read:search), pour"
                " écouter en direct et chercher : Préférences ▸ Développement ▸ Nouvelle"
                " application",
                "a user’s key of the instance (scopes read:statuses and read:search), to listen"
                " live and to search: Preferences ▸ Development ▸ New application",
            ),
        ),
    ),
    "phpbb": (
        Needed(
            key="password",
            use="private",
            what=Say(
                "le mot de passe d’un compte du forum, nommé dans « user »",
                "the password of an account of the forum, named in `user`",
            ),
        ),
    ),
    "reddit": (
        Needed(
            key="client_id",
            use="better",
            what=Say(
                "l’identifiant d’une application que Reddit a approuvée (demande en ligne,"
                " « Responsible Builder Policy ») ; sans elle, les fils RSS sont lus",
                "the id of an application that Reddit has approved (online request, “Responsible"
                " Builder Policy”); without one, the RSS feeds are read",
            ),
        ),
        Needed(
            key="client_secret",
            use="better",
            what=Say("le secret de cette application", "that application’s secret"),
        ),
    ),
    "x": (
        Needed(
            key="token",
            use="required",
            what=Say(
                "le jeton « bearer » d’une application au forfait Enterprise : developer.x.com",
                "the bearer token of an application on the Enterprise plan: developer.x.com",
            ),
        ),
    ),
    "youtube": (
        Needed(
            key="key",
            use="required",
            what=Say(
                "une clé de l’API YouTube Data v3 : console.cloud.google.com ▸ API et services ▸"
                " Identifiants ▸ Créer des identifiants ▸ Clé API",
                "a key of the YouTube Data API v3: console.cloud.google.com ▸ APIs & Services ▸"
                " Credentials ▸ Create credentials ▸ API key",
            ),
        ),
    ),
}


def needed_by(kind: str) -> tuple[Needed, ...]:
    """Return what a kind asks for; nothing for those that are open to all."""
    return _NEEDED.get(kind, ())


#: The secret by which the calls of a source that is polled too are known to be its own.
_CALLS: Final = {
    "discourse": "secret",
    "facebook": "app_secret",
    "instagram": "app_secret",
    "youtube": "websub_secret",
}


def awaits_calls(kind: str, settings: Mapping[str, Any]) -> bool:
    """Tell whether a source that can be called is set up to be: its calls can be verified."""
    key = _CALLS.get(kind)
    return key is None or f"{key}_file" in settings or f"{key}_env" in settings

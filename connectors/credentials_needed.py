"""What each kind of source asks for before it can be read, and where that is to be had."""

from __future__ import annotations

from typing import Final

import msgspec

from vigie.say import Say


class Needed(msgspec.Struct, frozen=True, kw_only=True):
    """A secret.

    Attributes:
        key: of the settings, `{key}_file`.
        required: whether nothing at all is heard without it.
        where: what it is, and where a town gets it.
    """

    key: str
    required: bool
    where: Say


NEEDED: Final[dict[str, tuple[Needed, ...]]] = {
    "mastodon": (
        Needed(
            key="token",
            required=False,
            where=Say(
                "une clé d’utilisateur (droits read:statuses et read:search), pour écouter en"
                " direct et chercher : Préférences ▸ Développement ▸ Nouvelle application",
                "a user’s key (read:statuses, read:search), to listen live and to search:"
                " Preferences ▸ Development ▸ New application",
            ),
        ),
    ),
    "reddit": (
        Needed(
            key="client_id",
            required=False,
            where=Say(
                "l’identifiant d’une application approuvée par Reddit (demande en ligne,"
                " « Responsible Builder Policy ») ; sans elle, les fils RSS sont lus",
                "the id of an application approved by Reddit (online request, “Responsible Builder"
                " Policy”); without one, the RSS feeds are read",
            ),
        ),
        Needed(
            key="client_secret",
            required=False,
            where=Say("le secret de cette application", "that application’s secret"),
        ),
    ),
    "youtube": (
        Needed(
            key="key",
            required=True,
            where=Say(
                "une clé de l’API YouTube Data v3 : console.cloud.google.com ▸ API et services ▸"
                " Identifiants",
                "a key of the YouTube Data API v3: console.cloud.google.com ▸ APIs & Services ▸"
                " Credentials",
            ),
        ),
    ),
    "facebook": (
        Needed(
            key="token",
            required=True,
            where=Say(
                "une clé de page (pages_read_engagement, pages_read_user_content) :"
                " developers.facebook.com ▸ l’application de la ville ▸ Jetons",
                "a Page token (pages_read_engagement, pages_read_user_content):"
                " developers.facebook.com ▸ the town’s app ▸ Tokens",
            ),
        ),
    ),
    "instagram": (
        Needed(
            key="token",
            required=True,
            where=Say(
                "la clé de la page Facebook liée au compte professionnel :"
                " developers.facebook.com ▸ l’application de la ville ▸ Jetons",
                "the token of the Facebook page linked to the professional account:"
                " developers.facebook.com ▸ the town’s app ▸ Tokens",
            ),
        ),
    ),
    "x": (
        Needed(
            key="token",
            required=True,
            where=Say(
                "le jeton « bearer » d’une application au forfait Enterprise : developer.x.com",
                "the bearer token of an application on the Enterprise plan: developer.x.com",
            ),
        ),
    ),
    "mailbox": (
        Needed(
            key="password",
            required=True,
            where=Say(
                "le mot de passe (ou mot de passe d’application) de la boîte de courriel",
                "the mailbox’s password (or application password)",
            ),
        ),
    ),
}


def needed_by(kind: str) -> tuple[Needed, ...]:
    """Return what a kind asks for; nothing for those that are open to all."""
    return NEEDED.get(kind, ())

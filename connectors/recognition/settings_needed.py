"""What no address tells, and a person has to give: by kind, with what it is and where it is found.

None of it is secret: secrets are in `connectors.recognition.credentials_needed`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from vigie.say import Say


class Blank(msgspec.Struct, frozen=True, kw_only=True):
    """A setting without which a kind does not start.

    Attributes:
        key: of the settings.
        example: what stands in its place until it is given.
        what: what it is, and where it is found, as the end of a sentence.
    """

    key: str
    example: Any
    what: Say


def _address(fr: str, en: str, example: str) -> tuple[Blank, ...]:
    return (Blank(key="url", example=example, what=Say(fr, en)),)


_BLANKS: Final[dict[str, tuple[Blank, ...]]] = {
    "discourse": _address("l’adresse du forum", "the forum’s address", "https://forum.example"),
    "drop_folder": (
        Blank(
            key="folder",
            example="depot",
            what=Say(
                "le dossier où les fichiers seront déposés",
                "the folder in which files will be dropped",
            ),
        ),
    ),
    "facebook": (
        Blank(
            key="page_id",
            example="0",
            what=Say(
                "le numéro de la page, comme Meta Business Suite le montre",
                "the page’s number, as Meta Business Suite shows it",
            ),
        ),
    ),
    "feed": _address("l’adresse du fil", "the feed’s address", "https://journal.example/fil.rss"),
    "import": (
        Blank(
            key="file",
            example="publications.csv",
            what=Say("le fichier CSV ou JSONL à lire", "the CSV or JSONL file to read"),
        ),
    ),
    "instagram": (
        Blank(
            key="account_id",
            example="0",
            what=Say(
                "le numéro du compte professionnel (« instagram_business_account » de la page"
                " Facebook à laquelle il est lié)",
                "the professional account’s number (instagram_business_account of the Facebook"
                " page that it is linked to)",
            ),
        ),
    ),
    "lemmy": _address(
        "l’adresse de l’instance", "the instance’s address", "https://instance.example"
    ),
    "mailbox": (
        Blank(
            key="host",
            example="imap.ville.example",
            what=Say("le nom du serveur IMAP", "the IMAP server’s name"),
        ),
        Blank(
            key="user",
            example="veille@ville.example",
            what=Say(
                "le compte qui lit la boîte, fait pour cela seul",
                "the account that reads the mailbox, made for this alone",
            ),
        ),
        Blank(
            key="from",
            example=["googlealerts-noreply@google.com"],
            what=Say(
                "les expéditeurs dont les courriels sont lus",
                "the senders whose mails are read",
            ),
        ),
    ),
    "mastodon": _address(
        "l’adresse de l’instance", "the instance’s address", "https://instance.example"
    ),
    "phpbb": _address("l’adresse du forum", "the forum’s address", "https://forum.example"),
    "sitemap": _address(
        "l’adresse du plan de site",
        "the sitemap’s address",
        "https://journal.example/news-sitemap.xml",
    ),
    "x": (
        Blank(
            key="enterprise_plan",
            example=True,
            what=Say(
                "true si la Ville a le forfait Enterprise que les conditions de X exigent d’une"
                " administration publique",
                "true if the town has the Enterprise plan that X’s terms ask of a public body",
            ),
        ),
    ),
}


def blanks_of(kind: str, settings: Mapping[str, Any]) -> tuple[Blank, ...]:
    """Return what is still to be given for a source of this kind to start."""
    return tuple(b for b in _BLANKS.get(kind, ()) if not _is_given(b.key, settings))


def _is_given(key: str, settings: Mapping[str, Any]) -> bool:
    if key == "url" and settings.get("urls"):  # several Mastodon instances
        return True
    return settings.get(key) not in (None, "", False, [])

"""The phpBB connector: a forum's Atom feed, read without what phpBB puts around each post."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from typing import Any, Final

from connectors.credentials import read_credential
from connectors.feed.connector import FeedConnector
from connectors.feed.manner import FeedManner
from connectors.phpbb.settings import PhpbbSettings
from connectors.source_settings import checked
from vigie.context import Context
from vigie.say import Say

_SENTENCES: Final = {
    401: Say(
        "Le forum n’accepte pas le compte donné, ou en demande un (401) : vérifiez user et"
        " password_file.",
        "The forum does not accept the account given, or asks for one (401): check user and"
        " password_file.",
    ),
    403: Say(
        "Ce forum ne se lit pas sans compte (403).",
        "This forum cannot be read without an account (403).",
    ),
    404: Say(
        "Ce forum n’offre pas ce fil (404) : son administration ne l’a pas activé, ou l’adresse"
        " n’est pas celle d’un phpBB.",
        "This forum does not offer that feed (404): its administrators have not turned it on, or"
        " the address is not that of a phpBB.",
    ),
}


def build(settings: Mapping[str, Any], context: Context) -> FeedConnector:
    """Build the connector of one forum; touches no network.

    Raises:
        ConfigurationError: every wrong key of `settings`, told at once.
    """
    forum = checked(PhpbbSettings, settings)

    def headers() -> Mapping[str, str]:
        return _authorisation(forum, context)

    manner = FeedManner(kind="phpbb", dialect="phpbb", headers=headers, sentences=_SENTENCES)
    return FeedConnector(forum.read_as, context, manner=manner)


def _authorisation(forum: PhpbbSettings, context: Context) -> Mapping[str, str]:
    """Return the header of HTTP authentication (RFC 7617); its secret is read anew each time."""
    if forum.user is None:
        return {}
    password = read_credential(
        context.home, file=forum.password_file, env=forum.password_env, key="password"
    )
    pair = b64encode(f"{forum.user}:{password}".encode()).decode("ascii")
    return {"Authorization": f"Basic {pair}"}

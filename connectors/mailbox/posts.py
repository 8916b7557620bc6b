"""Mails → posts: one for each result of an alert, one for any other mail. Pure."""

from __future__ import annotations

import re
from datetime import datetime
from hashlib import blake2b
from typing import Final

from connectors.api.posts import Posts
from connectors.mailbox.alerts import is_alert, read_alert
from connectors.mailbox.mail import Mail, read_mail
from connectors.mailbox.sender import is_authentic, is_listed
from connectors.mailbox.settings import MailboxSettings
from connectors.markup import plain, to_text
from vigie.context import Context
from vigie.errors import InvalidInput
from vigie.post import Event, Published
from vigie.say import Say

#: The parameters of a link in a mail are often the reader's own: to unsubscribe, to log in.
_PARAMETERS: Final = re.compile(r"(https?://[^\s?#<>\"]{1,2000})[?#][^\s<>\"]*")
_FORGED: Final = Say(
    "L’expéditeur n’est pas authentifié par le serveur qui a reçu le courriel.",
    "The sender is not authenticated by the server that received the mail.",
)


class MailPosts:
    """Reads the mails of one mailbox.

    Args:
        settings: checked.
        context: the house's services.
    """

    def __init__(self, settings: MailboxSettings, context: Context) -> None:
        self._settings = settings
        self.posts = Posts("mailbox", "email", settings, context)

    def events(self, raw: bytes, now: datetime) -> list[Event]:
        """Return what a mail tells, nothing when its sender is not one whose mails are read.

        Raises:
            InvalidInput: it cannot be read, is empty, or is not really its sender's.
        """
        mail = read_mail(raw)
        if not is_listed(mail.sender, self._settings.senders):
            return []
        if self._settings.check_sender and not is_authentic(mail.sender, mail.authentication):
            raise InvalidInput(_FORGED)
        results = read_alert(mail.html, mail.text) if is_alert(mail.sender) else []
        if results:
            return [
                Published(
                    post=self.posts.post(
                        native_id=result.url,
                        title=result.title,
                        text=result.text,
                        url=result.url,
                        published=mail.sent_at,
                        now=now,
                    )
                )
                for result in results
            ]
        return [self._whole(mail, raw, now)]

    def _whole(self, mail: Mail, raw: bytes, now: datetime) -> Event:
        text = plain(mail.text) or to_text(mail.html)
        if not text and not mail.subject:
            raise InvalidInput(Say("Le courriel est vide.", "The mail is empty."))
        return Published(
            post=self.posts.post(
                native_id=mail.message_id or blake2b(raw, digest_size=16).hexdigest(),
                title=mail.subject,
                text=_PARAMETERS.sub(r"\1", text) or mail.subject,
                published=mail.sent_at,
                now=now,
                author=self.posts.author(mail.sender),
            )
        )

"""What Facebook says, by a poll or by a call, → the same events. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

import msgspec

from connectors.addresses import canonical
from connectors.api.posts import Posts
from connectors.facebook.settings import FacebookSettings
from connectors.markup import plain
from vigie.context import Context
from vigie.post import Author, Deleted, Engagement, Published
from vigie.privacy import mask

#: Before the ids of what is said on others' pages: no poll meets it, and it is never asked
#: about again, since this page's token may not see it.
ELSEWHERE: Final = "elsewhere:"

_QUOTED: Final = 2_000
_SITE: Final = "https://www.facebook.com"


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """One post or comment, whichever way it came.

    Attributes:
        account: the author's id, None when nobody is named.
        answers: id of what it answers, None for a post.
        quote: text of what it answers.
        revision: given by who knows that it was edited.
    """

    native_id: str
    text: str
    published: datetime | None
    account: str | None = None
    url: str | None = None
    conversation: str | None = None
    answers: str | None = None
    quote: str | None = None
    engagement: Engagement = Engagement()
    edited: datetime | None = None
    revision: int | None = None


class FacebookEvents:
    """Makes the events of one page.

    Args:
        settings: of the source.
        context: the house's services.
    """

    def __init__(self, settings: FacebookSettings, context: Context) -> None:
        self.settings = settings
        self.posts = Posts("facebook", "facebook", settings, context)
        self._contacts = context.contacts

    def published(self, said: Said, now: datetime) -> Published:
        """Return that something was said or edited."""
        others: dict[str, Any] = {} if said.revision is None else {"revision": said.revision}
        return Published(
            post=self.posts.post(
                native_id=said.native_id,
                text=said.text,
                published=said.published,
                edited=said.edited,
                now=now,
                author=self._author(said.account),
                url=canonical(said.url) if said.url else None,
                conversation=said.conversation,
                in_reply_to=said.answers,
                reply_to_text=self._quoted(said.quote),
                engagement=said.engagement,
                **others,
            )
        )

    def deleted(self, native_id: str, now: datetime) -> Deleted:
        """Return that something is gone, or hidden by the page: it is no longer public."""
        return Deleted(source=self.settings.name, native_id=native_id, at=now)

    def _author(self, account: str | None) -> Author:
        known = self.posts.author(account)
        if account == self.settings.page_id and self.settings.own:
            # The page speaking on itself is the town, and stops the clock of what it answers.
            return Author(pseudonym=known.pseudonym, role="town")
        return known

    def _quoted(self, text: str | None) -> str | None:
        return mask(plain(text, _QUOTED), self._contacts) if text else None


def address_of(post: str, comment: str | None = None) -> str | None:
    """Return the permanent address of a post or a comment, from ids alone."""
    page, _, number = post.partition("_")
    if not number:
        return None
    where = f"{_SITE}/{page}/posts/{number}/"
    return f"{where}?comment_id={comment.rpartition('_')[2]}" if comment else where

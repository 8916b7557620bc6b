"""What Instagram says, by a poll or by a call, → the same events. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import msgspec

from connectors.addresses import canonical
from connectors.api.posts import Posts
from connectors.instagram.settings import InstagramSettings
from connectors.instagram.things import Media, Person, Remark
from connectors.markup import plain
from connectors.meta.listing import moment
from vigie.context import Context
from vigie.post import Author, Deleted, Engagement, Published
from vigie.privacy import mask

#: Before the ids of others' media and of what is said under them: the API shows them only to
#: who was named there, so that they are never asked about again.
ELSEWHERE: Final = "elsewhere:"

_QUOTED: Final = 2_000


class Thread(msgspec.Struct, frozen=True, kw_only=True):
    """The media that a comment is under: its id, and what the last poll knew of it."""

    id: str
    permalink: str | None = None
    caption: str = ""


class InstagramEvents:
    """Makes the events of one account.

    Args:
        settings: of the source.
        context: the house's services.
    """

    def __init__(self, settings: InstagramSettings, context: Context) -> None:
        self.settings = settings
        self.posts = Posts("instagram", "instagram", settings, context)
        strangers = settings.model_copy(update={"own": False})
        self._strangers = Posts("instagram", "instagram", strangers, context)
        self._contacts = context.contacts

    def own_media(self, media: Media, now: datetime, revision: int = 1) -> Published:
        """Return that the town published a picture; `revision` above 1 for a new caption."""
        return Published(
            post=self.posts.post(
                native_id=str(media.id),
                text=media.caption or "",
                published=moment(media.timestamp),
                edited=now if revision > 1 else None,
                now=now,
                author=self._author(Person(id=self.settings.account_id)),
                url=canonical(media.permalink or ""),
                conversation=str(media.id),
                engagement=_engagement(media),
                revision=revision,
            )
        )

    def others_media(self, media: Media, now: datetime, *, names_us: bool) -> Published:
        """Return that another published a picture.

        Args:
            media: the picture.
            now: when it was read.
            names_us: the town's account is named in it, so that it is about the town; a
                hashtag alone still has to be judged.
        """
        native_id = f"{ELSEWHERE}{media.id}"
        return Published(
            post=(self.posts if names_us else self._strangers).post(
                native_id=native_id,
                text=media.caption or "",
                published=moment(media.timestamp),
                now=now,
                author=self._author(Person(username=media.username)),
                url=canonical(media.permalink or ""),
                conversation=native_id,
                engagement=_engagement(media),
            )
        )

    def comment(
        self,
        remark: Remark,
        thread: Thread,
        now: datetime,
        *,
        edited: bool = False,
        parent: str | None = None,
    ) -> Published:
        """Return that someone commented a picture of the town's.

        Args:
            remark: the comment.
            thread: what it is under.
            now: when it was read.
            edited: its text was another before.
            parent: the comment that it answers, when it does not say itself.
        """
        said = str(remark.parent_id) if remark.parent_id is not None else parent
        return Published(
            post=self.posts.post(
                native_id=str(remark.id),
                text=remark.text or "",
                published=moment(remark.timestamp),
                edited=now if edited else None,
                now=now,
                author=self._author(remark.person),
                url=canonical(thread.permalink or ""),
                conversation=thread.id,
                in_reply_to=said or thread.id,
                reply_to_text=None if said else self._quoted(thread.caption),
                engagement=Engagement(likes=remark.like_count),
                revision=int(now.timestamp()) if edited else 1,
            )
        )

    def mention(self, remark: Remark, now: datetime) -> Published:
        """Return that someone named the town's account under another's picture."""
        media = remark.media.id if remark.media else None
        return Published(
            post=self.posts.post(
                native_id=f"{ELSEWHERE}{remark.id}",
                text=remark.text or "",
                published=moment(remark.timestamp),
                now=now,
                author=self._author(remark.person),
                conversation=None if media is None else f"{ELSEWHERE}{media}",
                engagement=Engagement(likes=remark.like_count),
            )
        )

    def deleted(self, native_id: str, now: datetime) -> Deleted:
        """Return that something is gone, or hidden by the account: it is no longer public."""
        return Deleted(source=self.settings.name, native_id=native_id, at=now)

    def _author(self, person: Person) -> Author:
        account = str(person.id) if person.id is not None else person.username
        known = self.posts.author(account, person.username)
        name = (person.username or "").lower()
        ours = self.settings.username.lstrip("@").lower()
        if account == self.settings.account_id or (ours and name == ours):
            return Author(pseudonym=known.pseudonym, role="town")
        return known

    def _quoted(self, text: str) -> str | None:
        return mask(plain(text, _QUOTED), self._contacts) if text else None


def _engagement(media: Media) -> Engagement:
    return Engagement(likes=media.like_count, replies=media.comments_count)

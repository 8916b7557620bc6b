"""What every API's posts have in common: pseudonyms, masks, believable dates, own accounts."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any, Final

from connectors.markup import plain
from connectors.source_settings import SourceModel
from vigie.context import Context
from vigie.dead_letter import DeadLetter
from vigie.post import Author, AuthorPurged, Post, Source
from vigie.privacy import mask
from vigie.say import Say

_EARLIEST: Final = datetime(1995, 1, 1, tzinfo=UTC)


class Posts:
    """Makes one source's posts and dead letters.

    Args:
        kind: the connector's entry-point name.
        platform: where accounts live, as profiles write it ("bluesky", "reddit", or a host).
        settings: of the source.
        context: the house's services.
    """

    def __init__(self, kind: str, platform: str, settings: SourceModel, context: Context) -> None:
        self._kind = kind
        self._platform = platform
        self._settings = settings
        self._context = context
        self._source = Source(kind=kind, name=settings.name, own=settings.own)
        self._roles = {
            account.handle.lower(): account.role
            for town in context.towns
            for account in town.accounts
            if account.platform.lower() == platform.lower()
        }

    def author(self, account: str | None, handle: str | None = None) -> Author:
        """Return who speaks, without saying who it is.

        Args:
            account: the platform's stable id, or the handle where it has none: what a purge
                of the account will name. None when nobody is named.
            handle: the name shown, by which a town's own accounts are known.
        """
        known = (handle or account or "").lstrip("@").lower()
        role = self._roles.get(known) or self._settings.role
        return Author(pseudonym=self.pseudonym(account) if account else None, role=role)

    def pseudonym(self, account: str) -> str:
        """Return the pseudonym of an account of this platform."""
        return self._context.pseudonyms.of(self._platform, account)

    def purges(self, account: str, at: datetime) -> tuple[AuthorPurged, ...]:
        """Return what an account that is gone asks for, under each key that was ever used."""
        names = self._context.pseudonyms.all_of(self._platform, account)
        return tuple(AuthorPurged(pseudonym=name, at=at) for name in names)

    def post(
        self,
        *,
        native_id: str,
        text: str,
        published: datetime | None,
        now: datetime,
        title: str = "",
        edited: datetime | None = None,
        author: Author | None = None,
        language: str | None = None,
        **others: Any,
    ) -> Post:
        """Return a post, its contacts masked and its dates made believable.

        Args:
            native_id: the source's own id.
            text: plain, no markup (see `connectors.markup.to_text`).
            published: as said by the source; later than `now`, absurd or None means unknown.
            now: when it was fetched.
            title: plain.
            edited: when it was last edited: its Unix second is the revision.
            author: from `author`.
            language: declared by the source.
            others: further fields of `vigie.post.Post`.
        """
        said = _believable(published, now)
        changed = _believable(edited, now)
        if changed is not None and said is not None and changed <= said:
            changed = None
        contacts = self._context.contacts
        return Post(
            source=self._source,
            native_id=native_id,
            title=mask(title, contacts),
            text=mask(plain(text), contacts),
            published_at=said or now,
            published_is_known=said is not None,
            fetched_at=now,
            edited_at=changed,
            revision=others.pop("revision", int(changed.timestamp()) if changed else 1),
            author=author or Author(role=self._settings.role),
            declared_language=self._settings.article_language or language,
            **others,
        )

    def rejected(self, raw: bytes, where: str, why: Say, now: datetime) -> DeadLetter:
        """Return the dead letter of an item that cannot be read; the same item has the same id.

        Args:
            raw: the item's bytes.
            where: its place, for a person ("commentaire 12").
            why: what is wrong with it, without quoting it.
            now: when it was met.
        """
        digest = blake2b(self._settings.name.encode() + b"\x00" + raw, digest_size=16)
        return DeadLetter(
            id=digest.hexdigest(),
            stage=self._kind,
            source=self._settings.name,
            where=where,
            why=why.to(self._context.language),
            at=now,
            raw=raw[: DeadLetter.RAW_LIMIT],
        )


def _believable(moment: datetime | None, now: datetime) -> datetime | None:
    if moment is None:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(UTC) if _EARLIEST <= aware <= now else None

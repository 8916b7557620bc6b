"""The mailbox connector: alerts, digests and notifications that arrive by mail, over IMAP."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncGenerator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from connectors.api.call import Refusal
from connectors.api.cursor import cursor_of
from connectors.api.pages import Pages
from connectors.mailbox.posts import MailPosts
from connectors.mailbox.session import NoMail, Session, read_password, session, trusted
from connectors.mailbox.settings import MailboxSettings
from connectors.source_settings import checked
from vigie.context import Context
from vigie.dead_letter import DeadLetter
from vigie.errors import InvalidInput
from vigie.page import Page
from vigie.post import Event
from vigie.say import Say

#: Most mails of one look, of one page, and bytes of one mail.
_MOST: Final = 200
_PAGE: Final = 20
_MAIL: Final = 5_000_000
#: A mailbox that is new to us is read this far back.
_FIRST: Final = timedelta(days=30)
_TOO_LARGE: Final = Say("Le courriel dépasse 5 Mo.", "The mail is over 5 MB.")


class MailboxCursor(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where a folder was left.

    Attributes:
        validity: the folder's UIDVALIDITY: when it changes, UIDs mean other mails.
        uid: of the last mail that was read.
        read: UIDs of mails that may go, since this very cursor came back: it is durable.
        failures: refusals in a row.
    """

    validity: int = 0
    uid: int = 0
    read: tuple[int, ...] = ()
    failures: int = 0


class MailboxConnector:
    """One folder of one mailbox.

    Args:
        settings: checked.
        context: the house's services.
    """

    def __init__(self, settings: MailboxSettings, context: Context) -> None:
        self.settings = settings
        self._context = context
        self._mails = MailPosts(settings, context)
        self._pages = Pages(settings.name, context.language, settings.interval)

    @property
    def name(self) -> str:
        """Name of the source."""
        return self.settings.name

    async def pages(self, cursor: bytes | None) -> AsyncGenerator[Page, None]:
        """Yield what came since the last mail read, oldest first, twenty mails a page.

        Mails are left unread where they are, unless the settings say that they go. Every mail
        of the folder is read anew when the server says that its numbers have changed: ids are
        made of what mails say, so that nothing comes twice.
        """
        state = _read(cursor)
        try:
            password, trust = await asyncio.to_thread(self._secrets)
            async with session(self.settings, self._context) as box:
                state = await self._opened(box, state, await box.open(password, trust))
                found = await box.search(state.uid, self._since(state))
                sizes = await box.sizes(found[:_MOST])
                for start in range(0, max(1, min(len(found), _MOST)), _PAGE):
                    uids = found[:_MOST][start : start + _PAGE]
                    state, events, rejected = await self._taken(box, state, uids, sizes)
                    more = start + _PAGE < len(found)
                    yield self._pages.brought(
                        _write(state),
                        self._context.clock.now(),
                        events=events,
                        rejected=rejected,
                        more=more,
                    )
        except NoMail as error:
            yield self._refused(state, error.refusal)

    def _secrets(self) -> tuple[str, ssl.SSLContext | None]:
        home = self._context.home
        return read_password(self.settings, home), trusted(self.settings, home)

    async def _opened(self, box: Session, state: MailboxCursor, validity: int) -> MailboxCursor:
        if validity != state.validity:
            return MailboxCursor(validity=validity)
        if state.read and self.settings.delete:
            await box.remove(state.read)
        return replace(state, read=(), failures=0)

    async def _taken(
        self, box: Session, state: MailboxCursor, uids: Sequence[int], sizes: Mapping[int, int]
    ) -> tuple[MailboxCursor, list[Event], list[DeadLetter]]:
        events: list[Event] = []
        rejected: list[DeadLetter] = []
        read = list(state.read)
        for uid in uids:
            if sizes.get(uid, 0) > _MAIL:
                rejected.append(self._letter(state, uid, _TOO_LARGE))
                continue
            raw = await box.fetch(uid, _MAIL)
            if raw is None:
                continue  # it went meanwhile
            now = self._context.clock.now()
            try:
                told = await asyncio.to_thread(self._mails.events, raw, now)
            except InvalidInput as error:
                rejected.append(self._letter(state, uid, error.say))
                continue
            events += told
            read += [uid] if told else []
        kept = tuple(read) if self.settings.delete else ()
        return replace(state, uid=max([state.uid, *uids]), read=kept), events, rejected

    def _letter(self, state: MailboxCursor, uid: int, why: Say) -> DeadLetter:
        """Name a mail without keeping it: it is in its mailbox, and may be anybody's."""
        place = f"{self.settings.folder} {state.validity}/{uid}"
        where = Say(f"courriel {uid}", f"mail {uid}").to(self._context.language)
        return self._mails.posts.rejected(place.encode(), where, why, self._context.clock.now())

    def _since(self, state: MailboxCursor) -> datetime | None:
        return None if state.uid else self._context.clock.now() - _FIRST

    def _refused(self, state: MailboxCursor, why: Refusal) -> Page:
        state = replace(state, failures=state.failures + 1)
        return self._pages.refused(_write(state), self._context.clock.now(), why, state.failures)


def _read(cursor: bytes | None) -> MailboxCursor:
    return cursor_of(cursor, MailboxCursor)


def _write(state: MailboxCursor) -> bytes:
    return msgspec.json.encode(state)


def build(settings: Mapping[str, Any], context: Context) -> MailboxConnector:
    """Build the connector of one mailbox; touches no network.

    Raises:
        ConfigurationError: every wrong key of `settings`, told at once.
    """
    return MailboxConnector(checked(MailboxSettings, settings), context)

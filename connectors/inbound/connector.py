"""The inbound connector: other tools call, signed; what they say becomes posts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping
from datetime import datetime
from typing import Any, Final

from connectors.api.pages import SLOWLY
from connectors.feed.schedule import moment_after
from connectors.inbound.items import read_items
from connectors.inbound.posts import InboundPosts, Taken
from connectors.inbound.secret_names import SecretNames
from connectors.inbound.settings import InboundSettings, read_settings
from connectors.inbound.signed_call import is_signed
from vigie.context import Context
from vigie.errors import InvalidInput
from vigie.inbound import Call, Reply
from vigie.page import Page

_REFUSED: Final = Reply(status=401, body=b"signature refused\n")
_METHOD: Final = Reply(status=405, body=b"POST is expected\n")


class InboundConnector:
    """One inbox.

    It takes Standard Webhooks and `X-Hub-Signature-256`; a call sent again says the same with
    the same ids, and changes nothing.

    Args:
        settings: checked.
        context: the house's services.
    """

    def __init__(self, settings: InboundSettings, context: Context) -> None:
        self.settings = settings
        self._context = context
        self._posts = InboundPosts(settings, context)
        self._secrets = SecretNames(context.home, settings.secret_files, settings.secret_variables)

    @property
    def name(self) -> str:
        """Name of the source."""
        return self.settings.name

    @property
    def inbox(self) -> str:
        """See `Receiver.inbox`."""
        return self.settings.inbox

    async def pages(self, cursor: bytes | None) -> AsyncGenerator[Page, None]:
        """Yield one page that tells whether calls can be taken: there is nothing to poll."""
        del cursor
        now = self._context.clock.now()
        _, problems = await asyncio.to_thread(self._secrets.read)
        if problems:
            yield Page(
                source=self.name,
                cursor=b"",
                next_at=moment_after(now, SLOWLY),
                state="needs_credentials",
                note=problems[0].to(self._context.language),
            )
        else:
            yield Page(source=self.name, cursor=b"")

    async def receive(self, call: Call) -> tuple[Reply, Page | None]:
        """See `Receiver.receive`.

        Answers 202 when something was taken, 400 when nothing could be read, 401 to a signature
        that is missing or wrong, before anything is read, and 503 when there is no secret to
        check it by.
        """
        if call.method != "POST":
            return _METHOD, None
        secrets, _ = await asyncio.to_thread(self._secrets.read)
        if not secrets:
            return Reply(status=503, body=b"no secret\n"), None
        if not is_signed(call, secrets):
            return _REFUSED, None
        return await asyncio.to_thread(self._read, call.body, self._context.clock.now())

    def _read(self, body: bytes, now: datetime) -> tuple[Reply, Page | None]:
        try:
            taken = self._posts.take(read_items(body), now)
        except InvalidInput as error:
            return _reply(400, error.say.to(self._context.language)), None
        page = Page(source=self.name, cursor=b"", events=taken.events, rejected=taken.rejected)
        nothing = bool(taken.rejected) and not taken.events
        return _reply(400 if nothing else 202, _told(taken)), page


def _told(taken: Taken) -> str:
    """Return what the sender is told: how much was taken, and what of the first items was not."""
    lines = [f"taken {len(taken.events)}, set aside {len(taken.rejected)}"]
    lines += [f"{letter.where}: {letter.why}" for letter in taken.rejected[:10]]
    return "\n".join(lines)


def _reply(status: int, text: str) -> Reply:
    return Reply(status=status, body=f"{text}\n".encode())


def build(settings: Mapping[str, Any], context: Context) -> InboundConnector:
    """Build the connector of one inbox; touches no network and no file.

    Raises:
        ConfigurationError: every wrong key of `settings`, told at once.
    """
    return InboundConnector(read_settings(settings, context), context)

"""One session with a mail server: a thread of its own, that a cancellation ends at once."""

from __future__ import annotations

import asyncio
import imaplib
import socket
import ssl
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from datetime import date
from pathlib import Path
from typing import Final, TypeVar

import httpx

from connectors.api.call import Refusal
from connectors.credentials import NoCredential, read_credential
from connectors.mailbox import imap
from connectors.mailbox.settings import MailboxSettings
from vigie.context import Context
from vigie.errors import Refused, Unavailable
from vigie.say import Say

T = TypeVar("T")

#: Seconds that the server may say nothing, and that one question may take in all.
_QUIET: Final = 20.0
_QUESTION: Final = 60.0


class NoMail(Exception):
    """The mailbox cannot be read now; `refusal` tells why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.state)
        self.refusal = refusal


class Session:
    """The questions that are asked of a folder; each may block on the network.

    They raise `NoMail`.
    """

    def __init__(self, settings: MailboxSettings, sock: socket.socket) -> None:
        self._settings = settings
        self._sock = sock
        self._client: imap.DialledImap | None = None
        self._thread = ThreadPoolExecutor(1, "vigie-mailbox")

    async def open(self, password: str, trust: ssl.SSLContext | None) -> int:
        """Log in and open the folder; return its UIDVALIDITY."""

        def work() -> int:
            it = self._settings
            client = imap.DialledImap(self._sock, it.host, trust, _QUIET, self._now_over)
            self._client = client
            imap.log_in(client, it.user, password)
            return imap.open_folder(client, it.folder, to_read=not it.delete)

        return await self._run(work)

    async def search(self, after: int, since: date | None) -> list[int]:
        """See `mailbox_imap.search`."""
        senders = self._settings.senders
        return await self._run(lambda: imap.search(self._open(), after, senders, since))

    async def sizes(self, uids: Sequence[int]) -> dict[int, int]:
        """See `mailbox_imap.sizes`."""
        return await self._run(lambda: imap.sizes(self._open(), uids)) if uids else {}

    async def fetch(self, uid: int, limit: int) -> bytes | None:
        """See `mailbox_imap.fetch`."""
        return await self._run(lambda: imap.fetch(self._open(), uid, limit))

    async def remove(self, uids: Sequence[int]) -> None:
        """See `mailbox_imap.remove`."""
        await self._run(lambda: imap.remove(self._open(), uids))

    def close(self) -> None:
        """Cut the line, which ends what the thread is at, and let the thread put it away."""
        with suppress(OSError, ValueError):
            socket.socket.shutdown(self._sock, socket.SHUT_RDWR)
        self._thread.submit(self._put_away)
        self._thread.shutdown(wait=False)

    async def _run(self, work: Callable[[], T]) -> T:
        try:
            async with asyncio.timeout(_QUESTION):
                return await asyncio.get_running_loop().run_in_executor(self._thread, work)
        except Exception as error:
            refusal = _verdict(error, self._settings)
            if refusal is None:
                raise
            raise NoMail(refusal) from None  # its words may be the server's

    def _open(self) -> imap.DialledImap:
        if self._client is None:
            raise imaplib.IMAP4.abort("not open")
        return self._client

    def _now_over(self, sock: socket.socket) -> None:
        self._sock = sock

    def _put_away(self) -> None:
        with suppress(Exception):
            if self._client is not None:
                self._client.shutdown()
        self._sock.close()


@asynccontextmanager
async def session(settings: MailboxSettings, context: Context) -> AsyncIterator[Session]:
    """Dial the server; the line is cut at the end of the block, whatever it was doing.

    Raises:
        NoMail: nobody answers, or the address may not be reached.
    """
    try:
        sock = await context.outbound.dial(settings.host, settings.port)
    except Refused as error:
        state = "blocked" if error.final else "failing"
        raise NoMail(Refusal(say=error.say, state=state)) from error
    except Unavailable as error:
        raise NoMail(Refusal(say=error.say, retry_after=error.retry_after)) from error
    opened = Session(settings, sock)
    try:
        yield opened
    finally:
        opened.close()


def read_password(settings: MailboxSettings, home: Path) -> str:
    """Return the account's password; blocks for one small file. Raises `NoMail`."""
    try:
        return read_credential(
            home, file=settings.password_file, env=settings.password_env, key="password"
        )
    except NoCredential as missing:
        raise NoMail(Refusal(say=missing.say, state="needs_credentials")) from missing


def trusted(settings: MailboxSettings, home: Path) -> ssl.SSLContext | None:
    """Return the certificates to trust: the house's list, or the town's own; None for no TLS.

    Blocks for the time of reading them. Raises `NoMail`.
    """
    if not settings.tls:
        return None
    if settings.ca_file is None:
        return httpx.create_ssl_context(trust_env=False)
    try:
        return ssl.create_default_context(cafile=str(home / settings.ca_file))
    except (OSError, ssl.SSLError) as error:
        path = home / settings.ca_file
        say = Say(
            f"{path} ne contient pas de certificats lisibles.",
            f"{path} holds no readable certificates.",
        )
        raise NoMail(Refusal(say=say)) from error


def _verdict(error: Exception, settings: MailboxSettings) -> Refusal | None:
    """Return what an error means, None for one that is a fault of ours."""
    host, folder = settings.host, settings.folder
    if isinstance(error, imap.NotLoggedIn):
        say = Say(
            f"{host} n’accepte pas le compte ou son mot de passe.",
            f"{host} does not take the account or its password.",
        )
        return Refusal(say=say, state="needs_credentials")
    if isinstance(error, imap.NoFolder):
        say = Say(
            f"Le dossier « {folder} » ne s’ouvre pas sur {host}.",
            f"The folder “{folder}” cannot be opened on {host}.",
        )
        return Refusal(say=say)
    if isinstance(error, ssl.SSLCertVerificationError):
        say = Say(
            f"Le certificat de {host} n’est pas reconnu ; voyez « ca_file ».",
            f"The certificate of {host} is not trusted; see ca_file.",
        )
        return Refusal(say=say)
    if isinstance(error, TimeoutError):
        return Refusal(say=Say(f"{host} ne répond plus.", f"{host} answers no more."))
    if isinstance(error, imaplib.IMAP4.error | OSError | ValueError | AttributeError):
        # ValueError, AttributeError: imaplib's own, when the line is closed under it.
        say = Say(f"La ligne avec {host} a été coupée.", f"The line with {host} was cut.")
        return Refusal(say=say)
    return None

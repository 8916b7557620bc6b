"""A small IMAP4rev1 server, over TLS, on a loopback port; as rude as a test wants."""

from __future__ import annotations

import asyncio
import base64
import re
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.utils import format_datetime
from itertools import count

_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"|(\S+)')


def words(line: str) -> list[str]:
    """Split a command's arguments; quotation marks are taken off."""
    return [bare or re.sub(r"\\(.)", r"\1", quoted) for quoted, bare in _QUOTED.findall(line)]


def a_mail(
    text: str = "Un trou dans la rue.",
    *,
    sender: str = "alertes@forum.example",
    subject: str = "Nouvelle réponse",
    message_id: str = "",
    html: str = "",
    date: datetime | None = None,
    **headers: str,
) -> bytes:
    """Return a mail as it lies in a mailbox."""
    mail = EmailMessage()
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail["From"], mail["To"], mail["Subject"] = sender, "veille@ville.example", subject
    mail["Date"] = format_datetime(date or datetime(2026, 11, 23, 12, tzinfo=UTC))
    if message_id:
        mail["Message-ID"] = f"<{message_id}>"
    mail.set_content(text)
    if html:
        mail.add_alternative(html, subtype="html")
    return mail.as_bytes()


@dataclass
class ImapServer:
    """One account, one folder, and how it behaves.

    Attributes:
        mails: UID → bytes.
        seen: UIDs that were marked as read.
        asked: commands as they came, without the account's.
        hang: say nothing any more from this command on ("" for the greeting).
        cut_after: close the line after so many mails were fetched.
        greeting: first line.
    """

    user: str = "veille@ville.example"
    password: str = "mot de passe fictif, très long"
    folder: str = "INBOX"
    validity: int = 1_700_000_000
    capabilities: str = "IMAP4rev1 AUTH=PLAIN UIDPLUS"
    greeting: bytes = b"* OK bonjour\r\n"
    mails: dict[int, bytes] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)
    deleted: set[int] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    hang: str | None = None
    cut_after: int | None = None
    refusal: str = "[AUTHENTICATIONFAILED] non"
    literal: str | None = None
    flood: bool = False
    port: int = 0

    def __post_init__(self) -> None:
        self._next = count(1)
        self._fetched = 0

    def add(self, mail: bytes) -> int:
        uid = next(self._next)
        self.mails[uid] = mail
        return uid

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with suppress(asyncio.IncompleteReadError, OSError):
                await self._talk(reader, writer)
                writer.close()
                await asyncio.wait_for(writer.wait_closed(), 0.5)
        finally:
            writer.transport.abort()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.hang == "":
            await asyncio.Event().wait()
        writer.write(self.greeting)
        while line := (await reader.readline()).decode():
            tag, _, rest = line.strip().partition(" ")
            name, _, arguments = rest.partition(" ")
            if name == "UID":
                sub, _, arguments = arguments.partition(" ")
                name = f"UID {sub}"
            if name not in {"LOGIN", "AUTHENTICATE"}:
                self.asked.append(rest)
            if self.hang == name:
                await asyncio.Event().wait()
            if self.flood and name == "UID SEARCH":
                while True:
                    writer.write(b"* SEARCH " + b"1 " * 50_000 + b"\r\n")
                    await writer.drain()
            if name == "AUTHENTICATE":
                writer.write(b"+ \r\n")
                given = base64.b64decode(await reader.readline()).decode().split("\0")
                answer: str | None = self._login(*given[1:])
            else:
                answer = self._answer(name, arguments, writer)
            if answer is None:
                return
            writer.write(f"{tag} {answer}\r\n".encode())
            await writer.drain()

    def _login(self, user: str, password: str) -> str:
        if (user, password) == (self.user, self.password):
            return "OK bienvenue"
        return f"NO {self.refusal} {password}"  # a server that repeats what it should not

    def _answer(self, name: str, arguments: str, writer: asyncio.StreamWriter) -> str | None:
        given = words(arguments)
        match name:
            case "CAPABILITY":
                writer.write(f"* CAPABILITY {self.capabilities}\r\n".encode())
            case "LOGIN":
                return self._login(*given)
            case "SELECT" | "EXAMINE":
                if given[0] != self.folder:
                    return "NO [NONEXISTENT] quoi"
                told = f"* {len(self.mails)} EXISTS\r\n* OK [UIDVALIDITY {self.validity}] v\r\n"
                writer.write(told.encode())
            case "UID SEARCH":
                found = " ".join(map(str, self._search(given)))
                writer.write(f"* SEARCH {found}\r\n".encode())
            case "UID FETCH":
                return self._fetch(given[0], arguments, writer)
            case "UID STORE":
                self.deleted |= self._numbers(given[0])
            case "UID EXPUNGE":
                for uid in self._numbers(given[0]) & self.deleted:
                    self.mails.pop(uid, None)
            case _:
                return "BAD quoi"
        return "OK fait"

    def _numbers(self, written: str) -> set[int]:
        return {int(each) for each in written.split(",")} & set(self.mails)

    def _search(self, criteria: list[str]) -> list[int]:
        low = int(criteria[criteria.index("UID") + 1].partition(":")[0])
        # « n:* » holds the last mail even when it is below n.
        low = min(low, max(self.mails, default=0))
        senders = [
            criteria[place + 1].lower() for place, word in enumerate(criteria) if word == "FROM"
        ]
        assert criteria.count("OR") == len(senders) - 1
        return [
            uid
            for uid, mail in self.mails.items()
            if uid >= low
            and any(s in str(message_from_bytes(mail)["from"]).lower() for s in senders)
        ]

    def _fetch(self, which: str, items: str, writer: asyncio.StreamWriter) -> str | None:
        for uid in sorted(self._numbers(which)):
            mail = self.mails[uid]
            writer.write(f"* 7 FETCH (FLAGS () UID {uid})\r\n".encode())  # unasked for
            if "RFC822.SIZE" in items:
                writer.write(f"* {uid} FETCH (RFC822.SIZE {len(mail)} UID {uid})\r\n".encode())
                continue
            if self.cut_after is not None and self._fetched >= self.cut_after:
                writer.write(f"* {uid} FETCH (UID {uid} BODY[] {{{len(mail)}}}\r\n".encode())
                writer.write(mail[: len(mail) // 2])
                return None
            self._fetched += 1
            if "PEEK" not in items:
                self.seen.add(uid)
            size = self.literal or str(len(mail))
            writer.write(f"* {uid} FETCH (UID {uid} BODY[] {{{size}}}\r\n".encode())
            writer.write(mail + b")\r\n")
        return "OK fait"


@asynccontextmanager
async def imap_server(
    context: ssl.SSLContext | None, double: ImapServer | None = None
) -> AsyncIterator[ImapServer]:
    """Serve until the end of the block; no TLS without a context."""
    double = double or ImapServer()
    tasks: set[asyncio.Task[None]] = set()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(double.serve(reader, writer))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    server = await asyncio.start_server(accept, "127.0.0.1", 0, ssl=context)
    double.port = server.sockets[0].getsockname()[1]
    try:
        yield double
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

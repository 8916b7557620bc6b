"""A mail server that speaks SMTP over a real socket, with TLS, as obedient or rude as asked."""

from __future__ import annotations

import base64
import socketserver
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Mail:
    """One message that was taken."""

    sender: str
    to: list[str]
    data: bytes
    encrypted: bool
    user: str


@dataclass
class MailServer:
    """Where it listens, how it behaves, what it took.

    Attributes:
        answers: verb → answer that it gives instead of its own ("MAIL", "RCPT a@b.example",
            "DATA", "END" for the end of the data, "GREETING", "AUTH", "EHLO", "STARTTLS").
        hangs: verbs after which it says nothing more, for as long as the line is open.
        cuts: verbs at which it closes the line.
        drips: verbs that it answers one byte at a time, without end.
    """

    port: int
    trust: ssl.SSLContext
    implicit: bool
    starttls: bool = True
    password: str = "mot de passe fictif"
    answers: dict[str, str] = field(default_factory=dict)
    hangs: set[str] = field(default_factory=set)
    cuts: set[str] = field(default_factory=set)
    drips: set[str] = field(default_factory=set)
    mails: list[Mail] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


class Cut(Exception):
    """The line ends here."""


class Conversation(socketserver.StreamRequestHandler):
    """One client."""

    def handle(self) -> None:
        self.it: MailServer = self.server.owner  # type: ignore[attr-defined]
        self.encrypted = False
        self.user = ""
        try:
            if self.it.implicit:
                self.encrypt()
            self.talk()
        except (Cut, OSError, ValueError):
            return
        finally:
            self.rfile.close()
            self.request.close()

    def encrypt(self) -> None:
        self.rfile.close()
        self.request = self.it.trust.wrap_socket(self.request, server_side=True)
        self.rfile = self.request.makefile("rb")
        self.encrypted = True

    def talk(self) -> None:
        self.sender, self.to = "", []
        self.say("GREETING", "220 mail.example ESMTP")
        while line := self.rfile.readline(4_000).decode("latin-1").strip():
            self.it.said.append(line)
            verb = line.split(" ")[0].upper()
            getattr(self, f"on_{verb.lower()}", self.on_other)(line)

    def say(self, verb: str, answer: str) -> None:
        if verb in self.it.cuts:
            raise Cut
        if verb in self.it.hangs:
            self.rfile.read(1)
            raise Cut
        while verb in self.it.drips:
            self.request.sendall(b"2")
            time.sleep(0.05)
        self.request.sendall(self.it.answers.get(verb, answer).encode() + b"\r\n")

    def on_ehlo(self, _line: str) -> None:
        can = ["mail.example", "8BITMIME"]
        can += ["STARTTLS"] if self.it.starttls and not self.encrypted else []
        can += ["AUTH PLAIN"] if self.encrypted else []
        last = len(can) - 1
        self.say(
            "EHLO", "\r\n".join(f"250{'-' if n < last else ' '}{c}" for n, c in enumerate(can))
        )

    def on_starttls(self, _line: str) -> None:
        self.say("STARTTLS", "220 go on")
        if "STARTTLS" not in self.it.answers:
            self.encrypt()

    def on_auth(self, line: str) -> None:
        _, user, password = base64.b64decode(line.rpartition(" ")[2]).decode().split("\0")
        self.user = user
        self.say("AUTH", "235 ok" if password == self.it.password else "535 no")

    def on_mail(self, line: str) -> None:
        self.sender = line.partition("<")[2].partition(">")[0]
        self.say("MAIL", "250 ok")

    def on_rcpt(self, line: str) -> None:
        address = line.partition("<")[2].partition(">")[0]
        verb = f"RCPT {address}"
        if self.it.answers.get(verb, "250").startswith("250"):
            self.to.append(address)
        self.say(verb, "250 ok")

    def on_data(self, _line: str) -> None:
        self.say("DATA", "354 go on")
        if not self.it.answers.get("DATA", "354").startswith("354"):
            return
        lines: list[bytes] = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                raise Cut
            lines.append(line[1:] if line.startswith(b"..") else line)
        if self.it.answers.get("END", "250").startswith("250"):
            self.it.mails.append(
                Mail(self.sender, self.to, b"".join(lines), self.encrypted, self.user)
            )
        self.say("END", "250 taken")

    def on_quit(self, _line: str) -> None:
        raise Cut

    def on_other(self, _line: str) -> None:
        self.say("?", "502 unknown")


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True
    owner: Any = None

    def handle_error(self, *_: object) -> None:
        """A client that hangs up is no news here."""


@contextmanager
def mail_server(certificate: str, key: str, *, implicit: bool) -> Iterator[MailServer]:
    """Serve on a loopback port with this certificate."""
    trust = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trust.load_cert_chain(certificate, key)
    serving = _Server(("127.0.0.1", 0), Conversation)
    serving.owner = MailServer(serving.server_address[1], trust, implicit)
    thread = threading.Thread(target=serving.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield serving.owner
    finally:
        serving.shutdown()
        serving.server_close()
        thread.join()

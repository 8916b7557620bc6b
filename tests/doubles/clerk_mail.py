"""The mail server of a 311 clerk: takes, refuses or drops messages, with STARTTLS or without."""

from __future__ import annotations

import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class MailServer:
    """What it took, and how it behaves.

    Attributes:
        refuses: command → the line answered instead ("RCPT": "550 inconnu").
        drops: "after" cuts once the message is taken, before the answer; "data" in mid-message.
        secure: whether TLS was spoken when the message came.
    """

    port: int = 0
    tls: ssl.SSLContext | None = None
    refuses: dict[str, str] = field(default_factory=dict)
    drops: str = ""
    taken: list[bytes] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    secure: bool = False


class _Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        it: MailServer = self.server.owner  # type: ignore[attr-defined]
        self._line("220 courriel.example")
        while line := self.rfile.readline().decode().strip():
            it.said.append(line)
            word = line.split()[0].upper()
            if refusal := it.refuses.get(word):
                self._line(refusal)
            elif word == "EHLO":
                offers = "STARTTLS" if it.tls and not it.secure else "AUTH PLAIN"
                self._line(f"250-courriel.example\r\n250 {offers}")
            elif word == "STARTTLS":
                self._line("220 allez-y")
                self._encrypt(it)
            elif word == "AUTH":
                self._line("235 bienvenue")
            elif word == "DATA":
                if not self._data(it):
                    return
            else:
                self._line("250 bien")
            if word == "QUIT":
                return

    def finish(self) -> None:
        super().finish()
        self.connection.close()

    def _data(self, it: MailServer) -> bool:
        self._line("354 dites")
        body = b""
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            body += line
            if it.drops == "data":
                return False
        it.taken.append(body)
        if it.drops == "after":
            return False
        self._line("250 pris")
        return True

    def _encrypt(self, it: MailServer) -> None:
        assert it.tls
        self.connection = it.tls.wrap_socket(self.connection, server_side=True)
        self.rfile.close()
        self.rfile = self.connection.makefile("rb")
        it.secure = True

    def _line(self, text: str) -> None:
        self.connection.sendall(text.encode() + b"\r\n")


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def handle_error(self, *_: object) -> None:
        """A client that hangs up is no news here."""


@contextmanager
def mail_server(tls: ssl.SSLContext | None = None) -> Iterator[MailServer]:
    server = _Server(("127.0.0.1", 0), _Talk)
    it = MailServer(port=server.server_address[1], tls=tls)
    server.owner = it  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield it
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

"""IMAP over a socket that was dialled for us, never taking more than it was allowed. Blocking."""

from __future__ import annotations

import imaplib
import re
import socket
import ssl
from base64 import b64encode
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from typing import Any, Final

_MONTHS: Final = (
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "May",
    "Jun",
    *("Jul", "Aug", "Sep", "Oct"),
    "Nov",
    "Dec",
)
_SIZE: Final = re.compile(rb"RFC822\.SIZE (\d{1,12})", re.IGNORECASE)
_UID: Final = re.compile(rb"\bUID (\d{1,12})", re.IGNORECASE)
#: Answers to a log-in that say nothing of the password (RFC 5530).
_FOR_NOW: Final = re.compile(r"\[(UNAVAILABLE|INUSE|LIMIT|SERVERBUG|CONTACTADMIN)\b", re.IGNORECASE)
_SMALL: Final = 256 * 1024


class TooMuch(imaplib.IMAP4.abort):
    """The server says more than was asked for."""


class NoFolder(imaplib.IMAP4.error):
    """The folder cannot be opened."""


class NotLoggedIn(imaplib.IMAP4.error):
    """The server does not take the account or its password."""


class DialledImap(imaplib.IMAP4):
    """`imaplib.IMAP4` over a socket that is connected already.

    Args:
        dialled: the socket; it is closed with the client.
        host: whose certificate is checked.
        trust: certificates to trust; None for a plain line.
        seconds: that the server may say nothing.
        on_wire: told of the socket that is really used, so that it can be cut meanwhile.

    Raises:
        OSError: the line is cut, silent, or the certificate is not trusted.
        imaplib.IMAP4.error: the greeting is not that of an IMAP server.
    """

    def __init__(
        self,
        dialled: socket.socket,
        host: str,
        trust: ssl.SSLContext | None,
        seconds: float,
        on_wire: Callable[[socket.socket], None],
    ) -> None:
        self._dialled = dialled
        self._trust = trust
        self._on_wire = on_wire
        self._left = _SMALL
        super().__init__(host, timeout=seconds)

    def allow(self, count: int) -> None:
        """Let the server say so many bytes from now on."""
        self._left = count

    def _create_socket(self, timeout: float | None) -> socket.socket:
        self._dialled.settimeout(timeout)
        if self._trust is None:
            return self._dialled
        wrapped = self._trust.wrap_socket(
            self._dialled, server_hostname=self.host, do_handshake_on_connect=False
        )
        self._on_wire(wrapped)
        wrapped.do_handshake()
        return wrapped

    def read(self, size: int) -> bytes:
        """Read a literal, of the size that the server announced."""
        self._spend(size)
        return super().read(size)

    def readline(self) -> bytes:
        """Read a line."""
        line = super().readline()
        self._spend(len(line))
        return line

    def _spend(self, count: int) -> None:
        self._left -= count
        if self._left < 0:
            raise TooMuch("more than was asked for")


def log_in(client: DialledImap, user: str, password: str) -> None:
    """Log in, in UTF-8 where the server has AUTH=PLAIN.

    Raises:
        NotLoggedIn: the account or the password is not taken.
        imaplib.IMAP4.abort: the server cannot say for now.
    """
    client.allow(_SMALL)
    try:
        if "AUTH=PLAIN" in client.capabilities:
            answer = f"\x00{user}\x00{password}".encode()
            client.authenticate("PLAIN", lambda _: answer)
        else:
            client.login(user, password)
    except imaplib.IMAP4.abort:
        raise
    except UnicodeEncodeError:
        raise NotLoggedIn("not ASCII") from None
    except imaplib.IMAP4.error as error:
        # Not chained: a server may repeat what it was sent.
        if _FOR_NOW.search(str(error)):
            raise imaplib.IMAP4.abort("not now") from None
        raise NotLoggedIn("refused") from None


def open_folder(client: DialledImap, folder: str, *, to_read: bool) -> int:
    """Open a folder, only to read it unless said otherwise; return its UIDVALIDITY, 0 if untold."""
    client.allow(_SMALL)
    kind, _ = client.select(quoted(modified_utf7(folder)), readonly=to_read)
    if kind != "OK":
        raise NoFolder(kind)
    _, told = client.response("UIDVALIDITY")
    return _number(told[0] if told else None)


def search(
    client: DialledImap, after: int, senders: Sequence[str], since: date | None
) -> list[int]:
    """Return the UIDs above `after` of mails by these senders, as far as the server tells.

    Args:
        client: logged in, a folder open.
        after: a UID.
        senders: addresses, or ends of addresses.
        since: day before which nothing is wanted.
    """
    client.allow(4 * 1024 * 1024)
    criteria = ["UID", f"{after + 1}:*"]
    if since is not None:
        criteria += ["SINCE", f"{since.day}-{_MONTHS[since.month - 1]}-{since.year}"]
    criteria += ["OR"] * (len(senders) - 1)
    for sender in senders:
        criteria += ["FROM", quoted(sender)]
    numbers = b" ".join(part for part in _told(client.uid("SEARCH", *criteria)) if part).split()
    # « n:* » always holds the last mail, even one below n.
    return sorted({uid for each in numbers if (uid := _number(each)) > after})


def sizes(client: DialledImap, uids: Sequence[int]) -> dict[int, int]:
    """Return the sizes of mails, in bytes, of those that are still there."""
    client.allow(_SMALL)
    found: dict[int, int] = {}
    wanted = ",".join(map(str, uids))
    for part in _told(client.uid("FETCH", wanted, "(UID RFC822.SIZE)")):
        line = part[0] if isinstance(part, tuple) else part or b""
        uid, size = _UID.search(line), _SIZE.search(line)
        if uid and size:
            found[int(uid.group(1))] = int(size.group(1))
    return found


def fetch(client: DialledImap, uid: int, limit: int) -> bytes | None:
    """Return a mail's bytes without marking it as read, None when it is no longer there."""
    client.allow(limit + _SMALL)
    for part in _told(client.uid("FETCH", str(uid), "(UID BODY.PEEK[])")):
        if isinstance(part, tuple) and len(part) == 2:
            return bytes(part[1])
    return None


def remove(client: DialledImap, uids: Sequence[int]) -> None:
    """Mark mails as deleted, and have them and no others go where the server can do that."""
    client.allow(_SMALL)
    wanted = ",".join(map(str, uids))
    _told(client.uid("STORE", wanted, "+FLAGS.SILENT", "(\\Deleted)"))
    if "UIDPLUS" in client.capabilities:
        client.allow(_SMALL)
        with suppress(imaplib.IMAP4.readonly):
            client.uid("EXPUNGE", wanted)


def quoted(text: str) -> str:
    """Return a quoted string of IMAP."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def modified_utf7(name: str) -> str:
    """Return a folder's name as IMAP writes it (RFC 3501, 5.1.3)."""
    written, rest = "", ""
    for character in [*name, ""]:
        if character and not " " <= character <= "~":
            rest += character
            continue
        if rest:
            encoded = b64encode(rest.encode("utf-16-be")).decode().rstrip("=")
            written += "&" + encoded.replace("/", ",") + "-"
            rest = ""
        written += "&-" if character == "&" else character
    return written


def _told(answer: tuple[str, list[Any]]) -> list[Any]:
    kind, data = answer
    if kind != "OK":
        raise imaplib.IMAP4.error("refused")
    return [part for part in data if part is not None]


def _number(written: bytes | None) -> int:
    return int(written) if written and written.isdigit() and len(written) <= 12 else 0

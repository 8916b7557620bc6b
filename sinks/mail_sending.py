"""One SMTP conversation over a socket already dialled; blocks, so it has a thread of its own."""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Sequence
from typing import Final

import msgspec

from vigie.errors import Refused, Unavailable, VigieError
from vigie.say import Say

#: Seconds that the server may say nothing.
QUIET: Final = 15.0


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """How to speak to the server; `implicit` for TLS from the first byte, else STARTTLS."""

    host: str
    implicit: bool
    sender: str
    user: str | None = None
    password: str | None = None


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """Which addresses the server took, and those it will never take."""

    taken: tuple[str, ...]
    refused: tuple[str, ...] = ()
    busy: tuple[str, ...] = ()
    code: int = 0


class _OverSocket(smtplib.SMTP):
    """smtplib on a line that the guarded client opened; `domain` is said in EHLO."""

    def __init__(self, line: socket.socket, host: str, domain: str) -> None:
        super().__init__(local_hostname=domain, timeout=QUIET)
        self._line = line
        self._host = host  # the name that starttls checks the certificate against

    def _get_socket(self, *_: object) -> socket.socket:
        return self._line


def send(
    line: socket.socket, account: Account, mail: bytes, to: Sequence[str], trust: ssl.SSLContext
) -> Sent:
    """Send one e-mail; `line` is closed at the end, whatever comes.

    Raises:
        Refused: final, the server will never take this message or any of its addresses (5xx).
        Unavailable: everything else: the line, its encryption, the account, a 4xx.
    """
    host = account.host
    try:
        return _conversation(line, account, mail, to, trust)
    except ssl.SSLError as error:
        raise Unavailable(_untrusted(host)) from error
    except smtplib.SMTPNotSupportedError as error:
        raise Unavailable(_unable(host)) from error
    except smtplib.SMTPAuthenticationError as error:
        raise Refused(_no_account(host, error.smtp_code)) from None  # its words are the server's
    except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
        raise answered(host, error.smtp_code) from None
    except smtplib.SMTPResponseException as error:
        raise Unavailable(_said(host, error.smtp_code)) from None
    except (smtplib.SMTPException, OSError, ValueError) as error:
        raise Unavailable(_cut(host)) from error
    finally:
        line.close()


def answered(host: str, code: int) -> VigieError:
    """Return what an SMTP code about this message means."""
    return Refused(_said(host, code), final=True) if code >= 500 else Unavailable(_said(host, code))


def _conversation(
    line: socket.socket, account: Account, mail: bytes, to: Sequence[str], trust: ssl.SSLContext
) -> Sent:
    line.settimeout(QUIET)
    if account.implicit:
        line = trust.wrap_socket(line, server_hostname=account.host)
    client = _OverSocket(line, account.host, account.sender.rpartition("@")[2])
    try:
        code, _ = client.connect(account.host, 0)
        if code != 220:
            raise smtplib.SMTPConnectError(code, "")
        client.ehlo_or_helo_if_needed()
        if not account.implicit:
            _encrypt(client, trust)
        if account.user is not None:
            client.login(account.user, account.password or "")
        return _message(client, account, mail, to)
    finally:
        client.close()


def _encrypt(client: smtplib.SMTP, trust: ssl.SSLContext) -> None:
    """Pass to TLS, or give up: nothing is ever said in clear."""
    if not client.has_extn("starttls"):
        raise smtplib.SMTPNotSupportedError
    code, _ = client.starttls(context=trust)
    if code != 220:
        raise smtplib.SMTPResponseException(code, "")
    client.ehlo_or_helo_if_needed()


def _message(client: smtplib.SMTP, account: Account, mail: bytes, to: Sequence[str]) -> Sent:
    code, _ = client.mail(account.sender)
    if code != 250:
        raise smtplib.SMTPSenderRefused(code, b"", account.sender)
    codes = {address: client.rcpt(address)[0] for address in to}
    taken = tuple(a for a, code in codes.items() if code in (250, 251))
    sent = Sent(
        taken=taken,
        refused=tuple(a for a, code in codes.items() if code >= 500),
        busy=tuple(a for a, code in codes.items() if code < 500 and a not in taken),
        code=max(codes.values()),
    )
    if not taken:
        return sent
    code, _ = client.data(mail)
    if code != 250:
        raise smtplib.SMTPDataError(code, b"")
    client.putcmd("QUIT")  # its answer is not waited for: the message is taken
    return sent


def _untrusted(host: str) -> Say:
    return Say(
        f"la connexion chiffrée avec {host} a échoué (certificat ou protocole)",
        f"the encrypted connection to {host} failed (certificate or protocol)",
    )


def _unable(host: str) -> Say:
    return Say(
        f"{host} n’offre pas STARTTLS ou la connexion à un compte : rien n’a été envoyé en clair",
        f"{host} offers no STARTTLS or no login: nothing was sent in clear",
    )


def _no_account(host: str, code: int) -> Say:
    return Say(
        f"{host} n’accepte pas le compte ou son mot de passe ({code})",
        f"{host} does not take the account or its password ({code})",
    )


def _said(host: str, code: int) -> Say:
    return Say(f"{host} a répondu {code}", f"{host} answered {code}")


def _cut(host: str) -> Say:
    return Say(f"la ligne avec {host} a été coupée", f"the line with {host} was cut")

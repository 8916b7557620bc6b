"""Hands cases over by e-mail: one plain message a case, under an id that its reference gives."""

from __future__ import annotations

import asyncio
import contextlib
import smtplib
import socket
import ssl
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Final, Literal

import msgspec

from sinks.silent_desk import SilentDesk
from vigie.case import CaseMessage
from vigie.case_contracts import Declined, Held, Later, Outcome, Sent, Unsure
from vigie.clock import Clock
from vigie.errors import Refused, Unavailable, VigieError
from vigie.outbound import Outbound
from vigie.say import Say

_PATIENCE: Final = 30.0


class Post(msgspec.Struct, frozen=True, kw_only=True):
    """Where the town's mail leaves, and between which two addresses of the town's own."""

    host: str
    port: int = 587
    tls: Literal["starttls", "implicit", "none"] = "starttls"
    user: str = ""
    sender: str
    to: str


class MailDesk(SilentDesk):
    """Implements `vigie.case_contracts.FrontDesk` by SMTP.

    Args:
        password: read anew at each use.
        trust: certificates to trust; the machine's by default.
    """

    by = "email"
    repeats = False

    def __init__(
        self,
        post: Post,
        outbound: Outbound,
        clock: Clock,
        *,
        password: Callable[[], str],
        language: str,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        self._post = post
        self._outbound = outbound
        self._clock = clock
        self._password = password
        self._language = language
        self._trust = trust

    def shown(self, said: CaseMessage) -> list[tuple[str, str]]:
        """Return the message's headers that matter, then its text."""
        mail = self._mail(said)
        heads = [(name, str(mail[name])) for name in ("From", "To", "Subject", "Message-ID")]
        return [*heads, ("", _body(said, self._language))]

    async def hand(self, said: CaseMessage) -> Outcome:
        """Send one message; its id is the same at each attempt."""
        try:
            password = self._password()
            dialled = await self._outbound.dial(self._post.host, self._post.port)
        except Unavailable as error:
            final = isinstance(error, Refused) and error.final
            return Held(error.say) if final else Later(error.say, error.retry_after)
        except VigieError as error:
            return Held(error.say)
        mail = self._mail(said)
        with dialled.dup() as spare:  # TLS takes the first one for itself
            try:
                return await asyncio.to_thread(self._send, dialled, password, mail)
            except asyncio.CancelledError:
                # The thread sees a line that is cut, and ends at once.
                with contextlib.suppress(OSError):
                    spare.shutdown(socket.SHUT_RDWR)
                raise

    def _mail(self, said: CaseMessage) -> EmailMessage:
        mail = EmailMessage(policy=SMTP.clone(max_line_length=78))
        mail["From"] = self._post.sender
        mail["To"] = self._post.to
        mail["Subject"] = f"[{said.reference}] {said.title}"
        mail["Date"] = format_datetime(self._clock.now())
        mail["Message-ID"] = message_id(said.reference, self._post.sender)
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(_body(said, self._language))
        return mail

    def _send(self, dialled: socket.socket, password: str, mail: EmailMessage) -> Outcome:
        dialled.settimeout(_PATIENCE)
        begun = False
        smtp: smtplib.SMTP | None = None
        try:
            smtp = _opened(dialled, self._post, self._trust or ssl.create_default_context())
            if self._post.user:
                smtp.login(self._post.user, password)
            begun = True
            smtp.send_message(mail, self._post.sender, [self._post.to])
            return Sent(request=str(mail["Message-ID"]).strip("<>"))
        except smtplib.SMTPAuthenticationError:
            return Held(_no_login(self._post.host))
        except smtplib.SMTPResponseException as error:
            return _answered(error.smtp_code, self._post.host)
        except smtplib.SMTPRecipientsRefused as error:
            return _answered(
                max((c for c, _ in error.recipients.values()), default=550), self._post.host
            )
        except (smtplib.SMTPException, OSError, ValueError) as error:
            why = _broken(self._post.host, type(error).__name__)
            return Unsure(why) if begun else Later(why)
        finally:
            _leave(smtp)


class _Dialled(smtplib.SMTP):
    """smtplib over a socket that is already connected."""

    def __init__(self, dialled: socket.socket, host: str) -> None:
        self._dialled = dialled
        # Nothing of this machine's name goes out, nor is it looked up.
        super().__init__(timeout=_PATIENCE, local_hostname="vigie.invalid")
        self._host = host
        code, text = self.connect(host)
        if code != 220:
            self.close()
            raise smtplib.SMTPConnectError(code, text)

    def _get_socket(self, *_: object) -> socket.socket:
        return self._dialled


def _opened(dialled: socket.socket, post: Post, trust: ssl.SSLContext) -> smtplib.SMTP:
    if post.tls == "implicit":
        dialled = trust.wrap_socket(dialled, server_hostname=post.host)
    try:
        smtp = _Dialled(dialled, post.host)
    except BaseException:
        dialled.close()
        raise
    if post.tls == "starttls":
        try:
            smtp.starttls(context=trust)
        except BaseException:
            smtp.close()
            raise
    return smtp


def _leave(smtp: smtplib.SMTP | None) -> None:
    """Say farewell; whatever the answer, it changes nothing to what was accepted before."""
    if smtp is not None:
        with contextlib.suppress(smtplib.SMTPException, OSError):
            smtp.quit()
        smtp.close()


def message_id(reference: str, sender: str) -> str:
    """Return the id that the mail of a case always has."""
    return f"<{reference.lower()}@{sender.rpartition('@')[2]}>"


def _body(said: CaseMessage, language: str) -> str:
    links = [link for link in said.links if link not in said.text]
    more = Say("Autres publications :", "Other posts:").to(language)
    position = []
    if said.point:
        where = Say("Position", "Position").to(language)
        position = [f"{where} : {said.point.lat:.6f}, {said.point.lon:.6f}"]
    return "\n".join([said.text, *position, *([more, *links] if links else [])]) + "\n"


def _answered(code: int, host: str) -> Outcome:
    why = Say(f"{host} a répondu {code}", f"{host} answered {code}")
    return Declined(why) if code >= 500 else Later(why)


def _no_login(host: str) -> Say:
    return Say(
        f"{host} refuse le compte ou le mot de passe de [handoff].",
        f"{host} refuses the account or the password of [handoff].",
    )


def _broken(host: str, kind: str) -> Say:
    return Say(f"la remise à {host} a été coupée ({kind})", f"the mail to {host} was cut ({kind})")

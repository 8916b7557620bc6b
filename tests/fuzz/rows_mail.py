"""Mails, the alerts in them, and what an IMAP server says."""

from __future__ import annotations

import imaplib
import socket
from collections.abc import Iterator
from typing import Any

from connectors.mailbox import imap
from connectors.mailbox.alerts import read_alert
from connectors.mailbox.posts import MailPosts
from connectors.mailbox.sender import is_authentic
from connectors.mailbox.settings import MailboxSettings
from tests.doubles.google_alert import an_alert
from tests.doubles.imap import a_mail
from tests.fuzz.house import NOW, TEXTS, context, told
from tests.fuzz.target import MAIL, TEXT, XML, Target

_SENDERS = ("alertes@forum.example", "googlealerts-noreply@google.com")
_RESULT = ("https://a.example/rue", "La <b>rue</b>", "Courrier", "Un&nbsp;trou…")
_DIALOGUE = (
    b"* OK bonjour\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN UIDPLUS\r\nAAAA0 OK fait\r\n+ \r\n"
    b"AAAA1 OK fait\r\n* 3 EXISTS\r\n* OK [UIDVALIDITY 17] v\r\nAAAA2 OK [READ-ONLY] fait\r\n"
    b"* SEARCH 1 2 3\r\nAAAA3 OK fait\r\n* 1 FETCH (RFC822.SIZE 12 UID 1)\r\nAAAA4 OK fait\r\n"
    b"* 1 FETCH (UID 1 BODY[] {12}\r\nFrom: a\r\n\r\nb)\r\nAAAA5 OK fait\r\n"
)


def rows() -> Iterator[Target]:
    settings = MailboxSettings(
        name="Boîte", host="imap.example", user="u", password_env="P", senders=_SENDERS
    )
    mails = MailPosts(settings, context())
    results = "dmarc=pass (p=none) header.d=forum.example"
    yield Target(
        name="mail",
        run=lambda raw: told(mails.events(raw, NOW)),
        seeds=(
            a_mail(TEXTS[0], html="<p>Un trou</p>", message_id="a@b.example"),
            a_mail(TEXTS[1], Authentication_Results=f"mx.ville.example; {results}"),
            an_alert(_RESULT, _RESULT),
            an_alert(_RESULT, as_text=True),
        ),
        words=MAIL,
        most=5_000_000,
    )
    alert = an_alert(_RESULT).decode()
    yield Target(
        name="mail_alert",
        run=_alert,
        seeds=(alert[alert.find("<html") :].encode(), alert.encode()),
        words=(*XML, *(b'itemprop="url"', b'itemprop="name"', b"<https://", b"===", b"\n\n")),
        most=400_000,
    )
    yield Target(
        name="mail_sender",
        run=_sender,
        seeds=(b"mx; dkim=pass header.d=a.example; spf=fail smtp.mailfrom=x@b.example",),
        words=(*TEXT, b"(", b")", b";", b"dkim=pass", b"header.d=", b"\\"),
        most=4_000,
    )
    yield Target(
        name="imap",
        run=_imap,
        seeds=(_DIALOGUE,),
        words=(b"\r\n", b"* ", b"{9}", b"{99999999}", b"AAAA1 ", b"NO ", b"+ ", b"BYE", b"(", b")"),
        # What a session takes for a line that was cut, see `connectors.mailbox.session`.
        may_raise=(OSError, imaplib.IMAP4.error, ValueError, AttributeError),
        most=100_000,
    )


def _alert(body: bytes) -> None:
    text = body.decode("utf-8", "replace")
    for result in read_alert(text, text):
        for part in (result.url, result.title, result.text):
            part.encode()


def _sender(body: bytes) -> None:
    is_authentic("a@a.example", body.decode("utf-8", "replace"))


class _Client(imap.DialledImap):
    """Tags its commands alike each time, so that a dialogue can be written beforehand."""

    @property
    def tagpre(self) -> Any:
        return b"AAAA"

    @tagpre.setter
    def tagpre(self, drawn: Any) -> None:
        del drawn


def _imap(said: bytes) -> None:
    """Let a server say all that it has to say at once, and hang up."""
    ours, theirs = socket.socketpair()
    try:
        theirs.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 400_000)
        theirs.setblocking(False)
        theirs.send(said[:100_000])
        theirs.shutdown(socket.SHUT_WR)
        client = _Client(ours, "imap.example", None, 2.0, lambda _: None)
        imap.log_in(client, "u", "p")
        imap.open_folder(client, "Boîte", to_read=True)
        uids = imap.search(client, 0, _SENDERS, NOW.date())
        imap.sizes(client, uids[:20])
        mail = imap.fetch(client, 1, 100_000)
        assert mail is None or isinstance(mail, bytes)
    finally:
        ours.close()
        theirs.close()

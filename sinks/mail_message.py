"""An alert as an e-mail: plain and HTML, threaded by story, the same bytes each time; pure."""

from __future__ import annotations

import re
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from hashlib import blake2b
from typing import Final

from sinks.alert_cut import cut
from sinks.alert_message import Message, html_text, plain_text
from vigie.alert import Alert

_SUBJECT: Final = 180


def mail(
    alert: Alert, message: Message, *, sender: str, to: tuple[str, ...], list_name: str
) -> bytes:
    """Return the whole e-mail, with CRLF ends of line, in ASCII.

    `Message-ID` comes from the alert's id, so that a repeat is the same message to the
    receiver's mail program. Alerts of one story point to one root that is never sent, which
    is enough for mail programs to thread them.

    Args:
        alert: gives the ids and the date.
        message: what is said of it.
        sender: an address, ASCII.
        to: addresses, ASCII.
        list_name: name of the target, for `List-Id`.
    """
    domain = sender.rpartition("@")[2]
    made = EmailMessage(policy=SMTP)
    made["From"] = Address("Vigie", addr_spec=sender)
    made["To"] = tuple(Address(addr_spec=each) for each in to)
    made["Subject"] = cut(f"[{message.severity}] {message.title}", _SUBJECT)
    made["Date"] = alert.raised_at
    made["Message-ID"] = f"<{_atom(alert.id)}@{domain}>"
    if alert.story:
        root = f"<story.{_digest(alert.story)}@{domain}>"
        made["In-Reply-To"] = made["References"] = root
    made["List-Id"] = f"<{_label(list_name)}.alerts.{domain}>"
    # RFC 3834: no holiday answer comes back. Exchange wants its own header.
    made["Auto-Submitted"] = "auto-generated"
    made["X-Auto-Response-Suppress"] = "All"
    if alert.severity == "urgent":
        made["Importance"] = "high"
    _fill(made, message, alert.id)
    return made.as_bytes()


def _fill(made: EmailMessage, message: Message, id_: str) -> None:
    made.set_content(plain_text(message), cte="quoted-printable")
    made.add_alternative(html_text(message), subtype="html", cte="quoted-printable")
    made["Content-Language"] = message.language
    made.set_boundary(f"=_vigie_{_digest(id_)}")


def _digest(text: str) -> str:
    return blake2b(text.encode("utf-8", "replace"), digest_size=12).hexdigest()


def _atom(id_: str) -> str:
    """Return an id as the left side of a Message-ID; one with other characters, digested."""
    return id_ if re.fullmatch(r"[A-Za-z0-9_.-]{1,120}", id_) else f"alert.{_digest(id_)}"


def _label(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60] or "vigie"

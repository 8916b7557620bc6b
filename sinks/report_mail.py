"""A report as an e-mail: plain text, HTML with its drawings, and the PDF where asked; pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage, MIMEPart
from email.policy import SMTP
from hashlib import blake2b
from typing import Final

import msgspec

_SUBJECT: Final = 180


class ReportMail(msgspec.Struct, frozen=True, kw_only=True):
    """What is sent.

    Attributes:
        id: the same for the same report on the same period: a repeat is the same message to
            the receiver's mail program.
        name: of the scheduled report, for `List-Id`.
        html: None for plain text alone; `address` of each drawing is `cid(id)`.
        pictures: PNG by the figure's id.
        pdf: attached under `file`, None for none.
    """

    id: str
    name: str
    at: datetime
    language: str
    subject: str
    text: str
    html: str | None = None
    pictures: Mapping[str, bytes] = {}
    pdf: bytes | None = None
    file: str = "rapport.pdf"


def cid(figure: str) -> str:
    """Return the address of a drawing inside the message."""
    return f"cid:{_part(figure)}"


def report_mail(it: ReportMail, *, sender: str, to: tuple[str, ...]) -> bytes:
    """Return the whole e-mail, with CRLF ends of line, in ASCII.

    Args:
        it: what it says.
        sender: an address, ASCII.
        to: addresses, ASCII.
    """
    domain = sender.rpartition("@")[2]
    made = EmailMessage(policy=SMTP)
    made["From"] = Address("Vigie", addr_spec=sender)
    made["To"] = tuple(Address(addr_spec=each) for each in to)
    made["Subject"] = _line(it.subject)[:_SUBJECT]
    made["Date"] = it.at
    made["Message-ID"] = f"<report.{_digest(it.id)}@{domain}>"
    made["List-Id"] = f"<{_label(it.name)}.reports.{domain}>"
    # RFC 3834: no holiday answer comes back. Exchange wants its own header.
    made["Auto-Submitted"] = "auto-generated"
    made["X-Auto-Response-Suppress"] = "All"
    made["Content-Language"] = it.language
    made.set_content(it.text, cte="quoted-printable")
    if it.html is not None:
        made.add_alternative(it.html, subtype="html", cte="quoted-printable")
        _draw(made, it.pictures)
    if it.pdf is not None:
        made.add_attachment(it.pdf, maintype="application", subtype="pdf", filename=it.file)
    return made.as_bytes()


def _draw(made: EmailMessage, pictures: Mapping[str, bytes]) -> None:
    page = made.get_body(("html",))
    if not isinstance(page, MIMEPart):
        return
    for figure, picture in pictures.items():
        page.add_related(
            picture,
            maintype="image",
            subtype="png",
            cid=f"<{_part(figure)}>",
            filename=f"{_label(figure)}.png",
            disposition="inline",
        )


def _part(figure: str) -> str:
    return f"{_label(figure)}@figures.vigie.invalid"


def _line(text: str) -> str:
    """Return a text on one line: nothing can end a header and begin another."""
    return " ".join(text.split())


def _digest(text: str) -> str:
    return blake2b(text.encode("utf-8", "replace"), digest_size=12).hexdigest()


def _label(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60] or "vigie"

"""A mail's bytes → who sends it, what it says. Pure; any bytes are a mail or an error."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from typing import Final

import msgspec

from connectors.markup import one_line
from vigie.errors import InvalidInput
from vigie.say import Say

#: Parts of a mail that are looked at, and characters of its text and of its HTML.
_PARTS: Final = 50
_TEXT: Final = 400_000
_HEADER: Final = 4_000
# The standard library takes quadratic time on the parameters of a part's headers (measured:
# 400 kB of « a*0=b; » took 0.5 s, as each part may have), and reads them as it meets them.
_ENDLESS: Final = re.compile(
    rb"(?<![^\r\n])content-[a-z-]{1,30}:(?:[^\r\n]|\r?\n[ \t]|\r[ \t]){8000}", re.IGNORECASE
)
_ADDRESS: Final = re.compile(r"[^\s@<>\"(),:;\\\[\]]+@[a-z0-9-]+(?:\.[a-z0-9-]+)*")


class Mail(msgspec.Struct, frozen=True, kw_only=True):
    """What is read of a mail; attachments are not.

    Attributes:
        sender: address in lower case, "" when there is not exactly one.
        message_id: without its brackets, "" when it has none.
        sent_at: aware, None when it has no readable date.
        text: of the plain part.
        html: of the HTML part.
        authentication: the first `Authentication-Results`, which the server that received the
            mail wrote above those that came with it; None when there is none.
    """

    sender: str
    subject: str = ""
    message_id: str = ""
    sent_at: datetime | None = None
    text: str = ""
    html: str = ""
    authentication: str | None = None


def read_mail(raw: bytes) -> Mail:
    """Read a mail.

    Raises:
        InvalidInput: it is not one, or it is made to exhaust who reads it.
    """
    say = Say("Le courriel ne se lit pas.", "The mail cannot be read.")
    if _ENDLESS.search(raw):
        raise InvalidInput(say)
    try:
        message = message_from_bytes(raw)
        text, html = _bodies(message)
        return Mail(
            sender=_sender(message),
            subject=one_line(_decoded(message, "subject"), is_markup=False),
            message_id=_header(message, "message-id").strip(" <>\t")[:500],
            sent_at=_date(message),
            text=text,
            html=html,
            authentication=_header(message, "authentication-results") or None,
        )
    except Exception as error:
        # The standard library's parser raises of every kind over strange mails.
        raise InvalidInput(say) from error


def _header(message: Message, name: str) -> str:
    return " ".join(str(message.get(name) or "")[:_HEADER].split())


def _decoded(message: Message, name: str) -> str:
    written = _header(message, name)
    try:
        return str(make_header(decode_header(written)))
    except (ValueError, LookupError):
        return written


def _sender(message: Message) -> str:
    """Return the only address of the only From; a mail with several is nobody's."""
    written = message.get_all("from") or []
    addresses = [
        address.lower() for _, address in getaddresses([str(f)[:_HEADER] for f in written])
    ]
    if len(written) != 1 or len(addresses) != 1 or not _ADDRESS.fullmatch(addresses[0]):
        return ""
    return addresses[0]


def _date(message: Message) -> datetime | None:
    try:
        moment = parsedate_to_datetime(_header(message, "date"))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _bodies(message: Message) -> tuple[str, str]:
    found = {"text/plain": "", "text/html": ""}
    for place, part in enumerate(message.walk()):
        if place >= _PARTS:
            break
        kind = part.get_content_type()
        if found.get(kind) == "" and part.get_content_disposition() != "attachment":
            found[kind] = _characters(part)
    return found["text/plain"], found["text/html"]


def _characters(part: Message) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    try:
        return payload.decode(part.get_content_charset() or "utf-8", "replace")[:_TEXT]
    except (LookupError, ValueError):
        return payload.decode("utf-8", "replace")[:_TEXT]

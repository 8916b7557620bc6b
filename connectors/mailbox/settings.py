"""The settings of a mailbox that receives alerts."""

from __future__ import annotations

import re
from typing import Final

from pydantic import AliasChoices, Field, field_validator, model_validator

from connectors.source_settings import SourceModel

_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_SENDER: Final = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]*@[a-z0-9-]+(?:\.[a-z0-9-]+)*")
_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f]")


class MailboxSettings(SourceModel):
    """What the team says of a mailbox.

    Attributes:
        host: the IMAP server's name; its certificate must be of that name.
        port: of TLS from the first byte on.
        user: account that reads the mailbox.
        password_file, password_env: where its password is.
        folder: of the mailbox.
        senders: the only ones whose mails are read: addresses, or "@domain" for all of a
            domain. `from` in the settings.
        interval: seconds between two looks.
        delete: whether mails go once what they brought is durable.
        check_sender: refuse a mail whose sender the receiving server could not authenticate.
        ca_file: certificates trusted instead of the usual ones, for a server of the town's own.
        tls: false for a test on this machine alone.
    """

    host: str = Field(min_length=1, max_length=253, pattern=r"^[A-Za-z0-9.:_-]+$")
    port: int = Field(default=993, ge=1, le=65535)
    user: str = Field(min_length=1, max_length=320)
    password_file: str | None = None
    password_env: str | None = None
    folder: str = Field(default="INBOX", min_length=1, max_length=500)
    senders: tuple[str, ...] = Field(
        min_length=1, max_length=50, validation_alias=AliasChoices("from", "senders")
    )
    interval: int = Field(default=600, ge=60, le=86_400)
    delete: bool = False
    check_sender: bool = True
    ca_file: str | None = None
    tls: bool = True

    @field_validator("user", "folder")
    @classmethod
    def _one_line(cls, value: str) -> str:
        if _CONTROLS.search(value):
            raise ValueError("une seule ligne est attendue | a single line is expected")
        return value

    @field_validator("senders")
    @classmethod
    def _addresses(cls, senders: tuple[str, ...]) -> tuple[str, ...]:
        lowered = tuple(sender.strip().lower() for sender in senders)
        for sender in lowered:
            if not _SENDER.fullmatch(sender):
                raise ValueError(
                    "des adresses sont attendues, ou « @domaine » pour tout un domaine"
                    " | addresses are expected, or “@domain” for all of a domain"
                )
        return lowered

    @model_validator(mode="after")
    def _encrypted(self) -> MailboxSettings:
        if not self.tls and self.host not in _LOOPBACK:
            raise ValueError(
                "« tls = false » n’est permis que vers cette machine"
                " | tls = false is allowed to this machine alone"
            )
        return self

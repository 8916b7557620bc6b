"""Settings of an e-mail target, checked."""

from __future__ import annotations

import re
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, Field

from sinks.mail_sending import Account
from sinks.target_secret import Secret
from sinks.target_settings import TargetModel
from vigie.context import Context

# ASCII on both sides and no quoting: what a mail server of today takes, and nothing that
# could end a header or an SMTP command.
_ADDRESS: Final = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z0-9-]{2,63}"
)
_HOST: Final = r"^[A-Za-z0-9.:-]{1,253}$"


def _address(text: str) -> str:
    if not _ADDRESS.fullmatch(text) or ".." in text:
        raise ValueError(
            "une adresse de courriel est attendue, sans nom ni accent"
            " | an e-mail address is expected, without a name or accents"
        )
    return text


Mailbox = Annotated[str, AfterValidator(_address)]


class MailModel(TargetModel):
    """Where e-mail goes.

    Attributes:
        tls: "implicit" from the first byte (port 465), "starttls" after a greeting (port 587);
            by default as the port says. There is no mode without.
        sender: `from` in the settings.
        ca_file: certificates trusted instead of the system's, for a server of one's own.
    """

    host: str = Field(pattern=_HOST)
    port: int = Field(default=465, ge=1, le=65_535)
    tls: Literal["implicit", "starttls"] | None = None
    user: str | None = Field(default=None, min_length=1, max_length=320)
    password_file: str | None = None
    password_env: str | None = None
    sender: Mailbox = Field(alias="from")
    to: tuple[Mailbox, ...] = Field(min_length=1, max_length=50)
    ca_file: str | None = None

    def password(self, context: Context) -> Secret | None:
        """Return where the password is; None without an account."""
        if self.user is None:
            return None
        return Secret(
            key="password", home=context.home, file=self.password_file, env=self.password_env
        )

    def account(self, context: Context) -> Account:
        """Return how to speak to the server, the password read anew.

        Raises:
            ConfigurationError: the password cannot be read any more.
        """
        secret = self.password(context)
        tls = self.tls or ("starttls" if self.port in (25, 587) else "implicit")
        return Account(
            host=self.host,
            implicit=tls == "implicit",
            sender=self.sender,
            user=self.user,
            password=secret.read() if secret else None,
        )

"""The settings of the receiving door: where sources and other tools call this installation."""

from __future__ import annotations

from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, field_validator

from pipeline.settings_part import Part


class InboundSettings(Part):
    """The door is opened when a source is called by others; it speaks plain HTTP.

    So it listens on this machine only: a proxy that speaks TLS stands before it, and
    `public_url` is the proxy's address, which is given to the sources that are to call.
    `in_container` is as in `WebSettings`.
    """

    host: Literal["127.0.0.1", "::1", "localhost"] = "127.0.0.1"
    port: int = Field(default=8312, ge=0, le=65535)
    public_url: str = Field(default="", max_length=500)
    in_container: bool = False

    @field_validator("public_url")
    @classmethod
    def _address(cls, url: str) -> str:
        try:
            parts = urlsplit(url)
            bare = not (parts.username or parts.password or parts.query or parts.fragment)
            good = parts.scheme in {"http", "https"} and bool(parts.hostname) and bare
        except ValueError:
            good = False
        if url and not good:
            raise ValueError(
                "une adresse en https://, sans compte ni paramètre"
                "|an https:// address, without account or parameter"
            )
        return url.rstrip("/")

    @property
    def listens_on(self) -> str:
        """The address that the door's socket is bound to."""
        return "0.0.0.0" if self.in_container else self.host  # noqa: S104 - see in_container

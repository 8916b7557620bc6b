"""What the sources of Meta's Graph API have in common in their settings."""

from __future__ import annotations

from pydantic import Field, field_validator

from connectors.addresses import host
from connectors.inbox import inbox_of
from connectors.source_settings import SourceModel


class MetaSettings(SourceModel):
    """What the team says of a Facebook page or an Instagram account.

    Attributes:
        token_file: file that holds the access token; `token_env` names a variable instead.
        app_secret_file: file that holds the secret of the application that made the token: it
            signs Meta's calls, and proves ours.
        verify_token_file: file that holds the word chosen for the handshake of webhooks.
        inbox: where Meta calls, `/inbound/{inbox}`; the source's name by default.
        version: of the Graph API, which serves each for two years.
        base_url: the Graph API's; another for a server of one's own or a test.
        interval: seconds between two polls.
        days: how far back posts are listed, and their comments read again.
    """

    own: bool = True
    token_file: str | None = Field(default=None, max_length=1_000)
    token_env: str | None = Field(default=None, max_length=200)
    app_secret_file: str | None = Field(default=None, max_length=1_000)
    app_secret_env: str | None = Field(default=None, max_length=200)
    verify_token_file: str | None = Field(default=None, max_length=1_000)
    verify_token_env: str | None = Field(default=None, max_length=200)
    inbox: str | None = Field(default=None, pattern="^[a-z0-9][a-z0-9-]{0,79}$")
    version: str = Field(default="v26.0", pattern=r"^v\d{1,3}\.\d{1,2}$")
    base_url: str = Field(default="https://graph.facebook.com", max_length=2_000)
    interval: int = Field(default=600, ge=60, le=86_400)
    days: int = Field(default=7, ge=1, le=90)

    @field_validator("base_url")
    @classmethod
    def _address(cls, url: str) -> str:
        if not url.lower().startswith(("http://", "https://")) or not host(url):
            raise ValueError(
                "l’adresse de l’API est attendue, en https:// | the API’s address is expected,"
                " with https://"
            )
        return url.rstrip("/")

    @property
    def calls_at(self) -> str:
        """The inbox, given or made of the source's name."""
        return self.inbox or inbox_of(self.name)

    @property
    def has_app_secret(self) -> bool:
        """Whether the application's secret is named, so that Meta's calls can be trusted."""
        return bool(self.app_secret_file or self.app_secret_env)

    @property
    def has_verify_token(self) -> bool:
        """Whether the word of the handshake is named."""
        return bool(self.verify_token_file or self.verify_token_env)

"""X's settings, which begin with the plan that X's terms ask of a public body."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import Field, field_validator

from connectors.addresses import host
from connectors.source_settings import SourceModel

API: Final = "https://api.x.com"

_Words = Annotated[str, Field(min_length=2, max_length=100)]


class XSettings(SourceModel):
    """What the team says of X.

    Attributes:
        enterprise_plan: the town has X's Enterprise plan; refused without it.
        token_file: file holding the application's bearer token.
        token_env: environment variable holding it.
        words: the towns' names and hashtags when empty.
        stream: listen to the filtered stream; false to search every `interval` only.
        posts_per_day: posts read at most in a day of UTC, each of which is paid for.
        rechecks_per_day: kept posts asked about again at most in a day of UTC, paid for too.
        interval: seconds between two searches, and between two signs of life of the stream.
        url: where the API is; for a test.
    """

    enterprise_plan: bool = Field(default=False, validate_default=True)
    token_file: str | None = None
    token_env: str | None = None
    words: tuple[_Words, ...] = Field(default=(), max_length=200)
    stream: bool = True
    posts_per_day: int = Field(default=500, ge=20, le=1_000_000)
    rechecks_per_day: int = Field(default=500, ge=0, le=1_000_000)
    interval: int = Field(default=900, ge=60, le=86_400)
    url: str = Field(default=API, max_length=2_000)

    @field_validator("enterprise_plan")
    @classmethod
    def _allowed(cls, plan: bool) -> bool:  # noqa: FBT001 - pydantic's own call
        if not plan:
            raise ValueError(
                "X n’est pas écouté sans cette clé. Son contrat des développeurs"
                " (« Government Use ») oblige une administration publique, et qui agit pour"
                " elle, à un forfait Enterprise ; il interdit la surveillance et le suivi des"
                " manifestations ; chaque post lu coûte environ 0,005 $ US. Si la Ville a ce"
                " forfait, écrivez enterprise_plan = true"
                " | X is not listened to without this key. Its Developer Agreement"
                " (“Government Use”) obliges a public body, and whoever acts for it, to an"
                " Enterprise plan; it forbids surveillance and the monitoring of protests; each"
                " post read costs about US$0.005. If the town has that plan, write"
                " enterprise_plan = true"
            )
        return plan

    @field_validator("url")
    @classmethod
    def _address(cls, url: str) -> str:
        if not url.lower().startswith(("http://", "https://")) or not host(url):
            raise ValueError(
                "une adresse en https:// est attendue | an address with https:// is expected"
            )
        return url.rstrip("/")

"""An Instagram account's settings."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from connectors.meta.settings import MetaSettings

#: Meta lets an account look for 30 different hashtags in seven days.
_MOST_TAGS = 30


class InstagramSettings(MetaSettings):
    """What the team says of the town's own professional account.

    Attributes:
        account_id: its number, `instagram_business_account` of the page it belongs to.
        username: its name without "@", by which its own answers are known too.
        tags: hashtags to look for, without "#"; none by default.
    """

    account_id: str = Field(pattern="^[0-9]{1,30}$")
    username: str = Field(default="", max_length=60)
    tags: tuple[Annotated[str, Field(pattern=r"^#?\w{1,100}$")], ...] = Field(
        default=(), max_length=_MOST_TAGS
    )

    @property
    def hashtags(self) -> tuple[str, ...]:
        """The hashtags without "#", each once."""
        return tuple(dict.fromkeys(tag.lstrip("#").lower() for tag in self.tags))

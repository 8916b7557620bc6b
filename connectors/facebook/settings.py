"""A Facebook page's settings."""

from __future__ import annotations

from pydantic import Field

from connectors.meta.settings import MetaSettings


class FacebookSettings(MetaSettings):
    """What the team says of a Facebook page.

    Attributes:
        page_id: the page's number, as Meta Business Suite shows it.
        own: false for another's page, which needs Page Public Content Access.
    """

    page_id: str = Field(pattern="^[0-9]{1,30}$")

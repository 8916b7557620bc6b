"""A route of the site: its path, its page, and who may ask for it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, NamedTuple

from starlette.requests import Request
from starlette.responses import Response

if TYPE_CHECKING:
    from webapp.site import Site

    Page = Callable[[Site, Request], Awaitable[Response]]

#: The need of what is shown to whoever asks, let in or not.
ANYONE = "anyone"


class Route(NamedTuple):
    """One path with what answers it.

    Attributes:
        page: is given the site as the actor sees it, and the request.
        need: the least role (`vigie.actor.ROLES`), or `ANYONE`.
        method: "GET", or what writes: "POST", "PUT", "PATCH", "DELETE".
        form: a write comes from one of our forms, and must bear its token (`webapp.forgery`).
    """

    path: str
    page: Page
    need: str = "reader"
    method: str = "GET"
    form: bool = True

    @property
    def writes(self) -> bool:
        """Whether it changes anything."""
        return self.method != "GET"

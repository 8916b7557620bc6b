"""What some connectors do besides bringing pages: being called, asking again, costing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

import msgspec

from vigie.contracts import Connector
from vigie.inbound import Call, Reply
from vigie.page import Page
from vigie.say import Say


@runtime_checkable
class Receiver(Connector, Protocol):
    """A connector that is also called by its source: webhooks, WebSub, another tool's push."""

    @property
    def inbox(self) -> str:
        """Where it is called: `/inbound/{inbox}`; lower-case letters, digits and dashes."""
        ...

    async def receive(self, call: Call) -> tuple[Reply, Page | None]:
        """Verify and read one call, and say what to answer once its page is durable.

        The page's cursor is b"": the house keeps the one that polling left. When the page
        cannot be written the caller is answered 503 instead, so that it calls again: reading
        the same call twice is harmless. Never raises for what the caller sent.
        """
        ...


@runtime_checkable
class Rechecker(Connector, Protocol):
    """A connector whose source never tells what was deleted, and can be asked about known posts.

    `recheck_days`: every mention is asked about again before so many days have passed since
    it was last seen at its source, as the source's terms demand.
    """

    @property
    def recheck_days(self) -> float:
        """Longest time between two looks at a kept post, in days."""
        ...

    async def recheck(self, native_ids: Sequence[str]) -> Page | None:
        """Ask about these posts: `Deleted` for those gone, `Published` for those edited.

        Returns None when the source cannot be asked now; a post it says nothing of is kept.
        The page's cursor is b"": the house keeps the one that polling left. At most 100 ids.
        """
        ...


class Cost(msgspec.Struct, frozen=True, kw_only=True):
    """What a day of a source takes of a quota or of money.

    Attributes:
        say: the sentence, with its figures and what may be spent.
        charged: each post read is paid for: such a source is not read merely to be looked at.
    """

    say: Say
    charged: bool = False


@runtime_checkable
class Costly(Connector, Protocol):
    """A connector whose source counts or charges what it is asked: told before it is spent."""

    @property
    def cost(self) -> Cost:
        """What a day takes with these settings. Pure."""
        ...

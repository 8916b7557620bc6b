"""What the API remembers between two calls, in this process."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from webapp.api.budget import Budget
from webapp.api.shared_looks import SharedLooks


@dataclass(frozen=True, slots=True)
class ApiState:
    """Budgets, open streams, and the looks that streams share.

    Attributes:
        streams: caller → how many of their streams are open.
        closing: set when the server stops: every stream ends.
    """

    budget: Budget = field(default_factory=Budget)
    looks: SharedLooks = field(default_factory=SharedLooks)
    streams: dict[str, int] = field(default_factory=dict)
    closing: asyncio.Event = field(default_factory=asyncio.Event)

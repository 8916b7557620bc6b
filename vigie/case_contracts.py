"""The seams of the hand-off: where cases are kept, and who hands them to the front door."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Protocol

import msgspec

from vigie.case import Case, CaseMessage
from vigie.say import Say


class Cases(Protocol):
    """Cases, durable, leased so that two workers never act on one.

    A mention that is erased leaves its cases; a case without any post left that was never sent
    disappears. All methods may block on the disk or the network.
    """

    async def save_cases(self, gathered: Sequence[Case]) -> None:
        """Save cases as they are gathered now: their posts; a new one begins as it is given.

        Idempotent. The hand-off of a known case is left as it is. Posts of erased mentions are
        left out, and a case that was never sent and has no post left is forgotten.
        """
        ...

    async def case(self, reference: str) -> Case | None:
        """Return one case, None when unknown."""
        ...

    async def cases(self, limit: int = 100, state: str | None = None) -> list[Case]:
        """Return cases, those spoken of most recently first."""
        ...

    async def case_of(self, mention: str) -> Case | None:
        """Return the case that a mention's post is in, None when it is in none."""
        ...

    async def claim_cases(
        self, states: Collection[str], now: datetime, lease: timedelta, limit: int
    ) -> list[Case]:
        """Take cases in these states that are due, longest due first, for as long as `lease`.

        The claim raises `Handoff.version`: who held a case before cannot change it any more.
        """
        ...

    async def settle_case(self, case: Case) -> Case | None:
        """Save the hand-off of a case and let its lease go; return it with its new version.

        The state "sending" keeps the lease. None when the case has changed since it was read,
        and nothing is saved.
        """
        ...


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """The front door has it: under this id, or, with `token`, under one it will tell later."""

    request: str | None = None
    token: str | None = None
    notice: str | None = None


class Held(msgspec.Struct, frozen=True):
    """Nothing was sent: something is missing that a person must give."""

    why: Say


class Later(msgspec.Struct, frozen=True):
    """Nothing was sent, for now; `retry_after` is the wait asked for, in seconds."""

    why: Say
    retry_after: float | None = None


class Declined(msgspec.Struct, frozen=True):
    """The front door refused it for good."""

    why: Say


class Unsure(msgspec.Struct, frozen=True):
    """It may have it or not: to be looked up, never simply sent again."""

    why: Say


Outcome = Sent | Held | Later | Declined | Unsure


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What the front door says of a case: "open" or "closed", or None when it says nothing."""

    request: str
    status: str | None = None
    notes: str | None = None


class FrontDesk(Protocol):
    """One way to hand cases over. Never raises for what the other side does."""

    @property
    def by(self) -> str:
        """Its name in the settings ("open311", "email", "webhook", "csv")."""
        ...

    @property
    def repeats(self) -> bool:
        """Whether handing the same case over again is harmless there."""
        ...

    @property
    def tells(self) -> bool:
        """Whether it says later what became of a case."""
        ...

    def shown(self, said: CaseMessage) -> Sequence[tuple[str, str]]:
        """Return what would leave, field by field, as it would; never a secret. Asks nobody."""
        ...

    async def ready(self, said: CaseMessage) -> Held | Later | None:
        """Tell what stands in the way before anything leaves, None for nothing."""
        ...

    async def hand(self, said: CaseMessage) -> Outcome:
        """Hand one case over, once."""
        ...

    async def find(self, case: Case) -> Sent | Later | None:
        """Look for a case whose outcome is unknown; None when it is not there.

        A door that cannot be asked says None.
        """
        ...

    async def redeem(self, case: Case) -> Sent | Later | None:
        """Ask for the id that a token stands for; None when it is not known yet."""
        ...

    async def standings(self, cases: Sequence[Case]) -> list[Standing]:
        """Return what the door says of cases that it has; [] where it says nothing."""
        ...

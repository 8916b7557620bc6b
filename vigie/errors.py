"""Errors, named for the verdict they carry rather than for their cause.

VigieError
├── InvalidInput         this item can never be used → dead letter; the rest goes on
├── Unavailable          a service is away or busy → wait and retry in place
│   └── Refused          it answered that it will not, for now or for good (a bad key, a 410)
└── ConfigurationError   the installation is wrong → refuse to start, every problem named

Errors carry sentences and ids, never domain objects, a post's text or a secret.
"""

from __future__ import annotations

from collections.abc import Sequence

from vigie.say import Say


class VigieError(Exception):
    """Root of every error that Vigie raises on purpose; `say` is what a person reads."""

    def __init__(self, say: Say) -> None:
        super().__init__(say.fr)
        self.say = say


class InvalidInput(VigieError):
    """An item that cannot be read whatever happens; `where` names its line, field or file."""

    def __init__(self, say: Say, *, where: str = "") -> None:
        super().__init__(say)
        self.where = where


class Unavailable(VigieError):
    """A service is away; `retry_after` is the wait it asked for, in seconds, if it said."""

    def __init__(self, say: Say, *, retry_after: float | None = None) -> None:
        super().__init__(say)
        self.retry_after = retry_after


class Refused(Unavailable):
    """The other side refused; `final` when trying again is useless (401, 410, blocked)."""

    def __init__(self, say: Say, *, final: bool = False, retry_after: float | None = None) -> None:
        super().__init__(say, retry_after=retry_after)
        self.final = final


class ConfigurationError(VigieError):
    """Everything wrong in the installation, told at once."""

    def __init__(self, problems: Sequence[Say]) -> None:
        self.problems = tuple(problems)
        joined = Say(
            fr="\n".join(p.fr for p in self.problems), en="\n".join(p.en for p in self.problems)
        )
        super().__init__(joined)

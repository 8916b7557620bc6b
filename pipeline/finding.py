"""One thing that `vigie doctor` looked at."""

from __future__ import annotations

import msgspec

from vigie.errors import ConfigurationError
from vigie.say import Say


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing looked at; when it is not well the sentence says what to do."""

    well: bool
    say: Say


def well(fr: str, en: str) -> Finding:
    """Return a finding that asks for nothing."""
    return Finding(well=True, say=Say(fr, en))


def bad(fr: str, en: str) -> Finding:
    """Return a finding that says what to mend."""
    return Finding(well=False, say=Say(fr, en))


def ill(error: ConfigurationError) -> list[Finding]:
    """Return a finding for each problem."""
    return [Finding(well=False, say=problem) for problem in error.problems]

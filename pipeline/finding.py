"""One thing that `vigie doctor` looked at."""

from __future__ import annotations

import msgspec

from vigie.errors import ConfigurationError
from vigie.say import Say


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing looked at; when it is not well the sentence says what to do.

    Attributes:
        town: slug of the one that it is about, `source` the name of the source; "" for none.
    """

    well: bool
    say: Say
    town: str = ""
    source: str = ""


def well(fr: str, en: str, town: str = "") -> Finding:
    """Return a finding that asks for nothing."""
    return Finding(well=True, say=Say(fr, en), town=town)


def bad(fr: str, en: str, town: str = "", source: str = "") -> Finding:
    """Return a finding that says what to mend."""
    return Finding(well=False, say=Say(fr, en), town=town, source=source)


def ill(error: ConfigurationError) -> list[Finding]:
    """Return a finding for each problem."""
    return [Finding(well=False, say=problem) for problem in error.problems]

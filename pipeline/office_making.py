"""Hands the pages what they act with."""

from __future__ import annotations

from functools import partial

from desk.corrected import decide_corrected
from desk.opening_hours import OpeningHours
from pipeline.demo.drill import read_drill
from pipeline.installation import Installation
from pipeline.quick_check import check_quickly
from pipeline.sample import SampleWeek
from pipeline.secrets_file import read_key
from webapp.office import Office


def office_of(installation: Installation) -> Office:
    """Return the means of those who act on the pages of an installation.

    Raises:
        ConfigurationError: the installation's key cannot be read.
    """
    return Office(
        papers=installation.store,
        cases=installation.store,
        decide=decide_corrected,
        hours=OpeningHours(),
        key=read_key(installation.home),
        examine=partial(check_quickly, installation),
        sample=SampleWeek(installation),
        drill=read_drill(installation.home),
    )

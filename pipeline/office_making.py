"""Hands the pages what they act with."""

from __future__ import annotations

from desk.corrected import decide_corrected
from pipeline.drawing import shared
from pipeline.installation import Installation
from pipeline.report_making import report_desk, report_mailing
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
        draw=shared,
        key=read_key(installation.home),
        reports=report_desk(installation),
        mailing=report_mailing(installation),
    )

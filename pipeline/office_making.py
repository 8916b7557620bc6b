"""Hands the pages what they act with."""

from __future__ import annotations

from desk.corrected import consequences, decide_corrected
from desk.nameless_link import nameless_link
from desk.redrafting import redraft
from desk.response_clock import next_opening
from pipeline.installation import Installation
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
        key=read_key(installation.home),
        nameless=nameless_link,
        arrivals=installation.store,
        consequences=consequences,
        redraft=redraft,
        opening=next_opening,
    )

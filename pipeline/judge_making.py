"""Makes the judge of one town, without an installation."""

from __future__ import annotations

import secrets

from enrichers.language import DEFAULT
from pipeline.assembly import build_chain, load_town
from pipeline.judge_file import Judge
from pipeline.judge_lines import PLATFORM
from pipeline.settling import settle
from vigie.clock import Clock, SystemClock
from vigie.privacy import Pseudonymiser


def make_judge(town: str, detector: str = DEFAULT, clock: Clock | None = None) -> Judge:
    """Return the judge of a profile, named or by its file.

    The pseudonyms' key lives as long as the judge: nothing of it is ever written.

    Raises:
        ConfigurationError: no such profile, or it is wrong.
    """
    profile = load_town(town, None)
    pseudonyms = Pseudonymiser(secrets.token_bytes(32))
    accounts = {pseudonyms.of(PLATFORM, a.handle): a.role for a in profile.accounts}
    chain = build_chain(profile, options={"detector": detector, "accounts": accounts})
    settle()
    return Judge(profile, chain, (clock or SystemClock()).now(), pseudonyms)

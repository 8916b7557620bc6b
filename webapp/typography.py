"""Non-breaking spaces where French typography wants them, so that no line begins with « : »."""

from __future__ import annotations

import re

_BEFORE = re.compile(r" (?=[:;!?»%])")
_AFTER = re.compile(r"(?<=«) ")


def typeset(sentence: str) -> str:
    """Return a sentence of ours with its spaces made non-breaking; never used on a post."""
    return _AFTER.sub("\u00a0", _BEFORE.sub("\u00a0", sentence))

"""Languages that their alphabet gives away, without any model."""

from __future__ import annotations

import re
from typing import Final

_OTHER: Final = re.compile("[\u0370-\u1fff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_SCRIPTS: Final = (
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7a3]")),
    ("zh", re.compile("[\u3400-\u9fff]")),
    ("uk", re.compile("[іїєґІЇЄҐ]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
    ("fa", re.compile("[\u067e\u0686\u0698\u06af\u06cc]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("el", re.compile("[\u0370-\u03ff\u1f00-\u1fff]")),
    ("hi", re.compile("[\u0900-\u097f]")),
    ("th", re.compile("[\u0e00-\u0e7f]")),
    ("hy", re.compile("[\u0530-\u058f]")),
    ("ka", re.compile("[\u10a0-\u10ff]")),
)


def by_script(text: str, letters: int) -> tuple[str, float] | None:
    """Return the language of a text mostly in another alphabet than the Latin, or None.

    Args:
        text: the text, masked.
        letters: how many letters it has in all.
    """
    if text.isascii():
        return None
    foreign = len(_OTHER.findall(text))
    if not foreign or foreign * 2 < letters:
        return None
    for code, script in _SCRIPTS:
        if script.search(text):
            # Alphabets shared by several languages (Arabic, Cyrillic) leave a doubt.
            return code, 0.85 if code in ("ar", "ru", "hi") else 0.95
    return None

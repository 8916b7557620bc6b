"""What a new password must be: long, and not one that others would try first.

After NIST SP 800-63B: a length, no rule of composition, no change for change's sake; what is
common, repeated, in a row, or made of names that everyone knows is refused.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from vigie.say import Say
from webapp.doors.common_passwords import COMMON, ROWS
from webapp.doors.passwords import LONGEST

SHORTEST: Final = 12
#: What must be left of a password once every known word is taken out of it.
_OWN: Final = 6
_FEWEST_SIGNS: Final = 5

_TOO_SHORT: Final = Say(
    f"Il faut au moins {SHORTEST} caractères. Quelques mots sans rapport font très bien.",
    f"At least {SHORTEST} characters are needed. A few unrelated words do very well.",
)
_TOO_LONG: Final = Say(f"Au plus {LONGEST} caractères.", f"At most {LONGEST} characters.")
_TOO_PLAIN: Final = Say(
    "Il se répète ou suit le clavier : on l’essaierait en premier.",
    "It repeats itself or follows the keyboard: it would be tried first.",
)
_TOO_COMMON: Final = Say(
    "Il est trop courant : on l’essaierait en premier.",
    "It is too common: it would be tried first.",
)
_TOO_CLOSE: Final = Say(
    "Il ressemble trop à votre nom, à celui de la ville ou à celui de Vigie.",
    "It is too much like your name, the town’s or Vigie’s.",
)

# Signs that are written for letters.
_WRITTEN: Final = str.maketrans("0134578@$!€", "oieastbasie")


def refusal(password: str, names: Iterable[str] = ()) -> Say | None:
    """Say why a password is refused, None when it is not.

    Args:
        password: as it was typed.
        names: of the account, its owner, the towns: what someone who knows them would try.
    """
    if len(password) < SHORTEST:
        return _TOO_SHORT
    if len(password) > LONGEST:
        return _TOO_LONG
    plain = _folded(password)
    if len(set(plain)) < _FEWEST_SIGNS or _repeats(plain) or _in_a_row(plain):
        return _TOO_PLAIN
    if _left(plain, COMMON) < _OWN:
        return _TOO_COMMON
    known = [word for name in names for word in re.split(r"\W+", _folded(name)) if len(word) > 2]
    if _left(plain, [*known, "vigie"]) < _OWN:
        return _TOO_CLOSE
    return None


def _folded(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def _left(plain: str, words: Iterable[str]) -> int:
    """Count the letters that stay once known words and everything that is no letter are out."""
    fewest = len(plain)
    ordered = sorted(words, key=len, reverse=True)
    for written in (plain, plain.translate(_WRITTEN)):
        rest = written
        for word in ordered:
            rest = rest.replace(word, "")
        fewest = min(fewest, sum(sign.isalpha() for sign in rest) if rest != written else fewest)
    return fewest


def _repeats(plain: str) -> bool:
    """Tell whether it is one short thing said over and over."""
    return any(plain == (plain[:size] * len(plain))[: len(plain)] for size in range(1, 5))


def _in_a_row(plain: str) -> bool:
    """Tell whether most of it runs along the alphabet, the digits or a row of keys."""
    pairs = {row[n : n + 2] for row in ROWS for n in range(len(row) - 1)}
    pairs |= {pair[::-1] for pair in pairs}
    run = sum(plain[n : n + 2] in pairs for n in range(len(plain) - 1))
    return run >= 0.7 * (len(plain) - 1)

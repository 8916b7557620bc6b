"""The ways in which people write a town's names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

from vigie.folding import fold
from vigie.town import Account, Town

Kind = Literal[
    "name", "variant", "typo", "ambiguous", "demonym", "hashtag", "former", "neighbourhood"
]

#: Names this long, squeezed, are still theirs with one letter missing, doubled or swapped;
#: in shorter ones a slip too often makes another word.
TYPO_LETTERS: Final = 9

_LONE: Final = re.compile(r"[\ud800-\udfff]")
_SEPARATORS = str.maketrans("-'_", "   ")
_HIDDEN: Final = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
_HIDE = dict.fromkeys(map(ord, _HIDDEN))
_MOJIBAKE = re.compile("[ÂÃÅ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")
_FEMININES = {"ien": "ienne", "ois": "oise", "ais": "aise", "ain": "aine", "an": "ane", "on": "one"}


class Form(NamedTuple):
    """One spelling, normalised by `spaced`, of a name of the profile.

    Attributes:
        spelling: what is looked for.
        kind: which list of the profile it comes from.
        written: the name as the profile writes it.
    """

    spelling: str
    kind: Kind
    written: str

    @property
    def needs_capital(self) -> bool:
        """Tell whether it is a word like others (« jambes ») unless capitals say otherwise."""
        return (
            self.kind in ("ambiguous", "former", "neighbourhood")
            and self.spelling.isalpha()
            and len(self.spelling) > 3
        )


def spaced(text: str) -> str:
    """Return `text` folded, with hyphens, apostrophes and underscores as spaces; same length.

    Half of a character, that a broken export may hold, is a space too: no search takes it.
    """
    folded = fold(text).translate(_SEPARATORS)
    return folded if folded.isascii() else _LONE.sub(" ", folded)


def spelling(name: str) -> str:
    """Return the one spelling under which all separators of `name` compare equal."""
    return " ".join(spaced(name).split())


def readable(text: str) -> str:
    """Undo what machines did to letters: hidden characters, split accents, « Ã¨ » for « è ».

    The length may change, so offsets in the answer are not those of `text`.
    """
    if text.isascii():
        return text
    text = unicodedata.normalize("NFC", text.translate(_HIDE))
    if "Ã" in text or "Å" in text:
        text = _MOJIBAKE.sub(_repaired, text)
    return text


def _repaired(found: re.Match[str]) -> str:
    # Each of the two characters was a byte: the second may have come through cp1252.
    first, second = found.group()[0], found.group()[1]
    try:
        low = second.encode("latin-1") if ord(second) < 256 else second.encode("cp1252")
        return (first.encode("latin-1") + low).decode("utf-8")
    except UnicodeError:
        return found.group()


def forms(town: Town) -> list[Form]:
    """Return every form of the town's names, the surest reading of each spelling only."""
    known: dict[str, Form] = {}
    for form in _all(town):
        known.setdefault(form.spelling, form)
    return list(known.values())


def handle_form(account: Account) -> Form:
    """Return the form of an account's handle, with its « @ »."""
    handle = account.handle.removeprefix("@")
    return Form("@" + spaced(handle), "variant", "@" + handle)


def _all(town: Town) -> Iterator[Form]:
    names = town.names
    # A name that the profile calls ambiguous is so whatever other list it stands in.
    for written in names.ambiguous:
        yield from _spelled(written, "ambiguous")
    yield from _spelled(names.official, "name")
    lists: tuple[tuple[Kind, tuple[str, ...]], ...] = (
        ("variant", names.variants),
        ("former", names.former),
        ("neighbourhood", names.neighbourhoods),
    )
    for kind, listed in lists:
        for written in listed:
            yield from _spelled(written, kind)
    for demonym in names.demonyms:
        for inflected in inflections(spelling(demonym)):
            yield Form(inflected, "demonym", demonym)
    for tag in names.hashtags:
        yield Form("#" + spelling(tag), "hashtag", "#" + tag)
    for spelled in spellings(names.official):
        for slip in slips(spelled):
            yield Form(slip, "typo", names.official)


def _spelled(written: str, kind: Kind) -> Iterator[Form]:
    for spelled in spellings(written):
        yield Form(spelled, kind, written)


def spellings(name: str) -> set[str]:
    """Return the spellings of a name: « St » for « Saint », « oe » for « œ », dots or not."""
    found = {spelling(name)}
    found |= {s.replace("œ", "oe") for s in found} | {s.replace("oe", "œ") for s in found}
    found |= {re.sub(r"\bsaint(e?)\b", r"st\1", s) for s in found}
    found |= {re.sub(r"\bst(e?)\b(?!\.)", r"st\1.", s) for s in found}
    dotted = (r"\1.\2.", r"\1. \2.")
    short = [s for s in found if len(s) <= 5]
    return found | {re.sub(r"\b(\w) (\w)$", with_dots, s) for s in short for with_dots in dotted}


def inflections(demonym: str) -> set[str]:
    """Return masculine and feminine, singular and plural of a demonym already normalised."""
    found = {demonym}
    for ending, feminine in _FEMININES.items():
        if demonym.endswith(ending):
            found.add(demonym.removesuffix(ending) + feminine)
    return found | {word + "s" for word in found if not word.endswith(("s", "x"))}


def slips(spelled: str) -> set[str]:
    """Return a long spelling with one letter missing, doubled or swapped with the next."""
    if len(spelled.replace(" ", "")) < TYPO_LETTERS:
        return set()
    found = set()
    for at in range(1, len(spelled)):
        if spelled[at] == " " or spelled[at - 1] == " ":
            continue
        found.add(spelled[:at] + spelled[at + 1 :])
        found.add(spelled[:at] + spelled[at] + spelled[at:])
        if spelled[at + 1 : at + 2].isalpha():
            found.add(spelled[:at] + spelled[at + 1] + spelled[at] + spelled[at + 2 :])
    return found - {spelled}

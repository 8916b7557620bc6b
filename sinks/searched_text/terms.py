"""What a word or a phrase of a question is compared with: stems in a row, in each language."""

from __future__ import annotations

from typing import NamedTuple

from sinks.searched_text.stems import STEMS
from sinks.searched_text.words import words
from vigie.query import Phrase, Word


class Pattern(NamedTuple):
    """Stems that follow one another; with `prefix`, the last need only begin so."""

    stems: tuple[str, ...]
    prefix: bool = False


def patterns(leaf: Word | Phrase, language: str) -> tuple[Pattern, ...]:
    """Return the patterns any of which answers a word or a phrase; none when it has no letter.

    One word typed may be several (nid-de-poule), which then follow one another. The index holds
    stems, and a stem may be shorter than a prefix typed (déneigement* and « deneig »): the
    stems of what was typed are looked for too.
    """
    text = leaf.text if isinstance(leaf, Word) else " ".join(leaf.words)
    typed = words(text)
    if not typed:
        return ()
    stems = tuple(STEMS[language][word] for word in typed)
    whole = Pattern(stems)
    if isinstance(leaf, Word) and leaf.prefix:
        return Pattern((*stems[:-1], typed[-1]), prefix=True), whole
    return (whole,)

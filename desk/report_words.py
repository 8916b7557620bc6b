"""The words that people share, without their sentences and without names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

# Addresses and accounts are no words; neither is anything with a capital: it may be a name.
_NOT_SAID: Final = re.compile(r"https?://\S+|www\.\S+|[@#]\S+|\S+@\S+|\[[^\]]*\]")
_WORD: Final = re.compile(r"(?<![\w’'-])(?:[cdjlmnstq]|qu)[’'](?=\w)|[^\W\d_]+(?:-[^\W\d_]+)*")
_SHORTEST: Final = 5
#: Words of more than four letters that say nothing by themselves.
_EMPTY: Final = frozenset(
    """
    aussi alors après assez aucun aucune autant autre autres avait avant avaient avoir avons
    beaucoup bonjour bonsoir c'est cela celle celles celui cette ceux chaque chose choses comme
    comment contre dans depuis dernier dernière devrait devraient devant donc encore entre était
    étaient étant êtes être faire faites faudrait fallait jamais jusqu leurs lorsque mais même mêmes
    merci mieux moins notre nôtre nous parce parfois pendant personne peut-être plutôt plusieurs
    pourquoi pourrait pourraient pouvait pouvez pouvoir presque puisque quand quelle quelles
    quelque quelques quels rien sans sera serait seraient seront seulement sinon soient sommes
    souvent surtout tandis tellement tous toujours toute toutes très trop une vers voici voilà
    votre vôtre voudrais vraiment était
    about after again could every first from great have having hello into just like make much never
    other please really should since some still thank thanks that their them then there these they
    thing things this those very want were what when where which while will with would your
    """.split()  # noqa: SIM905 - read as prose
)


def words_of(text: str) -> set[str]:
    """Return the words of a text that may be told when enough people share them.

    In lower case as written: a word that bears a capital is left out, even where it begins a
    sentence.
    """
    return set(_words(_NOT_SAID.sub(" ", text)))


def _words(text: str) -> Iterator[str]:
    for found in _WORD.findall(text):
        word = str(found)
        if len(word) >= _SHORTEST and word == word.lower() and word not in _EMPTY:
            yield word

"""The search language: what a person types → the clause that a store answers (docs/search.md).

search  = some ( OR some )*          OR: « OR » or « OU »
some    = part ( [AND] part )*       AND: « AND » or « ET », understood between two parts
part    = NOT* ( "(" search ")" | word | word* | "phrase" | field:value,value )
                                     NOT: « NOT », « NON », « SAUF » or a hyphen before
"""

from __future__ import annotations

from typing import Final

from vigie.errors import InvalidInput
from vigie.query import And, Clause, Not, Or
from vigie.query_tokens import Token, tokens
from vigie.say import Say

_LONGEST: Final = 2_000
_DEEPEST: Final = 20


def parse(text: str) -> Clause | None:
    """Return what a search asks for, None when it is empty: everything.

    Raises:
        InvalidInput: the search cannot be read; the sentence says where and what to write
            instead, in both languages.
    """
    if len(text) > _LONGEST:
        raise InvalidInput(_TOO_LONG, where=str(_LONGEST))
    if not text.strip():
        return None
    parser = _Parser(list(tokens(text)))
    clause = parser.search(0)
    if parser.next:
        raise _problem(parser.next, "n’a pas d’ouvrante avant elle.", "has no opening one before.")
    return clause


class _Parser:
    """Reads tokens from left to right."""

    def __init__(self, parts: list[Token]) -> None:
        if not parts:
            raise InvalidInput(_NO_WORD)
        self._parts = parts
        self._at = 0

    @property
    def next(self) -> Token | None:
        """The token to be read, None at the end."""
        return self._parts[self._at] if self._at < len(self._parts) else None

    def search(self, depth: int) -> Clause:
        choices = [self._some(depth)]
        while self._takes("or"):
            choices.append(self._some(depth))
        return choices[0] if len(choices) == 1 else Or(tuple(choices))

    def _some(self, depth: int) -> Clause:
        parts = [self._part(depth)]
        while self._takes("and") or (self.next and self.next.kind in {"clause", "not", "("}):
            parts.append(self._part(depth))
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def _part(self, depth: int) -> Clause:
        excluded = False
        while self._takes("not"):
            excluded = not excluded
        clause = self._bare_part(depth)
        return Not(clause) if excluded else clause

    def _bare_part(self, depth: int) -> Clause:
        token = self.next
        if token is None:
            last = self._parts[-1]
            raise _problem(last, "attend un mot à sa suite.", "needs a word after it.")
        if token.clause:
            self._at += 1
            return token.clause
        if token.kind != "(":
            raise _problem(token, "attend un mot avant.", "needs a word before it.")
        if depth == _DEEPEST:
            raise _problem(token, "emboîte trop de parenthèses.", "nests too many parentheses.")
        self._at += 1
        inside = self.search(depth + 1)
        if not self._takes(")"):
            raise _problem(token, "n’est pas fermée. Ajoutez « ) ».", "is not closed. Add “)”.")
        return inside

    def _takes(self, kind: str) -> bool:
        taken = self.next is not None and self.next.kind == kind
        self._at += taken
        return taken


def _problem(token: Token, fr: str, en: str) -> InvalidInput:
    french = f"Au caractère {token.at} : « {token.text} » {fr}"
    english = f"At character {token.at}: “{token.text}” {en}"
    if token.kind in {"and", "or", "not"}:
        french += " Pour chercher le mot lui-même, mettez-le entre guillemets."
        english += " To search for the word itself, put it in quotes."
    return InvalidInput(Say(french, english), where=token.text)


_TOO_LONG: Final = Say(
    f"Cette recherche dépasse {_LONGEST} caractères. Raccourcissez-la.",
    f"This search is longer than {_LONGEST} characters. Make it shorter.",
)
_NO_WORD: Final = Say(
    "Il n’y a aucun mot à chercher : écrivez au moins une lettre ou un chiffre.",
    "There is no word to search for: write at least one letter or digit.",
)

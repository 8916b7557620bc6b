"""Cutting a search into its parts: words, phrases, fields, operators and parentheses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final, Literal, NamedTuple, ParamSpec, TypeVar

from vigie.errors import InvalidInput
from vigie.query import Clause, Field, Phrase, Word
from vigie.query_names import NOBODY, field_named, is_field, values_named
from vigie.say import Say

P = ParamSpec("P")
T = TypeVar("T")

Kind = Literal["clause", "and", "or", "not", "(", ")"]

_OPERATORS: Final[dict[str, Kind]] = {
    "AND": "and",
    "ET": "and",
    "OR": "or",
    "OU": "or",
    "NOT": "not",
    "NON": "not",
    "SAUF": "not",
}
_QUOTES: Final = {'"': '"', "«": "»", "“": "”"}
_SPACE = re.compile(r"\s+")
_RUN = re.compile(r"[^\s()\"«»“”]+")
_VALUE = re.compile(r"[^\s()\"«»“”,]+")
_FIELD = re.compile(r"([^\W\d]\w*(?:-\w+)*):(\s*)")
_ADDRESS = re.compile(r"[a-z]+://|www\.|@\w", re.IGNORECASE)


class Token(NamedTuple):
    """A part of a search.

    Attributes:
        at: its first character, counted from 1 as people count.
        text: as typed, for error messages.
        clause: what it asks for, when it is a "clause".
    """

    kind: Kind
    at: int
    text: str
    clause: Clause | None = None


def tokens(text: str) -> Iterator[Token]:
    """Yield the parts of a search; what holds neither letter nor digit is passed over.

    Raises:
        InvalidInput: a quotation is not closed, a field or a value is unknown, an asterisk is
            out of place, or a person is looked for.
    """
    at = 0
    while at < len(text):
        if space := _SPACE.match(text, at):
            at = space.end()
            continue
        token, end = _next(text, at)
        if token:
            yield token
        at = end


def _next(text: str, at: int) -> tuple[Token | None, int]:
    character = text[at]
    if character in "()":
        return Token("(" if character == "(" else ")", at + 1, character), at + 1
    if character in _QUOTES:
        inside, end = _quoted(text, at)
        return _phrase(inside, at), end
    if character in "-−" and _stands_before_something(text, at):
        return Token("not", at + 1, character), at + 1
    if found := _FIELD.match(text, at):
        name, space = found.groups()
        if is_field(name) or not (space or found.end() == len(text)):
            return _field(text, at, found)
    run = _RUN.match(text, at)
    return (_word(run.group(), at), run.end()) if run else (None, at + 1)


def _stands_before_something(text: str, at: int) -> bool:
    """Tell whether a hyphen excludes what follows, rather than standing alone."""
    return at + 1 < len(text) and not text[at + 1].isspace() and text[at + 1] not in "-−)"


def _quoted(text: str, at: int) -> tuple[str, int]:
    closing = _QUOTES[text[at]]
    end = text.find(closing, at + 1)
    if end < 0:
        raise _problem(
            at,
            text[at],
            f"la citation ouverte par {text[at]} n’est pas fermée. Ajoutez {closing} à sa fin.",
            f"the quotation opened by {text[at]} is not closed. Add {closing} at its end.",
        )
    return text[at + 1 : end], end + 1


def _phrase(inside: str, at: int) -> Token | None:
    if "*" in inside:
        raise _star(at, inside)
    words = tuple(part for part in inside.split() if _bare(part))
    return Token("clause", at + 1, inside, Phrase(words)) if words else None


def _word(run: str, at: int) -> Token | None:
    if run in _OPERATORS:
        return Token(_OPERATORS[run], at + 1, run)
    if _ADDRESS.match(run):
        raise InvalidInput(_located(at, NOBODY), where=run)
    text = _bare(run)
    if not text:
        if "*" in run:
            raise _star(at, run)
        return None
    after = run[run.rindex(text) + len(text) :]
    prefix = after.startswith("*")
    if "*" in text or (prefix and len(text) < 2):
        raise _star(at, run)
    return Token("clause", at + 1, run, Word(text, prefix))


def _field(text: str, at: int, found: re.Match[str]) -> tuple[Token, int]:
    name = found[1]
    if text.startswith("//", found.end()):
        raise InvalidInput(_located(at, NOBODY), where=name)
    field = _at(at, field_named, name)
    typed, end = _values(text, found.end())
    if not typed:
        raise InvalidInput(_located(at, _without_value(name)), where=name)
    values = [value for each in typed for value in _at(at, values_named, field, each)]
    clause = Field(field, tuple(dict.fromkeys(values)))
    return Token("clause", at + 1, text[at:end], clause), end


def _at(at: int, look_up: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Look a name up; an error then tells the place too."""
    try:
        return look_up(*args, **kwargs)
    except InvalidInput as error:
        raise InvalidInput(_located(at, error.say), where=error.where) from error


def _values(text: str, at: int) -> tuple[list[str], int]:
    """Read `a, b,"c d"`, and return the values and where they end."""
    values: list[str] = []
    while at < len(text):
        if text[at] in _QUOTES:
            value, at = _quoted(text, at)
        elif found := _VALUE.match(text, at):
            value, at = found.group(), found.end()
        else:
            break
        if value.strip():
            values.append(value.strip())
        if not text.startswith(",", at):
            break
        at += 1
        if space := _SPACE.match(text, at):
            at = space.end()
    return values, at


def _bare(run: str) -> str:
    """Return a run without what stands before its first and after its last letter or digit."""
    kept = [place for place, character in enumerate(run) if character.isalnum()]
    return run[kept[0] : kept[-1] + 1] if kept else ""


def _located(at: int, say: Say) -> Say:
    return Say(f"Au caractère {at + 1} : {say.fr}", f"At character {at + 1}: {say.en}")


def _problem(at: int, where: str, fr: str, en: str) -> InvalidInput:
    return InvalidInput(_located(at, Say(fr, en)), where=where)


def _star(at: int, where: str) -> InvalidInput:
    return _problem(
        at,
        where,
        "l’astérisque se met à la fin d’un mot d’au moins deux lettres, hors des guillemets : nid*",
        "an asterisk goes at the end of a word of at least two letters, outside quotes: nid*",
    )


def _without_value(name: str) -> Say:
    return Say(
        f"« {name}: » attend une valeur, comme dans sujet:déneigement.",
        f"“{name}:” needs a value, as in topic:snow.",
    )

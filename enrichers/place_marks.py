"""What the rules saw of places, as marks on the words of a text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from enrichers.place_numbers import Span
from enrichers.place_templates import Token


class Seen(NamedTuple):
    """The places that the rules see in a text, in order, and the one that they would choose."""

    spans: list[Span]
    best: Span | None


def marks_of(tokens: Sequence[Token], seen: Seen) -> list[str]:
    """Return a mark for each token: "O", or how a place of the rules covers it.

    A mark tells whether the place is the one that the rules would choose, whether the token
    begins it, its kind, and whether the gazetteer has it: "bBstreetk".
    """
    marks = ["O"] * len(tokens)
    at = 0
    for span in seen.spans:
        which = "b" if span is seen.best else "s"
        tail = span.kind + ("k" if span.spot else "")
        while at < len(tokens) and tokens[at].end <= span.start:
            at += 1
        first = at
        while at < len(tokens) and tokens[at].start < span.end:
            marks[at] = which + ("B" if at == first else "I") + tail
            at += 1
    return marks

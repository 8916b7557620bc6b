"""The way from a page of a list to the next, told the same by every list that has pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Final, TypeVar
from urllib.parse import urlencode

from msgspec import Meta

from vigie.say import Say
from webapp.api import bookmarks
from webapp.api.operation import ROOT, Call
from webapp.api.problem import Problem

_Place = TypeVar("_Place")

#: Where a page begins, as a list is asked.
After = Annotated[str | None, Meta(description="`next` of the page before.")]


def place(call: Call, read: Callable[[str], _Place]) -> _Place | None:
    """Return the place that `after` names, None for the first page.

    Args:
        call: whose question has an `after`.
        read: turns what a list gave as `next` into the place; raises `ValueError` for
            anything else.

    Raises:
        Problem: no list gave this (400).
    """
    word = call.asked.after
    if word is None:
        return None
    try:
        return read(word)
    except ValueError as error:
        raise Problem("invalid", faults=(("after", _STRANGE),)) from error


def shaped(shape: Any) -> Callable[[str], Any]:
    """Return what reads a place of this shape; see `place`."""
    return lambda word: bookmarks.read(word, shape)


def links(call: Call, path: str, word: str | None) -> dict[str, str]:
    """Return `next`, the address of the next page of the list at a path below `ROOT`.

    Everything else that was asked stays as it is. Empty when `word` is None: there is none.
    """
    if word is None:
        return {}
    asked = [pair for pair in call.request.query_params.multi_items() if pair[0] != "after"]
    question = urlencode([*asked, ("after", word)], errors="replace")
    return {"next": f"{ROOT}{path}?{question}"}


def header(told: dict[str, str]) -> dict[str, str]:
    """Return the header that tells the same as `links` (RFC 8288)."""
    return {"Link": f'<{told["next"]}>; rel="next"'} if told else {}


_STRANGE: Final = Say("n’a pas été donné par cette liste", "was not given by this list")

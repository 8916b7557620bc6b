"""Writes of ours only: a page of another site cannot make a visitor's browser call the API."""

from __future__ import annotations

import hmac
from typing import Final

from starlette.requests import Request

from vigie.say import Say
from webapp.api.problem import Problem
from webapp.cookies import read_cookie
from webapp.forgery import COOKIE, Forms

#: The header in which a script of ours gives the token of its page's forms.
HEADER: Final = "X-Vigie-Token"


def check_call(forms: Forms, request: Request) -> None:
    """Let a write through.

    Either it shows a token in `Authorization`, which no browser adds by itself and no page of
    another site may add: that would take a CORS preflight, which is never granted. Or it comes
    with a visit's cookies, and must bear the token of one of our pages' forms; a header of its
    own takes a preflight too.

    Raises:
        Problem: 403.
    """
    scheme = request.headers.get("authorization", "").partition(" ")[0]
    if scheme.lower() == "bearer":
        return
    given, due = request.headers.get(HEADER, ""), forms.token_of(request)
    visit = read_cookie(request, COOKIE)
    if not visit or not hmac.compare_digest(given.encode("utf-8", "replace"), due.encode()):
        raise Problem("forbidden", _NOT_OURS)


_NOT_OURS: Final = Say(
    f"Un appel qui écrit se présente avec un jeton (Authorization: Bearer …) ou, depuis une "
    f"page d’ici, avec {HEADER}.",
    f"A call that writes comes with a token (Authorization: Bearer …) or, from a page of ours, "
    f"with {HEADER}.",
)

"""Forms of ours only: a form bears a token that no page of another site can know.

The signed double-submit cookie of OWASP's Cross-Site Request Forgery Prevention Cheat Sheet: an
HMAC of the visit's cookie, which another site can neither read nor set, and of the session, so
that a cookie planted from elsewhere gives nothing. The browser's own word on where a request
comes from (`Sec-Fetch-Site`, `Origin`) is checked besides.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Final
from urllib.parse import urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from webapp.cookies import give_cookie, read_cookie

FIELD: Final = "_token"
#: The visit's cookie; a log-in gives a new one.
COOKIE: Final = "vigie_visit"


class Forms:
    """Makes and checks the tokens of forms.

    Args:
        key: secret of the installation, the same in every process that serves its pages.
    """

    def __init__(self, key: bytes) -> None:
        self._key = hmac.digest(key, b"vigie forms", hashlib.sha256)

    def token(self, visit: str, session: str = "") -> str:
        """Return the token of a visit's forms; `session` is the one that it is let in by."""
        bound = f"{visit}\n{session}".encode("utf-8", "replace")
        return hmac.new(self._key, bound, hashlib.sha256).hexdigest()

    def token_of(self, request: Request) -> str:
        """Return the token of the forms of a page that answers this request."""
        return self.token(visit_of(request), session_of(request))

    async def check(self, request: Request) -> None:
        """Let a form of ours through.

        Raises:
            HTTPException: 403 for any other.
        """
        if not _same_site(request):
            raise HTTPException(403)
        form = await request.form()
        given, visit = form.get(FIELD), read_cookie(request, COOKIE)
        if not visit or not isinstance(given, str):
            raise HTTPException(403)
        due = self.token(visit, session_of(request))
        if not hmac.compare_digest(given.encode("utf-8", "replace"), due.encode()):
            raise HTTPException(403)


def visit_of(request: Request) -> str:
    """Return the visit that a request belongs to, a new one when it has none."""
    known = getattr(request.state, "visit", None) or read_cookie(request, COOKIE)
    visit: str = known or secrets.token_urlsafe(24)
    request.state.visit = visit
    return visit


def session_of(request: Request) -> str:
    """Return the key of the session that a request was let in by, "" for none."""
    session: str = getattr(request.state, "session", "")
    return session


def keep_visit(request: Request, answer: Response) -> None:
    """Give a new visit its cookie."""
    visit = visit_of(request)
    if read_cookie(request, COOKIE) != visit:
        give_cookie(request, answer, COOKIE, visit)


def renew_visit(request: Request, answer: Response) -> None:
    """Begin another visit, whose forms are not those of the one before: at log-in and log-out."""
    request.state.visit = secrets.token_urlsafe(24)
    keep_visit(request, answer)


def _same_site(request: Request) -> bool:
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is not None and site not in ("same-origin", "none"):
        return False
    if site == "same-origin" and origin == "null":
        return True  # our pages send no referrer, and browsers then hide the origin too
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")

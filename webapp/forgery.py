"""Forms of ours only: a form bears a token that no page of another site can know.

The synchroniser token of OWASP's Cross-Site Request Forgery Prevention Cheat Sheet: an HMAC of
the visit's cookie, which another site can neither read nor set; the browser's own word on where
a request comes from (`Sec-Fetch-Site`, `Origin`) is checked besides.
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

    def token(self, visit: str) -> str:
        """Return the token of a visit's forms."""
        return hmac.new(self._key, visit.encode(), hashlib.sha256).hexdigest()

    async def check(self, request: Request) -> None:
        """Let a form of ours through.

        Raises:
            HTTPException: 403 for any other.
        """
        if not _same_site(request):
            raise HTTPException(403)
        form = await request.form()
        given, visit = form.get(FIELD), request.cookies.get(COOKIE, "")
        if not visit or not isinstance(given, str):
            raise HTTPException(403)
        if not hmac.compare_digest(given.encode(), self.token(visit).encode()):
            raise HTTPException(403)


def visit_of(request: Request) -> str:
    """Return the visit that a request belongs to, a new one when it has none."""
    known = request.cookies.get(COOKIE) or getattr(request.state, "visit", None)
    visit: str = known or secrets.token_urlsafe(24)
    request.state.visit = visit
    return visit


def keep_visit(request: Request, answer: Response) -> None:
    """Give a new visit its cookie."""
    visit = visit_of(request)
    if request.cookies.get(COOKIE) != visit:
        secure = request.url.scheme == "https"
        answer.set_cookie(COOKIE, visit, httponly=True, samesite="lax", secure=secure)


def _same_site(request: Request) -> bool:
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is not None and site not in ("same-origin", "none"):
        return False
    if site == "same-origin" and origin == "null":
        return True  # a page that tells no referrer sends this to its own site too
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")

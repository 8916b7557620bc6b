"""The guard at the door: which host names are answered, and the headers of every answer."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from webapp.door import comes_from_elsewhere

#: Nothing comes from elsewhere; the few scripts are files of ours, never in a page. Another
#: site is never told where its visitor comes from; with "no-referrer" a browser would not say
#: of our own forms that they are ours (`Origin: null`), and they would be refused.
HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; "
        "connect-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_STATIC_CACHE: Final = "public, max-age=3600"
#: Once a browser has come by https, it comes by nothing else for a year.
_HTTPS_ONLY: Final = "max-age=31536000"
#: Names by which this machine calls itself.
LOCAL: Final = frozenset(("localhost", "127.0.0.1", "[::1]"))
#: Bytes of the largest body that is read: a form, a few corrections.
_LARGEST_BODY: Final = 5_000_000


class Guard:
    """ASGI middleware: refuses foreign host names, adds `HEADERS` where they are not set.

    A page on the web can point a name of its own at 127.0.0.1 and read what is served there
    with the visitor's browser (DNS rebinding); its name in `Host` gives it away. This machine's
    own names are for this machine: another that uses them is refused too.

    Args:
        app: what is guarded.
        allowed_hosts: names answered, without port; an IPv6 address in brackets.
        public_url: the site's address, "" when it has none but this machine's; its name is
            answered, and spoken to by https when it says so, whatever the proxy tells.
        in_container: whoever calls comes through the container's own address.
    """

    def __init__(
        self,
        app: ASGIApp,
        allowed_hosts: Collection[str],
        public_url: str = "",
        *,
        in_container: bool = False,
    ) -> None:
        self._app = app
        public = urlsplit(public_url)
        self._public = host_name([public.netloc]) if public_url else ""
        self._https = public.scheme == "https"
        self._allowed = {host.lower() for host in (*allowed_hosts, self._public) if host}
        self._in_container = in_container

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        name = host_name(Headers(scope=scope).getlist("host"))
        if self._https and name == self._public and name not in LOCAL:
            scope = {**scope, "scheme": "https"}
        sending = _with_headers(scope, send)
        if name in self._allowed and not self._borrowed(name, scope):
            await self._app(scope, _bounded(receive), sending)
        else:
            refusal = PlainTextResponse(
                "Nom d’hôte refusé. / Host name refused.\n", status_code=421
            )
            await refusal(scope, receive, sending)

    def _borrowed(self, name: str, scope: Scope) -> bool:
        """Tell whether another machine calls this one by the name that it gives itself."""
        inner = name in LOCAL and not self._in_container
        return inner and comes_from_elsewhere(HTTPConnection(scope))


def _with_headers(scope: Scope, send: Send) -> Send:
    static = scope["path"].startswith("/static/")

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            if static:
                headers["Cache-Control"] = _STATIC_CACHE
            if scope["scheme"] == "https":
                headers.setdefault("Strict-Transport-Security", _HTTPS_ONLY)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return sending


def _bounded(receive: Receive) -> Receive:
    """Stop reading a body that is larger than any of ours."""
    read = 0

    async def receiving() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read > _LARGEST_BODY:
            raise HTTPException(413)
        return message

    return receiving


def host_name(values: list[str]) -> str:
    """Return the name in a `Host` header, without its port, "" when there is not just one."""
    if len(values) != 1:
        return ""
    name = values[0].strip().lower()
    if name.startswith("["):
        return "".join(name.partition("]")[:2])
    return name.partition(":")[0].removesuffix(".")

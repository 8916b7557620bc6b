"""The guard at the door: which host names are answered, and the headers of every answer."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

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


class Guard:
    """ASGI middleware: refuses foreign host names, adds `HEADERS` where they are not set.

    A page on the web can point a name of its own at 127.0.0.1 and read what is served there
    with the visitor's browser (DNS rebinding); its name in `Host` gives it away.

    Args:
        app: what is guarded.
        allowed_hosts: names answered, without port; an IPv6 address in brackets.
    """

    def __init__(self, app: ASGIApp, allowed_hosts: Collection[str]) -> None:
        self._app = app
        self._allowed = {host.lower() for host in allowed_hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        static = scope["path"].startswith("/static/")

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if static:
                    headers["Cache-Control"] = _STATIC_CACHE
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        if host_name(Headers(scope=scope).getlist("host")) in self._allowed:
            await self._app(scope, receive, sending)
        else:
            refusal = PlainTextResponse(
                "Nom d’hôte refusé. / Host name refused.\n", status_code=421
            )
            await refusal(scope, receive, sending)


def host_name(values: list[str]) -> str:
    """Return the name in a `Host` header, without its port, "" when there is not just one."""
    if len(values) != 1:
        return ""
    name = values[0].strip().lower()
    if name.startswith("["):
        return "".join(name.partition("]")[:2])
    return name.partition(":")[0].removesuffix(".")

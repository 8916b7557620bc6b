"""A real HTTP server on a loopback port, as obedient or as rude as a test wants."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit


@dataclass
class Received:
    """One request as it arrived."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


Answer = Callable[["Exchange"], None]


class Exchange(BaseHTTPRequestHandler):
    """One request being answered; `reply` does the ordinary case, `wfile` all the others."""

    protocol_version = "HTTP/1.1"
    body: bytes = b""

    def reply(
        self, body: bytes = b"", status: int = 200, headers: dict[str, str] | None = None
    ) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def answer(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        self.body = self.rfile.read(length)
        local = self.server.owner  # type: ignore[attr-defined]
        received = {name.lower(): value for name, value in self.headers.items()}
        local.received.append(Received(self.command, self.path, received, self.body))
        route = local.routes.get(urlsplit(self.path).path)
        try:
            if route is None:
                self.reply(b"not found", 404)
            else:
                route(self)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    do_GET = answer  # noqa: N815 - the standard library's name
    do_POST = answer  # noqa: N815 - the standard library's name
    do_PUT = answer  # noqa: N815 - the standard library's name

    def log_message(self, *_: object) -> None:
        """Stay quiet."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, *_: object) -> None:
        """A client that hangs up is no news here."""


@dataclass
class LocalServer:
    """Where it listens, what it answers by path, what it received."""

    url: str
    routes: dict[str, Answer] = field(default_factory=dict)
    received: list[Received] = field(default_factory=list)

    def serve(self, path: str, body: bytes | str, status: int = 200, **headers: str) -> str:
        """Answer `path` with these bytes from now on; return the whole address."""
        data = body.encode() if isinstance(body, str) else body
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.routes[path] = lambda exchange: exchange.reply(data, status, named)
        return self.url + path


@contextmanager
def local_server() -> Iterator[LocalServer]:
    httpd = _Server(("127.0.0.1", 0), Exchange)
    local = LocalServer(url=f"http://127.0.0.1:{httpd.server_address[1]}")
    httpd.owner = local  # type: ignore[attr-defined]
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield local
    finally:
        httpd.shutdown()
        httpd.server_close()
        thread.join()

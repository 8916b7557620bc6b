"""Serves the made-up week over real HTTP on this machine, new posts appearing as time goes."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from datetime import UTC, datetime
from html import escape

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from pipeline.demo.feeds import CONTENT_TYPES, write
from pipeline.demo.week import Channel, Pace, Week


def make_app(week: Week, base: str, pace: Pace | None = None) -> Starlette:
    """Return the sites of the week.

    Args:
        week: what they show.
        base: their address, written in their links.
        pace: of their dates; from now, second by second, by default.
    """
    started = time.monotonic()
    pace = pace or Pace(datetime.now(UTC))

    def feed(channel: Channel) -> Callable[[Request], Response]:
        def answer(request: Request) -> Response:
            elapsed = time.monotonic() - started
            body = write(channel, week.at(channel.path, elapsed), pace, base)
            etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
            if request.headers.get("if-none-match") == etag:
                return Response(status_code=304, headers={"ETag": etag})
            headers = {"ETag": etag, "Content-Type": CONTENT_TYPES[channel.kind]}
            return Response(body, headers=headers)

        return answer

    def article(request: Request) -> Response:
        path, id_ = "/" + request.path_params["channel"], request.path_params["id"]
        shown = [post for post in week.at(path, time.monotonic() - started) if post.id == id_]
        if not shown:
            return HTMLResponse("<h1>404</h1>", 404)
        post = shown[0]
        return HTMLResponse(
            f"<!doctype html><html lang='fr'><title>{escape(post.title)}</title>"
            f"<h1>{escape(post.title)}</h1><p>{escape(post.text)}</p>"
        )

    routes = [Route(channel.path, feed(channel)) for channel in week.channel]
    return Starlette(routes=[*routes, Route("/{channel}/{id}", article)])

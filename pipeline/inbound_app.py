"""The receiving door's application: one call → its connector → durable, then the answer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Final

import msgspec
import structlog
from fastapi import FastAPI, Request, Response
from starlette.requests import ClientDisconnect

from vigie.errors import ConfigurationError, Unavailable
from vigie.inbound import Call, Reply
from vigie.page import Page
from vigie.source_contracts import Receiver

log = structlog.get_logger()

_LATER: Final = Reply(status=503, body=b"later\n")
_AGAIN_IN: Final = "30"


class DoorLimits(msgspec.Struct, frozen=True, kw_only=True):
    """How much the door takes at once.

    Attributes:
        body: most bytes of a body.
        at_once: calls being read or waiting to be durable.
        reading: seconds that a body may take to arrive.
        patience: seconds after which a caller whose page is not durable is asked to call again.
    """

    body: int = 1024 * 1024
    at_once: int = 32
    reading: float = 10.0
    patience: float = 10.0


@dataclass(frozen=True, slots=True)
class Inbox:
    """Who reads the calls of one inbox, and what makes a page durable, whatever time it takes."""

    receiver: Receiver
    absorb: Callable[[Page], Awaitable[None]]


class Door:
    """Answers `GET` and `POST` at `/inbound/{inbox}`.

    A call that could not be made durable in time is answered 503 and goes on behind: it holds
    its place among those taken at once, so that a store that is away fills no memory.
    Nothing of a call is logged but its source, its size and its answer.

    Args:
        inboxes: by name.
        limits: how much is taken at once.
        on_fatal: told when nothing can be judged any more.
    """

    def __init__(
        self,
        inboxes: Mapping[str, Inbox],
        on_fatal: Callable[[ConfigurationError], None],
        limits: DoorLimits | None = None,
    ) -> None:
        self._inboxes = dict(inboxes)
        self._on_fatal = on_fatal
        self._limits = limits or DoorLimits()
        self._reading: set[asyncio.Timeout] = set()
        self._taking: set[asyncio.Task[Reply]] = set()

    def app(self) -> FastAPI:
        """Return the ASGI application."""
        app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

        @app.api_route("/inbound/{inbox}", methods=["GET", "POST"])
        async def receive(inbox: str, request: Request) -> Response:
            return await self._answer(inbox, request)

        return app

    async def close(self, seconds: float = 0.5) -> None:
        """Let what is being taken end, a moment at most; it is abandoned then."""
        for limit in self._reading:
            limit.reschedule(asyncio.get_running_loop().time())
        if self._taking:
            await asyncio.wait(self._taking, timeout=seconds)
        for task in self._taking:
            task.cancel()
        await asyncio.gather(*self._taking, return_exceptions=True)

    async def _answer(self, inbox: str, request: Request) -> Response:
        at = self._inboxes.get(inbox)
        if at is None:
            return _response(Reply(status=404, body=b"unknown\n"))
        if len(self._reading) + len(self._taking) >= self._limits.at_once:
            return _response(_LATER)
        read = await self._read(request)
        if isinstance(read, Reply):
            reply, size = read, None
        else:
            reply, size = await self._taken(at, _call(request, read)), len(read)
        log.info("call.answered", source=at.receiver.name, status=reply.status, bytes=size)
        return _response(reply, last=size is None)

    async def _read(self, request: Request) -> bytes | Reply:
        limit = asyncio.timeout(self._limits.reading)
        self._reading.add(limit)
        try:
            async with limit:
                return await _body(request, self._limits.body)
        except TimeoutError:
            return Reply(status=408, body=b"too slow\n")
        except ClientDisconnect:
            return Reply(status=400)
        finally:
            self._reading.discard(limit)

    async def _taken(self, at: Inbox, call: Call) -> Reply:
        task = asyncio.create_task(self._take(at, call))
        self._taking.add(task)
        task.add_done_callback(self._taking.discard)
        await asyncio.wait({task}, timeout=self._limits.patience)
        return task.result() if task.done() and not task.cancelled() else _LATER

    async def _take(self, at: Inbox, call: Call) -> Reply:
        try:
            reply, page = await at.receiver.receive(call)
            if page is not None:
                await at.absorb(page)
        except ConfigurationError as error:
            self._on_fatal(error)
        except Unavailable as error:
            log.warning("call.postponed", source=at.receiver.name, error=type(error).__name__)
        except Exception as error:  # noqa: BLE001 - whatever was sent, the door stays open
            name = at.receiver.name
            # Its words, and its traceback, might quote the body.
            log.error("call.failed", source=name, error=type(error).__name__)  # noqa: TRY400
            return Reply(status=500)
        else:
            return reply
        return _LATER


async def _body(request: Request, limit: int) -> bytes | Reply:
    too_large = Reply(status=413, body=b"too large\n")
    said = request.headers.get("content-length", "0")
    # What is a little too large is read and let go: one who is cut off never reads the answer.
    most = 4 * limit
    if said.isdecimal() and int(said[:20]) > most:
        return too_large
    body, size = bytearray(), 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > most:
            break
        if size <= limit:
            body += chunk
    return bytes(body) if size <= limit else too_large


def _call(request: Request, body: bytes) -> Call:
    # The first value of each counts: a header or a parameter given twice hides nothing.
    headers: dict[str, str] = {}
    for name, value in request.headers.items():
        headers.setdefault(name.lower(), value)
    query: dict[str, str] = {}
    for name, value in request.query_params.multi_items():
        query.setdefault(name, value)
    return Call(method=request.method, query=query, headers=headers, body=body)


def _response(reply: Reply, *, last: bool = False) -> Response:
    """Return the answer; `last` closes a connection whose body was not read to its end."""
    headers = {
        "content-type": reply.content_type,
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
    }
    if reply.status == 503:
        headers["retry-after"] = _AGAIN_IN
    if last:
        headers["connection"] = "close"
    return Response(reply.body, reply.status, headers)

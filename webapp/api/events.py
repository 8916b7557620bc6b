"""The stream of what arrives: server-sent events, resumable, bounded, ended at shutdown."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterator
from contextlib import contextmanager
from functools import partial
from time import monotonic
from typing import Final

from starlette.responses import Response, StreamingResponse

from vigie.errors import Unavailable
from vigie.say import Say
from webapp.api.event_looks import begin, news
from webapp.api.event_places import EventPlace, read_place
from webapp.api.event_shapes import EventsAsked
from webapp.api.event_telling import block, told
from webapp.api.operation import Call, Operation
from webapp.api.problem import Problem
from webapp.api.sight import seen_towns

#: Streams of one caller at once.
STREAMS: Final = 10
_LOOKS_EVERY: Final = 1.0
_BEATS_EVERY: Final = 15.0
# A browser that lost the stream waits so long, in milliseconds.
_RETRY: Final = b"retry: 3000\n\n"
_BEAT: Final = b": .\n\n"
_REMEMBERED: Final = 5_000


async def _stream(call: Call) -> Response:
    seen_towns(call, call.asked.town)
    state = call.site.api
    if state.streams.get(call.actor.name, 0) >= STREAMS:
        raise Problem("too_many", _TOO_MANY)
    place = await _place(call)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(
        _events(call, place), media_type="text/event-stream; charset=utf-8", headers=headers
    )


async def _place(call: Call) -> EventPlace:
    given = call.request.headers.get("last-event-id")
    if not given:
        return await begin(call.site)
    try:
        return read_place(given)
    except ValueError as error:
        raise Problem("invalid", faults=(("Last-Event-ID", _STRANGE),)) from error


async def _events(call: Call, place: EventPlace) -> AsyncGenerator[bytes, None]:
    """Yield events, one look after another; a slow reader only slows their own looks."""
    state, heard = call.site.api, dict[str, None]()
    quiet, checked = 0.0, monotonic()
    with _counted(state.streams, call.actor.name):
        # A stream that has told nothing yet can be resumed too.
        yield _RETRY + block("", place.id, None)
        while not state.closing.is_set():
            if monotonic() - checked >= _BEATS_EVERY:
                if not await _still(call):
                    return
                checked = monotonic()
            before, sent = place, False
            try:
                seen = before.id, call.actor.towns
                found = await state.looks.look(seen, partial(news, call.site, before))
            except Unavailable:
                found = None
            if found is not None:
                place = found.place
                for event in told(call, before, found, heard):
                    sent = True
                    yield event
            for id_ in list(heard)[: max(len(heard) - _REMEMBERED, 0)]:
                del heard[id_]
            quiet = 0.0 if sent else quiet + _LOOKS_EVERY
            if quiet >= _BEATS_EVERY:
                quiet = 0.0
                yield _BEAT
            if place == before:
                await _paused(state.closing)


async def _still(call: Call) -> bool:
    """Tell whether the caller is still let in, in the same role and for the same towns."""
    try:
        return await call.site.office.door.actor(call.request) == call.site.actor
    except Unavailable:
        return True  # nothing is told meanwhile
    except Problem:
        return False


async def _paused(closing: asyncio.Event) -> None:
    try:
        await asyncio.wait_for(closing.wait(), _LOOKS_EVERY)
    except TimeoutError:
        return


@contextmanager
def _counted(streams: dict[str, int], caller: str) -> Iterator[None]:
    streams[caller] = streams.get(caller, 0) + 1
    try:
        yield
    finally:
        streams[caller] -= 1
        if not streams[caller]:
            del streams[caller]


_TOO_MANY: Final = Say(
    f"Pas plus de {STREAMS} flux à la fois. Fermez-en un.",
    f"No more than {STREAMS} streams at once. Close one.",
)
_STRANGE: Final = Say("n’est pas l’id d’un événement d’ici", "is not the id of an event of ours")

EVENTS_STREAM: Final = (
    Operation(
        id="follow_events",
        path="/events",
        tag="events",
        says=Say("Suivre ce qui arrive", "Follow what arrives"),
        does=_stream,
        asks=EventsAsked,
        stream=True,
    ),
)

"""Idempotency keys: a write sent twice under one key is done once and answered twice.

After the IETF's draft « The Idempotency-Key HTTP Header Field »: the same key with another
request is a 422, one whose work is still being done a 409. A refused write frees its key.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from hashlib import blake2b
from typing import Final

from msgspec.structs import replace
from starlette.requests import Request
from starlette.responses import Response

from vigie.codec import decode, encode
from vigie.errors import InvalidInput
from vigie.kept_answer import KeptAnswer
from vigie.paper import Paper
from vigie.say import Say
from webapp.api.problem import Problem
from webapp.site import Site

KIND: Final = "idempotency"
HEADER: Final = "Idempotency-Key"
_KEPT: Final = timedelta(hours=24)
# A process that dies half-way does not hold its key for longer.
_AT_WORK: Final = timedelta(minutes=2)
_LONGEST: Final = 200
_REPLAYED: Final = {"Idempotency-Replayed": "true"}


async def once(
    site: Site, request: Request, body: bytes, work: Callable[[], Awaitable[Response]]
) -> Response:
    """Do the work, or answer as it was answered to the same key before.

    Raises:
        Problem: the key is at work elsewhere (409), or served another request (422).
    """
    key = request.headers.get(HEADER)
    mention = request.path_params.get("mention", "")
    if key is None:
        return await work()
    if not key or len(key) > _LONGEST or site.actor is None:
        raise Problem("invalid", faults=((HEADER, _FORM),))
    asked = KeptAnswer(request=_digest(request, body))
    paper = Paper(
        kind=KIND,
        key=blake2b(f"{site.actor.name}\n{key}".encode(), digest_size=24).hexdigest(),
        body=encode(asked),
        at=site.clock.now(),
        about=mention or site.actor.name,
        expires_at=site.clock.now() + _AT_WORK,
    )
    try:
        held = await site.office.papers.keep(paper)
    except InvalidInput:
        return _again(await site.office.papers.paper(KIND, paper.key), asked)
    return await _done(site, held, asked, work)


async def _done(
    site: Site, held: Paper, asked: KeptAnswer, work: Callable[[], Awaitable[Response]]
) -> Response:
    papers = site.office.papers
    try:
        answer = await work()
    except BaseException:
        await papers.drop(KIND, [held.key])
        raise
    kept = replace(
        asked,
        status=answer.status_code,
        headers={name: answer.headers[name] for name in ("etag",) if name in answer.headers},
        body=bytes(answer.body).decode(),
    )
    expires = site.clock.now() + _KEPT
    try:
        await papers.keep(replace(held, body=encode(kept), expires_at=expires))
    except InvalidInput:
        # It took longer than `_AT_WORK`, and someone else has the key: the work is done all
        # the same.
        return answer
    return answer


def _again(paper: Paper | None, asked: KeptAnswer) -> Response:
    if paper is None:
        raise Problem("conflict", _BUSY, headers={"Retry-After": "1"})
    kept = decode(paper.body, KeptAnswer)
    if kept.request != asked.request:
        raise Problem("key_reused", faults=((HEADER, _REUSED),))
    if not kept.status:
        raise Problem("conflict", _BUSY, headers={"Retry-After": "1"})
    headers = {**kept.headers, **_REPLAYED}
    media = "application/json" if kept.body else None
    return Response(kept.body, kept.status, headers=headers, media_type=media)


def _digest(request: Request, body: bytes) -> str:
    version = request.headers.get("if-match", "")
    asked = f"{request.method}\n{request.url.path}\n{request.url.query}\n{version}\n".encode()
    return blake2b(asked + body, digest_size=16).hexdigest()


_FORM: Final = Say(f"de 1 à {_LONGEST} caractères", f"1 to {_LONGEST} characters")
_BUSY: Final = Say(
    "La même demande est en cours. Redemandez dans un instant.",
    "The same request is being done. Ask again in a moment.",
)
_REUSED: Final = Say(
    "cette clef a servi à une autre demande ; prenez-en une nouvelle",
    "this key served another request; take a new one",
)

"""Versions of a review as ETags: what `If-Match` must say of a write (RFC 9110, 13.1.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from starlette.requests import Request

from vigie.errors import InvalidInput
from vigie.paper import OVERTAKEN
from vigie.record import Record
from vigie.say import Say
from webapp.api.problem import Problem

_REVIEW: Final = re.compile(r'"(?:[0-9]{1,19}-[0-9]{1,19}-)?([0-9]{1,15})"')


def etag(version: int) -> str:
    """Return the ETag of something that has a version."""
    return f'"{version}"'


def mention_etag(record: Record) -> str:
    """Return the ETag of a mention: its edition, its judgement, its review."""
    version = record.review.version if record.review else 0
    return f'"{record.mention.post.revision}-{record.judgement.generation}-{version}"'


def version_asked(request: Request) -> int:
    """Return the version that a write changes, as the review's ETag or the mention's says.

    Raises:
        Problem: there is no `If-Match` (428), or it is no ETag of ours.
    """
    given = request.headers.get("if-match")
    if given is None:
        raise Problem("version_needed", _READ_FIRST)
    found = _REVIEW.fullmatch(given.strip())
    if found is None:
        raise Problem("invalid", faults=(("If-Match", _READ_FIRST),))
    return int(found[1])


def check_version(request: Request, version: int) -> None:
    """Let through a write that changes this very version.

    Raises:
        Problem: it would change another one (412), or does not say which; see `version_asked`.
    """
    if version_asked(request) != version:
        raise Problem("stale", headers={"ETag": etag(version)})


@contextmanager
def not_overtaken() -> Iterator[None]:
    """Tell a write that someone else's overtook just now as one of a past version (412)."""
    try:
        yield
    except InvalidInput as error:
        if error.say == OVERTAKEN:
            raise Problem("stale", error.say) from error
        raise


def unchanged(request: Request, tag: str) -> bool:
    """Tell whether the caller already has this version (`If-None-Match`)."""
    given = request.headers.get("if-none-match", "")
    return tag in (each.strip().removeprefix("W/") for each in given.split(","))


_READ_FIRST: Final = Say(
    "Donnez dans If-Match l’ETag lu avec ce que vous changez.",
    "Give in If-Match the ETag that was read with what you change.",
)

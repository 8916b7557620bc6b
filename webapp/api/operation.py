"""An operation of the API: the one line from which its route and its description are made."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import msgspec
from starlette.requests import Request

from vigie.actor import Actor
from vigie.say import Say
from webapp.api.problem import Problem
from webapp.reader import Reader
from webapp.site import Site

#: Where this version of the API stands.
ROOT = "/api/v1"


class Reply(NamedTuple):
    """What an operation answers; `value` None is an answer without a body."""

    value: Any
    status: int = 200
    headers: Mapping[str, str] = {}


class Call(NamedTuple):
    """One call, read and checked.

    Attributes:
        asked: the query, as `Operation.asks` says.
        body: as `Operation.body` says; None for an operation that reads none.
    """

    site: Site
    request: Request
    reader: Reader
    asked: Any = None
    body: Any = None

    @property
    def actor(self) -> Actor:
        """Who calls."""
        if self.site.actor is None:
            raise Problem("unknown_caller")
        return self.site.actor

    def named(self, part: str) -> str:
        """Return a part of the path."""
        return str(self.request.path_params[part])


class NoQuestion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The query of an operation that takes none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One thing that the API does.

    Attributes:
        id: unique and stable: clients name their functions after it.
        path: below `ROOT`, with its parts in braces.
        tag: the group it is shown in.
        says: one sentence.
        does: the work. Problems are raised.
        gives: type of the answer's value, None for an answer without a body.
        asks: struct of the query; an unknown parameter is refused, never ignored.
        body: struct of the body of a write, None when it reads none.
        status: of the answer.
        need: the least role.
        versioned: a write that must say in `If-Match` which version it changes.
        tagged: the answer has an ETag.
        stream: the answer is a stream of events.
        files: media types of the file that is answered, one of them; () for JSON.
        keyed: an idempotency key is minded; never where the answer holds a secret, since
            answers are kept with their keys.
        refuses: kinds of `problem.KINDS` that only this operation tells.
    """

    id: str
    path: str
    tag: str
    says: Say
    does: Callable[[Call], Awaitable[Any]]
    gives: Any = None
    asks: type[msgspec.Struct] = NoQuestion
    body: Any = None
    method: str = "GET"
    status: int = 200
    need: str = "reader"
    versioned: bool = False
    tagged: bool = False
    stream: bool = False
    files: tuple[str, ...] = ()
    keyed: bool = True
    refuses: tuple[str, ...] = field(default=())

    @property
    def writes(self) -> bool:
        """Whether it changes anything."""
        return self.method != "GET"

    @property
    def problems(self) -> tuple[str, ...]:
        """Kinds of problems that it may tell."""
        kinds = ["invalid", "unknown_caller", "forbidden", "too_many", "failed", "away"]
        if "{" in self.path or "town" in self.asks.__struct_fields__:
            kinds.append("not_found")
        if self.writes and self.keyed:
            kinds += ["conflict", "key_reused"]
        if self.body is not None:
            kinds += ["too_large", "media"]
        if self.versioned:
            kinds += ["stale", "version_needed"]
        return (*kinds, *(kind for kind in self.refuses if kind not in kinds))

"""A small client of Vigie's API: one file, to be copied. It needs httpx and msgspec.

    with Vigie("https://vigie.example", token) as vigie:
        for mention in vigie.mentions(q="neige", route=["invite_311"]):
            print(mention.published_at, mention.text)

See api.md. A write says which version it changes: the one of the mention that it is given. When
someone else changed it meanwhile, `Stale` is raised, and nothing was overwritten. What has no
method here is read, written and downloaded by `read`, `send` and `file`; api_client_team.py does so
for rules, crises, searches, decisions and reports, api_client_events.py follows what arrives.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Self, TypeVar

import httpx
import msgspec

T = TypeVar("T")
#: A filter: a value, or several of which any will do.
Wanted = str | Sequence[str] | datetime | int | None


class Fault(msgspec.Struct, frozen=True):
    """A field at fault."""

    field: str
    detail: str


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """What the API tells of what went wrong (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str = ""
    errors: tuple[Fault, ...] = ()


class Refused(Exception):
    """The API refused a call; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        faults = "; ".join(f"{fault.field}: {fault.detail}" for fault in problem.errors)
        said = (problem.title, problem.detail, faults)
        super().__init__(" — ".join(part for part in said if part))
        self.problem = problem


class Stale(Refused):
    """Someone else changed it meanwhile; read it again, then decide again."""


class Label(msgspec.Struct, frozen=True, kw_only=True):
    """A label in force, and how sure the machine is of it (1 when a person said it)."""

    value: str
    confidence: float
    corrected: bool = False


class Due(msgspec.Struct, frozen=True, kw_only=True):
    """When a reply is due; None where none is."""

    temporary_at: datetime | None = None
    reply_at: datetime | None = None


class Mention(msgspec.Struct, frozen=True, kw_only=True):
    """A mention, as lists tell it; what is not named here is left out."""

    id: str
    town: str
    source: str
    title: str
    text: str
    published_at: datetime
    heard_at: datetime
    url: str | None
    page: str
    labels: dict[str, Label]
    uncertain: tuple[str, ...]
    route: str
    due: Due
    status: str
    assignee: str | None
    version: int


class Bucket(msgspec.Struct, frozen=True):
    """A value and how many mentions have it."""

    value: str
    count: int


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """How many mentions answer, by value of each facet, by period of publication."""

    total: int
    facets: dict[str, tuple[Bucket, ...]]
    histogram: tuple[Bucket, ...]


class _Page(msgspec.Struct, frozen=True, kw_only=True):
    mentions: tuple[Mention, ...]
    next: str | None


class Vigie:
    """The API of one installation.

    Args:
        address: of the installation, without a path.
        token: made by `vigie token add`.
        language: of what is told: "fr" or "en".
    """

    def __init__(self, address: str, token: str, *, language: str = "fr") -> None:
        self._root = f"{address.rstrip('/')}/api/v1"
        self._headers = {"Authorization": f"Bearer {token}", "Accept-Language": language}
        self._http = httpx.Client(timeout=30)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def mentions(self, **asked: Wanted) -> Iterator[Mention]:
        """Yield every mention that answers: `q`, `since`, `until`, `order`, any field."""
        after: str | None = None
        while True:
            page = self.read("/mentions", _Page, **{**asked, "after": after})
            yield from page.mentions
            after = page.next
            if after is None:
                return

    def mention(self, mention: str) -> Mention:
        """Return one mention."""
        return self.read(f"/mentions/{mention}", Mention)

    def counts(self, *facets: str, every: str | None = None, **asked: Wanted) -> Counts:
        """Count the mentions that answer."""
        return self.read("/counts", Counts, **asked, facet=facets, every=every)

    def correct(self, mention: Mention, **labels: str) -> Mention:
        """Correct labels: `correct(mention, topic="snow")`."""
        return self._write("PATCH", mention, "corrections", {"labels": labels})

    def take(self, mention: Mention) -> Mention:
        """Take a mention in charge."""
        return self._write("POST", mention, "take")

    def assign(self, mention: Mention, to: str | None) -> Mention:
        """Give a mention to someone; None lets it go."""
        return self._write("POST", mention, "assign", {"to": to})

    def note(self, mention: Mention, text: str) -> Mention:
        """Leave the team a note."""
        return self._write("POST", mention, "notes", {"text": text})

    def snooze(self, mention: Mention, until: datetime) -> Mention:
        """Put a mention out of sight until then (aware)."""
        return self._write("POST", mention, "snooze", {"until": until.isoformat()})

    def reply_sent(self, mention: Mention) -> Mention:
        """Say that a person has sent the reply."""
        return self._write("POST", mention, "reply-sent")

    def close(self, mention: Mention) -> Mention:
        """Close a mention."""
        return self._write("POST", mention, "close")

    def export(self, form: str = "csv", **asked: Wanted) -> bytes:
        """Return the mentions that answer, as "csv", "xlsx" or "jsonl"."""
        return self.file(f"/exports/{form}", **asked)

    def read(self, path: str, kind: type[T], **asked: Wanted) -> T:
        """Return what is at any path of the API, as `kind` (`dict` will do)."""
        return msgspec.json.decode(self._get(path, asked).content, type=kind)

    def file(self, path: str, **asked: Wanted) -> bytes:
        """Return the file at a path: `file("/reports/week/pdf")`."""
        return self._get(path, asked).content

    def version(self, path: str) -> int:
        """Return the version of what is at a path, for `send`."""
        return int(self._get(path, {}).headers["etag"].strip('"'))

    def send(
        self, method: str, path: str, kind: type[T], body: object = None, version: int | None = None
    ) -> T:
        """Write at any path; return what is told of it, as `kind`.

        `body` is sent as JSON; `version` is the one that is changed.
        """
        # The key makes a second try harmless when the first one's answer was lost.
        headers = self._headers | {"Idempotency-Key": secrets.token_urlsafe(16)}
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        address = self._root + path
        try:
            answer = self._http.request(method, address, headers=headers, json=body)
        except httpx.TransportError:
            answer = self._http.request(method, address, headers=headers, json=body)
        return msgspec.json.decode(_checked(answer).content, type=kind)

    @contextmanager
    def stream(self, path: str, last: str = "", **asked: Wanted) -> Iterator[Iterator[str]]:
        """Give the lines of a stream, after the event `last`; it waits for each of them."""
        headers = self._headers | ({"Last-Event-ID": last} if last else {})
        address, question = self._root + path, _question(asked)
        wait = 60.0  # seconds: a quiet stream gets a comment every fifteen
        with self._http.stream(
            "GET", address, params=question, headers=headers, timeout=wait
        ) as it:
            yield _checked(it).iter_lines()

    def _get(self, path: str, asked: Mapping[str, Wanted]) -> httpx.Response:
        address, question = self._root + path, _question(asked)
        return _checked(self._http.get(address, params=question, headers=self._headers))

    def _write(self, method: str, mention: Mention, act: str, body: object = None) -> Mention:
        path = f"/mentions/{mention.id}/{act}"
        return self.send(method, path, Mention, body, mention.version)


def _question(asked: Mapping[str, Wanted]) -> httpx.QueryParams:
    pairs: list[tuple[str, str | int | float | bool | None]] = []
    for name, wanted in asked.items():
        values = [wanted] if isinstance(wanted, str | datetime | int) else list(wanted or ())
        for value in values:
            text = value.isoformat() if isinstance(value, datetime) else str(value)
            pairs.append((name, text))
    return httpx.QueryParams(pairs)


def _checked(answer: httpx.Response) -> httpx.Response:
    if answer.status_code < 400:
        return answer
    problem = msgspec.json.decode(answer.read(), type=Problem)
    raise Stale(problem) if problem.status == 412 else Refused(problem)

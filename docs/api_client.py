"""A small client of Vigie's API: one file, to be copied. It needs httpx and msgspec.

    with Vigie("https://vigie.example", token) as vigie:
        for mention in vigie.mentions(q="neige", route=["invite_311"]):
            print(mention.published_at, mention.text)

See api.md. A write says which version it changes: the one of the mention that it is given. When
someone else changed it meanwhile, `Stale` is raised, and nothing was overwritten.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from types import TracebackType
from typing import Any, Self, TypeVar

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


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """Something that arrived: "mention", "review" or "alert"; `id` is where to go on from."""

    kind: str
    id: str
    data: dict[str, Any]


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """A rule of alerts; `key` is null for one that only the settings change."""

    key: str | None
    version: int
    name: str
    state: str
    town: str
    rule: dict[str, Any]


class Trial(msgspec.Struct, frozen=True, kw_only=True):
    """How many alerts a rule would have sent; `mark` turns on what was tried."""

    count: int
    mark: str | None


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A line of a crisis's log."""

    at: datetime
    by: str
    text: str


class Crisis(msgspec.Struct, frozen=True, kw_only=True):
    """A crisis of a town; what is not named here is left out."""

    key: str
    town: str
    name: str
    declared_at: datetime
    words: tuple[str, ...] = ()
    entries: tuple[Entry, ...] = ()
    ended_at: datetime | None = None


class Search(msgspec.Struct, frozen=True, kw_only=True):
    """A saved search."""

    key: str
    name: str
    question: str
    shared: bool
    alerts: bool
    feed: bool
    version: int


class Conclusion(msgspec.Struct, frozen=True, kw_only=True):
    """What may be said, or, when not `sure`, what the figures do not allow."""

    text: str
    sure: bool


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """Before a day and after it: the figures with their intervals, and what they allow to say."""

    conclusions: tuple[Conclusion, ...]
    comparison: dict[str, Any]


class _Rules(msgspec.Struct, frozen=True, kw_only=True):
    rules: tuple[Rule, ...]


class _Searches(msgspec.Struct, frozen=True, kw_only=True):
    searches: tuple[Search, ...]


class _Feed(msgspec.Struct, frozen=True, kw_only=True):
    address: str


class _Sent(msgspec.Struct, frozen=True, kw_only=True):
    state: str


class _Page(msgspec.Struct, frozen=True, kw_only=True):
    mentions: tuple[Mention, ...]
    next: str | None


class Vigie:
    """The API of one installation.

    Args:
        address: of the installation, without a path.
        token: made by `vigie token add`.
        language: of what is told: "fr" or "en".
        client: to be used instead of one of its own.
    """

    def __init__(
        self,
        address: str,
        token: str,
        *,
        language: str = "fr",
        client: httpx.Client | None = None,
    ) -> None:
        self._root = f"{address.rstrip('/')}/api/v1"
        self._headers = {"Authorization": f"Bearer {token}", "Accept-Language": language}
        self._http = client or httpx.Client(timeout=30)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._http.close()

    def mentions(self, **asked: Wanted) -> Iterator[Mention]:
        """Yield every mention that answers: `q`, `since`, `until`, `order`, any field."""
        after: str | None = None
        while True:
            page = self._read("/mentions", _Page, {**asked, "after": after})
            yield from page.mentions
            after = page.next
            if after is None:
                return

    def mention(self, mention: str) -> Mention:
        """Return one mention."""
        return self._read(f"/mentions/{mention}", Mention)

    def counts(self, *facets: str, every: str | None = None, **asked: Wanted) -> Counts:
        """Count the mentions that answer."""
        return self._read("/counts", Counts, {**asked, "facet": facets, "every": every})

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

    def rules(self) -> tuple[Rule, ...]:
        """Return the rules of alerts: the team's, the settings', the built-in ones."""
        return self._read("/rules", _Rules).rules

    def make_rule(self, rule: Mapping[str, object], town: str = "") -> Rule:
        """Write a rule, off, as `vigie.toml` would hold it (scope `lead`)."""
        return self._send("POST", "/rules", Rule, {"rule": rule, "town": town})

    def turn_on(self, rule: Rule) -> Rule:
        """Try a rule over the past, then turn it on."""
        trial = self._read(f"/rules/{rule.key}/trial", Trial)
        path, body = f"/rules/{rule.key}/on", {"tried": trial.mark or ""}
        return self._send("POST", path, Rule, body, rule.version)

    def turn_off(self, rule: Rule) -> Rule:
        """Turn a rule off."""
        return self._send("POST", f"/rules/{rule.key}/off", Rule, version=rule.version)

    def declare_crisis(self, name: str, words: Sequence[str], town: str | None = None) -> Crisis:
        """Declare a crisis about what these words say (scope `lead`)."""
        body = {"name": name, "words": list(words), "town": town}
        return self._send("POST", "/crises", Crisis, body)

    def tell_situation(self, crisis: Crisis, text: str) -> Crisis:
        """Write in the log of a crisis."""
        return self._send("POST", f"/crises/{crisis.key}/entries", Crisis, {"text": text})

    def end_crisis(self, crisis: Crisis) -> Crisis:
        """End a crisis, as it is now."""
        path = f"/crises/{crisis.key}"
        now = self._http.get(self._root + path, headers=self._headers)
        _decoded(now, Crisis)
        version = int(now.headers["etag"].strip('"'))
        return self._send("POST", f"{path}/end", Crisis, version=version)

    def searches(self) -> tuple[Search, ...]:
        """Return the saved searches that the token sees."""
        return self._read("/searches", _Searches).searches

    def keep_search(self, name: str, question: str, *, shared: bool = False) -> Search:
        """Keep a search; `question` is what follows "?" in the address of a list."""
        body = {"name": name, "question": question, "shared": shared}
        return self._send("POST", "/searches", Search, body)

    def alert(self, search: Search, *, pace: str = "each", severity: str = "normal") -> Search:
        """Have a search alert: "each" mention, or by a "digest" a day."""
        path, body = f"/searches/{search.key}/alert", {"pace": pace, "severity": severity}
        return self._send("PUT", path, Search, body, search.version)

    def open_feed(self, search: Search) -> str:
        """Open the RSS feed of a search; return its address, which nothing tells again."""
        path = f"/searches/{search.key}/feed"
        return self._send("POST", path, _Feed, version=search.version).address

    def compare(self, on: date, weeks: int = 2, **asked: Wanted) -> Compared:
        """Compare what was said before a day and after it."""
        return self._read("/decision", Compared, {**asked, "on": on.isoformat(), "weeks": weeks})

    def report(self, period: str, form: str = "pdf", town: str | None = None) -> bytes:
        """Return a report ("week", "2026-W47", "2026-11"…) as "pdf" or "html"."""
        return self._file(f"/reports/{period}/{form}", {"town": town})

    def export(self, form: str = "csv", **asked: Wanted) -> bytes:
        """Return the mentions that answer, as "csv", "xlsx" or "jsonl"."""
        return self._file(f"/exports/{form}", asked)

    def send_report(self, plan: str) -> str:
        """Send a scheduled report now (scope `lead`); return what became of it."""
        return self._send("POST", f"/report-plans/{plan}/send", _Sent).state

    def events(self, last: str | None = None, **asked: Wanted) -> Iterator[Event]:
        """Yield what arrives, for as long as it is asked; a lost connection is taken up again.

        Args:
            last: id of the last event known, to be told what came since.
            asked: `town`, `kind`, `include="text"`.
        """
        while True:
            try:
                for event in self._stream(last, asked):
                    last = event.id
                    if event.kind:
                        yield event
            except httpx.TransportError:
                pass
            time.sleep(3)

    def _stream(self, last: str | None, asked: Mapping[str, Wanted]) -> Iterator[Event]:
        headers = self._headers | ({"Last-Event-ID": last} if last else {})
        address, question = f"{self._root}/events", _question(asked)
        with self._http.stream(
            "GET", address, params=question, headers=headers, timeout=60
        ) as answer:
            if answer.status_code >= 400:
                answer.read()
                raise _refused(answer)
            fields: dict[str, str] = {}
            for line in answer.iter_lines():
                if line:
                    name, _, value = line.partition(": ")
                    fields[name] = value
                    continue
                if "id" in fields:
                    data = msgspec.json.decode(fields.get("data", "{}"))
                    yield Event(kind=fields.get("event", ""), id=fields["id"], data=data)
                fields = {}

    def _read(self, path: str, kind: type[T], asked: Mapping[str, Wanted] | None = None) -> T:
        answer = self._http.get(
            self._root + path, params=_question(asked or {}), headers=self._headers
        )
        return _decoded(answer, kind)

    def _file(self, path: str, asked: Mapping[str, Wanted]) -> bytes:
        answer = self._http.get(self._root + path, params=_question(asked), headers=self._headers)
        if answer.status_code >= 400:
            raise _refused(answer)
        return answer.content

    def _write(self, method: str, mention: Mention, act: str, body: object = None) -> Mention:
        path = f"/mentions/{mention.id}/{act}"
        return self._send(method, path, Mention, body, mention.version)

    def _send(
        self, method: str, path: str, kind: type[T], body: object = None, version: int | None = None
    ) -> T:
        # The key makes a second try harmless when the first one's answer was lost.
        headers = {
            **self._headers,
            "Idempotency-Key": secrets.token_urlsafe(16),
            "Content-Type": "application/json",
        }
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        content = None if body is None else msgspec.json.encode(body)
        address = self._root + path
        try:
            answer = self._http.request(method, address, headers=headers, content=content)
        except httpx.TransportError:
            answer = self._http.request(method, address, headers=headers, content=content)
        return _decoded(answer, kind)


def _question(asked: Mapping[str, Wanted]) -> httpx.QueryParams:
    pairs: list[tuple[str, str | int | float | bool | None]] = []
    for name, wanted in asked.items():
        values = [wanted] if isinstance(wanted, str | datetime | int) else list(wanted or ())
        for value in values:
            text = value.isoformat() if isinstance(value, datetime) else str(value)
            pairs.append((name, text))
    return httpx.QueryParams(pairs)


def _decoded(answer: httpx.Response, kind: type[T]) -> T:
    if answer.status_code >= 400:
        raise _refused(answer)
    return msgspec.json.decode(answer.content, type=kind)


def _refused(answer: httpx.Response) -> Refused:
    problem = msgspec.json.decode(answer.content, type=Problem)
    return Stale(problem) if problem.status == 412 else Refused(problem)

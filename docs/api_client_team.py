"""The rest of Vigie's API in Python: what a team keeps beside mentions. One file, to be copied.

    with Vigie("https://vigie.example", token) as vigie:
        team = Team(vigie)
        rule = team.make_rule({"name": "verglas", "when": {"topic": ["snow"]}})
        team.turn_on(rule)

It needs a `Vigie` of api_client.py. Rules, crises and the sending of reports take a token of
scope `lead`. See api.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Protocol, TypeVar

import msgspec

T = TypeVar("T")


class Calling(Protocol):
    """What is used of `api_client.Vigie`."""

    def read(self, path: str, kind: type[T], **asked: Any) -> T:
        """Return what is at a path."""
        ...

    def file(self, path: str, **asked: Any) -> bytes:
        """Return the file at a path."""
        ...

    def version(self, path: str) -> int:
        """Return the version of what is at a path."""
        ...

    def send(
        self, method: str, path: str, kind: type[T], body: object = None, version: int | None = None
    ) -> T:
        """Write; return what is told of it."""
        ...


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


class Team:
    """What a team keeps, over a client of the same installation."""

    def __init__(self, vigie: Calling) -> None:
        self._vigie = vigie

    def rules(self) -> tuple[Rule, ...]:
        """Return the rules of alerts: the team's, the settings', the built-in ones."""
        return self._vigie.read("/rules", _Rules).rules

    def make_rule(self, rule: Mapping[str, object], town: str = "") -> Rule:
        """Write a rule, off, as `vigie.toml` would hold it (scope `lead`)."""
        return self._vigie.send("POST", "/rules", Rule, {"rule": rule, "town": town})

    def turn_on(self, rule: Rule) -> Rule:
        """Try a rule over the past, then turn it on."""
        trial = self._vigie.read(f"/rules/{rule.key}/trial", Trial)
        path, body = f"/rules/{rule.key}/on", {"tried": trial.mark or ""}
        return self._vigie.send("POST", path, Rule, body, rule.version)

    def turn_off(self, rule: Rule) -> Rule:
        """Turn a rule off."""
        return self._vigie.send("POST", f"/rules/{rule.key}/off", Rule, version=rule.version)

    def declare_crisis(self, name: str, words: Sequence[str], town: str | None = None) -> Crisis:
        """Declare a crisis about what these words say (scope `lead`)."""
        body = {"name": name, "words": list(words), "town": town}
        return self._vigie.send("POST", "/crises", Crisis, body)

    def tell_situation(self, crisis: Crisis, text: str) -> Crisis:
        """Write in the log of a crisis."""
        return self._vigie.send("POST", f"/crises/{crisis.key}/entries", Crisis, {"text": text})

    def end_crisis(self, crisis: Crisis) -> Crisis:
        """End a crisis, as it is now."""
        path = f"/crises/{crisis.key}"
        return self._vigie.send("POST", f"{path}/end", Crisis, version=self._vigie.version(path))

    def searches(self) -> tuple[Search, ...]:
        """Return the saved searches that the token sees."""
        return self._vigie.read("/searches", _Searches).searches

    def keep_search(self, name: str, question: str, *, shared: bool = False) -> Search:
        """Keep a search; `question` is what follows "?" in the address of a list."""
        body = {"name": name, "question": question, "shared": shared}
        return self._vigie.send("POST", "/searches", Search, body)

    def alert(self, search: Search, *, pace: str = "each", severity: str = "normal") -> Search:
        """Have a search alert: "each" mention, or by a "digest" a day."""
        path, body = f"/searches/{search.key}/alert", {"pace": pace, "severity": severity}
        return self._vigie.send("PUT", path, Search, body, search.version)

    def open_feed(self, search: Search) -> str:
        """Open the RSS feed of a search; return its address, which nothing tells again."""
        path = f"/searches/{search.key}/feed"
        return self._vigie.send("POST", path, _Feed, version=search.version).address

    def compare(self, on: date, weeks: int = 2, **asked: Any) -> Compared:
        """Compare what was said before a day and after it."""
        return self._vigie.read("/decision", Compared, on=on.isoformat(), weeks=weeks, **asked)

    def report(self, period: str, form: str = "pdf", town: str | None = None) -> bytes:
        """Return a report ("week", "2026-W47", "2026-11"…) as "pdf" or "html"."""
        return self._vigie.file(f"/reports/{period}/{form}", town=town)

    def send_report(self, plan: str) -> str:
        """Send a scheduled report now (scope `lead`); return what became of it."""
        return self._vigie.send("POST", f"/report-plans/{plan}/send", _Sent).state

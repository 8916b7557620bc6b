"""Writes the settings of the demonstration: its sources, its receiver, its rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.demo.week import Channel, Week
from pipeline.first_settings import quoted
from pipeline.secrets_file import make_key
from pipeline.settings import FILE_NAME

#: Seconds between two readings of a made-up source; a real one is left in peace much longer.
_EVERY = 3


def write_home(
    home: Path,
    week: Week,
    *,
    sites: int,
    page: int,
    receiver: int | None = None,
    secret: str = "",
    town: str = "trois-rivieres",
    more: Sequence[str] = (),
) -> None:
    """Make the demonstration's installation in `home`; ports are all on the loopback.

    Without a `receiver` no alert leaves the page.
    """
    make_key(home)
    (home / "secrets" / "webhook.secret").write_text(secret, encoding="ascii")
    hosts = [port for port in (sites, receiver) if port]
    lines = [
        f"towns = [{quoted(town)}]",
        f"[web]\naccounts = false\nport = {page}",
        *more,
        "[network]",
        'contact = "demo@ville.example"',
        f"allowed_hosts = [{', '.join(quoted(f'127.0.0.1:{port}') for port in hosts)}]",
        "spacing = 0",
        *(line for channel in week.channel for line in _source(channel, sites)),
        *(_target(receiver) if receiver else ()),
        *_RULES,
    ]
    (home / FILE_NAME).write_text("\n".join(lines) + "\n", encoding="utf-8")


def _target(port: int) -> Iterator[str]:
    yield "[[target]]"
    yield 'kind = "webhook"'
    yield 'name = "demo"'
    yield f'url = "http://127.0.0.1:{port}/"'
    yield 'secret_file = "secrets/webhook.secret"'


def _source(channel: Channel, port: int) -> Iterator[str]:
    yield "[[source]]"
    yield 'kind = "feed"'
    yield f"name = {quoted(channel.name)}"
    yield f'url = "http://127.0.0.1:{port}{channel.path}"'
    yield f"own = {'true' if channel.own else 'false'}"
    yield f"every = {_EVERY}"
    if channel.role:
        yield f"role = {quoted(channel.role)}"


_RULES = (
    "[[rule]]",
    'name = "urgence"',
    'severity = "urgent"',
    "when.emergency = true",
    "[[rule]]",
    'name = "demande média"',
    "when.media_request = true",
    "[[rule]]",
    'name = "cas pour le 311"',
    'severity = "low"',
    "when.service_request = true",
)

"""A town's own form of an alert: a fixed set of placeholders in texts, and nothing else; pure.

No expression, attribute, format or loop can be written, and each value is put in its place
after the structure is known (JSON, a form), so that an alert's text can never become structure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from string import Formatter
from typing import Any, Final
from urllib.parse import urlencode

import msgspec

from sinks.alert_message import Message, plain_text, short_text
from vigie.alert import Alert

#: What may stand between braces, each with what it holds; docs/alerts.md has the same list.
PLACEHOLDERS: Final = (
    "id",
    "title",
    "reason",
    "advice",
    "excerpt",
    "severity",
    "severity_name",
    "rule",
    "town",
    "mention",
    "story",
    "link",
    "raised_at",
    "text",
    "short",
)
#: Only in headers.
SECRET: Final = "secret"  # noqa: S105 - its name, not its value
_DEEPEST: Final = 8


def values_of(alert: Alert, message: Message) -> dict[str, str]:
    """Return what each placeholder holds."""
    return {
        "id": alert.id,
        "title": message.title,
        "reason": message.reason,
        "advice": message.advice,
        "excerpt": message.excerpt,
        "severity": alert.severity,
        "severity_name": message.severity,
        "rule": alert.rule,
        "town": alert.town,
        "mention": alert.mention,
        "story": alert.story,
        "link": message.link or "",
        "raised_at": alert.raised_at.isoformat(),
        "text": plain_text(message),
        "short": short_text(message),
    }


def filled(template: str, values: Mapping[str, str]) -> str:
    """Return a template with its placeholders filled once: a value is never read again."""
    return "".join(
        literal + (values[name] if name is not None else "") for literal, name in _parts(template)
    )


def as_json(template: Any, values: Mapping[str, str]) -> bytes:
    """Return a JSON body: the template's structure, its texts filled."""
    return msgspec.json.encode(_clean(_deep(template, values)))


def as_form(template: Mapping[str, str], values: Mapping[str, str]) -> bytes:
    """Return a form-encoded body."""
    pairs = [(name, filled(text, values)) for name, text in template.items()]
    return urlencode(pairs, errors="replace").encode()


def as_header(template: str, values: Mapping[str, str]) -> str:
    """Return a header's value: one line of visible Latin-1, whatever was put in it."""
    text = " ".join(filled(template, values).split())
    return (
        "".join(c for c in text if c.isprintable()).encode("latin-1", "replace").decode("latin-1")
    )


def wrong_placeholders(template: Any, known: tuple[str, ...] = PLACEHOLDERS) -> list[str]:
    """Return what stands between braces in a template, or its structure, and may not."""
    wrong: list[str] = []
    for text in _texts(template, 0):
        if text is None:
            wrong.append("…")
            continue
        try:
            wrong += [name for _, name in _parts(text) if name is not None and name not in known]
        except ValueError:
            wrong.append(text[:40])
    return wrong


def _parts(template: str) -> Iterator[tuple[str, str | None]]:
    """Yield literals, each with the name that follows. Raises `ValueError` for anything else."""
    for literal, name, form, conversion in Formatter().parse(template):
        if form or conversion:
            raise ValueError(template)
        yield literal, name


def _texts(template: Any, depth: int) -> Iterator[str | None]:
    if depth > _DEEPEST:
        yield None
    elif isinstance(template, str):
        yield template
    elif isinstance(template, Mapping):
        for each in template.values():
            yield from _texts(each, depth + 1)
    elif isinstance(template, list | tuple):
        for each in template:
            yield from _texts(each, depth + 1)


def _deep(template: Any, values: Mapping[str, str]) -> Any:
    if isinstance(template, str):
        return filled(template, values)
    if isinstance(template, Mapping):
        return {str(name): _deep(each, values) for name, each in template.items()}
    if isinstance(template, list | tuple):
        return [_deep(each, values) for each in template]
    return template


def _clean(value: Any) -> Any:
    """Return the same without what cannot be written in UTF-8."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {name: _clean(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_clean(each) for each in value]
    return value

"""The `vigie judge` format: one line in, one line out, as docs/judge.md specifies."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, Final

import msgspec

from vigie.judgement import Judged, Judgement
from vigie.labels import AUTHOR_ROLES
from vigie.post import Author, Post, Source
from vigie.privacy import Pseudonymiser
from vigie.say import Say

#: Handles are compared with the town's accounts whatever the platform: a line does not always
#: say which it comes from.
PLATFORM: Final = "judge"

_KNOWN_ROLES: Final = frozenset(AUTHOR_ROLES)


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One line of input: its number from 1, its id if it has one, the post or what is wrong."""

    number: int
    id: str | None
    post: Post | None = None
    problem: Say | None = None
    kept: dict[str, Any] = {}


class _SourceIn(msgspec.Struct, frozen=True):
    kind: str | None = None
    name: str | None = None
    own: bool | None = None


class _AuthorIn(msgspec.Struct, frozen=True):
    handle: str | None = None
    role: str | None = None


class _LineIn(msgspec.Struct, frozen=True):
    id: str
    text: str
    title: str | None = None
    url: str | None = None
    published_at: datetime | None = None
    declared_language: str | None = None
    in_reply_to: str | None = None
    source: _SourceIn | None = None
    author: _AuthorIn | None = None


_FIELDS: Final = frozenset(_LineIn.__struct_fields__)


def read_line(
    data: bytes, number: int, now: datetime, pseudonyms: Pseudonymiser | None = None
) -> Line:
    """Read one line; nothing is masked, so that spans are those of the text given.

    Args:
        data: the line's bytes, UTF-8.
        number: from 1, for the messages.
        now: stands in for a date that is not given.
        pseudonyms: turns `author.handle` into a pseudonym, so that the town's own accounts
            are recognised; without it handles are not looked at.
    """
    try:
        values = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return _bad(number, None, f"JSON illisible : {error}", f"unreadable JSON: {error}")
    if not isinstance(values, dict):
        return _bad(number, None, "un objet JSON est attendu", "a JSON object is expected")
    id_ = values.get("id") if isinstance(values.get("id"), str) else None
    try:
        line = msgspec.convert(values, _LineIn)
    except msgspec.ValidationError as error:
        return _bad(number, id_, str(error), str(error))
    kept = {key: value for key, value in values.items() if key not in _FIELDS}
    return Line(number=number, id=line.id, post=_post(line, number, now, pseudonyms), kept=kept)


def _bad(number: int, id_: str | None, fr: str, en: str) -> Line:
    say = Say(f"ligne {number} : {fr}", f"line {number}: {en}")
    return Line(number=number, id=id_, problem=say)


def _post(line: _LineIn, number: int, now: datetime, pseudonyms: Pseudonymiser | None) -> Post:
    source, author = line.source or _SourceIn(), line.author or _AuthorIn()
    handle = author.handle
    pseudonym = pseudonyms.of(PLATFORM, handle) if pseudonyms and handle else None
    at = line.published_at
    if at is not None and at.tzinfo is None:
        at = at.replace(tzinfo=now.tzinfo)
    return Post(
        source=Source(
            kind=source.kind or "import", name=source.name or "judge", own=bool(source.own)
        ),
        # The line's number: two lines may bear one id, each has its own answer.
        native_id=str(number),
        text=line.text,
        title=line.title or "",
        url=line.url,
        published_at=at or now,
        published_is_known=at is not None,
        fetched_at=now,
        declared_language=(line.declared_language or "")[:2].lower() or None,
        reply_to_text=line.in_reply_to,
        author=Author(
            pseudonym=pseudonym,
            role=author.role if author.role in _KNOWN_ROLES else None,
        ),
    )


def write_line(line: Line, judged: Judged, route: str) -> dict[str, Any]:
    """Return a judged line with every key of the format."""
    said = judged.judgement
    return {
        **line.kept,
        "id": line.id,
        "relevant": bool(said.relevance and said.relevance.about),
        "language": said.language.value if said.language else "und",
        "sentiment": _value(said.sentiment, "neutral"),
        "topic": _value(said.topic, "other"),
        "intent": _value(said.intent, "other"),
        "service_request": bool(said.service_request and said.service_request.yes),
        "service_category": _category(said),
        "place": _place(said),
        "media_request": bool(said.media_request and said.media_request.yes),
        "emergency": bool(said.emergency and said.emergency.yes),
        "conduct": _value(said.conduct, "ok"),
        "author_role": _value(said.author_role, "unknown"),
        "route": route,
        "confidence": confidences(said),
        "uncertain": list(said.uncertain),
        "why": [msgspec.to_builtins(reason) for reason in said.why],
    }


def write_problem(line: Line, problem: Say, language: str) -> dict[str, Any]:
    """Return the line that stands for one that could not be read."""
    return {"id": line.id, "error": problem.to(language)}


def confidences(said: Judgement) -> dict[str, float]:
    """Return how sure the machine is of each label, from 0 to 1."""
    request = said.service_request
    found: dict[str, Any] = {
        "relevant": said.relevance,
        "language": said.language,
        "sentiment": said.sentiment,
        "topic": said.topic,
        "intent": said.intent,
        "service_request": request,
        "place": said.place,
        "media_request": said.media_request,
        "emergency": said.emergency,
        "conduct": said.conduct,
        "author_role": said.author_role,
    }
    result = {label: round(part.confidence, 4) for label, part in found.items() if part}
    if request and request.category_confidence is not None:
        result["service_category"] = round(request.category_confidence, 4)
    return result


def _value(label: Any, absent: str) -> str:
    return str(label.value) if label else absent


def _category(said: Judgement) -> str | None:
    request = said.service_request
    return request.category if request and request.yes else None


def _place(said: Judgement) -> dict[str, Any] | None:
    place = said.place
    if place is None:
        return None
    return {"text": place.text, "start": place.start, "end": place.end, "id": place.id}


def as_json(values: dict[str, Any]) -> str:
    """Return one line of output, without its end; a lone surrogate is escaped."""
    try:
        text = json.dumps(values, ensure_ascii=False)
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(values)
    return text

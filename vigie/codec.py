"""The one wire form: JSON with its kind and schema version, strict when read back.

This is the only place where values become bytes for a file, a topic or another process.
"""

from __future__ import annotations

from typing import Any, Final, TypeVar, cast

import msgspec

from vigie.account import (
    Account,
    ApiToken,
    Session,
    SetupLink,
    SignOn,
    Subject,
    Tries,
)
from vigie.act import Act
from vigie.alert import Alert, Delivery
from vigie.batch import Answered, Gone, Restated
from vigie.case import Case
from vigie.crisis import Crisis
from vigie.dead_letter import DeadLetter
from vigie.decision import Decision
from vigie.errors import InvalidInput
from vigie.judgement import Judged, Judgement
from vigie.kept_answer import KeptAnswer
from vigie.kept_decision import KeptDecision
from vigie.kept_rule import KeptRule
from vigie.mention import Mention
from vigie.post import AuthorPurged, Post
from vigie.presence import Presence, Snoozed
from vigie.record import Record
from vigie.report import Report
from vigie.report_contracts import ReportSent
from vigie.review import Review
from vigie.saved_search import SavedSearch, SearchVisit
from vigie.say import Say

SCHEMA_VERSION: Final = 1

KINDS: Final[dict[str, type[msgspec.Struct]]] = {
    "account": Account,
    "act": Act,
    "alert": Alert,
    "answered": Answered,
    "api_token": ApiToken,
    "author_purged": AuthorPurged,
    "case": Case,
    "crisis": Crisis,
    "dead_letter": DeadLetter,
    "decision": Decision,
    "delivery": Delivery,
    "gone": Gone,
    "judged": Judged,
    "judgement": Judgement,
    "kept_answer": KeptAnswer,
    "log_in_tries": Tries,
    "kept_rule": KeptRule,
    "kept_decision": KeptDecision,
    "mention": Mention,
    "post": Post,
    "presence": Presence,
    "record": Record,
    "report": Report,
    "report_sent": ReportSent,
    "restated": Restated,
    "review": Review,
    "snoozed": Snoozed,
    "session": Session,
    "setup_link": SetupLink,
    "sign_on": SignOn,
    "subject": Subject,
    "saved_search": SavedSearch,
    "search_visit": SearchVisit,
}
_NAMES: Final = {struct: kind for kind, struct in KINDS.items()}

T = TypeVar("T", bound=msgspec.Struct)


class _Envelope(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    schema_version: int
    kind: str
    body: msgspec.Raw


_encoder = msgspec.json.Encoder()
_envelopes = msgspec.json.Decoder(_Envelope)
_decoders: Final[dict[str, msgspec.json.Decoder[Any]]] = {
    kind: msgspec.json.Decoder(struct) for kind, struct in KINDS.items()
}


def encode(value: msgspec.Struct) -> bytes:
    """Return the wire form of a value of `KINDS`; a lone surrogate is written as « � »."""
    kind = _NAMES[type(value)]
    try:
        body = _encoder.encode(value)
    except UnicodeEncodeError:
        body = _encoder.encode(_scrub(msgspec.to_builtins(value)))
    return _encoder.encode(_Envelope(SCHEMA_VERSION, kind, msgspec.Raw(body)))


def decode(data: bytes, expected: type[T]) -> T:
    """Read a wire form back.

    Raises:
        InvalidInput: not the wire form, another kind, a newer schema, or a field of the
            wrong type; the sentence names the field.
    """
    try:
        envelope = _envelopes.decode(data)
        _check(envelope, _NAMES[expected])
        value = _decoders[envelope.kind].decode(envelope.body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InvalidInput(
            Say(f"enregistrement illisible : {error}", f"unreadable record: {error}")
        ) from error
    return cast("T", value)


def schemas() -> dict[str, dict[str, Any]]:
    """Return the JSON Schema (2020-12) of each kind's body."""
    return {kind: msgspec.json.schema(struct) for kind, struct in KINDS.items()}


def _check(envelope: _Envelope, expected: str) -> None:
    if envelope.schema_version > SCHEMA_VERSION:
        raise InvalidInput(
            Say(
                f"schéma {envelope.schema_version} plus récent que cette version de Vigie",
                f"schema {envelope.schema_version} is newer than this version of Vigie",
            )
        )
    if envelope.kind != expected:
        raise InvalidInput(
            Say(
                f"« {expected} » attendu, « {envelope.kind} » reçu",
                f"expected {expected}, got {envelope.kind}",
            )
        )


def _scrub(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {_scrub(k): _scrub(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_scrub(v) for v in value]
    return value

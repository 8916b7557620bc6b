"""The OpenAPI 3.1 description, made from the very operations that are answered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

import msgspec

from vigie import __version__
from webapp.api.event_shapes import EVENTS
from webapp.api.idempotency import HEADER as IDEMPOTENCY
from webapp.api.operation import ROOT, Operation
from webapp.api.problem import KINDS, MEDIA, Told

Json = dict[str, Any]

_SCHEMAS: Final = "#/components/schemas/{name}"
_PART: Final[Json] = {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[^/]+$"}
_VERSION: Final = '^"([0-9]+-[0-9]+-)?[0-9]{1,15}"$'
_MARK: Final = '^"[0-9a-f]+"$'
_LIMITS: Final = ("RateLimit", "RateLimit-Policy")


def openapi(operations: Sequence[Operation], language: str) -> Json:
    """Return the description in one language."""
    types = [*_types(operations), Told, *EVENTS.values()]
    shapes, components = msgspec.json.schema_components(types, ref_template=_SCHEMAS)
    by_type = dict(zip(map(id, types), shapes, strict=True))
    paths: dict[str, Json] = {}
    for each in operations:
        paths.setdefault(each.path, {})[each.method.lower()] = _operation(each, by_type, language)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Vigie",
            "version": __version__,
            "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        },
        "servers": [{"url": ROOT}],
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
            },
        },
        "security": [{"token": []}],
    }


def _types(operations: Iterable[Operation]) -> Iterator[Any]:
    for each in operations:
        yield from (shape for shape in (each.gives, each.body) if shape is not None)


def _operation(operation: Operation, shapes: dict[int, Json], language: str) -> Json:
    described: Json = {
        "operationId": operation.id,
        "tags": [operation.tag],
        "summary": operation.says.to(language),
        "x-role": operation.need,
        "parameters": [*_path_parts(operation), *_query(operation), *_headers(operation)],
        "responses": _answers(operation, shapes, language),
    }
    if operation.body is not None:
        content = {"application/json": {"schema": shapes[id(operation.body)]}}
        described["requestBody"] = {"required": True, "content": content}
    return described


def _path_parts(operation: Operation) -> Iterator[Json]:
    for part in operation.path.split("/"):
        if part.startswith("{"):
            yield {"name": part[1:-1], "in": "path", "required": True, "schema": _PART}


def _query(operation: Operation) -> Iterator[Json]:
    schema = msgspec.json.schema_components([operation.asks])[1].get(operation.asks.__name__, {})
    required = schema.get("required", [])
    for name, each in schema.get("properties", {}).items():
        says = each.pop("description", "")
        yield {
            "name": name,
            "in": "query",
            "required": name in required,
            "schema": each,
            **({"description": says} if says else {}),
        }


def _headers(operation: Operation) -> Iterator[Json]:
    def header(name: str, **schema: Any) -> Json:
        required = schema.pop("required", False)
        return {"name": name, "in": "header", "required": required, "schema": schema}

    if operation.versioned:
        yield header(
            "If-Match", type="string", pattern='^"([0-9]+-[0-9]+-)?[0-9]+"$', required=True
        )
    if operation.writes and operation.keyed:
        yield header(IDEMPOTENCY, type="string", minLength=1, maxLength=200)
    if operation.stream:
        yield header("Last-Event-ID", type="string")


def _answers(operation: Operation, shapes: dict[int, Json], language: str) -> Json:
    answers: Json = {str(operation.status): _success(operation, shapes)}
    if operation.tagged and not operation.writes:
        answers["304"] = {"description": "Not Modified", "headers": _named(("ETag",))}
    for kind in operation.problems:
        status, title = KINDS[kind]
        content = {MEDIA: {"schema": shapes[id(Told)]}}
        answers[str(status)] = {"description": title.to(language), "content": content}
    return answers


def _success(operation: Operation, shapes: dict[int, Json]) -> Json:
    answer: Json = {"description": "OK", "headers": _named(_LIMITS)}
    if operation.tagged or operation.versioned:
        answer["headers"] |= _named(("ETag",))
    if operation.stream:
        answer["content"] = {"text/event-stream": {"schema": {"type": "string"}}}
        answer["x-events"] = {name: shapes[id(shape)] for name, shape in EVENTS.items()}
    elif operation.files:
        file = {"schema": {"type": "string", "format": "binary"}}
        answer["content"] = dict.fromkeys(operation.files, file)
    elif operation.gives is not None:
        answer["content"] = {"application/json": {"schema": shapes[id(operation.gives)]}}
    return answer


def _named(headers: Iterable[str]) -> Json:
    return {name: {"schema": {"type": "string"}} for name in headers}

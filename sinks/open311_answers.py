"""What GeoReport v2 answers mean: services, attributes, requests, tokens, errors."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, tzinfo
from typing import Final

import msgspec

from sinks.open311_tree import Tree

_LONGEST: Final = 4_000
_INVISIBLE: Final = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+"
)


class Service(msgspec.Struct, frozen=True, kw_only=True):
    """A service of the town's list; `metadata` says that it has attributes of its own."""

    code: str
    name: str
    description: str = ""
    metadata: bool = False
    type: str = "realtime"
    keywords: tuple[str, ...] = ()
    group: str = ""


class Attribute(msgspec.Struct, frozen=True, kw_only=True):
    """A question that a service asks; `values` are its answers by key, for a list."""

    code: str
    datatype: str = "string"
    required: bool = False
    variable: bool = True
    description: str = ""
    values: dict[str, str] = {}


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """A request as the town shows it; `id` or `token` may be "" but not both."""

    id: str = ""
    token: str = ""
    status: str = ""
    notes: str = ""
    notice: str = ""
    code: str = ""
    description: str = ""
    requested_at: datetime | None = None
    updated_at: datetime | None = None


def services(tree: Tree) -> list[Service]:
    """Return the services listed, each code once."""
    found = [
        Service(
            code=_line(each.say("service_code"), 100),
            name=_line(each.say("service_name")),
            description=_line(each.say("description")),
            metadata=_yes(each.say("metadata")),
            type=_line(each.say("type"), 20).lower() or "realtime",
            keywords=tuple(w for word in each.say("keywords").split(",") if (w := _line(word, 80))),
            group=_line(each.say("group")),
        )
        for each in tree.having("service_code", "service_name")
        if not each.say("service_request_id")
    ]
    return list({each.code: each for each in reversed(found) if each.code}.values())[::-1]


def attributes(tree: Tree) -> list[Attribute]:
    """Return the questions that a service asks, in its order."""
    found = [
        (
            each.say("order"),
            Attribute(
                code=_line(each.say("code"), 100),
                datatype=_line(each.say("datatype"), 40).lower(),
                required=_yes(each.say("required")),
                variable=_yes(each.say("variable") or "true"),
                description=_line(each.say("description")),
                values={
                    _line(value.say("key"), 100): _line(value.say("name"))
                    for value in each.having("key", "name")
                },
            ),
        )
        for each in tree.having("code", "datatype")
    ]
    ordered = sorted(found, key=lambda pair: int(pair[0]) if pair[0].isdecimal() else 0)
    return [attribute for _, attribute in ordered if attribute.code]


def requests(tree: Tree, zone: tzinfo = UTC) -> list[Request]:
    """Return the requests told of; a moment without a time zone is read as the town's."""
    trees: Iterable[Tree] = [*tree.having("service_request_id"), *tree.having("token")]
    found: dict[int, Request] = {}
    for each in trees:
        request = Request(
            id=_line(each.say("service_request_id"), 200),
            token=_line(each.say("token"), 200),
            status=_line(each.say("status"), 40).lower(),
            notes=_line(each.say("status_notes")),
            notice=_line(each.say("service_notice")),
            code=_line(each.say("service_code"), 100),
            description=_line(each.say("description"), _LONGEST),
            requested_at=moment(each.say("requested_datetime"), zone),
            updated_at=moment(each.say("updated_datetime"), zone),
        )
        if request.id or request.token:
            found.setdefault(id(each), request)
    return list(found.values())


def errors(tree: Tree) -> str:
    """Return what a refusal says, on one line, "" when it is no refusal."""
    said = [
        f"{_line(each.say('code'), 20)} {_line(each.say('description'), 200)}".strip()
        for each in tree.having("code", "description")
        if not {"datatype", "variable"} & {child.name for child in each.children}
    ]
    return " ; ".join(dict.fromkeys(said))[:300]


def moment(text: str, zone: tzinfo) -> datetime | None:
    """Return an aware moment in UTC, None when it cannot be read."""
    try:
        read = datetime.fromisoformat(text.strip())
        return (read if read.tzinfo else read.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _line(text: str, limit: int = 300) -> str:
    return " ".join(_INVISIBLE.sub(" ", text[: limit * 2]).split())[:limit]


def _yes(text: str) -> bool:
    return text.strip().lower() in ("true", "1", "yes", "on")

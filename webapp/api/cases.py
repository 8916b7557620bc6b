"""311 cases: listed, read."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

import msgspec
from msgspec import Meta

from vigie.case import STATES, Case
from vigie.say import Say
from webapp.api.case_shapes import CaseSaid, case_said
from webapp.api.etags import etag
from webapp.api.mentions import tagged
from webapp.api.operation import Call, Operation, Reply
from webapp.api.problem import Problem
from webapp.api.sight import seen_towns, sees

_MOST: Final = 1_000
_State: Any = Literal[tuple(STATES)]


class CasesAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which cases."""

    state: _State | None = None
    town: Annotated[
        tuple[Annotated[str, Meta(min_length=1, max_length=200)], ...], Meta(max_length=20)
    ] = ()
    limit: Annotated[int, Meta(ge=1, le=_MOST)] = 100


class CasesSaid(msgspec.Struct, frozen=True, kw_only=True):
    """Cases, those spoken of most recently first."""

    cases: tuple[CaseSaid, ...]


async def seen_case(call: Call) -> Case:
    """Return the case that the path names.

    Raises:
        Problem: it is unknown, or another town's (404).
    """
    case = await call.site.office.cases.case(call.named("reference"))
    if case is None or not sees(call, case.town):
        raise Problem("not_found")
    return case


async def _list(call: Call) -> Reply:
    seen_towns(call, call.asked.town)
    # Those of other towns are let go afterwards, so that more are read than are asked for.
    bounded = call.actor.towns or call.asked.town
    most = _MOST if bounded else call.asked.limit
    found = await call.site.office.cases.cases(most, call.asked.state)
    mine = [case for case in found if sees(call, case.town)]
    if call.asked.town:
        mine = [case for case in mine if case.town in call.asked.town]
    return Reply(CasesSaid(cases=tuple(map(case_said, mine[: call.asked.limit]))))


async def _one(call: Call) -> Any:
    case = await seen_case(call)
    return tagged(call, etag(case.handoff.version), case_said(case))


CASES: Final = (
    Operation(
        id="list_cases",
        path="/cases",
        tag="cases",
        says=Say("Lire les dossiers 311", "Read the 311 cases"),
        does=_list,
        gives=CasesSaid,
        asks=CasesAsked,
    ),
    Operation(
        id="get_case",
        path="/cases/{reference}",
        tag="cases",
        says=Say("Lire un dossier 311", "Read a 311 case"),
        does=_one,
        gives=CaseSaid,
        tagged=True,
    ),
)

"""311 cases: listed, read."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

import msgspec
from msgspec import Meta

from vigie.case import STATES, Case
from vigie.say import Say
from webapp.api.case_shapes import CaseSaid, CaseWhole, case_said, case_whole
from webapp.api.mentions import tagged
from webapp.api.operation import Call, Operation, Reply
from webapp.api.problem import Problem
from webapp.api.sight import seen_towns
from webapp.cases.case_page import ACTS

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
    if case is None or case.town not in {town.slug for town in call.site.towns}:
        raise Problem("not_found")
    return case


def case_tag(call: Call, case: Case) -> str:
    """Return the ETag of a case: its state, and what the front door would be told."""
    return f'"{call.site.office.case_desk.mark(case)}"'


def whole(call: Call, case: Case) -> CaseWhole:
    """Return a case with what may be done with it by the caller."""
    desk = call.site.office.case_desk
    way, may = desk.way(case.town), call.actor.may("officer")
    acts = ACTS.get(case.handoff.state, ()) if may else ()
    offered = [act for act in acts if way or act == "withdraw"]
    return case_whole(case, desk.message(case), offered)


async def _list(call: Call) -> Reply:
    seen_towns(call, call.asked.town)
    await call.site.office.case_desk.gather()
    # A town's are chosen among all, so that more are read than are asked for.
    most = _MOST if call.asked.town else call.asked.limit
    found = await call.site.office.cases.cases(most, call.asked.state)
    mine = [case for case in found if not call.asked.town or case.town in call.asked.town]
    return Reply(CasesSaid(cases=tuple(map(case_said, mine[: call.asked.limit]))))


async def _one(call: Call) -> Any:
    case = await seen_case(call)
    return tagged(call, case_tag(call, case), whole(call, case))


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
        gives=CaseWhole,
        tagged=True,
    ),
)

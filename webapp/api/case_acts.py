"""Acting on a 311 case: the very acts of its page, on the case that was read."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final

import msgspec

from vigie.case import Case
from vigie.case_desk import CaseDesk
from vigie.errors import InvalidInput
from vigie.say import Say
from webapp.api.case_shapes import CaseWhole
from webapp.api.cases import case_tag, seen_case, whole
from webapp.api.operation import Call, Operation, Reply
from webapp.api.problem import Problem
from webapp.log_of_acts import note

#: The desk, the case's reference, its mark, what came with it → the case as it is now.
Act = Callable[[CaseDesk, str, str, Any], Awaitable[Case]]


class Again(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What to do when the front door has no such case.

    Attributes:
        again: send it, a person having checked that the front door does not have it.
    """

    again: bool = False


def _act(id_: str, says: Say, act: Act, body: Any = None) -> Operation:
    async def does(call: Call) -> Reply:
        case, tag = await seen_case(call), call.request.headers.get("if-match")
        if tag is None:
            raise Problem("version_needed")
        now = case_tag(call, case)
        if tag.strip() != now:
            raise Problem("stale", headers={"ETag": now})
        what = "again" if call.body is not None and call.body.again else id_
        try:
            done = await act(call.site.office.case_desk, case.reference, now[1:-1], call.body)
        except InvalidInput as error:
            raise Problem("conflict", error.say) from error
        await _noted(call, case, done, what)
        return Reply(whole(call, done), headers={"ETag": case_tag(call, done)})

    return Operation(
        id=f"{id_}_case",
        path=f"/cases/{{reference}}/{id_}",
        tag="cases",
        says=says,
        does=does,
        gives=CaseWhole,
        body=body,
        method="POST",
        need="officer",
        versioned=True,
    )


async def _noted(call: Call, before: Case, done: Case, what: str) -> None:
    await note(
        call.site.office.papers,
        call.site.clock.now(),
        call.actor.name,
        f"case_{what}",
        town=done.town,
        about=done.reference,
        detail={"from": before.handoff.state, "to": done.handoff.state},
    )


CASE_ACTS: Final = (
    _act(
        "approve",
        Say("Laisser la machine envoyer un dossier", "Let the machine send a case"),
        lambda desk, reference, seen, _: desk.approve(reference, seen),
    ),
    _act(
        "send",
        Say("Envoyer un dossier maintenant", "Send a case now"),
        lambda desk, reference, seen, _: desk.send(reference, seen),
    ),
    _act(
        "look",
        Say("Chercher un dossier dont l’issue est inconnue", "Look for a case of unknown outcome"),
        lambda desk, reference, seen, body: desk.look(reference, seen, again=body.again),
        Again,
    ),
    _act(
        "withdraw",
        Say("Retirer un dossier", "Withdraw a case"),
        lambda desk, reference, seen, _: desk.withdraw(reference, seen),
    ),
)

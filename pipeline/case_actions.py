"""What a person does with a case: approve it, send it at once, withdraw it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from pipeline.handing import Handing
from vigie.case import STATES, Case
from vigie.case_contracts import Cases
from vigie.clock import Clock
from vigie.errors import InvalidInput
from vigie.labels import Name
from vigie.say import Say

_APPROVABLE: Final = frozenset(("draft", "failed", "withdrawn"))
_WITHDRAWABLE: Final = frozenset(("draft", "approved", "failed", "unknown"))


#: Tells whether a case is still what the person who acts on it saw.
Seen = Callable[[Case], bool]


async def wanted(cases: Cases, reference: str, seen: Seen | None = None) -> Case:
    """Return a case by its reference, in any case of letters, with or without « VIGIE- ».

    Raises:
        InvalidInput: there is none, or it is no longer what was `seen`.
    """
    name = reference.strip().upper()
    found = await cases.case(name if name.startswith("VIGIE-") else f"VIGIE-{name}")
    if found is None:
        raise InvalidInput(Say(f"Aucun dossier {reference}.", f"No case {reference}."))
    if seen is not None and not seen(found):
        raise InvalidInput(_MEANWHILE)
    return found


async def approve(
    cases: Cases, handing: Handing, clock: Clock, reference: str, *, seen: Seen | None = None
) -> Case:
    """Let a worker send a case. In every act here `seen` is as in `wanted`.

    Raises:
        InvalidInput: no such case, none to be approved, or its town's hand-off is off.
    """
    case = await wanted(cases, reference, seen)
    _check(case, _APPROVABLE)
    if case.town not in handing.desks:
        raise InvalidInput(_OFF)
    now = clock.now()
    return _done(
        await handing.sending.change(
            case,
            state="approved",
            automatic=False,
            approved_at=now,
            due_at=now,
            why=None,
            attempts=0,
        )
    )


async def send(
    cases: Cases,
    handing: Handing,
    clock: Clock,
    reference: str,
    *,
    again: bool = False,
    seen: Seen | None = None,
) -> Case:
    """Send a case now; one whose outcome is unknown is looked up first.

    With `again` the person has checked that the front door has not got a case whose outcome is
    unknown: it is sent again unless it is found now.

    Raises:
        InvalidInput: no such case, or none to be sent.
    """
    case = await wanted(cases, reference, seen)
    if case.handoff.state == "unknown":
        case = _done(await handing.sending.look(case))
        if case.handoff.state != "unknown" or not again:
            return case
        case = _done(await handing.sending.change(case, state="approved", attempts=0))
    elif case.handoff.state != "approved":
        case = await approve(cases, handing, clock, reference, seen=seen)
    return _done(await handing.sending.send(case))


async def withdraw(
    cases: Cases, handing: Handing, reference: str, *, seen: Seen | None = None
) -> Case:
    """Take a case out of the hand-off; it is kept, and may be approved later.

    Raises:
        InvalidInput: no such case, or the front door has it.
    """
    case = await wanted(cases, reference, seen)
    _check(case, _WITHDRAWABLE)
    return _done(
        await handing.sending.change(case, state="withdrawn", due_at=None, automatic=False)
    )


def _check(case: Case, states: frozenset[str]) -> None:
    if case.handoff.state not in states:
        name = STATES.get(case.handoff.state, Name(case.handoff.state, case.handoff.state))
        raise InvalidInput(
            Say(
                f"{case.reference} : « {name.fr} », ce n’est plus possible.",
                f"{case.reference}: “{name.en}”, it is no longer possible.",
            )
        )


def _done(case: Case | None) -> Case:
    if case is None:
        raise InvalidInput(_MEANWHILE)
    return case


_MEANWHILE: Final = Say(
    "Le dossier a changé entre-temps : regardez-le de nouveau.",
    "The case has changed meanwhile: look at it again.",
)
_OFF: Final = Say(
    "La transmission est désactivée pour cette ville : choisissez « by » sous [handoff].",
    "The hand-off is off for this town: choose `by` under [handoff].",
)

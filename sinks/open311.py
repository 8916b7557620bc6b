"""Hands cases to a town's 311 by Open311 GeoReport v2, and asks it what became of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from sinks.open311_answers import Attribute, Request, Service
from sinks.open311_client import AT_ONCE, Failure, Open311Client
from sinks.open311_form import fields, obstacle
from vigie.case import Case, CaseMessage
from vigie.case_contracts import Declined, Held, Later, Outcome, Sent, Standing, Unsure
from vigie.clock import Clock
from vigie.errors import VigieError
from vigie.say import Say

# Short, so that a server that is down is mostly known before anything is posted to it.
_LIST_KEPT: Final = timedelta(minutes=1)
# Around the sending: a server whose clock, or whose time zone, is wrong is still found.
_AROUND: Final = (timedelta(days=1), timedelta(minutes=45))
_PATIENCE: Final = 3600.0  # seconds before a key refused, or a busy server, is tried again
_NOT_MADE: Final = frozenset((400, 405, 406, 409, 410, 413, 415, 422, 501))
_TO_MEND: Final = frozenset((401, 403, 404))


class Open311Desk:
    """Implements `vigie.case_contracts.FrontDesk`.

    Args:
        services: category → the town's `service_code`.
        given: answers to the services' questions, by attribute code.
    """

    by = "open311"
    repeats = False
    tells = True

    def __init__(
        self,
        client: Open311Client,
        clock: Clock,
        *,
        services: Mapping[str, str],
        given: Mapping[str, str | Sequence[str]],
    ) -> None:
        self._client = client
        self._clock = clock
        self._services = services
        self._given = given
        self._listed: tuple[datetime, dict[str, Service]] | None = None
        self._asked: dict[str, list[Attribute]] = {}

    def shown(self, said: CaseMessage) -> list[tuple[str, str]]:
        """Return the fields of the form, but the key.

        Until the service was asked for its questions, each answer of the settings is shown.
        """
        code = self._services.get(said.category, "")
        asked = self._asked.get(code) or [Attribute(code=name) for name in self._given]
        return [*self._client.common().items(), *fields(said, code, self._given, asked)]

    async def ready(self, said: CaseMessage) -> Held | Later | None:
        """Tell what lacks: a mapping, a place, an answer; or that the server is away."""
        code = self._services.get(said.category)
        if code is None:
            return Held(_unmapped(said.category))
        asked = await self._questions(code)
        return asked if isinstance(asked, Held | Later) else obstacle(said, self._given, asked)

    async def hand(self, said: CaseMessage) -> Outcome:
        """Post one request."""
        code = self._services.get(said.category, "")
        asked = await self._questions(code)
        if isinstance(asked, Held | Later):
            return asked
        try:
            made = await self._client.post(fields(said, code, self._given, asked))
        except VigieError as error:
            return Held(error.say)
        return _of_failure(made) if isinstance(made, Failure) else _of_requests(made)

    async def find(self, case: Case) -> Sent | Later | None:
        """Look among the requests made at that time for the one that bears our reference."""
        sent_at = case.handoff.sent_at or self._clock.now()
        for around in _AROUND:
            listed = await self._client.between(sent_at - around, sent_at + around)
            if isinstance(listed, Failure):
                return Later(listed.why, listed.retry_after)
            ours = [each for each in listed if each.id and case.reference in _bare(each)]
            if ours:
                return Sent(request=ours[0].id)
            if len(listed) < AT_ONCE:
                return None
        return None

    async def redeem(self, case: Case) -> Sent | Later | None:
        """Ask for the id that the token stands for."""
        found = await self._client.token(case.handoff.token or "")
        if isinstance(found, Failure):
            return None if found.status == 404 else Later(found.why, found.retry_after)
        return next((Sent(request=each.id) for each in found if each.id), None)

    async def standings(self, cases: Sequence[Case]) -> list[Standing]:
        """Ask for the status of these requests, fifty at a time."""
        ids = [case.handoff.request for case in cases if case.handoff.request]
        found: list[Standing] = []
        for start in range(0, len(ids), AT_ONCE):
            some = ids[start : start + AT_ONCE]
            told = await self._client.requests(some)
            if isinstance(told, Failure):
                continue
            found += [_standing(each) for each in told if each.id in some]
        return found

    async def listed(self) -> dict[str, Service] | Failure:
        """Return the town's services by code, as they were at most a minute ago."""
        now = self._clock.now()
        if self._listed is None or now - self._listed[0] >= _LIST_KEPT:
            told = await self._client.services()
            if isinstance(told, Failure):
                return told
            self._listed = now, {each.code: each for each in told}
            self._asked.clear()
        return self._listed[1]

    async def _questions(self, code: str) -> list[Attribute] | Held | Later:
        listed = await self.listed()
        if isinstance(listed, Failure):
            return _unreached(listed)
        if code not in listed:
            return Held(_unlisted(code))
        if listed[code].metadata and code not in self._asked:
            told = await self._client.attributes(code)
            if isinstance(told, Failure):
                return _unreached(told)
            self._asked[code] = told
        return self._asked.get(code, [])


def _of_requests(made: Sequence[Request]) -> Outcome:
    one = next((each for each in made if each.id or each.token), None)
    if one is None:
        return Unsure(_NO_ID)
    return Sent(
        request=one.id or None, token=None if one.id else one.token, notice=one.notice or None
    )


def _of_failure(failure: Failure) -> Outcome:
    status = failure.status
    if failure.final:
        return Held(failure.why)
    if status is None or 200 <= status < 300:
        return Unsure(failure.why)
    if status == 429:
        return Later(failure.why, failure.retry_after or _PATIENCE)
    if status in _TO_MEND or 300 <= status < 400:
        return Held(failure.why)
    if status == 400 and "duplicate" in failure.said.lower():
        # Somebody made it, perhaps this very post whose answer was lost: it is looked up.
        return Unsure(failure.why)
    return Declined(failure.why) if status in _NOT_MADE else Unsure(failure.why)


def _unreached(failure: Failure) -> Held | Later:
    if failure.final or failure.status in _TO_MEND:
        return Held(failure.why)
    return Later(failure.why, failure.retry_after)


def _standing(request: Request) -> Standing:
    status = request.status if request.status in ("open", "closed") else None
    return Standing(request=request.id, status=status, notes=request.notes or None)


def _bare(request: Request) -> str:
    return request.description.upper()


_NO_ID: Final = Say(
    "Le 311 a répondu sans donner de numéro.", "The 311 answered without giving a number."
)


def _unmapped(category: str) -> Say:
    return Say(
        f"Aucun service du 311 n’est choisi pour « {category} » : « vigie cases services » en "
        "propose, à écrire sous [handoff.services].",
        f"No 311 service is chosen for “{category}”: `vigie cases services` suggests some, to be "
        "written under [handoff.services].",
    )


def _unlisted(code: str) -> Say:
    return Say(
        f"Le 311 ne liste pas de service « {code} » : corrigez [handoff.services].",
        f"The 311 lists no service “{code}”: correct [handoff.services].",
    )

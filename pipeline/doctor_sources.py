"""What `vigie doctor` tells of each source: whether it answers, what it may spend, who calls it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from connectors.recognition.credentials_needed import Needed, needed_by
from pipeline.doctor_calls import call_findings
from pipeline.finding import Finding, bad, well
from pipeline.installation import Installation, Source
from pipeline.trying_source import SECONDS, Trial, try_source
from vigie.context import Context
from vigie.say import Say
from vigie.source_contracts import Cost, Costly

#: Sources tried at once: those of one host wait for one another, and must not wait too long.
_AT_ONCE: Final = 3

_REMEDIES: Final = {
    "failing": Say(
        "Si cela dure, vérifiez l’adresse et les réglages de la source.",
        "If it lasts, check the source’s address and settings.",
    ),
    "blocked": Say(
        "Vérifiez ce que la clé permet et ce que la source interdit, ou retirez la source.",
        "Check what the key may do and what the source forbids, or remove the source.",
    ),
    "stopped": Say(
        "Corrigez son adresse, ou retirez-la de vigie.toml.",
        "Correct its address, or remove it from vigie.toml.",
    ),
}


@dataclass(frozen=True, slots=True)
class Examined:
    """One source and what it said."""

    source: Source
    trial: Trial

    @property
    def name(self) -> str:
        """Name of the source."""
        return self.source.connector.name


async def source_findings(
    installation: Installation, language: str, seconds: float = SECONDS
) -> list[Finding]:
    """Try each source, a few at a time; tell them in their order.

    One that charges what is read goes on from where it was; the others are read from the
    beginning, so that the trial is a true one whatever was read before. Nothing is kept.

    Args:
        installation: open.
        language: of what the sources say.
        seconds: most that one trial takes.
    """
    if not installation.sources:
        return [_none()]
    context = replace(installation.context, language=language)
    gate = asyncio.Semaphore(_AT_ONCE)

    async def examined(source: Source) -> Examined:
        async with gate:
            return await _examined(source, installation, context, seconds)

    found = await asyncio.gather(*map(examined, installation.sources))
    inbound = installation.settings.inbound
    return [*map(_finding, found), *call_findings([(e.source, e.trial) for e in found], inbound)]


async def _examined(
    source: Source, installation: Installation, context: Context, seconds: float
) -> Examined:
    cost, cursor = _cost(source), None
    if cost is not None and cost.charged:
        cursor = await installation.store.cursor(source.connector.name)
    trial = await try_source(source.settings, context, cursor=cursor, seconds=seconds)
    return Examined(source, trial)


def _finding(it: Examined) -> Finding:
    if it.trial.state == "working":
        fr, en = _working(it.trial)
        spending_fr, spending_en = _spending(it.source)
        note = _then(it.trial.note)
        return well(
            f"Source « {it.name} » : {fr}{note}{spending_fr}",
            f"Source “{it.name}”: {en}{note}{spending_en}",
        )
    why, remedy = _why(it.trial), _remedy(it)
    return bad(
        f"Source « {it.name} » : {why.fr}{_then(remedy.fr)}",
        f"Source “{it.name}”: {why.en}{_then(remedy.en)}",
    )


def _working(trial: Trial) -> tuple[str, str]:
    if trial.late:
        return (
            f"répond ; sa première lecture prend plus de {trial.seconds:.0f} secondes.",
            f"answers; its first reading takes more than {trial.seconds:.0f} seconds.",
        )
    if not trial.pages:
        return "rien à lire.", "nothing yet."
    return "répond.", "answers."


def _why(trial: Trial) -> Say:
    if trial.problem is not None:
        return Say(_ended(trial.problem.fr), _ended(trial.problem.en))
    if trial.note:
        return Say(_ended(trial.note), _ended(trial.note))
    if trial.late:
        wait = f"{trial.seconds:.0f}"
        return Say(f"pas de réponse en {wait} secondes.", f"no answer in {wait} seconds.")
    return Say(f"{trial.state}.", f"{trial.state}.")


def _remedy(it: Examined) -> Say:
    """Return what to do; for a missing or refused key, where to get one."""
    remedy = _REMEDIES.get(it.trial.state, Say("", ""))
    if it.trial.state != "needs_credentials":
        return remedy
    needs = _concerned(needed_by(it.source.settings.kind), it.source.settings.own_settings())
    fr = " ".join(f"Il faut {need.what.fr}." for need in needs)
    en = " ".join(f"Needed: {need.what.en}." for need in needs)
    return Say(fr, en)


def _concerned(needs: Sequence[Needed], given: Mapping[str, Any]) -> Sequence[Needed]:
    """Return the secrets that may be the one missing or refused."""
    bound = [need for need in needs if need.use in {"required", "private"}]
    named = [n for n in needs if f"{n.key}_file" in given or f"{n.key}_env" in given]
    return bound or named or needs


def _spending(source: Source) -> tuple[str, str]:
    """Return what may be spent in a day: the team's own limit, and the API's."""
    cost, most = _cost(source), source.settings.requests_per_day
    fr = [f"Au plus {most} requêtes par jour."] if most else []
    en = [f"At most {most} requests a day."] if most else []
    if cost is not None:
        fr.append(cost.say.fr)
        en.append(cost.say.en)
    return _then(" ".join(fr)), _then(" ".join(en))


def _cost(source: Source) -> Cost | None:
    return source.connector.cost if isinstance(source.connector, Costly) else None


def _then(text: str | None) -> str:
    return f" {text}" if text else ""


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _none() -> Finding:
    return bad(
        "Aucune source : « vigie source add ADRESSE --name NOM ».",
        "No source: `vigie source add ADDRESS --name NAME`.",
    )
